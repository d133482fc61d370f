"""
attacks = "Ask which pages of a shared file others have read (cachestat), and make the machine forget them."
promise = "processes"
layers = ["seccomp"]
observed = "ok: Operation not permitted"
control = "bare"
"""
import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
file = os.open("/usr/bin/env", os.O_RDONLY)
seen = ctypes.create_string_buffer(40)
if libc.syscall(451, file, struct.pack("QQ", 0, 1 << 30), seen, 0) == 0:
    print("GOT", struct.unpack("5Q", seen.raw)[0], "pages")
print(os.strerror(ctypes.get_errno()))

"""
attacks = "List the mounts by a system call that libraries do not know by name (listmount)."
promise = "host"
layers = ["seccomp"]
observed = "ok: Operation not permitted"
control = "bare"
"""
import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
found = ctypes.create_string_buffer(8 * 512)
request = struct.pack("IIQQ", 24, 0, 2**64 - 1, 0)
count = libc.syscall(458, request, found, ctypes.c_size_t(512), 0)
if count > 0:
    print("GOT", count, "mounts")
print("UNAVAILABLE" if ctypes.get_errno() == 38 else os.strerror(ctypes.get_errno()))

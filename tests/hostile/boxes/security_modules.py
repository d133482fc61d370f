"""
attacks = "Ask which security modules guard the machine, by number (lsm_list_modules)."
promise = "host"
layers = ["seccomp"]
observed = "ok: Operation not permitted"
control = "bare"
"""
import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
found, size = ctypes.create_string_buffer(512), ctypes.c_uint32(512)
count = libc.syscall(461, found, ctypes.byref(size), 0)
if count > 0:
    print("GOT", struct.unpack_from(f"{count}Q", found.raw))
print("UNAVAILABLE" if ctypes.get_errno() == 38 else os.strerror(ctypes.get_errno()))

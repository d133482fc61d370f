"""
attacks = "Start io_uring, which runs system calls past the filter."
promise = "host"
layers = ["seccomp"]
observed = "crashed: Operation not permitted"
control = "bare"
"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(425, 1, ctypes.create_string_buffer(256)) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT a ring")

"""
attacks = "Use the kernel's keyring, which no namespace holds."
promise = "host"
layers = ["seccomp"]
observed = "crashed: Operation not permitted"
control = "bare"
"""
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 250, "aarch64": 219}[platform.machine()]
if libc.syscall(number, 0, ctypes.c_long(-3), 1) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT a keyring")

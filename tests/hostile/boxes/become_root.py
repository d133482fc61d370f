"""
attacks = "Become root in a user namespace of one's own."
promise = "host"
layers = ["user", "seccomp"]
observed = "crashed: Operation not permitted|No space left|Invalid argument"
control = "bare"
"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x10000000) != 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT a user namespace")

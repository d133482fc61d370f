"""
attacks = "Open userfaultfd, the helper of many kernel exploits."
promise = "host"
layers = ["seccomp"]
observed = "crashed: Operation not permitted"
control = "bare"
"""
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall({"x86_64": 323, "aarch64": 282}[platform.machine()], 1) < 0:
    if ctypes.get_errno() == 38:
        raise SystemExit("UNAVAILABLE: this kernel has no userfaultfd")
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT it")

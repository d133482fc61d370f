"""
attacks = "Make a user namespace by clone, which takes its flags in a register."
promise = "host"
layers = ["user", "seccomp"]
observed = "crashed: Operation not permitted|No space left"
control = "bare"
"""
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
pid = libc.syscall({"x86_64": 56, "aarch64": 220}[platform.machine()], 0x10000000 | 17, 0, 0, 0, 0)
if pid == 0:
    os._exit(0)
if pid < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
os.waitpid(pid, 0)
print("GOT a child in a user namespace")

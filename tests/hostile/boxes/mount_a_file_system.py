"""
attacks = "Mount something over the grader's files."
promise = "host"
layers = ["seccomp", "capabilities"]
observed = "crashed: Operation not permitted"
control = "namespace"
needs = "root"
"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.mount(b"none", b"/mnt", b"tmpfs", 0, None) != 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT it")

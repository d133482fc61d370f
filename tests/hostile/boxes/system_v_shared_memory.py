"""
attacks = "Open shared memory of the host by its number."
promise = "processes"
layers = ["ipc", "seccomp"]
observed = "crashed: No such file|Operation not permitted"
control = "bare"
"""
import ctypes
import json
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(json.loads(sys.argv[1])["shm"], ctypes.c_size_t(0), 0) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT it")

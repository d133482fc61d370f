"""
attacks = "Take an open file out of another process with pidfd_getfd."
promise = "processes"
layers = ["seccomp", "pids"]
observed = "crashed: Operation not permitted|No such process|Invalid argument"
control = "bare"
"""
import ctypes
import json
import os
import sys

pidfd = os.pidfd_open(json.loads(sys.argv[1])["victim"])
libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(438, pidfd, 0, 0) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT it")

"""
attacks = "Attach to another process as a debugger."
promise = "processes"
layers = ["seccomp", "pids"]
observed = "crashed: Operation not permitted|No such process"
control = "bare"
"""
import ctypes
import json
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(16, json.loads(sys.argv[1])["victim"], 0, 0) != 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT it")

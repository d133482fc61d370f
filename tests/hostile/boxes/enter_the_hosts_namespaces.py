"""
attacks = "Join the namespaces of a process of the host."
promise = "host"
layers = ["seccomp", "pids"]
observed = "crashed: Operation not permitted|PermissionError|FileNotFoundError"
control = "bare"
needs = "root"
"""
import ctypes
import json
import os
import sys

victim = json.loads(sys.argv[1])["victim"]
libc = ctypes.CDLL(None, use_errno=True)
descriptor = os.open(f"/proc/{victim}/ns/uts", os.O_RDONLY)
if libc.setns(descriptor, 0) != 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT it")

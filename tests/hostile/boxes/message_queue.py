"""
attacks = "Open a message queue of the host by its name."
promise = "processes"
layers = ["ipc", "seccomp"]
observed = "crashed: No such file|Operation not permitted"
control = "bare"
"""
import ctypes
import json
import os
import sys

libc = ctypes.CDLL("librt.so.1", use_errno=True)
if libc.mq_open(json.loads(sys.argv[1])["queue"].encode(), os.O_RDONLY) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT it")

"""
attacks = "Meet another process by an exclusive lock on a file that both may read."
promise = "processes"
layers = ["seccomp"]
observed = "ok"
control = "bare"
"""
import fcntl
import os

ready, holding = os.pipe()
leaving, leave = os.pipe()
if os.fork() == 0:
    file = open("/usr/bin/env")
    fcntl.flock(file, fcntl.LOCK_EX)
    os.write(holding, b"x")
    os.read(leaving, 1)
    os._exit(0)
os.read(ready, 1)
try:
    fcntl.flock(open("/usr/bin/env"), fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("GOT word from another process")
os.write(leave, b"x")
os.wait()

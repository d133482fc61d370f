"""
attacks = "Ask which locks other processes hold on a file that both may read."
promise = "processes"
layers = ["seccomp"]
observed = "crashed: PermissionError"
control = "bare"
"""
import fcntl
import os
import struct

ready, holding = os.pipe()
leaving, leave = os.pipe()
if os.fork() == 0:
    file = open("/usr/bin/env")
    fcntl.lockf(file, fcntl.LOCK_SH)
    os.write(holding, b"x")
    os.read(leaving, 1)
    os._exit(0)
os.read(ready, 1)
asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
try:
    found = struct.unpack("hhqqi4x", fcntl.fcntl(open("/usr/bin/env"), fcntl.F_GETLK, asked))
    if found[0] != fcntl.F_UNLCK:
        print("GOT the lock of another process")
finally:
    os.write(leave, b"x")
    os.wait()

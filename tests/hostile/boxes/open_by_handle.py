"""
attacks = "Open a file by its handle, past every mount."
promise = "host"
layers = ["seccomp"]
observed = "crashed: Operation not permitted"
control = "bare"
"""
import ctypes
import os
import platform
import struct

libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128), 136)
mount = ctypes.c_int()
number = {"x86_64": 303, "aarch64": 264}[platform.machine()]
open("own", "w").close()
if libc.syscall(number, -100, b"own", handle, ctypes.byref(mount), 0) < 0:
    if ctypes.get_errno() == 95:
        raise SystemExit("UNAVAILABLE: this file system has no handles")
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT a handle")

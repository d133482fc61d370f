"""
attacks = "Load a program into the kernel."
promise = "host"
layers = ["seccomp"]
observed = "crashed: Operation not permitted"
control = "bare"
needs = "root"
"""
import ctypes
import os
import platform
import struct

libc = ctypes.CDLL(None, use_errno=True)
attributes = struct.pack("IIII", 2, 4, 4, 1) + bytes(112)  # an array map
if libc.syscall({"x86_64": 321, "aarch64": 280}[platform.machine()], 0, attributes, len(attributes)) < 0:
    if ctypes.get_errno() == 38:
        raise SystemExit("UNAVAILABLE: this kernel has no bpf")
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT a map")

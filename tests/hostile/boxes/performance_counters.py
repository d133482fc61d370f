"""
attacks = "Watch the machine with perf_event_open."
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
attributes = struct.pack("IIQ", 1, 120, 1) + bytes(104)  # the software event "task clock"
number = {"x86_64": 298, "aarch64": 241}[platform.machine()]
if libc.syscall(number, attributes, 0, -1, -1, 0) < 0:
    if ctypes.get_errno() == 38:
        raise SystemExit("UNAVAILABLE: this kernel has no perf events")
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT a counter")

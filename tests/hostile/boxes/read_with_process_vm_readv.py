"""
attacks = "Read the memory of another process with process_vm_readv."
promise = "secrets"
layers = ["seccomp", "pids"]
observed = "crashed: Operation not permitted|No such process"
control = "bare"
"""
import ctypes
import json
import os
import sys

pid = json.loads(sys.argv[1])["victim"]
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(16)


class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


try:
    stack = next(line for line in open(f"/proc/{pid}/maps") if "[stack]" in line)
    top = int(stack.split()[0].split("-")[1], 16) - 4096
except OSError:
    top = ctypes.addressof(buffer)
here, there = Span(ctypes.addressof(buffer), 16), Span(top, 16)
if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
print("GOT", buffer.raw.hex())

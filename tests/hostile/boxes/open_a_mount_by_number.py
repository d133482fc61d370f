"""
attacks = "Take hold of a mount by a system call that libraries do not know by name (open_tree_attr)."
promise = "host"
layers = ["seccomp"]
observed = "ok: Operation not permitted"
control = "bare"
"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
tree = libc.syscall(467, -100, b"/", 0, None, ctypes.c_size_t(0))
if tree >= 0:
    print("GOT the root")
print("UNAVAILABLE" if ctypes.get_errno() == 38 else os.strerror(ctypes.get_errno()))

"""
attacks = "Take the memory of a GPU that another slot has."
promise = "limits"
layers = []
observed = "crashed: no GPU is visible"
control = "bare"
needs = "gpu"
"""
import ctypes
import os

if not os.path.exists("/dev/nvidiactl"):
    print("no GPU is visible")
    raise SystemExit(1)
cuda = ctypes.CDLL("libcuda.so.1")
if cuda.cuInit(0) != 0:
    raise SystemExit("no GPU may be used")
context, memory = ctypes.c_void_p(), ctypes.c_uint64()
assert cuda.cuCtxCreate_v2(ctypes.byref(context), 0, 0) == 0
assert cuda.cuMemAlloc_v2(ctypes.byref(memory), ctypes.c_size_t(2**30)) == 0
print("GOT a GiB of it")

"""
attacks = "Open files without end."
promise = "limits"
layers = ["rlimits"]
observed = "crashed: Too many open files"
control = "bare"
"""
import os
import resource

hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
for _ in range(10_000):
    os.open("/dev/null", os.O_RDONLY)
print("GOT them")

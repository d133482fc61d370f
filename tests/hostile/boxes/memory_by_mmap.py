"""
attacks = "Use more memory than allowed: shared mappings."
promise = "limits"
layers = ["memory"]
observed = "out_of_memory|crashed: MemoryError|Cannot allocate"
control = "bare"
"""
import json
import mmap
import sys
import time

megabytes = 2 * json.loads(sys.argv[1])["memory_mb"]
with mmap.mmap(-1, megabytes * 2**20) as mapping:
    for _ in range(megabytes):
        mapping.write(b"x" * 2**20)
    time.sleep(0.5)
print("GOT", megabytes, "MB")

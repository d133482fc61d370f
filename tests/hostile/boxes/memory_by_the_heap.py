"""
attacks = "Use more memory than allowed: the heap."
promise = "limits"
layers = ["memory"]
observed = "out_of_memory|crashed: MemoryError"
control = "bare"
"""
import json
import sys
import time

kept = [bytearray(b"x" * 2**20) for _ in range(2 * json.loads(sys.argv[1])["memory_mb"])]
time.sleep(0.5)
print("GOT", len(kept), "MB")

"""
attacks = "Use more memory than allowed: files in memory."
promise = "limits"
layers = ["memory", "seccomp"]
observed = "out_of_memory|crashed: File too large|Operation not permitted"
control = "bare"
"""
import json
import os
import sys
import time

megabytes = 2 * json.loads(sys.argv[1])["memory_mb"]
descriptors = []
for number in range(megabytes):
    if number % 4 == 0:
        descriptors.append(os.memfd_create("attack"))
    os.write(descriptors[-1], b"x" * 2**20)
time.sleep(0.5)
print("GOT", megabytes, "MB")

"""
attacks = "Use up the file system by empty files."
promise = "limits"
layers = ["disk", "memory"]
observed = "out_of_memory|crashed: No space left"
control = "bare"
weak = "through"
limits = { disk_mb = 4, memory_mb = 64 }
"""
import os
import tempfile

with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else ".") as folder:
    for number in range(120_000):
        os.mkfifo(f"{folder}/{number}")
print("GOT them")

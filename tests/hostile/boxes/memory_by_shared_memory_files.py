"""
attacks = "Use more memory than allowed: files in /dev/shm."
promise = "limits"
layers = ["memory", "disk", "landlock"]
observed = "out_of_memory|crashed: No space left|Permission denied"
control = "bare"
"""
import json
import os
import sys

targets = json.loads(sys.argv[1])
paths = [f"/dev/shm/{targets['shared']}-{number}" for number in range(targets["memory_mb"] // 4 * 2)]
try:
    for path in paths:
        open(path, "wb").write(b"x" * 2**22)
    print("GOT it")
finally:
    for path in paths:
        if os.path.exists(path):
            os.unlink(path)

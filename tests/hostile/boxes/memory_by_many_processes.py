"""
attacks = "Use more memory than allowed: a little in each of many processes."
promise = "limits"
layers = ["memory"]
observed = "out_of_memory"
control = "bare"
"""
import json
import os
import sys
import time

each = json.loads(sys.argv[1])["memory_mb"] // 2
for _ in range(4):
    if os.fork() == 0:
        kept = b"x" * (each * 2**20)
        time.sleep(1.5)
        os._exit(0)
for _ in range(4):
    if os.wait()[1] != 0:
        raise SystemExit("a child was killed")
print("GOT", 4 * each, "MB")

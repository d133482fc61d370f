"""
attacks = "Fill the disk by files that are small one by one."
promise = "limits"
layers = ["disk"]
observed = "crashed: No space left"
control = "bare"
weak = "through"
"""
import json
import sys

for number in range(2 * json.loads(sys.argv[1])["disk_mb"]):
    open(f"../out/fill{number}", "wb").write(b"x" * 2**20)
print("GOT it")

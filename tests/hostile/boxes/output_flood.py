"""
attacks = "Print without end."
promise = "limits"
layers = []
observed = "killed: more than 1 MB of output"
control = "bare"
"""
import json
import sys

for _ in range(8 * 2**10):
    sys.stderr.write("y" * 1023 + "\n")
open(json.loads(sys.argv[1])["folder"] + "/planted", "w").write("8 MB were printed")
print("GOT it")

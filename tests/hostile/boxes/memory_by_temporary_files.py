"""
attacks = "Use more memory than allowed: temporary files, which are memory too."
promise = "limits"
layers = ["disk"]
observed = "out_of_memory|crashed: No space left"
control = "bare"
weak = "through"
"""
import json
import sys
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    for number in range(json.loads(sys.argv[1])["disk_mb"]):
        Path(folder, str(number)).write_bytes(b"x" * 2**21)
    print("GOT it")

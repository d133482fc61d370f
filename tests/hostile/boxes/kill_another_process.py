"""
attacks = "Kill a process of the host."
promise = "processes"
layers = ["pids", "uid", "landlock"]
observed = "crashed: ProcessLookupError|PermissionError"
control = "bare"
"""
import json
import os
import sys

os.kill(json.loads(sys.argv[1])["victim"], 9)
print("GOT it")

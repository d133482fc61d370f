"""
attacks = "Lower the limits of a process of the host."
promise = "processes"
layers = ["pids", "uid"]
observed = "crashed: ProcessLookupError|PermissionError"
control = "bare"
weak = "through"
"""
import json
import resource
import sys

resource.prlimit(json.loads(sys.argv[1])["victim"], resource.RLIMIT_NOFILE, (8, 8))
print("GOT it")

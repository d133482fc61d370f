"""
attacks = "Leave a file in a folder of the host that anyone may write."
promise = "host"
layers = ["mounts", "landlock"]
observed = "crashed: FileNotFoundError|PermissionError"
control = "bare"
"""
import json
import sys

open(json.loads(sys.argv[1])["folder"] + "/planted", "w").write("import os")
print("GOT it")

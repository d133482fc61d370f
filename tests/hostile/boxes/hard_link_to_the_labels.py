"""
attacks = "Give the labels a second name among the results."
promise = "harvest"
layers = ["mounts", "landlock"]
observed = "crashed: FileNotFoundError|PermissionError|Invalid cross-device"
control = "bare"
"""
import json
import os
import sys

os.link(json.loads(sys.argv[1])["secret"], "../out/trick")
print("GOT it")

"""
attacks = "Read the labels by their path on the host."
promise = "secrets"
layers = ["mounts", "landlock"]
observed = "crashed: FileNotFoundError|PermissionError"
control = "bare"
"""
import json
import sys

print("GOT", open(json.loads(sys.argv[1])["secret"]).read())

"""
attacks = "Open named shared memory of the host."
promise = "processes"
layers = ["mounts", "landlock"]
observed = "crashed: FileNotFoundError|PermissionError"
control = "bare"
"""
import json
import sys

print("GOT", open("/dev/shm/" + json.loads(sys.argv[1])["shared"]).read())

"""
attacks = "Change the handed-in files while they are graded."
promise = "host"
layers = ["mounts", "landlock"]
observed = "crashed: PermissionError|Read-only"
control = "bare"
"""
import sys

open(sys.argv[0], "a").write("# changed")
print("GOT it")

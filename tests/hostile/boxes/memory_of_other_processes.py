"""
attacks = "Read the memory of another process through /proc/PID/mem."
promise = "secrets"
layers = ["pids", "landlock", "uid"]
observed = "crashed: FileNotFoundError|PermissionError|ProcessLookupError"
control = "bare"
"""
import json
import sys

pid = json.loads(sys.argv[1])["victim"]
stack = next(line for line in open(f"/proc/{pid}/maps") if "[stack]" in line)
start = int(stack.split("-")[0], 16)
with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
    memory.seek(start)
    memory.read(4096)
print("GOT its stack")

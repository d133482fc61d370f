"""
attacks = "Read tokens from the environment and command line of the parent and of every process."
promise = "secrets"
layers = ["pids", "landlock"]
observed = "ok: nothing found"
control = "bare"
"""
import json
import os
import sys

marker = json.loads(sys.argv[1])["marker"].encode()
others = {*filter(str.isdigit, os.listdir("/proc")), str(os.getppid())} - {str(os.getpid())}
for pid in others:
    for name in ("environ", "cmdline"):
        try:
            if marker in open(f"/proc/{pid}/{name}", "rb").read():
                print("GOT", pid, name)
        except OSError:
            pass
print("nothing found")

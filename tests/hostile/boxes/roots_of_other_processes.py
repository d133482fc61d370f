"""
attacks = "Reach the host's files through /proc/PID/root and /proc/PID/cwd."
promise = "secrets"
layers = ["pids", "landlock"]
observed = "ok: nothing found"
control = "bare"
"""
import json
import os
import sys

secret = json.loads(sys.argv[1])["secret"]
for pid in filter(str.isdigit, os.listdir("/proc")):
    for way in ("root", "cwd", "task/" + pid + "/root"):
        try:
            print("GOT", open(f"/proc/{pid}/{way}{secret}").read())
        except OSError:
            pass
print("nothing found")

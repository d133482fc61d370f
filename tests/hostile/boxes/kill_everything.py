"""
attacks = "Kill every process that can be seen with kill(-1)."
promise = "processes"
layers = ["pids", "uid", "landlock"]
observed = "crashed: SIGKILL|PermissionError|ProcessLookupError|ended before"
control = "namespace"
"""
import json
import os
import signal
import sys
import time

pid = json.loads(sys.argv[1])["victim"]
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.kill(-1, signal.SIGTERM)
os.kill(-1, signal.SIGKILL)  # spares the caller
time.sleep(0.1)
if "State:\tZ" in open(f"/proc/{pid}/status").read():
    print("GOT it")

"""
attacks = "Leave a daemon behind."
promise = "survival"
layers = []
observed = "ok: left"
control = "bare"
"""
import json
import os
import sys

name = json.loads(sys.argv[1])["daemon"] + "-left"
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 64)
        os.execv("/bin/sh", ["sh", "-c", "while :; do sleep 1; done", name])
    os._exit(0)
os.wait()
print("left")

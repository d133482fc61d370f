"""
attacks = "Stop the parent, so that the grader waits for ever."
promise = "processes"
layers = ["pids", "uid", "landlock"]
observed = "crashed: PermissionError|ProcessLookupError|nobody"
control = "bare"
"""
import os
import signal
import time

parent = os.getppid() or 1
os.kill(parent, signal.SIGSTOP)
time.sleep(0.05)
if "State:\tT" in open(f"/proc/{parent}/status").read():
    os.kill(parent, signal.SIGCONT)
    print("GOT it")
else:
    raise ProcessLookupError("nobody stopped")

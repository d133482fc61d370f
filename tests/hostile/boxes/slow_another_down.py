"""
attacks = "Pin a process of the host to one core, at the lowest priority."
promise = "processes"
layers = ["pids", "uid"]
observed = "crashed: ProcessLookupError|PermissionError"
control = "bare"
"""
import json
import os
import sys

victim = json.loads(sys.argv[1])["victim"]
os.setpriority(os.PRIO_PROCESS, victim, 19)
os.sched_setaffinity(victim, {0})
print("GOT it")

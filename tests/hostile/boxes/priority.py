"""
attacks = "Run before everybody else."
promise = "host"
layers = ["capabilities"]
observed = "crashed: PermissionError"
control = "bare"
needs = "root"
"""
import os

os.setpriority(os.PRIO_PROCESS, 0, -10)
print("GOT it")

"""
attacks = "Become another user."
promise = "host"
layers = ["capabilities", "user"]
observed = "crashed: PermissionError|Invalid argument"
control = "bare"
needs = "root"
"""
import os

os.setuid(os.getuid() + 1)
print("GOT", os.getuid())

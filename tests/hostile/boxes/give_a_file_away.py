"""
attacks = "Give a file to another user."
promise = "host"
layers = ["capabilities"]
observed = "crashed: PermissionError|Invalid argument"
control = "bare"
needs = "root"
"""
import os

open("own", "w").close()
os.chown("own", os.getuid() + 1, -1)
print("GOT it")

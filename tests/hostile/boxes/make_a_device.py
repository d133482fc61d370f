"""
attacks = "Make a device file to read the host's memory or disk."
promise = "host"
layers = ["capabilities"]
observed = "crashed: PermissionError"
control = "bare"
needs = "root"
"""
import os

os.mknod("device", 0o20666, os.makedev(1, 8))
print("GOT it")

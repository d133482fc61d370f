"""
attacks = "Leave a device that gives bytes without end."
promise = "harvest"
layers = ["capabilities"]
observed = "crashed: PermissionError"
control = "bare"
needs = "root"
"""
import os

os.mknod("../out/trick", 0o20666, os.makedev(1, 5))
print("GOT", len(open("../out/trick", "rb").read(2**20)), "bytes of it")

"""
attacks = "Leave the root by chroot."
promise = "host"
layers = ["seccomp", "capabilities"]
observed = "crashed: PermissionError"
control = "bare"
needs = "root"
"""
import os

os.chroot("/")
print("GOT it")

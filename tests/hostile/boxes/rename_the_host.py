"""
attacks = "Rename the machine."
promise = "host"
layers = ["capabilities"]
observed = "crashed: PermissionError"
control = "bare"
needs = "root"
"""
import socket

socket.sethostname(socket.gethostname())
print("GOT it")

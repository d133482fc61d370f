"""
attacks = "Connect to the address that the host has in its network."
promise = "network"
layers = ["network"]
observed = "crashed: refused|unreachable|PermissionError"
control = "bare"
"""
import json
import socket
import sys

targets = json.loads(sys.argv[1])
socket.create_connection((targets["address"], targets["tcp"]), 1).send(b"reached")
print("GOT a connection")

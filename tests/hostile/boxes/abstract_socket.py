"""
attacks = "Connect to an abstract socket of the host."
promise = "network"
layers = ["network", "landlock"]
observed = "crashed: refused|PermissionError"
control = "bare"
"""
import json
import socket
import sys

socket.socket(socket.AF_UNIX).connect("\0" + json.loads(sys.argv[1])["abstract"])
print("GOT a connection")

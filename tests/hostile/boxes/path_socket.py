"""
attacks = "Connect to a socket of the host that has a path, as Docker's or a database's."
promise = "network"
layers = ["mounts"]
observed = "crashed: FileNotFoundError"
control = "bare"
weak = "through"
"""
import json
import socket
import sys

socket.socket(socket.AF_UNIX).connect(json.loads(sys.argv[1])["socket"])
print("GOT a connection")

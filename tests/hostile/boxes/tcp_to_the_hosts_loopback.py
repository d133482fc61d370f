"""
attacks = "Connect to a service of the host by IPv4."
promise = "network"
layers = ["network"]
observed = "crashed: refused|unreachable|PermissionError"
control = "bare"
"""
import json
import socket
import sys

socket.create_connection(("127.0.0.1", json.loads(sys.argv[1])["tcp"]), 1).send(b"reached")
print("GOT a connection")

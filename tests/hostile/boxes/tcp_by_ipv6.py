"""
attacks = "Connect to a service of the host by IPv6."
promise = "network"
layers = ["network"]
observed = "crashed: OSError|refused|unreachable|PermissionError|not supported"
control = "bare"
"""
import json
import socket
import sys

port = json.loads(sys.argv[1])["tcp6"]
if port == 0:
    raise SystemExit("UNAVAILABLE: this machine has no IPv6")
socket.create_connection(("::1", port), 1).send(b"reached")
print("GOT a connection")

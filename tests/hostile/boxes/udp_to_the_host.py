"""
attacks = "Send labels out as a datagram."
promise = "network"
layers = ["network"]
observed = "(ok|crashed): sent|unreachable|PermissionError|not supported"
control = "bare"
weak = "blocked"
"""
import json
import socket
import sys

socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"reached", ("127.0.0.1", json.loads(sys.argv[1])["udp"]))
print("sent")

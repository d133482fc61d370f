"""
attacks = "Read the network's packets."
promise = "network"
layers = ["seccomp", "capabilities"]
observed = "crashed: not supported|PermissionError"
control = "bare"
needs = "root"
"""
import socket

socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
print("GOT a socket")

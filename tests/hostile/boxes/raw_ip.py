"""
attacks = "Forge packets by a raw socket."
promise = "network"
layers = ["capabilities"]
observed = "crashed: PermissionError|not supported"
control = "bare"
needs = "root"
"""
import socket

socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
print("GOT a socket")

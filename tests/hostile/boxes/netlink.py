"""
attacks = "Ask the kernel about networks by a netlink socket."
promise = "network"
layers = ["seccomp"]
observed = "crashed: not supported"
control = "bare"
"""
import socket

socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).bind((0, 0))
print("GOT a socket")

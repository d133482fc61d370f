"""
attacks = "Reach the hypervisor by a vsock socket, which no network namespace holds."
promise = "network"
layers = ["seccomp"]
observed = "crashed: not supported"
control = "bare"
"""
import socket

socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
print("GOT a socket")

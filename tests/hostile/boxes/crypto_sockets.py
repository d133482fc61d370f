"""
attacks = "Use the kernel's cryptography sockets, a large surface."
promise = "network"
layers = ["seccomp"]
observed = "crashed: not supported"
control = "bare"
"""
import errno
import socket

try:
    socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)
except OSError as error:
    if error.errno == errno.EAFNOSUPPORT:
        raise SystemExit("UNAVAILABLE: this kernel has no AF_ALG; not supported") from error
    raise
print("GOT a socket")

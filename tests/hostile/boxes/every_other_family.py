"""
attacks = "Try every family of sockets and every kind."
promise = "network"
layers = ["seccomp"]
observed = "ok: nothing found"
control = "bare"
"""
import socket

found = set()
for family in range(64):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        if family not in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6):
            try:
                socket.socket(family, kind).close()
                found.add(family)
            except OSError:
                pass
print("GOT families", *found) if found else print("nothing found")

"""
attacks = "Leave a socket in place of a result."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
harvest = "trick"
naive = "print('GOT a failure' if open_fails(trick) else 'opened')"
"""
import os
import socket

os.chdir("../out")
socket.socket(socket.AF_UNIX).bind("trick")

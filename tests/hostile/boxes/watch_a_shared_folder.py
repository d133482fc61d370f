"""
attacks = "Be told when another process reads in a folder that both see (dnotify)."
promise = "processes"
layers = ["seccomp"]
observed = "crashed: PermissionError"
control = "bare"
"""
import fcntl
import os
import signal

heard = []
signal.signal(signal.SIGIO, lambda *_: heard.append(1))
fcntl.fcntl(os.open("/usr/bin", os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS | fcntl.DN_MULTISHOT)
if os.fork() == 0:
    open("/usr/bin/env", "rb").read(1)
    os._exit(0)
os.wait()
if heard:
    print("GOT a signal")

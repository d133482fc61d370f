"""
attacks = "Compute in many processes with sessions of their own, each of which the machine would give a share."
promise = "limits"
layers = ["process_count"]
observed = "timed_out: more than 2 s of processor time"
control = "bare"
limits = { cpu_s = 2 }
"""
import os
import time

children = []
for _ in range(20):
    pid = os.fork()
    if pid == 0:
        os.setsid()
        end = time.process_time() + 0.5
        while time.process_time() < end:
            pass
        os._exit(0)
    children.append(pid)
for pid in children:
    os.waitpid(pid, 0)
print("GOT ten seconds of processor time")

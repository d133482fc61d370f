"""
attacks = "Turn the clock back to hand in before the deadline."
promise = "host"
layers = ["seccomp", "capabilities"]
observed = "crashed: PermissionError"
control = "bare"
needs = "root"
"""
import time

time.clock_settime(time.CLOCK_REALTIME, time.time())
print("GOT it")

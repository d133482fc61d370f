"""
attacks = "Compute for ever."
promise = "limits"
layers = ["wall_clock", "rlimits"]
observed = "timed_out: more than 1 s of processor time"
control = "bare"
limits = { cpu_s = 1 }
"""
import time

end = time.process_time() + 2
while time.process_time() < end:
    pass
print("GOT it")

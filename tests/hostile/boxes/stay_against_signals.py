"""
attacks = "Stay for ever and ignore every signal that asks to leave."
promise = "limits"
layers = ["wall_clock"]
observed = "timed_out: more than 0.3 s"
control = "bare"
limits = { wall_s = 0.3 }
"""
import signal
import time

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
time.sleep(1)
print("GOT it")

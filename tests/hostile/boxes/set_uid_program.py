"""
attacks = "Gain privileges by a set-uid program."
promise = "host"
layers = ["no_new_privs"]
observed = "ok: nothing found"
control = "bare"
"""
import subprocess

status = subprocess.run(["cat", "/proc/self/status"], capture_output=True, text=True).stdout
print("GOT set-uid programs" if "NoNewPrivs:\t0" in status else "nothing found")

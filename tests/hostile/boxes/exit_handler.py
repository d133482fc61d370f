"""
attacks = "Run code after the task is done by atexit."
promise = "survival"
layers = []
observed = "ok: done"
control = "bare"
"""
import atexit

atexit.register(print, "GOT a handler", flush=True)
print("done")

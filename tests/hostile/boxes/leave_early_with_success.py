"""
attacks = "Leave with status 0 before the task is done."
promise = "grade"
layers = []
observed = "crashed: ended before the task was done"
control = "bare"
naive = "print('GOT a success' if status == 0 else status)"
"""
import os

os._exit(0)

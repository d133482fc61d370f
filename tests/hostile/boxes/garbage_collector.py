"""
attacks = "Find the labels among all objects of the process with gc."
promise = "secrets"
layers = []
observed = "ok: nothing found"
control = "bare"
"""
import gc
import json
import sys

marker = json.loads(sys.argv[1])["marker"] + "-labels"
for thing in gc.get_objects():
    if isinstance(thing, (list, tuple)) and any(type(item) is str and item == marker for item in thing):
        print("GOT a", type(thing).__name__)
print("nothing found")

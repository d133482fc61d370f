"""
attacks = "Walk up the frames to the grader's local variables."
promise = "secrets"
layers = []
observed = "ok: nothing found"
control = "bare"
"""
import json
import sys

marker = json.loads(sys.argv[1])["marker"]
frame = sys._getframe()
while frame is not None:
    for name, value in list(frame.f_locals.items()):
        if isinstance(value, list) and any(isinstance(item, str) and marker in item for item in value):
            if name != "argv" and value is not sys.argv:
                print("GOT", name)
    frame = frame.f_back
print("nothing found")

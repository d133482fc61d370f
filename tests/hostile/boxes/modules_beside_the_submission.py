"""
attacks = "Replace the modules of the grader by files of the same name."
promise = "grade"
layers = []
observed = "ok: own"
control = "bare"
naive = "os.execv(sys.executable, [sys.executable, payload])"
beside = ["json.py", "sitecustomize.py", "usercustomize.py", "conftest.py"]
"""
import json
import sys

replaced = [name for name in ("json", "sitecustomize") if getattr(sys.modules.get(name), "REPLACED", False)]
print("GOT", *replaced) if replaced else print("own")

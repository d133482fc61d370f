"""
attacks = "Plant a .pth file and a sitecustomize for the interpreters that come after."
promise = "host"
layers = ["mounts", "landlock", "uid"]
observed = "ok: nothing found"
control = "venv"
"""
import site
import sys
from pathlib import Path

found = []
for folder in {*site.getsitepackages(), sys.prefix}:
    for name in ("planted.pth", "sitecustomize.py"):
        try:
            Path(folder, name).write_text("import os")
            found.append(folder)
            Path(folder, name).unlink()
        except OSError:
            pass
print("GOT", *found) if found else print("nothing found")

"""Submissions that try to talk the grader into points, or to find what is hidden from them."""

from __future__ import annotations

HONEST = """
import keras
from keras import layers


def build_model():
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model
"""

PATCHES = {
    "count_params": "keras.Model.count_params = keras.Layer.count_params = lambda self: 5160",
    "evaluate": "keras.Model.evaluate = lambda self, *a, **k: [0.0, 1.0]",
    "predict": "import numpy\nkeras.Model.predict = lambda self, x, **k: numpy.eye(10)[[0] * len(x)]",
    "equality": "keras.Model.__eq__ = lambda self, other: True\nkeras.Model.__hash__ = object.__hash__",
    "numpy_save": "import numpy\nnumpy.save = lambda file, array, **k: open(str(file), 'wb').write(b'forged')",
    "fit": "keras.Model.fit = lambda self, *a, **k: None",
    "export": "from autograder.frameworks.keras import loading\nloading.versions = lambda: {'python': 'forged'}",
    "checks": "import sys, types\nsys.modules['autograder.checks'] = types.ModuleType('autograder.checks')",
    "forged_result": """
import json, pathlib
for place in (".", "/box/out", "/box", "/tmp", "/box/in", ".."):
    for name in ("result", "record", "structure", "trained", "inspected", "done"):
        try:
            pathlib.Path(place, name + ".json").write_text(json.dumps({"earned": 100.0, "state": "graded"}))
        except OSError:
            pass
""",
}
"""Lines put behind the honest module's imports."""


SABOTAGE = {
    "json": "import json\nplain = json.dumps\njson.dumps = lambda v, **k: plain({'earned': 100, 'failure': None})",
    "save": "keras.Model.save = lambda self, *a, **k: None",
    "config": "keras.Model.get_config = lambda self: {'name': 'perfect'}",
}
"""Lines that break the hand-over itself: they can only lose points."""


def patched(lines: str) -> str:
    """Return the honest module with an attack behind its imports."""
    imports, rest = HONEST.split("\n\n\n", 1)
    return f"{imports}\n\n{lines}\n\n\n{rest}"


WALK = """
import gzip
import os
import pathlib
import re

MARKERS = [part.encode() for part in %(markers)r]
LABELS = [bytes.fromhex(part) for part in %(labels)r]
NAMES = ("test_hidden.py", "calibration.json", "reference.toml", "y_test.npy.hidden", "solution.py")
found = []


def look(path, data):
    for marker in MARKERS:
        if marker in data:
            found.append(f"marker in {path}")
    for labels in LABELS:
        if labels in data:
            found.append(f"labels in {path}")


for folder, folders, files in os.walk(%(root)r):
    if folder.startswith(("/sys", "/proc")):
        folders[:] = []
        continue
    system = folder.startswith(("/usr/share", "/usr/lib", "/usr/bin", "/usr/include")) or "tensorflow/include" in folder
    for name in files:
        path = pathlib.Path(folder, name)
        if name in NAMES:
            found.append(f"file {path}")
        if system or path.suffix in (".so", ".h", ".hpp", ".pyc") or not path.is_file():
            continue
        try:
            data = path.read_bytes() if path.stat().st_size < 8_000_000 else b""
            look(path, gzip.decompress(data) if path.suffix == ".gz" else data)
        except (OSError, EOFError):
            pass

look("environment", repr(dict(os.environ)).encode())
for process in [p for p in os.listdir("/proc") if p.isdigit()]:
    if int(process) == os.getpid():
        continue
    for part in ("environ", "cmdline", "mem", "maps"):
        try:
            data = pathlib.Path("/proc", process, part).read_bytes()
            look(f"/proc/{process}/{part}", data)
            if part == "environ" and data:
                found.append(f"the environment of process {process}")
        except OSError:
            pass
    try:
        for name in os.listdir(f"/proc/{process}/fd"):
            found.append(f"descriptor {name} of process {process}: " + os.readlink(f"/proc/{process}/fd/{name}"))
    except OSError:
        pass
for name in os.listdir("/proc/self/fd"):
    try:
        target = os.readlink(f"/proc/self/fd/{name}")
    except OSError:
        continue
    if not re.match(r"/dev/null|pipe:|/proc|/dev/pts|anon_inode|/usr|.*site-packages", target):
        found.append(f"own descriptor {name}: {target}")

print("WALK", sorted(set(found)), "END")
"""
"""Looks for markers and labels in every file, process and descriptor it can reach, and prints what it found."""

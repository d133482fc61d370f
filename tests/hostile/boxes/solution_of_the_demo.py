"""
attacks = "Read the hand-ins of the demo, one of which solves a shipped assignment."
promise = "secrets"
layers = ["mounts", "landlock"]
observed = "ok: nothing found"
control = "bare"
"""
from importlib.util import find_spec
from pathlib import Path

folder = Path(find_spec("autograder").origin).parent / "samples"
try:
    for path in folder.iterdir():
        if path.suffix == ".py":
            print("GOT", len(path.read_text()), "characters of a solution")
except OSError:
    pass
print("nothing found")

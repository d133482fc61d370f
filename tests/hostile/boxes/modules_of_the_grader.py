"""
attacks = "Import the hidden checks and the grader's own modules that hold secrets."
promise = "secrets"
layers = []
observed = "ok: nothing found"
control = "bare"
"""
import importlib
import sys

loaded = [name for name in sys.modules if name.startswith(("autograder.checks", "autograder.pipeline", "reference"))]
for name in ("test_hidden", "solution", "reference.digits_cnn.solution"):
    try:
        importlib.import_module(name)
        loaded.append(name)
        break
    except ImportError:
        pass
print("GOT", *loaded) if loaded else print("nothing found")

"""
attacks = "Patch the writer of modules to write another file."
promise = "grade"
observed = "no more"
control = "naive"
naive = "saving.save(build_model(), 'm', [], learned='', most_mb=1) == 'forged'"
"""
import pathlib

from autograder.frameworks.torch import saving


def forged(module, path, *a, **k):
    pathlib.Path(path).write_bytes(b"AGTORCH1" + b"classification".ljust(24) + (2).to_bytes(8, "little") + b"{}")
    return "forged"


saving.save = forged

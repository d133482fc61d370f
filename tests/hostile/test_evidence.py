"""Whatever a submission writes, replaces or patches, each field of the evidence is the grader's or called a claim."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.records import Evidence
from tests.end_to_end.attacks import HONEST
from tests.end_to_end.conftest import Command, results
from tests.hostile.published import PAGE

WRITES = """
import atexit, json, os, pathlib
FORGED = {
    "structure": {"parameters": {"total": 6660666, "trainable": 6660666, "non_trainable": 0}},
    "behaviour": {"output": {"width": 6660666}},
    "history": {"accuracy": [0.6660666], "loss": [0.6660666]},
    "found": {"found": "forged", "device": "gpu", "versions": {"python": "6.6.6"}, "code": []},
    "run": {"part": 6660666, "at": "cell 6660666", "done": True, "failures": [{"kind": "forged", "message": "forged"}]},
    "notes": [{"kind": "retrained", "value": "6660666"}, {"kind": "doubted", "value": "6660666"}],
    "functions": {"calls": [{"case": "forged", "function": "forged", "error": None}], "values": [6660666], "arrays": 0},
    "rebuilt": {"device": "gpu", "forged": True},
    "inspected": {"problem": {"kind": "forged", "message": "forged"}, "fault": "forged"},
    "planned": {"bits": 0, "wiring": 0, "replaced": ["forged"]},
    "plan": {"model": "forged"},
    "trained": {"trainer": "forged", "epochs": 6660666, "device": "gpu", "stopped": "forged"},
    "calling": {"function": "forged"},
    "usage": {"wall_s": 6660666.0, "cpu_s": 6660666.0, "peak_memory_mb": 6660666.0},
    "evidence": {"outcome": "forged", "trust": "rebuilt", "reused": True, "seed": 6660666, "fault": "forged"},
    "done": {"task": "run", "outcome": "forged"},
}
def forge():
    import numpy
    out = pathlib.Path("/box/out")
    (out / "predictions").mkdir(exist_ok=True)
    for name in ("test", "untrained", "raw"):
        numpy.save(out / f"predictions/{name}.npy", numpy.full((540, 10), 6660666, "float32"))
    for name, value in FORGED.items():
        (out / f"{name}.json").write_text(json.dumps(value))
    print("forged")
forge()
"""
PATCHES = (
    WRITES
    + """
import autograder.records
from autograder.frameworks.keras import device, loading, saving
from autograder.probe import cells, export, functions, handing, json_files, progress, session, transform
def merged(path, value, plain=json_files.write_json):
    plain(path, {**value, **FORGED.get(path.stem, {})} if isinstance(value, dict) else FORGED.get(path.stem, value))
for module in (export, json_files, cells, functions, progress):
    module.write_json = merged
loading.versions = lambda: {"python": "6.6.6"}
device.device = lambda: "gpu"
saving.history_of = lambda model: FORGED["history"]
autograder.records.Evidence = lambda *_, **__: None
"""
)
FORGERS = {
    "writes": WRITES,
    "writes_at_the_end": WRITES.removesuffix("forge()\n") + "atexit.register(forge)\n",
    "patches": PATCHES,
    "scales": "from autograder.probe import handing\nhanding.scaling_of = lambda *_: 'raw'\n",
    "leaves": WRITES + "os._exit(0)\n",
}
OF_THE_HAND_IN = {"submission_digest", "source", "usage"}
OF_THE_SCALING = {"predictions", "training_history", "behaviour", "training"}
"""What differs where the images are scaled in another of the grader's ways."""


def origins() -> Mapping[str, str]:
    """Return where the page on security says that each field comes from."""
    part = PAGE.read_text(encoding="utf-8").split("## What of the evidence comes from where")[1].split("\n## ")[0]
    rows = [line.split("|") for line in part.splitlines() if line.startswith("| `")]
    return {name: row[2] for row in rows for name in re.findall(r"`(\w+)`", row[1])}


def claims() -> list[str]:
    """Return the fields that are called claims; those of functions are answers to the grader's own cases."""
    return [name for name, origin in origins().items() if "claim" in origin and name != "functions"]


@pytest.fixture(scope="module")
def out(autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, out = tmp_path_factory.mktemp("forgers"), tmp_path_factory.mktemp("runs")
    for name, attack in {"honest": "", **FORGERS}.items():
        (folder / f"{name}.py").write_text(HONEST + attack)
    ran = autograder("batch", folder, "-a", "digits_cnn", "--out", out, "-j", 2)
    assert ran.code in (0, 3), ran.stdout + ran.stderr
    return out


@pytest.fixture(scope="module")
def graded(out: Path) -> Mapping[str, Any]:
    return results(out)


@pytest.fixture(scope="module")
def collected(out: Path, graded: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return the stored evidence of each student, with the predictions that lie beside it."""
    found = {}
    for path in out.glob(".store/evidence/*/evidence.json"):
        evidence = json.loads(path.read_text(encoding="utf-8"))["evidence"]
        arrays = {each.stem: np.load(each).tolist() for each in path.parent.glob("prediction-*.npy")}
        found[evidence["submission_digest"]] = evidence | {"predictions": arrays}
    return {student: found[result["submission"]] for student, result in graded.items()}


def comparable(name: str, value: Any) -> Any:
    """Return what of a field does not differ between two runs of one network."""
    if name == "training" and value is not None:
        return {key: each for key, each in value.items() if key not in {"seconds", "reused"}}
    if name == "notes":
        return [note for note in value if (note["kind"], note["value"]) not in {("reused", ""), ("renamed", "forged")}]
    return value


@pytest.mark.parametrize("forger", FORGERS)
@pytest.mark.parametrize("name", [field.name for field in fields(Evidence)])
def test_a_field_is_the_graders_or_a_claim(name, forger, collected):
    found, honest = collected[forger][name], collected["honest"][name]
    if (set(claims()) | (OF_THE_SCALING if forger == "scales" else set())) & {name}:
        return
    if name in OF_THE_HAND_IN:
        assert "6660666" not in re.sub(r"FORGED = .*?\n}\n", "", str(found), flags=re.DOTALL).split("def forge")[0]
        return
    nothing = (None, [], {}, "")
    if forger != "leaves":
        assert comparable(name, found) == comparable(name, honest)
    else:
        assert found in nothing or comparable(name, found) == comparable(name, honest)


@pytest.mark.parametrize("forger", FORGERS)
def test_no_claim_earns_anything(forger, graded):
    mine, honest = graded[forger], graded["honest"]
    for check, other in zip(mine["checks"], honest["checks"], strict=True):
        assert check["earned"] <= (0 if forger == "leaves" else other["earned"])
    if forger not in {"leaves", "scales"}:
        assert mine["measurements"] == honest["measurements"]


def test_the_forgeries_reach_what_is_called_a_claim(collected):
    """The control: where the page says that a value is a claim, one of the forgers did put its own there."""
    honest = collected["honest"]
    forged = {name for name in claims() for forger in FORGERS if collected[forger][name] != honest[name]}
    assert forged >= {"history", "found", "printed", "versions", "error", "scaling"}

"""Where a GPU is preferred and there is none, the CPU's own bar and budget count."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.end_to_end.conftest import ASSIGNMENT, CALIBRATION, CORPUS, Command, results
from tests.metrics.examples import accuracy_in

CPU_BAR, GPU_BAR = 0.15, 0.999


def test_the_cpu_has_its_own_bar_and_budget(autograder: Command, course: Path, tmp_path: Path) -> None:
    own, folder, out = tmp_path / "course", tmp_path / "class", tmp_path / "runs"
    shutil.copytree(course, own)
    wanted = ASSIGNMENT.replace("points = 100\n", 'points = 100\ngpu = "preferred"\n') + "\n[cpu]\nbudget_s = 0.001\n"
    (own / "assignments/digits_cnn/assignment.toml").write_text(wanted)
    private = own / "reference/digits_cnn"
    for name, device, bar in (("calibration.json", "cpu", CPU_BAR), ("calibration.gpu.json", "gpu", GPU_BAR)):
        (private / name).write_text(json.dumps(CALIBRATION | {"device": device, "bar": bar}))
    folder.mkdir()
    shutil.copy(CORPUS / "runs/perfect.py", folder / "kim.py")
    command = ["batch", folder, "-a", "digits_cnn", "--out", out, "--gpus", "none"]

    done = autograder(*command, course=own)
    assert done.code == 0, done.stdout + done.stderr
    result = results(out)["kim"]
    assert (result["device"], accuracy_in(result)["bar"]) == ("cpu", CPU_BAR)
    (kept,) = out.glob(".store/evidence/*/evidence.json")
    assert json.loads(kept.read_text(encoding="utf-8"))["evidence"]["training"]["stopped"] == "budget"

    (private / "calibration.json").unlink()
    refused = autograder(*command, course=own)
    assert refused.code == 2
    assert "autograder calibrate digits_cnn --gpus none" in refused.stderr + refused.stdout
    assert "Traceback" not in refused.stderr

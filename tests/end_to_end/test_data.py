"""Where a data set is not at hand: another one stands in if asked for; else all that needs no data is graded."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.conftest import REPOSITORY, Command, results
from tests.metrics.examples import accuracy_in

pytestmark = pytest.mark.slow

SOLUTION = REPOSITORY / "reference" / "mnist_mlp" / "solution.py"


@pytest.fixture(scope="module")
def mnist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of `mnist_mlp` alone."""
    root = tmp_path_factory.mktemp("mnist")
    (root / "course.toml").write_text('title = "MNIST"\n', encoding="utf-8")
    for half in ("assignments", "reference"):
        shutil.copytree(REPOSITORY / half / "mnist_mlp", root / half / "mnist_mlp")
    return root


@pytest.mark.slow
def test_offline_digits_stand_in_and_every_place_says_so(autograder: Command, mnist: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    graded = autograder("grade", SOLUTION, "-a", "mnist_mlp", "--data", "offline", "--out", out, course=mnist)
    assert graded.code == 0, graded.stderr
    (result,) = results(out).values()
    assert (result["state"], result["earned"], result["data"], accuracy_in(result)["n"]) == (
        *("graded", 100.0),
        *("digits28", 540),
    )
    assert "offline: on digits scaled up to 28×28" in graded.stdout
    pages = [out / "students" / "solution" / "feedback.html", out / "index.html"]
    again = autograder("regrade", out, course=mnist)
    assert again.code == 0, again.stderr
    assert "offline: on digits scaled up to 28×28" in again.stdout
    assert [path for path in pages if "offline: on digits" not in path.read_text(encoding="utf-8")] == []
    assert results(out)["solution"] == result
    refused = autograder("grade", SOLUTION, "-a", "mnist_mlp", "--out", out, course=mnist)
    assert (refused.code, "not on real data" in refused.stderr) == (2, True)


def test_without_the_data_the_rest_is_graded_and_a_person_is_asked(
    autograder: Command, mnist: Path, tmp_path: Path
) -> None:
    graded = autograder("grade", SOLUTION, "-a", "mnist_mlp", "--json", tmp_path / "r.json", course=mnist)
    assert graded.code == 0, graded.stderr
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (result["state"], result["earned"], result["possible"]) == ("needs_review", 60.0, 60.0)
    statuses = {check["id"]: check["status"] for check in result["checks"]}
    assert statuses == {"test_architecture": "passed", "test_parameters": "passed", "test_accuracy": "skipped"}
    reason = next(check["message"] for check in result["checks"] if check["status"] == "skipped")
    assert "the data set MNIST" in reason
    assert "AUTOGRADER_DATA" in graded.stdout
    assert "AUTOGRADER_DATA" not in reason


def test_sets_and_weights_that_are_not_there_are_told_to_staff(autograder: Command, tmp_path: Path) -> None:
    root = tmp_path / "course"
    (root / "assignments").mkdir(parents=True)
    (root / "course.toml").write_text('title = "Digits"\n', encoding="utf-8")
    for half in ("assignments", "reference"):
        shutil.copytree(REPOSITORY / half / "digits_cnn", root / half / "digits_cnn")
    settings = root / "assignments" / "digits_cnn" / "assignment.toml"
    asked = 'name = "digits"\nalso = ["cifar10"]\nweights = ["vgg16"]\n'
    text = re.sub(r"epochs = \d+", "epochs = 1", settings.read_text().replace('name = "digits"\n', asked))
    settings.write_text(text, encoding="utf-8")
    graded = autograder("grade", root / "reference" / "digits_cnn" / "solution.py", "-a", "digits_cnn", course=root)
    assert "The pretrained weights vgg16_weights" in graded.stdout, graded.stdout + graded.stderr
    assert "The data set CIFAR-10 is missing" in graded.stdout

"""Each assignment's checks on its solution and on its untouched stub, in this process, without accuracy.

The whole way, with boxes and trained networks, is `test_grading.py`.
"""

from __future__ import annotations

import copy
import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import keras
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from course_helpers import ASSIGNMENTS, ROOT, load
from numpy.typing import NDArray

from autograder.assignment import Assignment, read_assignment
from autograder.checks.cases import CheckCase
from autograder.checks.session import run_checks
from autograder.errors import WireError
from autograder.models import describe
from autograder.probe.behaviour import observe
from autograder.records import CheckResult, Evidence, FunctionValue, Outcome, Reference, Status, Visibility
from autograder.wire import decode_tree, encode_tree

BY_ACCURACY = {"test_accuracy"}


@pytest.fixture(autouse=True)
def as_in_a_box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in an empty folder, draw without a screen, build VGG16 without its weights."""
    mpl.use("Agg")
    monkeypatch.chdir(tmp_path)
    real = keras.applications.VGG16
    monkeypatch.setattr(keras.applications, "VGG16", lambda **options: real(**options | {"weights": None}))
    yield
    plt.close("all")


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_solution_earns_every_point_and_an_untouched_stub_none(name: str, tmp_path: Path) -> None:
    public, private = ROOT / "assignments" / name, ROOT / "reference" / name
    if (public / "models").is_dir():
        (tmp_path / "models").symlink_to(public / "models")
    assignment = read_assignment(public)
    solved = evidence_of(private / "solution.py", assignment, private)
    empty = evidence_of(public / f"{name}.py", assignment, private)
    reference = Reference(name, solved.structure, solved.functions, None, "")
    cases = [CheckCase(key, evidence, reference) for key, evidence in (("solved", solved), ("empty", empty))]
    files = [(path, Visibility.VISIBLE) for folder in (public, private) for path in sorted(folder.glob("checks/*.py"))]
    results = run_checks(files, cases)
    assert sum(result.possible for result in results["solved"]) == assignment.points
    assert [problem(result) for result in judged(results["solved"])] == [""] * len(judged(results["solved"]))
    assert all(result.status is Status.FAILED and result.earned == 0 for result in judged(results["empty"]))
    assert all(result.message for result in judged(results["empty"]))


def judged(results: tuple[CheckResult, ...]) -> list[CheckResult]:
    return [result for result in results if result.check not in BY_ACCURACY]


def problem(result: CheckResult) -> str:
    return "" if result.status is Status.PASSED else f"{result.check}: {result.message} {result.detail}"


def evidence_of(path: Path, assignment: Assignment, private: Path) -> Evidence:
    """Run a submission's module in this process."""
    names = vars(load(path))
    plt.close("all")
    functions = tuple(called(names, case) for case in cases_of(assignment, private))
    figures = tuple(f"figures/{number:02}.png" for number in plt.get_fignums())
    model = built(names) if assignment.entry.model else None
    return Evidence(
        "sha256:0",
        Outcome.OK,
        structure=None if model is None else describe(model),
        behaviour={} if model is None else observe(model, noise(model), probes={"dropout"}),
        functions=functions,
        figures=figures,
    )


def built(names: Mapping[str, Any]) -> keras.Model | None:
    try:
        return names["build_model"]()
    except NotImplementedError:
        return None


def noise(model: keras.Model) -> NDArray[np.float32]:
    return np.random.default_rng(0).random((8, *model.input_shape[1:])).astype(np.float32)


def cases_of(assignment: Assignment, private: Path) -> Iterator[Any]:
    for folder in (ROOT / "assignments" / assignment.id, private):
        if (folder / "cases.py").is_file():
            yield from runpy.run_path(str(folder / "cases.py"))["cases"](np.random.default_rng(assignment.seed))


def called(names: Mapping[str, Any], case: Any) -> FunctionValue:
    tree = encode_tree({"args": case.args, "kwargs": dict(case.kwargs)})
    given = decode_tree(tree.json, copy.deepcopy(tree.arrays), allow_rng=True)
    args = [keras.models.load_model(f"models/{a['$model']}.keras") if is_model(a) else a for a in given["args"]]
    try:
        value = encode_tree(names[case.function](*args, **given["kwargs"]))
    except (NotImplementedError, WireError) as error:
        return FunctionValue(case.id, case.function, None, f"{type(error).__name__}: {error}", 0.0)
    return FunctionValue(case.id, case.function, decode_tree(value.json, value.arrays), None, 0.0)


def is_model(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"$model"}

"""The repository's own course, for tests: where it is, and its files as modules."""

from __future__ import annotations

import copy
import importlib.util
import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import keras
import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

from autograder.course.assignment import Assignment
from autograder.frameworks.keras.behaviour import observe
from autograder.frameworks.keras.describe import describe
from autograder.records import Evidence, FunctionValue, Outcome, Visibility
from autograder.wire import decode_tree, encode_tree

ROOT = Path(__file__).parents[2]
ASSIGNMENTS = tuple(sorted(path.parent.name for path in ROOT.glob("assignments/*/assignment.toml")))


def load(path: Path) -> ModuleType:
    """Import a file of the course."""
    spec = importlib.util.spec_from_file_location("_".join(path.with_suffix("").parts[-3:]), path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def solution(name: str) -> ModuleType:
    """Import an assignment's solution."""
    return load(ROOT / "reference" / name / "solution.py")


def check_files(name: str) -> list[tuple[Path, Visibility]]:
    """Return the files of an assignment's checks, the public one first."""
    folders = (ROOT / "assignments" / name, ROOT / "reference" / name)
    return [(path, Visibility.VISIBLE) for folder in folders for path in sorted(folder.glob("checks/*.py"))]


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
    except Exception as error:  # noqa: BLE001 - a wrong solution may raise anything
        return FunctionValue(case.id, case.function, None, f"{type(error).__name__}: {error}", 0.0)
    return FunctionValue(case.id, case.function, decode_tree(value.json, value.arrays), None, 0.0)


def is_model(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"$model"}

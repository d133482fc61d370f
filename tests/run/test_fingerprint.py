"""Each thing that evidence depends on changes what it is named by, and nothing else does."""

from __future__ import annotations

import ast
import site
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.collect import Inputs, environment
from autograder.contracts import Mount
from autograder.course.assignment import Assignment, Policy, Private, StatedLimits, TrainingSettings
from autograder.run.fingerprint import basis_of

ASSIGNMENT = Assignment(id="a", title="A", points=10)


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    for name in ("shipped.csv", "x.npy", "cases/cases.json", "data/train.npy"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    mounts = (Mount(tmp_path / "shipped.csv", "data/models/shipped.csv"), Mount(tmp_path / "data", "data/digits"))
    return Inputs(mounts, train_x=tmp_path / "x.npy", cases=tmp_path / "cases")


@pytest.mark.parametrize("name", ["shipped.csv", "x.npy", "cases/cases.json", "data/train.npy"])
def test_every_byte_that_a_box_gets_counts(tmp_path: Path, inputs: Inputs, name: str) -> None:
    before = basis_of(ASSIGNMENT, Private(), inputs, {})
    assert basis_of(ASSIGNMENT, Private(), inputs, {}) == before
    (tmp_path / name).write_text("other")
    assert basis_of(ASSIGNMENT, Private(), inputs, {}) != before


@pytest.mark.parametrize(
    "changed",
    [
        replace(ASSIGNMENT, limits=StatedLimits(wall_s=7)),
        replace(ASSIGNMENT, training=TrainingSettings(epochs=3)),
        replace(ASSIGNMENT, seed=1),
    ],
)
def test_settings_of_what_runs_count(inputs: Inputs, changed: Assignment) -> None:
    assert basis_of(changed, Private(), inputs, {}) != basis_of(ASSIGNMENT, Private(), inputs, {})
    assert basis_of(ASSIGNMENT, Private(test_seed=5), inputs, {}) != basis_of(ASSIGNMENT, Private(), inputs, {})
    assert basis_of(ASSIGNMENT, Private(), inputs, {"backend": "jax"}) != basis_of(ASSIGNMENT, Private(), inputs, {})


@pytest.mark.parametrize(
    "changed",
    [
        replace(ASSIGNMENT, title="B", titles={"ko": "나"}),
        replace(ASSIGNMENT, points=20),
        replace(ASSIGNMENT, policy=Policy(show_mistakes=True)),
    ],
)
def test_settings_of_grades_and_pages_do_not(inputs: Inputs, changed: Assignment) -> None:
    assert basis_of(changed, Private(), inputs, {}) == basis_of(ASSIGNMENT, Private(), inputs, {})


def test_every_package_that_a_box_shows_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "getsitepackages", lambda: [str(tmp_path)])
    before = environment.packages.__wrapped__()
    (tmp_path / "nobodys-1.0.dist-info").mkdir()
    after = environment.packages.__wrapped__()
    assert before != after
    (tmp_path / "nobodys-1.0.dist-info").rename(tmp_path / "nobodys-1.1.dist-info")
    assert environment.packages.__wrapped__() not in {before, after}


def test_the_labels_of_hidden_images_count(inputs: Inputs) -> None:
    """Borderline trainings are settled by them."""
    given = [basis_of(ASSIGNMENT, Private(), inputs, {}, labels=bytes(labels)) for labels in ((1, 2), (1, 3))]
    assert given[0].files != given[1].files


def test_packages_elsewhere_on_the_import_path_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = environment.packages.__wrapped__()
    (tmp_path / "results").mkdir()
    assert environment.packages.__wrapped__() == before
    (tmp_path / "nobodys-1.0.dist-info").mkdir()
    assert environment.packages.__wrapped__() != before


def test_no_code_that_makes_evidence_is_left_out() -> None:
    """What is named as making no evidence is imported by nothing that makes some."""
    makes = ("apart", "collect", "data", "frameworks", "networks", "probe", "sandbox", "submissions", "wire")
    assert not set(makes) & {*environment.OF_PAGES_ALONE, *environment.UNREAD}
    sources = [path for part in makes for path in (environment.PACKAGE / part).rglob("*.py")]
    retraining = environment.PACKAGE / "run" / "retraining.py"
    imported = {name for path in (*sources, retraining) for name in imports_of(path)}
    unnamed = {name for name in imported if name.split(".")[1:2] and name.split(".")[1] in environment.OF_PAGES_ALONE}
    assert unnamed == set()


def imports_of(path: Path) -> Iterator[str]:
    """Yield the package's modules from which a module imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
            yield node.module or ""

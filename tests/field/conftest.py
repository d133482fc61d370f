"""Hand-ins as they come from the field, graded by the real command: one batch for all of a module's inputs.

A test module names its inputs in one dictionary and asks for their results once::

    HAND_INS = {"kim": {"homework.py": "import keras\n…"}, "lee": {"homework.ipynb": notebook("x = 1", "model = …")}}

    @pytest.fixture(scope="module")
    def graded(grade_class):
        return grade_class(HAND_INS, "digits_cnn")

    def test_…(graded):
        assert graded["kim"].earned == 100
        assert "Flatten" in graded["kim"].page
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, TypeAlias

import nbformat
import pytest

from tests.end_to_end.conftest import CALIBRATION, REPOSITORY, Command, autograder, course, environment, home, isolation
from tests.field.templates import course_of

__all__ = ["autograder", "course", "environment", "home", "isolation"]

HandIn: TypeAlias = Mapping[str, str | bytes]
"""The files of one student by their names."""

LIMITS = """
[limits]
wall_s = 120
cpu_s = 120
memory_mb = 2000
"""
TRAINING = """
[training]
mode = "{mode}"
epochs = 4
batch_size = 50
validation = 0.2
"""


@dataclass(frozen=True)
class Graded:
    """What one student got: the result file, the words on their page and on the staff's."""

    result: Mapping[str, Any]
    page: str
    staff: str

    @property
    def earned(self) -> float:
        return float(self.result["earned"])

    @property
    def state(self) -> str:
        return str(self.result["state"])

    @property
    def error(self) -> str:
        return str(self.result["error"] or "")


GradeClass = Callable[..., Mapping[str, Graded]]


def notebook(*cells: str, markdown: Sequence[str] = ()) -> str:
    """Return a notebook of code cells, behind cells of text."""
    made = [nbformat.v4.new_markdown_cell(text) for text in markdown] + [nbformat.v4.new_code_cell(c) for c in cells]
    return nbformat.writes(nbformat.v4.new_notebook(cells=made))


@pytest.fixture(scope="session")
def field_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of `digits_cnn` (the grader trains, four epochs), `digits_student` (students do) and `preprocessing`."""
    root = tmp_path_factory.mktemp("field")
    (root / "course.toml").write_text('title = "Field"\n')
    for name, source, mode in (
        ("digits_cnn", "digits_cnn", "grader"),
        ("digits_student", "digits_cnn", "student"),
        ("preprocessing", "preprocessing", ""),
    ):
        for half in ("assignments", "reference"):
            shutil.copytree(REPOSITORY / half / source, root / half / name)
        settings = root / "assignments" / name / "assignment.toml"
        if mode:
            title = f'title = "Digits"\npoints = 100\n\n[data]\nname = "digits"\n{TRAINING.format(mode=mode)}'
            settings.write_text(title + LIMITS)
            (root / "reference" / name / "calibration.json").write_text(json.dumps(CALIBRATION))
        else:
            settings.write_text(settings.read_text() + LIMITS)
    return root


@pytest.fixture(scope="session")
def grade_class(autograder: Command, field_course: Path, tmp_path_factory: pytest.TempPathFactory) -> GradeClass:
    """Grade hand-ins by student with the real `batch`; `options` are the command's own.

    `brought` are folders of other distributions.
    """

    def grade(
        hand_ins: Mapping[str, HandIn],
        assignment: str,
        *options: object,
        course: Path = field_course,
        brought: Sequence[Path] = (),
    ) -> Mapping[str, Graded]:
        folder, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("run")
        for student, files in hand_ins.items():
            for name, content in files.items():
                path = folder / student / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        ran = autograder(
            *("batch", folder, "-a", assignment, "--out", out, "-j", 2, *options),
            course=course,
            timeout=1800,
            path=brought,
        )
        assert ran.code in {0, 3}, ran.stdout + ran.stderr
        found = [graded(path) for path in sorted(out.rglob("result.json"))]
        by_student = {str(one.result["student"]): one for one in found}
        assert set(by_student) == set(hand_ins), ran.stdout
        return by_student

    return grade


def graded(result: Path) -> Graded:
    """Read what stands in a student's folder."""
    pages = [result.with_name(name) for name in ("feedback.html", "staff.html")]
    student, staff = (words(page.read_text(encoding="utf-8")) if page.is_file() else "" for page in pages)
    return Graded(json.loads(result.read_text(encoding="utf-8")), student, staff)


def words(page: str) -> str:
    """Return what a person reads on a page, on one line."""
    visible = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", visible)).split())


@pytest.fixture(scope="module")
def template_course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course of a module's `TEMPLATE`, in which the grader trains ("grader") or students do ("student")."""
    return course_of(tmp_path_factory.mktemp("course"), request.module.TEMPLATE)


@pytest.fixture(scope="module", name="graded")
def by_the_grader(
    request: pytest.FixtureRequest, grade_class: GradeClass, template_course: Path
) -> Mapping[str, Graded]:
    """What a module's `HAND_INS` get where the grader trains."""
    return grade_class(request.module.HAND_INS, "grader", course=template_course)


@pytest.fixture(scope="module")
def at_home(request: pytest.FixtureRequest, grade_class: GradeClass, template_course: Path) -> Mapping[str, Graded]:
    """What a module's `AT_HOME` get where students train."""
    return grade_class(request.module.AT_HOME, "student", course=template_course)

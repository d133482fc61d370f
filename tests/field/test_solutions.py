"""A solution may be a notebook: whatever takes one, takes the other."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest

from autograder.course.release import read_solution
from tests.end_to_end.conftest import REPOSITORY, Command
from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.test_intake import MODULE, PART, WHOLE
from tests.field.test_tutorial import DATA, NETWORK, TRAINING

pytestmark = pytest.mark.slow

CLASSES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "preprocessing": {"module": {"a.py": MODULE}, "notebook": {"a.ipynb": WHOLE}, "part": {"a.ipynb": PART}},
    "digits_cnn": {
        "module": {"a.py": DATA + NETWORK + TRAINING},
        "notebook": {"a.ipynb": notebook(DATA, NETWORK, TRAINING)},
        "part": {"a.py": DATA + NETWORK.replace("Conv2D(10, 3)", "Conv2D(4, 3)") + TRAINING},
    },
}


@pytest.fixture(scope="module")
def notebook_course(field_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with its solutions as notebooks."""
    root = tmp_path_factory.mktemp("notebooks") / "course"
    shutil.copytree(field_course, root)
    for private in (root / "reference").iterdir():
        nbformat.write(read_solution(private), private / "solution.ipynb")
        (private / "solution.py").unlink()
    return root


@pytest.fixture(scope="module", params=CLASSES)
def graded(
    request: pytest.FixtureRequest, grade_class: GradeClass, notebook_course: Path
) -> tuple[Mapping[str, Graded], Mapping[str, Graded]]:
    """Grade a class by the solution as a notebook, and by that as a module."""
    hand_ins = CLASSES[request.param]
    return grade_class(hand_ins, request.param, course=notebook_course), grade_class(hand_ins, request.param)


@pytest.mark.parametrize("student", ["module", "notebook", "part"])
def test_a_solution_as_notebook_grades_as_one_that_is_a_module(
    student: str, graded: tuple[Mapping[str, Graded], Mapping[str, Graded]]
) -> None:
    by_notebook, by_module = (one[student].result for one in graded)
    assert by_notebook["checks"] == by_module["checks"]
    assert (by_notebook["earned"], by_notebook["state"]) == (by_module["earned"], "graded")
    assert (by_notebook["earned"] == 100) == (student != "part")


def test_a_solution_as_notebook_gives_the_same_stubs(
    autograder: Command, notebook_course: Path, tmp_path: Path
) -> None:
    ran = autograder("release", "preprocessing", "--out", tmp_path, course=notebook_course)
    assert ran.code == 0, ran.stderr
    committed = nbformat.read(REPOSITORY / "assignments/preprocessing/preprocessing.ipynb", as_version=4)
    released = nbformat.read(tmp_path / "preprocessing.ipynb", as_version=4)
    assert [cell.source for cell in released.cells] == [cell.source for cell in committed.cells]
    assert autograder("check-handouts", course=notebook_course).code in {0, 1}


def test_a_damaged_solution_is_a_mistake_of_the_course(
    autograder: Command, notebook_course: Path, tmp_path: Path
) -> None:
    root = tmp_path / "course"
    shutil.copytree(notebook_course, root)
    (root / "reference/preprocessing/solution.ipynb").write_text("{")
    (tmp_path / "a.py").write_text(MODULE)
    for command in (("release", "preprocessing"), ("grade", tmp_path / "a.py", "-a", "preprocessing")):
        ran = autograder(*command, course=root)
        assert ran.code == 2, ran.stdout
        assert "solution.ipynb" in ran.stderr
        assert "Traceback" not in ran.stderr

"""What the pre-commit hook finds in a course's handouts."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
import yaml
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course.folder import open_course
from autograder.course.release import release
from autograder.run.handouts import problems

REPOSITORY = Path(__file__).parents[2]
SOLUTION = "# %%\ndef f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "course.toml").write_text("")
    for half in ("assignments", "reference"):
        (tmp_path / half / "one").mkdir(parents=True)
    (tmp_path / "assignments/one/assignment.toml").write_text('title = "One"\npoints = 1\n')
    (tmp_path / "reference/one/solution.py").write_text(SOLUTION)
    release(tmp_path / "assignments/one", tmp_path / "reference/one")
    return tmp_path


def test_a_course_as_it_was_released_has_no_problems(course: Path) -> None:
    assert problems(open_course(course), [], 200) == []


def test_a_stub_that_somebody_edited_is_named_with_what_to_do(course: Path) -> None:
    stub = course / "assignments/one/one.py"
    stub.write_text("print('a quick fix')\n")
    (found,) = problems(open_course(course), [stub], 200)
    assert str(stub) in found
    assert "autograder release one" in found


def test_a_changed_solution_makes_its_stubs_old_and_no_other_change_does(course: Path) -> None:
    solution = course / "reference/one/solution.py"
    solution.write_text(SOLUTION.replace("def f", "def g"))
    assert len(problems(open_course(course), [solution], 200)) == 2
    assert problems(open_course(course), [course / "course.toml"], 200) == []


def test_a_notebook_that_cannot_be_read_is_named_in_one_line(course: Path) -> None:
    bad = course / "notes.ipynb"
    bad.write_text("{")
    (found,) = problems(open_course(course), [bad], 200)
    assert found.startswith(f"{bad}: expected a notebook")
    assert "\n" not in found


def test_large_outputs_are_found(course: Path) -> None:
    output = nbformat.v4.new_output("stream", text="x" * 3_000)
    cell = nbformat.v4.new_code_cell("print()", outputs=[output])
    path = course / "notes.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    assert problems(open_course(course), [path], 200) == []
    (found,) = problems(open_course(course), [path], 2)
    assert "expected at most 2 kB of output, found 3 kB" in found


def test_the_pre_commit_hook_runs_a_command_that_exists(course: Path) -> None:
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, command = hook["entry"].split()
    assert program == "autograder"
    stub = course / "assignments/one/one.ipynb"
    good = CliRunner().invoke(app, [command, str(stub), "--course", str(course)])
    assert good.exit_code == 0, good.output
    stub.write_text("{}")
    bad = CliRunner().invoke(app, [command, str(stub), "--course", str(course)])
    assert bad.exit_code == 1
    assert str(stub) in bad.output

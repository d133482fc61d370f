"""The course on the page about data of one's own is one that works."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.docs.examples import DOCS
from tests.end_to_end.conftest import AUTOGRADER, environment, home, isolation

__all__ = ["environment", "home", "isolation"]

BLOCK = re.compile(r"^<!-- file (?P<path>\S+) -->\n```\w+\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)
PAGE = DOCS / "authoring" / "data.md"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "mycourse"
    for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        path = root / found["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found["text"], encoding="utf-8")
    (root / "course.toml").touch()
    return root


def ran(environment: dict[str, str], *arguments: object, cwd: Path) -> str:
    done = subprocess.run(
        [str(AUTOGRADER), *map(str, arguments)],
        check=False, cwd=cwd, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_the_page_shows_is_handed_out(course: Path, environment: dict[str, str], tmp_path: Path) -> None:
    ran(environment, "release", "--course", course, "--out", tmp_path / "handout", cwd=tmp_path)
    files = sorted(
        path.relative_to(tmp_path / "handout") for path in (tmp_path / "handout").rglob("*") if path.is_file()
    )
    assert list(map(str, files)) == [
        "data/penguins/dataset.toml", "data/penguins/train.csv", "penguins.ipynb", "penguins.py",
    ]  # fmt: skip


@pytest.mark.slow
def test_the_solution_on_the_page_earns_everything(
    isolation: None, course: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    solution = course / "reference" / "penguins" / "solution.py"
    said = ran(environment, "grade", solution, "-a", "penguins", "--course", course, "--fail-under", 100, cwd=tmp_path)
    assert "100 / 100" in said


@pytest.mark.slow
def test_a_student_checks_with_what_was_handed_out(course: Path, environment: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "student"
    ran(environment, "release", "--course", course, "--out", home, cwd=tmp_path)
    public = home / "assignments" / "penguins"
    (course / "assignments" / "penguins").rename(public.parent.mkdir() or public)
    (home / "course.toml").touch()
    work = home / "penguins.py"
    work.write_text((course / "reference" / "penguins" / "solution.py").read_text(encoding="utf-8"), encoding="utf-8")
    said = ran(environment, "check", work, "-a", "penguins", "--course", home, cwd=home)
    assert "Traceback" not in said
    assert "penguins" in said

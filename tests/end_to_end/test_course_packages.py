"""A package that the course asks for, from its settings to the page, by the real commands; on each backend."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest

from tests.end_to_end.attacks import HONEST
from tests.end_to_end.conftest import AUTOGRADER, results
from tests.run.test_environment import wheel

pytestmark = pytest.mark.slow
USING = "import charts_of_ours\nprint('drawn by', charts_of_ours.version)\n"
ABSENT = "import never_written\nnever_written.draw()\n"


class Class:
    """A course that asks for a package, with a module and a notebook that use it, and one that uses another."""

    def __init__(self, root: Path, course: Path, environment: Mapping[str, str]) -> None:
        self.root, self.course, self.wheels, self.students = root, course, root / "wheels", root / "students"
        self.environment = {**environment, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        for folder in (self.wheels, self.students):
            folder.mkdir()
        (self.students / "module.py").write_text(USING + HONEST)
        (self.students / "absent.py").write_text(ABSENT + HONEST)
        cells = [nbformat.v4.new_code_cell(text) for text in (USING, HONEST)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), self.students / "notebook.ipynb")

    def ran(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [str(AUTOGRADER), *map(str, arguments), "--course", str(self.course)]
        return subprocess.run(
            command, check=False, cwd=self.root, env=self.environment, capture_output=True, text=True, timeout=900
        )

    def graded(self, *options: object) -> Mapping[str, str]:
        """Return each student's page."""
        out = self.root / "runs"
        done = self.ran("batch", self.students, "-a", "digits_cnn", "--out", out, "-j", 2, *options)
        if "cannot isolate" in done.stderr:
            pytest.skip(f"PACKAGES OF A COURSE NOT TRIED: {done.stderr}")
        assert done.returncode in (0, 3), done.stdout + done.stderr
        assert {result["outcome"] for result in results(out).values()} <= {"ok", "failed"}
        folders = {json.loads(path.read_text())["student"]: path.parent for path in out.glob("students/*/result.json")}
        return {student: (folder / "feedback.html").read_text() for student, folder in folders.items()}


@pytest.fixture
def made(tmp_path: Path, course: Path, environment: Mapping[str, str], isolation: None) -> Class:
    root = tmp_path / "course"
    subprocess.run(["cp", "-r", course, root], check=True)
    with (root / "course.toml").open("a") as file:
        file.write('\n[environment]\npackages = ["charts_of_ours"]\n')
    return Class(tmp_path, root, environment)


def test_submissions_use_what_the_course_asks_for(made: Class) -> None:
    wheel(made.wheels, "charts_of_ours", "1.0")
    refused = made.ran("grade", made.students / "module.py", "-a", "digits_cnn")
    assert (refused.returncode, "autograder environment sync" in refused.stderr) == (2, True)
    assert "charts-of-ours 1.0" in made.ran("environment", "sync").stdout
    assert "1 added" in made.ran("doctor").stdout
    pages = made.graded()
    for student in ("module", "notebook"):
        assert "drawn by 1.0" in pages[student]
    assert "charts_of_ours" in pages["absent"], "what there is to use instead is named"

    wheel(made.wheels, "charts_of_ours", "2.0")
    assert made.ran("environment", "sync", "--upgrade").returncode == 0
    pages = made.graded()
    assert "drawn by 2.0" in pages["module"], "another release is other evidence"


@pytest.mark.parametrize("backend", ["bubblewrap", "podman", "process"])
def test_every_backend_shows_them(made: Class, backend: str) -> None:
    wheel(made.wheels, "charts_of_ours", "1.0")
    assert made.ran("environment", "sync").returncode == 0
    pages = made.graded("--sandbox", backend, "--allow-degraded", "all")
    assert "drawn by 1.0" in pages["module"]
    assert "drawn by 1.0" in pages["notebook"]

"""The commands in the documentation do what the pages say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.examples import DOCS, Step, missing, pages, steps

REPOSITORY = DOCS.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which the repository's parts can be named, and nothing of it is changed."""
    for part in ("assignments", "autograder", "reference", "templates", "pyproject.toml"):
        (tmp_path / part).symlink_to(REPOSITORY / part)
    return tmp_path


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUTOGRADER", "XDG", "GIT_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return kept | {"HOME": str(tmp_path), "PATH": path, "COLUMNS": "200", "TF_NUM_INTRAOP_THREADS": "1"}


def ran(step: Step, folder: Path, environment: Mapping[str, str]) -> None:
    """Run a command as a reader would."""
    done = subprocess.run(
        ["bash", "-c", step.command], check=False, cwd=folder, env=environment, capture_output=True, text=True
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"$ {step.command}\n{said}"
    assert not missing(step, said), f"$ {step.command}\nexpected: {missing(step, said)}\n{said}"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_quick_examples_do_what_the_page_says(page: Path, folder: Path, environment: Mapping[str, str]) -> None:
    for step in steps(page):
        if not step.slow:
            ran(step, folder, environment)


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [page for page in pages() if any(step.slow for step in steps(page))], ids=lambda p: p.stem
)
def test_every_example_of_a_page_works_in_order(page: Path, folder: Path, environment: Mapping[str, str]) -> None:
    for step in steps(page):
        ran(step, folder, environment)


def test_a_line_that_was_not_printed_is_missed() -> None:
    assert missing(Step("x", ("a…c", "d"), slow=False), "abc\nd") == ""
    assert missing(Step("x", ("d", "a"), slow=False), "a\nd") == "a"
    assert missing(Step("x", ("1.2",), slow=False), "112") == "1.2"

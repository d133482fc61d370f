"""`add` and `check-course`: an author's assignment is tried out with the author's own submissions."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.template import names
from tests.end_to_end.conftest import Command


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "course.toml").write_text('title = "Mine"\n')
    return tmp_path


def test_what_does_not_hold_is_told_with_its_place(autograder: Command, mine: Path, tmp_path: Path) -> None:
    for name in ("soft", "empty"):
        assert autograder("add", name, "--template", "from-scratch", course=mine).code == 0
    private = mine / "reference/soft"
    (private / "wrong/test_softmax.py").write_text((private / "solution.py").read_text())
    (private / "wrong/test_cross_entropy.py").write_text("raise RuntimeError('not even tried')\n")
    (private / "wrong/test_entropy.py").write_text((private / "solution.py").read_text())
    with (mine / "assignments/soft/soft.py").open("a") as stub:
        stub.write("# edited by hand\n")
    for path in (mine / "reference/empty/wrong").iterdir():
        path.unlink()
    ran = autograder("check-course", "--out", tmp_path / "out", course=mine)
    assert ran.code == 1, ran.stdout + ran.stderr
    for told in (
        "soft.py: expected the stub of the solution, found another text; run: autograder release soft",
        "wrong/test_softmax.py: expected it to lose points at test_softmax, found 100.",
        "wrong/test_cross_entropy.py: expected a submission that runs to its end, found RuntimeError: not even tried",
        "wrong/test_entropy.py: expected a name that begins with a check's, found 'test_entropy'",
        "soft: no wrong submission loses points at test_cross_entropy, test_softmax.",
        "empty: no wrong submission loses points at test_cross_entropy, test_softmax. reference/empty/wrong/",
    ):
        assert told in ran.stdout
    assert "reference/empty" not in ran.stdout.partition("found 100.")[2]


@pytest.mark.slow
def test_every_template_earns_what_it_should(autograder: Command, mine: Path, tmp_path: Path) -> None:
    for template in names():
        assert autograder("add", template.replace("-", "_"), "--template", template, course=mine).code == 0
    ran = autograder("check-course", "--out", tmp_path / "out", course=mine)
    assert ran.code == 0, ran.stdout + ran.stderr
    assert "no wrong submission" not in ran.stdout
    assert ran.stdout.count("solution.ipynb") == len(names())

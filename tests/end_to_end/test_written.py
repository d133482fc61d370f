"""Answers in words from the hand-in to the export: read, marked by hand and by sheet, graded again, told."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command
from tests.submissions.test_answers import notebook

pytestmark = pytest.mark.slow

ASSIGNMENT = """\
title = "Essay"
points = 100

[entry]
model = false
functions = ["double"]

[[parts]]
id = "why"
kind = "written"
title = "Why it doubles"
points = 20
"""
RUBRIC = """\
[[criteria]]
part = "why"
id = "cause"
title = "Names the cause"
points = 12
levels = [{ points = 12, text = "Seen and shown." }, { points = 0, text = "Another one." }]
[[criteria]]
part = "why"
id = "style"
title = "Is clear"
points = 8
[comments]
short = "Too short."
"""
CASES = 'from autograder.records import Case\n\n\ndef cases(rng):\n    yield Case("one", "double", (1,))\n'
CHECKS = '''\
import pytest

from autograder.checks import assert_same_values


@pytest.mark.points(80)
def test_double(functions, reference):
    """It doubles."""
    assert_same_values(functions, reference, "double")
'''
SOLUTION = """\
# %% [markdown]
# # Doubling
#
# <!-- graded -->

# %%
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% [markdown] tags=["answer", "why"]
# Because it multiplies by two.
"""
CODE = "def double(x):\n    return 2 * x\n"
KOREAN = 'msgid "Why it doubles"\nmsgstr "왜 두 배인가"\n'
KOREAN_RUBRIC = 'msgid "Names the cause"\nmsgstr "원인을 말한다"\n\nmsgid "Too short."\nmsgstr "너무 짧아요."\n'
CLASS = {
    "kim/essay.ipynb": notebook(("text", "It is <b>two</b> times.", ("answer", "why"))),
    "lee/essay.py": f'{CODE}\n# %% [markdown] tags=["answer", "why"]\n# Twice.\n',
    "moon/essay.py": f'{CODE}\nwhy = "Zweimal."\n',
    "noh/essay.py": CODE,
    "seo/essay.ipynb": "{damaged",
}


@dataclass(frozen=True)
class Marked:
    course: Path
    out: Path
    before: Mapping[str, dict]  # type: ignore[type-arg]
    after: Mapping[str, dict]  # type: ignore[type-arg]
    said: str


def results(out: Path) -> Mapping[str, dict]:  # type: ignore[type-arg]
    found = [json.loads(path.read_text(encoding="utf-8")) for path in out.glob("students/*/result.json")]
    return {each["student"]: each for each in found}


@pytest.fixture(scope="module")
def marked(autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> Marked:
    root = tmp_path_factory.mktemp("written")
    files = {
        "course/course.toml": 'title = "Written"\n[languages]\nkim = "ko"\n',
        "course/assignments/essay/assignment.toml": ASSIGNMENT,
        "course/assignments/essay/cases.py": CASES,
        "course/assignments/essay/checks/test_public.py": CHECKS,
        "course/assignments/essay/locale/ko.po": KOREAN,
        "course/reference/essay/locale/ko.po": KOREAN_RUBRIC,
        "course/reference/essay/solution.py": SOLUTION,
        "course/reference/essay/rubric.toml": RUBRIC,
        **{f"class/{name}": text for name, text in CLASS.items()},
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    course, out, said = root / "course", root / "run", ""

    def run(*arguments: object) -> str:
        ran = autograder(*arguments, course=course)
        assert ran.code == 0, ran.stderr + ran.stdout
        return ran.stdout

    run("release", "essay")
    run("batch", root / "class", "-a", "essay", "--out", out, "-j", 2)
    before = results(out)
    said += run("mark", "kim", "essay", "why", "cause=12", "style=6.5", "--comment", "@short", "--author", "ta")
    _page, sheet = map(Path, run("marking-sheet", out, "why").splitlines())
    text = sheet.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        row.update({"cause": "0", "style": "8"} if row["student"] == "lee" else {})
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    (root / "filled.csv").write_text(file.getvalue(), encoding="utf-8")
    said += run("mark", "essay", "--sheet", root / "filled.csv", "--author", "ta")
    run("regrade", out)
    return Marked(course, out, before, results(out), said)


def why(result: dict) -> tuple[object, ...]:  # type: ignore[type-arg]
    check = result["checks"][-1]
    return (result["state"], result["earned"], check["status"], check["earned"], check["marked"])


def page(marked: Marked, student: str) -> str:
    return unescape((marked.out / "students" / student / "feedback.html").read_text(encoding="utf-8"))


def test_answers_wait_and_what_nobody_wrote_earns_nothing(marked: Marked) -> None:
    assert {who: why(each) for who, each in marked.before.items()} == {
        "kim": ("awaiting", 80, "awaiting", 0, False),
        "lee": ("awaiting", 80, "awaiting", 0, False),
        "moon": ("awaiting", 80, "awaiting", 0, False),
        "noh": ("graded", 80, "failed", 0, False),
        "seo": ("graded", 0, "failed", 0, False),
    }
    assert "No answer was found" in marked.before["noh"]["checks"][-1]["message"]
    assert marked.before["kim"]["possible"] == 100


def test_marks_by_hand_and_by_sheet_survive_a_regrade(marked: Marked) -> None:
    assert "together 98.5" in marked.said
    assert "1 of 5 rows are entered" in marked.said
    assert {who: why(each) for who, each in marked.after.items()} == {
        "kim": ("graded", 98.5, "failed", 18.5, True),
        "lee": ("graded", 88, "failed", 8, True),
        "moon": ("awaiting", 80, "awaiting", 0, False),
        "noh": ("graded", 80, "failed", 0, False),
        "seo": ("graded", 0, "failed", 0, False),
    }


def test_pages_show_answer_and_mark_in_the_students_language(marked: Marked) -> None:
    kim = (marked.out / "students" / "kim" / "feedback.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;two&lt;/b&gt;" in kim
    for text in ("왜 두 배인가", "원인을 말한다: 12 / 12. Seen and shown.", "너무 짧아요."):
        assert text in page(marked, "kim")
    assert "Names the cause: 0 / 12. Another one." in page(marked, "lee")
    assert "80 of 100 points so far; 20 are still to be marked by a person." in page(marked, "moon")
    assert "Marked by ta." not in page(marked, "lee")
    assert "Marked by ta." in (marked.out / "students" / "lee" / "staff.html").read_text(encoding="utf-8")
    index = (marked.out / "index.html").read_text(encoding="utf-8")
    assert "+ 20 open" in index


def test_no_export_writes_a_number_for_what_waits(marked: Marked, autograder: Command) -> None:
    for options in ((), ("--provisional",)):
        ran = autograder("export", marked.out, "--to", "csv", *options, course=marked.course)
        rows = {row["student"]: row for row in csv.DictReader(io.StringIO(ran.stdout.removeprefix("\ufeff")))}
        found = {who: (row["state"], row["earned"], row["why"]) for who, row in rows.items()}
        assert found["kim"] == ("graded", "98.5", "18.5")
        assert found["moon"] == ("awaiting", "", "")
        assert "moon: awaiting; no points are written" in ran.stderr
    ran = autograder("export", marked.out, "--to", "json", course=marked.course)
    students = {each["student"]: each for each in json.loads(ran.stdout)["students"]}
    assert (students["moon"]["earned"], students["lee"]["earned"]) == (None, 88)

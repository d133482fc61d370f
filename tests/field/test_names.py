"""Whatever a hand-in is called, it is one student's and nobody else's; names that look alike are refused by name."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from autograder.people import visible
from tests.end_to_end.conftest import Command
from tests.field.conftest import Graded, graded
from tests.field.test_intake import MODULE

MARK, JOINER, FILLER = "\u200e", "\u200b", "\u3164"
ALONE = {
    "index.html/a.py": "index.html",
    "run.json/a.py": "run.json",
    ".store/a.py": ".store",
    "students/a.py": "students",
    "attempt-1/a.py": "attempt-1",
    "con/a.py": "con",
    "nul.txt/a.py": "nul.txt",
    "env/a.py": "env",
    "...py/a.py": "...py",
    "noh/a.py": "noh",
    "noh./a.py": "noh.",
    "moon /a.py": "moon",
    "-rf.py": "-rf",
    f"\u202epark{FILLER}.py": "park",
    f"Yoon{JOINER} Ha\u00adna.py": "Yoon Hana",
    "<b>o'neil&.py": "<b>o'neil&",
    "KIM.py": "KIM",
    f"{JOINER}.py": "\\u200b",
}
"""Hand-ins by what their student is called; all of them are right."""
TOGETHER = {
    "kim": ("kim.py", f"kim{MARK}.py"),
    "lee": ("lee/a.py", "lee /a.py"),
    "이서연": ("이서연.py", unicodedata.normalize("NFD", "이서연") + ".ipynb"),
    "seo jun": ("seo jun.py", "seo\u00a0jun.py"),
}
"""Hand-ins whose names look the same."""
LONG = "Wolfeschlegelsteinhausenbergerdorff " * 4
APART = (f"{LONG}Ann.py", f"{LONG}Anna.py")
"""Hand-ins of two students whose names differ behind what is shown of them."""
NOBODY = (".git/hooks.py", ".ipynb_checkpoints/a.py", "__MACOSX/._kim.py", ".DS_Store")


@dataclass(frozen=True)
class Run:
    """What the command said, and what it wrote."""

    said: str
    code: int
    out: Path
    students: Mapping[str, Graded]


@pytest.fixture(scope="module")
def run(autograder: Command, field_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("run")
    for name in (*ALONE, *(each for pair in TOGETHER.values() for each in pair), *APART, *NOBODY):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MODULE)
    ran = autograder("batch", folder, "-a", "preprocessing", "--out", out, "-j", 2, course=field_course)
    assert "Traceback" not in ran.stderr, ran.stderr
    return Run(ran.stdout, ran.code, out, read(out))


def read(out: Path) -> Mapping[str, Graded]:
    found = [graded(path) for path in sorted(out.rglob("result.json"))]
    return {str(one.result["student"]): one for one in found}


def test_every_hand_in_is_a_students_and_nothing_else_is(run: Run) -> None:
    assert {name for name in run.students if not name.startswith(LONG[:80])} == {*ALONE.values(), *TOGETHER}


def test_names_that_differ_behind_what_is_shown_are_two_students(
    run: Run, autograder: Command, field_course: Path
) -> None:
    found = [one for name, one in run.students.items() if name.startswith(LONG[:80])]
    assert [(one.earned, one.state) for one in found] == [(100.0, "graded")] * 2
    shown = autograder("gradebook", "--json", "-a", "preprocessing", course=field_course)
    book = [each for each in json.loads(shown.stdout)["standings"] if each["student"].startswith(LONG[:80])]
    assert [(each["points"], len(each["attempts"])) for each in book] == [(100, 1)] * 2


@pytest.mark.parametrize("student", ALONE.values())
def test_a_strange_name_costs_nothing(student: str, run: Run) -> None:
    assert (run.students[student].earned, run.students[student].state) == (100.0, "graded")


@pytest.mark.parametrize("student", TOGETHER)
def test_names_that_look_alike_are_refused_by_name_and_nobody_gets_0_for_it(student: str, run: Run) -> None:
    assert run.code == 3
    assert run.students[student].state == "ungraded"
    one, other = (ascii(Path(name.split("/")[0]).stem)[1:-1].strip() for name in TOGETHER[student])
    line = next(line for line in run.said.splitlines() if line.startswith(f"{student}: Expected one hand-in"))
    told = line.split("found several: ")[1]
    assert len(set(told.split(". None")[0].split(", "))) == 2, line
    assert one in ascii(told) or one in told
    assert other in ascii(told) or other in told
    assert "None of them is graded" in run.students[student].page


@pytest.mark.parametrize("student", TOGETHER)
def test_each_pair_is_two_files_and_one_name_to_whoever_reads_it(student: str) -> None:
    """The control: a class that is kept by what people see would lose one of the two."""
    one, other = (Path(name.split("/")[0]).stem for name in TOGETHER[student])
    assert one != other
    assert len({unicodedata.normalize("NFKC", visible(name)).strip() for name in (one, other)}) == 1


def test_students_have_a_folder_of_their_own_and_the_class_page_leads_to_all(run: Run) -> None:
    assert {path.name for path in run.out.iterdir()} == {".store", "index.html", "run.json", "students"}
    page = (run.out / "index.html").read_text(encoding="utf-8")
    links = [unquote(unescape(link)) for link in re.findall(r'href="(students/[^"]+)"', page)]
    assert len(links) == len(run.students)
    for link in links:
        staff = (run.out / link).read_text(encoding="utf-8")
        up = (run.out / link).parent / next(re.finditer(r'href="([^"#]*index\.html)"', staff))[1]
        assert up.resolve() == (run.out / "index.html").resolve()


def test_a_run_folder_of_an_earlier_version_is_read_exported_and_gone_on_with(
    run: Run, autograder: Command, field_course: Path, tmp_path: Path
) -> None:
    out = tmp_path / "old"
    shutil.copytree(run.out, out)
    for folder in (out / "students").iterdir():
        folder.rename(out / folder.name) if folder.name not in {"index.html", "run.json", "students"} else None
    shutil.rmtree(out / "students")
    before = read(out)
    assert len(before) == len(run.students) - 3
    again = autograder("regrade", out, course=field_course)
    assert again.code == 3, again.stdout  # who could not be told apart is not graded
    assert {who: one.earned for who, one in read(out).items()} == {who: one.earned for who, one in before.items()}
    assert not (out / "students").exists()
    sheet = autograder("export", out, "--to", "json", "--out", tmp_path / "grades.json", course=field_course)
    assert sheet.code == 0, sheet.stderr
    grades = json.loads((tmp_path / "grades.json").read_text(encoding="utf-8"))
    assert len(grades["students"] if "students" in grades else grades["grades"]) == len(before)

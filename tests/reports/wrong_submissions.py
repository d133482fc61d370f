"""Grade typical wrong submissions and write what their pages say first: ``python -m tests.reports.wrong_submissions``.

Every submission really runs. Where only its structure is wrong nothing is trained: the assignment's data is not there.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import jupytext

from autograder.course import release
from autograder.course.folder import open_course
from autograder.records import Status
from autograder.reports import StudentView
from autograder.run import HandIn, Options, commands, opened
from autograder.run.grader import Grader
from tests.reports.wrong import WRONG, Wrong

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "feedback.md"
EPOCHS = 8
STAND_IN = {"mnist": "digits28", "fashion_mnist": "digits28"}
"""Embedded data of the same shape, on which a mistake shows that needs a training."""
HEAD = """# What a wrong submission reads first

Each row is the assignment's solution with one mistake, really graded, and the first thing that its page says.
Written by `python -m tests.reports.wrong_submissions`; a test grades a part of them, with `-m slow` all of them.
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What the page of a wrong submission says first."""

    assignment: str
    wrong: Wrong
    message: str

    @property
    def names_the_cause(self) -> bool:
        """Whether the message has every word of the cause."""
        return all(word.lower() in self.message.lower() for word in self.wrong.says)


def first_message(view: StudentView) -> str:
    """Return the first thing that a page says about what is wrong."""
    if view.failure:
        return view.failure.said
    hints = [hint.seen for hint in view.hints]
    messages = [check.message for check in view.checks if check.status is Status.FAILED]
    told = [*hints, *messages] if view.hints_first else [*messages, *hints]
    return told[0].splitlines()[0] if told else ""


def grade(chosen: Sequence[tuple[str, Wrong]], folder: Path) -> Iterator[Told]:
    """Grade wrong submissions through one sandbox."""
    root = _course(folder)
    options = Options(open_course(root), folder / "cache", folder / "keras", (ROOT / "templates",), allowed=("all",))
    groups: dict[str, list[Wrong]] = defaultdict(list)
    for name, wrong in chosen:
        groups[f"{name}{'-trained' * wrong.trains}"].append(wrong)
    with opened(options) as grader:
        for name, mistakes in groups.items():
            yield from _told(grader, name, mistakes, folder)


def _told(grader: Grader, name: str, mistakes: Sequence[Wrong], folder: Path) -> Iterator[Told]:
    assignment = name.removesuffix("-trained")
    hand_ins = []
    for number, wrong in enumerate(mistakes):
        path = folder / "hand-ins" / name / f"{number:02}" / f"{assignment}.{'ipynb' if wrong.notebook else 'py'}"
        path.parent.mkdir(parents=True)
        path.write_text(_edited(assignment, wrong), encoding="utf-8")
        hand_ins.append(HandIn(f"{number:02}", path.parent))
    run = commands.batch(grader, name, hand_ins, folder / "runs" / name, jobs=2, cancelled=Event())
    views = {done.record.submission.student: run.pages.shown(done.name, done.record) for done in run.finished}
    for hand_in, wrong in zip(hand_ins, mistakes, strict=True):
        yield Told(assignment, wrong, first_message(views[hand_in.student]))


def _edited(assignment: str, wrong: Wrong) -> str:
    text = (ROOT / "reference" / assignment / "solution.py").read_text(encoding="utf-8")
    for old, new in wrong.edits:
        if old not in text:
            raise ValueError(f"{assignment}: {wrong.cause}: {old!r} is not in the solution")
        text = text.replace(old, new)
    text = text.replace("epochs=100", f"epochs={EPOCHS}")
    if not wrong.notebook:
        return text
    return release.as_notebook(release.solution_notebook(jupytext.reads(text, fmt="py:percent")))


def _course(folder: Path) -> Path:
    """Return a copy of the course with few epochs; each assignment a second time with data that is always there."""
    root = folder / "course"
    root.mkdir()
    (root / "course.toml").write_text('title = "Wrong submissions"\n', encoding="utf-8")
    for name in WRONG:
        for twin in (name, f"{name}-trained"):
            for half in ("assignments", "reference"):
                shutil.copytree(ROOT / half / name, root / half / twin)
            path = root / "assignments" / twin / "assignment.toml"
            settings = re.sub(r"(?m)^epochs = \d+$", f"epochs = {EPOCHS}", path.read_text(encoding="utf-8"))
            if twin != name:
                settings = re.sub(r'name = "(\w+)"', lambda m: f'name = "{STAND_IN.get(m[1], m[1])}"', settings)
            path.write_text(settings, encoding="utf-8")
    return root


def table(told: Sequence[Told]) -> str:
    """Return what was told as Markdown."""
    lines = [HEAD]
    for name in dict.fromkeys(each.assignment for each in told):
        lines += [f"\n## {name}\n", "| mistake | first message |", "|---|---|"]
        rows = (each for each in told if each.assignment == name)
        lines += [f"| {each.wrong.cause} | {each.message.replace('|', '&#124;')} |" for each in rows]
    return "\n".join(lines) + "\n"


def main(names: Sequence[str]) -> None:
    """Grade the wrong submissions of the named assignments, or of all and write the table; say which miss the cause."""
    with TemporaryDirectory() as folder:
        chosen = [(name, wrong) for name in names or WRONG for wrong in WRONG[name]]
        told = []
        for each in grade(chosen, Path(folder)):
            told.append(each)
            sign = "✓" if each.names_the_cause else "✗"
            print(f"{sign} {each.assignment}: {each.wrong.cause}: {each.message}", flush=True)
    missed = [each for each in told if not each.names_the_cause]
    print(f"{len(told) - len(missed)} of {len(told)} first messages name the cause")
    if not names:
        TABLE.write_text(table(told), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

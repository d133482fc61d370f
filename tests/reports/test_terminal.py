from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from autograder.i18n import language
from autograder.records import Failure, Outcome, State
from autograder.reports import redacted, student_view, summary
from tests.reports import hostile
from tests.reports.examples import ASSIGNMENT, EVIDENCE, GRADE, HINT_FILTERS, failed, graded


def printed(grade=GRADE, evidence=EVIDENCE, *, colour: bool = False, width: int = 100) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=colour, color_system="standard" if colour else None)
    console.print(summary(redacted(student_view(grade, ASSIGNMENT, evidence=evidence))))
    return file.getvalue()


def test_full_marks_take_a_line_and_one_for_each_check():
    lines = printed().splitlines()
    assert lines[0].startswith("100 / 100  Kim Ji-woo · Handwritten digits with a small CNN · accuracy 97%")
    assert len(lines) == 1 + len(GRADE.results)


def test_a_failed_check_shows_its_message_and_a_passed_one_does_not():
    text = printed(graded(failed("test_architecture", "expected 10 filters, found 32", earned=12)))
    assert re.search("◐ {1,2}The layers match the assignment.", text), "releases of rich differ in how wide ◐ is"
    assert "  expected 10 filters, found 32" in text
    assert "12 / 30" in text
    assert "images were classified" not in text


def test_a_failure_comes_before_the_checks():
    error = Failure("exception", "NameError: name 'x' is not defined", "cell 3, line 1")
    text = printed(evidence=replace(EVIDENCE, outcome=Outcome.CRASHED, error=error))
    assert text.index("Your code stopped with an error") < text.index("cell 3, line 1") < text.index("The layers match")


def test_hints_are_printed():
    assert "Try: Your convolution has 32 filters" in printed(graded(GRADE.results, hints=(HINT_FILTERS,)))


def test_an_ungraded_submission_has_no_points():
    text = printed(replace(GRADE, state=State.UNGRADED, results=(), earned=0))
    assert text.startswith("– / 100")
    assert "not graded yet" in text


def test_without_colours_there_is_no_escape_sequence():
    assert "\x1b" not in printed()
    assert "\x1b[" in printed(colour=True)


@pytest.mark.parametrize("text", hostile.STRINGS)
def test_hostile_text_sends_nothing_to_the_terminal_and_is_no_markup(text):
    shown = printed(hostile.grade(text), hostile.evidence(text))
    assert not any(ord(character) < 32 and character != "\n" for character in shown)
    marked = printed(replace(GRADE, student="[bold red]x[/]", results=()))
    assert "[bold red]x[/]" in marked


def test_a_narrow_terminal_keeps_the_points_in_line():
    lines = printed(width=40).splitlines()
    assert all(len(line) <= 40 for line in lines)


def test_the_summary_speaks_korean():
    with language("ko"):
        assert "정확도 97%" in printed()

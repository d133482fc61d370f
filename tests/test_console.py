from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from autograder.cli.console import Board, line
from autograder.i18n import language
from autograder.records import Form, Grade, Record, State, Submission
from autograder.run.outcome import GradingOutcome


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def finished(student: str, *, state: State = State.GRADED, resumed: bool = False) -> GradingOutcome:
    grade = Grade(student, "digits", (), (), 0, 100, state)
    submission = Submission(student, "digits", Path(), "", None, Form.MODULE, "digits.py")
    return GradingOutcome(name=student, student=student, record=Record(submission, "key", grade), resumed=resumed)


def drawn(board: Board, *, width: int = 100) -> str:
    file = io.StringIO()
    Console(file=file, width=width).print(board)
    return file.getvalue()


def test_the_board_says_what_is_done_what_runs_for_how_long_and_what_is_left():
    clock = Clock()
    board = Board(10, clock)
    for student in ("Ada", "Ben", "Chen"):
        board.start(student)
    clock.now = 30
    board.finish(finished("Ada"))
    board.finish(finished("Ben", state=State.UNGRADED))
    text = drawn(board)
    assert "2 / 10" in text
    assert [line.lstrip().startswith("▸") for line in text.splitlines() if "Chen" in line] == [True]
    assert "Chen" in text
    assert "30 s" in text
    assert "Ada" not in text
    assert "2 min 0 s" in text  # eight more at two in 30 s
    assert [word in text for word in ("done", "running", "ungraded", "need review", "left")] == [True] * 5


def test_what_an_earlier_run_had_done_tells_nothing_about_the_time_left():
    clock = Clock()
    board = Board(4, clock)
    clock.now = 1
    board.finish(finished("Ada", resumed=True))
    assert board.left_s is None
    clock.now = 10
    board.finish(finished("Ben"))
    assert board.left_s == 20


def test_many_running_submissions_are_counted():
    board = Board(40, Clock())
    for number in range(15):
        board.start(f"student {number}")
    assert "… and 3 more" in drawn(board)


def test_the_board_speaks_the_language_of_its_run_on_any_thread():
    assert "남은 시간" in drawn(Board(2, Clock(), "ko"))


def test_a_line_says_why_a_grade_is_none_in_words():
    ungraded = finished("Ada", state=State.UNGRADED)
    assert "not graded yet" in line(ungraded, ungraded.record.grade).plain
    with language("ko"):
        assert "아직" in line(ungraded, ungraded.record.grade).plain


def test_a_line_has_what_a_person_decided():
    waiting = finished("Ada", state=State.AWAITING)
    marked = replace(waiting.record.grade, state=State.GRADED, earned=90.0, possible=100.0)
    assert line(waiting, marked).plain.rstrip() == "    90 / 100  Ada"

import os
import pickle
import re
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import submissions
from autograder.apart import BRIEF, Most, apart, within
from autograder.apart.calls import SLACK_S
from autograder.apart.codec import MAX_ITEMS
from autograder.apart.messages import answer_of, read_answer
from autograder.apart.process import server
from autograder.checks.hints import find_hints
from autograder.course.assignment import read_assignment
from autograder.errors import CourseError, ReaderError, ReadingError, SubmissionError, WireError
from autograder.i18n import gettext, language
from autograder.records import Evidence, Form, Outcome, Status, Submission
from autograder.reports.notebook import shown_code
from autograder.reports.similarity import all_fingerprints
from autograder.submissions.module import read_module
from autograder.wire import decode_json, decode_pngs

ASSIGNMENT = read_assignment(Path(__file__).parents[2] / "assignments" / "pooling")
SUBMISSION = Submission("kim", "a", Path("/nowhere"), "", None, Form.MODULE, "a.py", "import keras\nx = 1\n")


def test_a_call_gives_what_the_function_gives():
    assert apart(submissions.read_source, SUBMISSION) == submissions.read_source(SUBMISSION)


def test_the_language_goes_with_the_call():
    with language("ko", {"Hello": "안녕"}):
        assert apart(gettext, "Hello") == "안녕"
        assert apart(gettext, "and") == gettext("and")


@pytest.mark.parametrize(
    ("function", "arguments", "error"),
    [
        (read_module, (b"", "a.py"), SubmissionError),
        (decode_json, (b"[",), WireError),
        (Path.read_bytes, (Path("/nowhere"),), FileNotFoundError),
        (read_assignment, (Path("/nowhere"),), CourseError),
    ],
)
def test_errors_that_a_caller_knows_come_back(function, arguments, error):
    with pytest.raises(error) as here:
        apart(function, *arguments)
    with pytest.raises(error) as there:
        function(*arguments)
    assert str(here.value) == str(there.value)
    assert vars(here.value) == vars(there.value)


def test_other_errors_are_told():
    with pytest.raises(ReaderError, match="ValueError: invalid literal"):
        apart(int, "x")


def test_a_call_that_takes_too_long_is_ended():
    started = time.monotonic()
    with pytest.raises(ReadingError, match="took more than 1 s"):
        within(Most(cpu_s=1), re.match, "(a+)+$", "a" * 60 + "b")
    with pytest.raises(ReadingError):
        within(Most(wall_s=0.5), time.sleep, 30)
    assert time.monotonic() - started < 30


def test_a_brief_call_that_sleeps_is_ended_soon():
    apart(len, "abc")
    started = time.monotonic()
    with pytest.raises(ReadingError, match="or 5 s with its waiting"):
        within(BRIEF, time.sleep, 90)
    assert time.monotonic() - started < BRIEF.wall_s + SLACK_S + 5


def test_a_call_that_takes_too_much_memory_is_ended():
    with pytest.raises(ReadingError):
        within(Most(memory_mb=64), bytes, 2**28)


def sleep_for_three_seconds() -> None:
    with pytest.raises(ReadingError):
        within(Most(wall_s=3.0), time.sleep, 30)


def test_calls_do_not_wait_for_each_other():
    slow = threading.Thread(target=sleep_for_three_seconds)
    slow.start()
    assert apart(len, "abc") == 3
    assert slow.is_alive()
    slow.join()


def test_a_call_leaves_nothing_for_the_next():
    apart(os.putenv, "LEFT", "1")
    assert apart(os.getenv, "LEFT") is None


def test_a_server_that_was_killed_is_started_again():
    apart(len, "abc")
    process = server()._process
    process.kill()
    process.wait()
    assert apart(len, "abc") == 3


def gives_bytes() -> bytes:
    return b"\x00\xff" * 3


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (decode_pngs, ([],)),
        (all_fingerprints, (["import keras\n" * 30, "x = 1\n"],)),
        (shown_code, (None, "x = 1 # \ud800\n", Form.MODULE)),
        (submissions.read_source, (replace(SUBMISSION, source="%matplotlib inline\nx.lr = 'acc'\nx ="),)),
        (find_hints, (Evidence("d", Outcome.OK, source="x = 1"), ASSIGNMENT)),
    ],
)
def test_what_readers_give_comes_back_as_it_was(function, arguments):
    limits = {"max_pixels": 1, "max_drawn": 1} if function is decode_pngs else {}
    assert apart(function, *arguments, **limits) == function(*arguments, **limits)


class Acts:
    """A pickle of it writes a class of the grader anew."""

    def __reduce__(self):
        return setattr, (Status, "acted", True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no answer",
        b"v",
        b"v{",
        b"v" + b"[" * 200_000,
        b"v" + b"9" * 10_000,
        b"v[1,2]",
        b"v[" + b"[]," * MAX_ITEMS + b"[]]",
        b"e[1]",
        b'o["x",2,3]',
        b'f{"a":1}',
        b'v["' + b"0" * 8 + b'"]',
        b"v\xff\xfe",
        pickle.dumps(Acts()),
        b"v" + pickle.dumps(Acts()),
        b"\x80\x04\x8c\x08builtins\x8c\tbytearray\x93\x8a\x05\x00\x00\x00\x00\x02\x85R.",
    ],
)
def test_an_answer_is_data_and_nothing_that_acts(data):
    with pytest.raises(ReaderError):
        read_answer(data, submissions.read_source)
    assert not hasattr(Status, "acted")


def test_an_answer_of_another_type_is_none():
    with pytest.raises(ReaderError, match="cannot be read"):
        read_answer(b'v["a","b"]', gives_bytes)
    assert read_answer(answer_of(b"abc"), gives_bytes) == b"abc"


def test_an_answer_has_a_largest_size():
    with pytest.raises(ReadingError, match="more than 1 MB"):
        within(Most(answer_mb=1), str.ljust, "x", 2**21)


def test_an_answer_that_cannot_be_sent_is_no_fault_of_what_was_read():
    with pytest.raises(ReaderError, match="cannot be sent: no plain value: Pattern"):
        apart(re.compile, "a")


def waiting() -> int:
    """Return the process that waits for the next call, once there is one."""
    server_process = server()._process
    children = Path(f"/proc/{server_process.pid}/task/{server_process.pid}/children")
    until = time.monotonic() + 10
    while not (found := children.read_text().split()):
        assert time.monotonic() < until
    return int(found[-1])


def test_a_process_that_was_killed_while_it_waited_is_replaced():
    apart(len, "abc")
    time.sleep(0.1)
    os.kill(waiting(), signal.SIGKILL)
    assert apart(len, "abc") == 3


def test_the_process_that_waits_ends_with_its_server():
    apart(len, "abc")
    time.sleep(0.1)
    left = waiting()
    server().close()
    until = time.monotonic() + 10
    while Path(f"/proc/{left}").exists():
        assert time.monotonic() < until
    assert apart(len, "abc") == 3

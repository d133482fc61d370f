import os
import pickle
import re
import threading
import time
from pathlib import Path

import pytest

from autograder import submissions
from autograder.apart import Most, apart, within
from autograder.apart.messages import Answer, read_answer
from autograder.apart.process import server
from autograder.assignment import read_assignment
from autograder.errors import CourseError, ReaderError, ReadingError, SubmissionError, WireError
from autograder.i18n import gettext, language
from autograder.records import Form, Submission
from autograder.submissions.module import read_module
from autograder.wire import decode_json

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


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pickle",
        b"cos\nsystem\n(S'true'\ntR.",
        b"cautograder.apart.process\nos.system\n(S'true'\ntR.",
        b"cautograder.apart.process\nServer\n(tR.",
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"N.",
        b"cbuiltins\ngetattr\n(cautograder.records\nForm\nS'__init__'\ntR.",
        b"cbuiltins\ngetattr\n(cautograder.records\nSubmission\nS'__init__'\ntR.",
    ],
)
def test_an_answer_that_would_act_is_none(data):
    assert read_answer(data) is None


class Attribute:
    """Is pickled as an attribute of an enumeration, as Python 3.11.2 pickles each of its members."""

    def __reduce__(self):
        return getattr, (Form, "MODULE")


def test_members_of_enumerations_are_read_as_every_release_of_python_writes_them():
    answer = read_answer(pickle.dumps(Answer(Attribute())))
    assert answer is not None
    assert answer.value is Form.MODULE


def test_an_answer_that_cannot_be_read_is_no_fault_of_what_was_read():
    with pytest.raises(ReaderError, match="cannot be read"):
        apart(re.compile, "a")

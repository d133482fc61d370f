"""Workflow commands as GitHub's runner reads them: a small reader of its rules stands in for it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from autograder.exports.github import (
    MAX_ANNOTATIONS,
    SUMMARY_BYTES,
    Annotation,
    Level,
    command,
    commands,
    fenced,
    job_summary,
)
from autograder.wire import clean_text

COMMAND = re.compile(r"^\s*::(?P<name>[^\s:]+)(?: (?P<properties>.*?))?::(?P<data>.*)$", re.DOTALL)
EVIL = st.one_of(
    st.text(),
    st.sampled_from(
        ["::error::forged", "%0A::error::x", "a\r\n::set-env name=x::y", "::stop-commands::x", "f,line=1::"]
    ),
)


def run(log: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the commands that a runner obeys, as `actions/runner` documents it."""
    obeyed, token = [], None
    for line in log.split("\n"):
        match = COMMAND.match(line.rstrip("\r"))
        if match is None:
            continue
        if token is not None:
            token = None if match["name"] == token else token
        elif match["name"] == "stop-commands":
            token = match["data"]
        else:
            pairs = (pair.split("=", 1) for pair in (match["properties"] or "").split(",") if pair)
            values = {key: unescaped(value, "%3A:", "%2C,") for key, value in pairs}
            obeyed.append((match["name"], values, unescaped(match["data"])))
    return obeyed


def unescaped(text: str, *more: str) -> str:
    for pair in ("%0D\r", "%0A\n", *more, "%25%"):
        text = text.replace(pair[:3], pair[3:])
    return text


@given(EVIL, EVIL, EVIL, st.integers(1, 9_999))
def test_an_annotation_is_one_command_whatever_it_says(file, title, message, line):
    annotation = Annotation(Level.ERROR, file, line, title, message)
    obeyed = run(command(annotation))
    assert len(obeyed) == 1
    name, values, said = obeyed[0]
    assert name == "error"
    assert values.get("file", "") == file
    assert values["line"] == str(line)
    assert values.get("title", "") == clean_text(title, 200)
    assert said == clean_text(message, 2_000)


@given(st.lists(EVIL).map("\n".join))
def test_what_stands_in_the_fence_is_never_obeyed(text):
    assert run(fenced(text, "0f" * 16)) == []
    after = fenced(text, "0f" * 16) + "::notice::after"
    assert [name for name, _, _ in run(after)] == ["notice"]


def test_what_stands_outside_the_fence_would_be():
    assert run("::error::forged") == [("error", {}, "forged")]


def test_at_most_ten_annotations_and_the_last_says_how_many_are_left():
    many = [Annotation(Level.ERROR, "a.py", n, "t", "m") for n in range(1, 31)]
    lines = commands(many)
    assert len(lines) == MAX_ANNOTATIONS
    assert lines[-1] == "::notice title=autograder::21 more in the job summary"
    assert len(commands(many[:10])) == 10
    assert all(line.startswith("::error") for line in commands(many[:10]))


@given(st.integers(0, SUMMARY_BYTES + 10), st.integers(0, 5), st.sampled_from(["x", "메", "😀"]))
def test_the_summary_fits_what_is_left_whatever_it_holds(used, thousands, letter):
    parts = [(letter * 99 + "\n") * 1_000] * thousands
    assert len(job_summary(parts, used=used).encode()) <= max(SUMMARY_BYTES - used, 0)


def test_a_summary_that_fits_is_whole():
    assert job_summary(["# a", "# b"]) == "# a\n\n# b"

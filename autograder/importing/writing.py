"""Write an imported assignment as one of ours: its public half, its private half, and what was lost on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from autograder.checks.demands import Must
from autograder.course import release
from autograder.importing.parts import Imported, Question, Test

_TOML = """\
title = {title}
points = {points:g}

[entry]
model = false
"""
_ACCEPTED = """
[policy]
accept_self_reported = true  # some of its tests judge beside the student's code, which can change what they say
"""
_CHECK = '''\
@pytest.mark.points({points:g})
def test_{slug}(functions):
    """{title}."""
    assert_cells(functions, {name!r}, {expected}{options})
'''
_LEFT = '''\
@pytest.mark.points({points:g})
def test_{slug}():
    """{title}, graded by a person."""
    leave_to_person()
'''
_CASES = '''\
"""Tests that came from {format}: they run among the names of a submission, after its own code."""

from autograder.records import Case

TESTS = (
{rows})


def cases(rng):
    """Yield every test."""
    for question, name, code in TESTS:
        yield Case(name, question, code=code)
'''
_PART = """
[[parts]]
id = {id}
kind = "written"
title = {title}
points = {points:g}
"""
_CRITERION = """\
[[criteria]]
part = {part}
id = "points"
points = {points:g}
note = {note}
"""
REPORT = "IMPORT.md"


def write_assignment(found: Imported, public: Path, private: Path) -> tuple[Path, ...]:
    """Write both halves of an assignment and its stubs; return the paths.

    Args:
        found: what was read.
        public: the folder of the public half; its name is the id. Neither folder exists.
        private: the folder of the private half.
    """
    total = sum(question.points for question in found.questions)
    settings = _TOML.format(title=_quoted_toml(found.title), points=total)
    if _asserts_itself(found):
        settings += _ACCEPTED
    settings += "".join(_part(question) for question in found.questions if question.part)
    texts = {public / "assignment.toml": settings}
    checked = [question for question in found.questions if not question.part]
    shown = [question for question in checked if not question.tests or _tests(question, hidden=False)]
    secret = [question for question in found.questions if _tests(question, hidden=True)]
    for folder, file, questions, hidden in (
        (public, "test_public.py", shown, False),
        (private, "test_hidden.py", secret, True),
    ):
        tests = [(question, test) for question in questions for test in _tests(question, hidden=hidden)]
        if questions:
            texts[folder / "checks" / file] = _checks(questions, hidden=hidden)
        if tests:
            texts[folder / "cases.py"] = _cases(tests, found.settings["format"])
    if schemes := [question for question in found.questions if question.scheme]:
        texts[private / "rubric.toml"] = "\n".join(map(_criterion, schemes))
    texts[private / "solution.py"] = release.as_module(found.solution)
    texts[private / REPORT] = report(found)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return (*texts, *release.release(public, private))


def _part(question: Question) -> str:
    return _PART.format(id=_quoted_toml(question.part), title=_quoted_toml(question.title), points=question.points)


def _criterion(question: Question) -> str:
    part = question.part or f"test_{slug(question.name)}"
    return _CRITERION.format(part=_quoted_toml(part), points=question.points, note=_quoted_toml(question.scheme))


def _quoted_toml(text: str) -> str:
    """Return text as TOML's basic string, which is JSON's."""
    return json.dumps(text, ensure_ascii=False)


def report(found: Imported) -> str:
    """Return, as Markdown, what was imported, which tests a submission could forge, and what was lost."""
    lines = [f"# {found.title}", "", f"Imported from {found.settings['format']}.", "", "## Points", ""]
    lines += [
        "| question | points | tests | hidden | compared outside | self-reported |",
        "|---|" + "---:|" * 5,
    ]
    for question in found.questions:
        count, hidden = len(question.tests), sum(test.hidden for test in question.tests)
        outside = sum(test.is_compared_outside for test in question.tests)
        lines.append(f"| {question.name} | {question.points:g} | {count} | {hidden} | {outside} | {count - outside} |")
    lines += ["", "## What could not be carried over", ""]
    lines += [f"- {sentence}." for sentence in found.lost] or ["Nothing."]
    lines += ["", "## How the tests run", "", _trust(found)]
    return "\n".join(lines) + "\n"


def _trust(found: Imported) -> str:
    said = (
        "Tests run in the student's box, after the student's code and among its names. Of tests that are compared "
        "outside only an expression goes into the box: its value comes out, and the grader compares it."
    )
    if _asserts_itself(found):
        said += (
            " The self-reported tests assert or compare by themselves beside the student's code, or give nothing but "
            "true, false or None: that code can read them and change what they say. `policy.accept_self_reported` lets "
            "them count; without it a person looks at each grade. Either way grades and exports say so to staff."
        )
    return said


def _asserts_itself(found: Imported) -> bool:
    return any(not test.is_compared_outside for question in found.questions for test in question.tests)


def _tests(question: Question, *, hidden: bool) -> list[Test]:
    return [test for test in question.tests if test.hidden is hidden]


def _checks(questions: Sequence[Question], *, hidden: bool) -> str:
    """Return a file of checks; with `hidden` each has the visible tests of its question too, and replaces its check."""
    parts = [_check(question, hidden=hidden) for question in questions]
    text = "\n\n".join(parts)
    used = [name for name in ("RAN_WELL", "Must(", "Points(", "assert_cells", "leave_to_person") if name in text]
    names = ", ".join(name.rstrip("(") for name in used)
    return f"import pytest\n\nfrom autograder.checks import {names}\n\n\n{text}"


def _check(question: Question, *, hidden: bool) -> str:
    title = re.sub(r'["\\]', "'", " ".join(question.title.split())).rstrip(".")
    values = {"points": question.points, "slug": slug(question.name), "title": title, "name": question.name}
    if not question.tests:
        return _LEFT.format(**values)
    tests = question.tests if hidden else _tests(question, hidden=False)
    rows = "".join(f"        {test.name!r}: {_expected(test)},\n" for test in tests)
    options = ""
    if question.partial:
        options += f", weights={_literal({test.name: round(test.weight, 6) for test in tests})}"
    if hidden:
        options += f", hidden={[test.name for test in tests if test.hidden]!r}"
    if advice := {test.name: test.advice for test in tests if test.advice}:
        options += f", advice={advice!r}"
    return _CHECK.format(**values, expected=f"{{\n{rows}    }}", options=options)


def _expected(test: Test) -> str:
    if test.possible:
        return f"Points({test.possible:g})"
    if test.demands:
        musts = ", ".join(map(_must, test.demands))
        return musts if len(test.demands) == 1 else f"({musts})"
    return repr(test.expected) if test.valued else "RAN_WELL"


def _must(must: Must) -> str:
    tolerances = f", rtol={must.rtol!r}, atol={must.atol!r}" if must.relation == "close to" else ""
    return f"Must({must.relation!r}, {must.value!r}{tolerances})"


def _literal(weights: dict[str, float]) -> str:
    return "{" + ", ".join(f"{name!r}: {weight:g}" for name, weight in weights.items()) + "}"


def _cases(tests: Sequence[tuple[Question, Test]], source: str) -> str:
    rows = "".join(f"    ({question.name!r}, {test.name!r}, {_quoted(test.code)}),\n" for question, test in tests)
    return _CASES.format(format=source, rows=rows)


def _quoted(code: str) -> str:
    """Return code as a string literal that a person can read."""
    simple = "\n" not in code or "'''" in code or "\\" in code or code.endswith("'")
    return repr(code) if simple else f"'''\\\n{code}\n'''"


def slug(text: str) -> str:
    """Return a text as a part of a Python name: small letters, digits and low lines."""
    return re.sub(r"\W+", "_", text.casefold()).strip("_") or "assignment"

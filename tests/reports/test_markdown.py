from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from autograder.reports import markdown, redacted, student_view
from autograder.reports.markdown import MAX_LENGTH, escaped
from autograder.reports.text import plain
from tests.reports import hostile
from tests.reports.examples import ASSIGNMENT, EVIDENCE, GRADE, HINT_FILTERS, failed, graded
from tests.reports.test_student import Outline

RENDER = MarkdownIt("gfm-like", {"html": True, "linkify": False})


def summary_of(grade=GRADE, evidence=EVIDENCE) -> str:
    return markdown(redacted(student_view(grade, ASSIGNMENT, evidence=evidence)))


def test_the_summary_shows_points_checks_and_hints():
    text = summary_of(graded(failed("test_architecture", "expected 10 filters", earned=12), hints=(HINT_FILTERS,)))
    assert text.startswith("### Handwritten digits with a small CNN: 82 / 100\n")
    assert "| ◐ passed in part | **The layers match the assignment.**<br>expected 10 filters | 12 / 30 |" in text
    assert "* Your convolution has 32 filters" in text


def test_the_table_is_a_table():
    tags = [tag for tag, _attributes in Outline(RENDER.render(summary_of())).tags]
    assert tags.count("tr") == 1 + len(GRADE.results)


@pytest.mark.parametrize("text", hostile.STRINGS)
def test_hostile_text_forms_no_markup(text):
    def tags(word: str) -> list[str]:
        rendered = RENDER.render(summary_of(hostile.grade(word), hostile.evidence(word)))
        return [tag for tag, _attributes in Outline(rendered).tags]

    assert tags(text) == tags("harmless words")


@given(st.text(max_size=60).filter(lambda text: "\n" not in plain(text)))
def test_escaped_text_reads_as_it_was_written(text):
    outline = Outline(RENDER.renderInline("x" + escaped(text) + "x"))
    assert outline.tags == []
    assert outline.text.strip() == "x" + plain(text).strip().replace("@", "@\u2060") + "x"


def test_nobody_is_mentioned_and_nothing_is_linked():
    for text in ("@octocat", "https://evil.example", "www.evil.example", "#12", "$x$", "GH-1 <!-- x -->"):
        assert not set("#$<") & set(escaped(text).replace("&#", ""))
    assert "@octocat" not in escaped("@octocat")
    assert "://" not in escaped("https://evil.example")
    assert "www." not in escaped("www.evil.example")


def test_a_long_grade_stays_under_the_limit_of_a_comment():
    many = tuple(
        replace(r, check=str(n), message="m" * 4_000, earned=0) for n, r in enumerate(failed("test_runs", "") * 20)
    )
    many = tuple(replace(r, status=GRADE.results[0].status.FAILED) for r in many)
    text = summary_of(graded(many))
    assert len(text) <= MAX_LENGTH + 10
    assert text.endswith("…\n")

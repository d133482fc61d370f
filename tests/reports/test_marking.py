"""On the marking sheet people enter points, and save what `autograder mark --sheet` takes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from autograder.course.rubric import RubricCriterion, RubricLevel
from autograder.reports import Look
from autograder.reports.marking import MarkingSheet, SheetRow, marking_page
from tests.reports.examples import TEMPLATES
from tests.reports.test_browser import opened

HOSTILE = '<script>hacked()</script>\n</blockquote><img src=x onerror="hacked()">'
SHEET = MarkingSheet(
    look=Look("Course"),
    assignment="essay",
    title="Essay",
    part="why",
    called="Why it doubles",
    possible=20,
    criteria=(
        RubricCriterion(
            "why", "cause", 12, "Names the cause", levels=(RubricLevel(12, "Shown."), RubricLevel(6.5, "Seen."))
        ),
        RubricCriterion("why", "style", 8, "Is clear", "Short sentences."),
    ),
    comments={"short": "Too short."},
    model="Because.",
    rows=(
        SheetRow("kim", 'Kim "Minji", =1+1', HOSTILE, "a1", "kim/staff.html", {"cause": 6.5, "style": 8}, "Ok", "ta"),
        SheetRow("lee", "Lee", "이유가 있어요.", "a2", "", {}, "", ""),
        SheetRow("'＝moon", "Moon", "", "", "", {}, "", "", "No answer was found."),
    ),
)  # fmt: skip


def test_answers_are_text_and_marks_are_there() -> None:
    page = marking_page(SHEET, templates=TEMPLATES)
    assert "<script>hacked" not in page
    assert "&lt;script&gt;hacked()" in page
    assert 'value="6.5"' in page
    assert SHEET.marked == 1


@pytest.mark.browser
def test_marks_are_entered_and_saved_as_csv(browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with opened(browser, tmp_path, marking_page(SHEET, templates=TEMPLATES)) as (page, _seen):
        for width in (1400, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert "1 of 3" in page.locator("#marked").text_content()
        lee = page.locator("article[data-student=lee]")
        lee.locator("button[data-points='12']").click()
        lee.locator("input[data-criterion=style]").fill("2.5")
        lee.locator("button[data-comment='@short']").click()
        assert lee.locator("output").text_content() == "14.5"
        assert "2 of 3" in page.locator("#marked").text_content()
        with page.expect_download() as saved:
            page.click("#save")
        rows = list(csv.DictReader(Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    fixed = {"assignment": "essay", "part": "why"}
    assert rows == [
        {"student": "kim", **fixed, "answer_id": "a1", "cause": "6.5", "style": "8", "comment": "Ok"},
        {"student": "lee", **fixed, "answer_id": "a2", "cause": "12", "style": "2.5", "comment": "'@short"},
        {"student": "''＝moon", **fixed, "answer_id": "", "cause": "", "style": "", "comment": ""},
    ]

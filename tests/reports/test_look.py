from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.course.folder import Course, open_course
from autograder.errors import CourseError
from autograder.reports import Look, png
from autograder.reports.look import DARK_PAPER, LEAST_CONTRAST, PAPER, contrast, lighter
from autograder.reports.student import student_page, student_view
from autograder.run.pages import look_of
from tests.reports.examples import ASSIGNMENT, EVIDENCE, GRADE, TEMPLATES

LOGO = png.encode(np.full((8, 20), 90, np.uint8))


def course(root: Path, settings: str) -> Course:
    (root / "course.toml").write_text(settings, encoding="utf-8")
    return open_course(root)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert lighter("#000000", 0.5) == "#808080"


@pytest.mark.parametrize("accent", ["#000000", "#1f6f78", "#003366", "#8c1515", "#b31b1b"])
def test_a_colour_that_light_paper_bears_is_made_lighter_for_dark_paper(accent):
    look = Look(accent=accent)
    assert contrast(accent, PAPER) >= LEAST_CONTRAST
    assert contrast(look.accent_on_dark, DARK_PAPER) >= LEAST_CONTRAST


def test_name_colour_and_logo_of_a_course_are_on_its_pages(tmp_path):
    (tmp_path / "logo.png").write_bytes(LOGO)
    look = look_of(course(tmp_path, 'title = "Vision 1"\n[look]\naccent = "#003366"\nlogo = "logo.png"\n'))
    page = student_page(student_view(GRADE, ASSIGNMENT, evidence=EVIDENCE, look=look), templates=TEMPLATES)
    assert "<span>Vision 1</span>" in page
    assert "--accent: #003366" in page
    assert png.data_url(LOGO) in page


@pytest.mark.parametrize(
    ("look", "said"),
    [
        ('accent = "teal"', "look.accent: expected a colour like #1f6f78, found 'teal'"),
        ('accent = "#ffee88"', "look.accent: #ffee88 is too pale .* contrast of 3 : 1 or more, found 1.1 : 1"),
        ('logo = "none.png"', "none.png: expected the course's logo, a PNG, found none: No such file"),
        ('logo = "course.toml"', "look.logo: expected a PNG of at most 64 KB, found something else"),
        ('logo = "large.png"', "look.logo: expected a PNG of at most 64 KB, found 70 KB"),
        ('colour = "#1f6f78"', "course.toml, line 2: look.colour: "),
    ],
)
def test_a_wrong_look_is_one_clear_message(tmp_path, look, said):
    (tmp_path / "large.png").write_bytes(LOGO + b"\0" * (70 * 1024))
    with pytest.raises(CourseError, match=said):
        look_of(course(tmp_path, f"[look]\n{look}\n"))


def test_a_language_without_a_catalog_is_refused(tmp_path):
    with pytest.raises(CourseError, match=r"line 2: languages.Ada: expected one of en, ko, found 'kr'"):
        course(tmp_path, '[languages]\nAda = "kr"\n')


def test_a_course_replaces_single_templates(tmp_path):
    (tmp_path / "student_run.html").write_text("<p>{{ view.student }} ran it</p>", encoding="utf-8")
    view = student_view(GRADE, ASSIGNMENT, evidence=EVIDENCE)
    own = student_page(view, templates=[tmp_path, *TEMPLATES])
    assert "Kim Ji-woo ran it" in own
    assert "What was run</h2>" not in own
    assert 'id="checks"' in own

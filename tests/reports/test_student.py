from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest

from autograder.errors import CourseError
from autograder.explain import explain
from autograder.i18n import language
from autograder.records import Evidence, Failure, Hint, Outcome, Status, Visibility
from autograder.reports import Figure, Look, Material, redacted, student_page, student_view
from autograder.reports.environment import environment
from autograder.reports.failures import failure_view
from tests.notes import note
from tests.reports import hostile
from tests.reports.examples import (
    ASSIGNMENT,
    EVIDENCE,
    GRADE,
    HINT_FILTERS,
    SUBMISSION,
    TEMPLATES,
    examined,
    failed,
    figure,
    graded,
    material,
    measuring,
    structure,
)
from tests.reports.states import PAGES, page


@cache
def rendered(name: str) -> str:
    return PAGES[name]()


class Outline(HTMLParser):
    """What a page holds: its tags, their attributes, and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_one_file_without_scripts_styles_or_addresses_of_others(name):
    outline = Outline(rendered(name))
    for tag, attributes in outline.tags:
        assert tag not in {"link", "iframe", "object", "embed", "base"}
        assert tag != "script" or name.startswith("class")
        assert "style" not in attributes
        assert not any(attribute.startswith("on") for attribute in attributes)
        assert tag != "img" or attributes["src"].startswith("data:image/png;base64,")


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("class")])
def test_every_student_page_stays_under_500_kilobytes(name):
    assert len(rendered(name).encode()) < 500_000


def test_a_page_with_more_figures_than_fit_says_how_many_are_missing():
    drawn = Material(figures=tuple(Figure(f"figure {n}", figure()) for n in range(60)))
    markup = page(shown=drawn)
    assert len(markup.encode()) < 500_000
    assert re.search(r"\d+ more were too large for this page", markup)


def test_a_figure_that_is_no_png_is_left_out():
    assert "<figure><img" not in page(shown=Material(figures=(Figure("x", b"<svg onload=alert(1)>"),)))


@pytest.mark.parametrize("text", hostile.STRINGS)
@pytest.mark.parametrize("staff", [True, False], ids=["staff", "student"])
def test_hostile_text_adds_no_tag_and_no_attribute(text, staff):
    def tags(word: str) -> list[tuple[str, frozenset[str]]]:
        view = student_view(
            hostile.grade(word),
            ASSIGNMENT,
            submission=hostile.submission(word),
            evidence=hostile.evidence(word),
            material=replace(hostile.material(word), notebook=None),
            look=Look(course=word),
        )
        markup = student_page(view if staff else redacted(view), templates=TEMPLATES)
        assert markup.encode()
        outline = Outline(markup).tags
        return [(tag, frozenset(attributes)) for tag, attributes in outline if tag not in {"span", "details"}]

    assert tags(text) == tags("harmless words")


@pytest.mark.parametrize("secret", ["detail", "message", "layer", "author", "labels", "reason"])
def test_a_students_page_holds_none_of_the_staffs_secrets(secret):
    marker = "SECRET-4711"
    results = tuple(
        replace(
            r, visibility=Visibility.HIDDEN, status=Status.FAILED, earned=0, message="SECRET-4711", detail="SECRET-4711"
        )
        for r in GRADE.results
    )
    layers = tuple(replace(layer, reason=marker) for layer in EVIDENCE.layers_of_isolation)
    grade = graded(results, reason=marker)
    shown = replace(material(), examined=replace(examined(public=False), name=marker))
    view = student_view(
        grade,
        ASSIGNMENT,
        submission=SUBMISSION,
        evidence=replace(EVIDENCE, layers_of_isolation=layers),
        material=shown,
    )
    for_student = redacted(view)
    assert marker in repr(view)
    assert marker not in repr(for_student)
    assert marker not in student_page(for_student, templates=TEMPLATES)


def test_the_staffs_page_shows_details_and_private_images():
    markup = page(graded(failed("test_scaling", "m", detail="scores 0.31")), staff=True, shown=material(public=False))
    assert "scores 0.31" in markup
    assert "For staff only." in markup


def test_the_first_message_of_a_crashed_run_is_its_error():
    error = Failure(
        "missing_package", "ModuleNotFoundError: No module named 'cv2'", "cell 1, line 3", details={"package": "cv2"}
    )
    evidence = Evidence(EVIDENCE.submission_digest, Outcome.CRASHED, error=error)
    outline = Outline(page(graded(GRADE.results), evidence, shown=Material()))
    main = outline.text.split("What was run", 1)[1]
    assert (
        main.index("Your code needs a package or file that is not there")
        < main.index("“cv2” cannot be imported")
        < main.index("The layers")
    )


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.OK])
def test_every_outcome_has_a_headline_and_a_sentence(outcome):
    view = student_view(GRADE, ASSIGNMENT, evidence=replace(EVIDENCE, outcome=outcome))
    assert view.failure
    assert view.failure.title
    assert view.failure.said


def test_a_missing_layer_of_isolation_is_announced_to_everyone():
    for name in ("degraded", "degraded_staff"):
        markup = PAGES[name]()
        assert "This ran with weakened isolation" in markup
        assert "network, seccomp" in markup
    assert "This ran with weakened isolation" not in PAGES["full_marks"]()


def test_a_self_reported_model_is_announced_to_staff_alone():
    assert "self-reported" in PAGES["needs_review_staff"]()
    assert "self-reported" not in PAGES["needs_review"]()


def test_the_parameter_table_shows_the_arithmetic():
    assert "3·3·1·10 + 10 = 100" in page()
    assert "14,450" in page(evidence=replace(EVIDENCE, structure=structure(32)))


def test_a_page_without_evidence_is_complete():
    view = student_view(replace(GRADE, results=()), ASSIGNMENT)
    assert "What was run" in student_page(redacted(view), templates=TEMPLATES)


def test_a_course_replaces_one_template_and_keeps_the_others(tmp_path):
    (tmp_path / "student_run.html").write_text("<p>our own words for {{ view.student }}</p>", encoding="utf-8")
    view = student_view(GRADE, ASSIGNMENT)
    markup = student_page(view, templates=(tmp_path, *TEMPLATES))
    assert "our own words for Kim Ji-woo" in markup
    assert "The layers match the assignment." in markup
    assert "our own words" not in student_page(view, templates=TEMPLATES)


def test_a_template_that_asks_for_what_is_not_there_fails_loudly(tmp_path):
    (tmp_path / "student_run.html").write_text("{{ view.studnet }}", encoding="utf-8")
    with pytest.raises(Exception, match="studnet"):
        student_page(student_view(GRADE, ASSIGNMENT), templates=(tmp_path, *TEMPLATES))


def test_an_environment_is_made_once_for_the_same_folders():
    assert environment(list(TEMPLATES)) is environment(TEMPLATES)


def test_a_courses_name_and_colour_are_used():
    view = student_view(GRADE, ASSIGNMENT, look=Look(course="Vision 101", accent="#aa0033", logo=figure()))
    markup = student_page(view, templates=TEMPLATES)
    assert "Vision 101" in markup
    assert "--accent: #aa0033" in markup


def test_a_colour_that_is_none_is_a_mistake_of_the_course():
    with pytest.raises(CourseError, match="expected a colour like #1f6f78, found 'red;}'"):
        Look(accent="red;}")


def test_a_page_names_its_language():
    assert '<html lang="ko">' in PAGES["korean"]()
    assert "<h1>작은 합성곱 신경망으로 읽는 손글씨 숫자</h1>" in PAGES["korean"]()
    with language("ko"):
        assert '<html lang="en">' in student_page(student_view(GRADE, ASSIGNMENT), templates=TEMPLATES, lang="en")


def test_a_reason_that_stands_above_is_not_repeated():
    error = Failure("syntax", "invalid syntax", "main.py, line 8")
    evidence = Evidence(EVIDENCE.submission_digest, Outcome.CRASHED, error=error)
    results = tuple(replace(r, status=Status.FAILED, earned=0, message=explain(error)) for r in GRADE.results)
    text = Outline(page(graded(measuring(results)), evidence, shown=Material())).text
    assert text.count("Python could not read this line") == 1
    assert text.count("for the reason above") == len(results) - 1


def test_a_name_with_spaces_is_quoted_in_the_command():
    view = student_view(GRADE, ASSIGNMENT, submission=replace(SUBMISSION, entry="Grace L; rm x.py"))
    assert "autograder check 'Grace L; rm x.py'" in Outline(student_page(view, templates=TEMPLATES)).text


def order(markup: str, *parts: str) -> list[str]:
    """Return the parts in the order in which they stand on a page."""
    text = Outline(markup).text
    return sorted(parts, key=text.index)


def test_hints_stand_before_the_checks_only_where_nothing_but_the_accuracy_falls_short():
    heading = ("What to try", "The layers match the assignment.")
    low = page(graded(failed("test_accuracy", "0.81"), hints=(HINT_FILTERS,))).split("</nav>", 1)[1]
    assert order(low, *heading) == list(heading)
    wrong = page(graded(failed("test_architecture", "32 filters"), hints=(HINT_FILTERS,))).split("</nav>", 1)[1]
    assert order(wrong, *heading) == list(reversed(heading))


def test_what_explains_an_error_is_said_first_and_the_error_follows():
    error = Failure("training", "ValueError: Arguments `target` and `output` must have the same shape.")
    evidence = replace(EVIDENCE, structure=structure(32), error=error)
    said = failure_view(GRADE, evidence, differences=("layer 6: expected 10 units, found 9",))
    assert (said.said, said.traceback) == ("layer 6: expected 10 units, found 9", error.message)
    assert said.reason == explain(error)
    hint = Hint("wrong_loss", "The loss expects one-hot vectors.", "…", "Print the shape.")
    in_cell = replace(evidence, error=replace(error, kind="exception", where="cell 7, line 1"))
    assert (
        failure_view(replace(GRADE, hints=(hint,)), in_cell).said
        == "cell 7, line 1: The loss expects one-hot vectors. Print the shape."
    )
    assert failure_view(GRADE, in_cell).said == explain(in_cell.error)


def test_code_in_titles_and_messages_is_code_and_all_else_is_escaped():
    results = tuple(
        replace(r, title="`grid` gives <b>all</b>") for r in failed("test_runs", "Use `rng` & nothing else")
    )
    markup = page(graded(results))
    assert "<code>grid</code> gives &lt;b&gt;all&lt;/b&gt;" in markup
    assert "Use <code>rng</code> &amp; nothing else" in markup


@pytest.mark.parametrize("name", ["retrained:1, 2", "found:model", "before:cell 3"])
def test_a_remark_on_a_file_is_no_code_whatever_the_file_is_called(name):
    told = f"{name} was left out: it is a link or a special file."
    submission = replace(SUBMISSION, notes=(told,))
    view = student_view(
        GRADE, ASSIGNMENT, submission=submission, evidence=replace(EVIDENCE, notes=(note("drive:drive.mount"),))
    )
    assert view.run.notes[0] == told
    assert view.run.notes[1].startswith("The grader cannot reach your Drive")

"""What is written for one student and for staff, in whose language, from stored evidence."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.checks.session import collect_checks
from autograder.collect import Inputs
from autograder.course.assignment import Private, read_assignment
from autograder.course.folder import open_course
from autograder.course.release import read_catalog
from autograder.data import HiddenData
from autograder.evidence_store import Artefacts
from autograder.records import (
    Calibration,
    Evidence,
    Failure,
    IsolationLayer,
    Outcome,
    Record,
    Reference,
    Submission,
    Trust,
    Visibility,
)
from autograder.run.faults import ungraded
from autograder.run.outcome import GradingOutcome
from autograder.run.pages import Pages, look_of
from autograder.run.resolve import Resolved
from autograder.run.scoring import judge
from autograder.run_folder import RunFolder
from tests.reports.examples import EVIDENCE, SUBMISSION, TEMPLATES, notebook, structure

ROOT = Path(__file__).parents[2]
SETTINGS = 'title = "Deep learning"\n[languages]\n"박서연" = "ko"\n'
LABELS = np.arange(40) % 10
SECRET = '''
import pytest

@pytest.mark.points(0)
@pytest.mark.visibility("hidden")
def test_secret(structure):
    """A check that is not shown."""
    assert not structure, "what only staff read"
'''


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    """A run over `digits_cnn` with a hidden check, as it is when submissions were run."""
    root = tmp_path / "course"
    for half in ("assignments", "reference"):
        shutil.copytree(ROOT / half / "digits_cnn", root / half / "digits_cnn")
    (root / "course.toml").write_text(SETTINGS, encoding="utf-8")
    (root / "reference/digits_cnn/checks/test_secret.py").write_text(SECRET, encoding="utf-8")
    course = open_course(root)
    calibration = Calibration((0.9, 0.9, 0.9), (1, 2, 3), 40, 0.9, 0.001, {}, "cpu", "digits", 1)
    images = np.zeros((40, 8, 8), np.uint8)
    checks = tuple((path, Visibility.VISIBLE) for path in course.check_files("digits_cnn"))
    assignment = read_assignment(course.public("digits_cnn"))
    resolved = Resolved(
        course=course,
        assignment=replace(assignment, policy=replace(assignment.policy, show_mistakes=False)),
        private=Private(),
        inputs=Inputs(),
        hidden=HiddenData(images, LABELS, tmp_path / "x.npy", 16, tuple("0123456789"), True, "digits"),
        missing="",
        reference=Reference("digits_cnn", structure(), (), calibration, ""),
        reference_plan=None,
        checks=checks,
        titles={check.name: check.title for check in collect_checks(checks)},
        catalogs={"ko": read_catalog(course.public("digits_cnn"), "ko")},
    )
    return Pages(resolved, RunFolder(tmp_path / "run"), TEMPLATES, look_of(course))


def judged(pages: Pages, submission: Submission, evidence: Evidence) -> Record:
    """Return what staff keeps of a submission whose evidence lies under the student's name."""
    student = submission.student
    record = Record(submission, student, ungraded(submission, 100))
    (outcome,) = judge(
        pages.resolved, [GradingOutcome(name=student, student=student, record=record, evidence=evidence)]
    )
    return outcome.record


def written(pages: Pages, student: str, evidence: Evidence) -> tuple[str, str]:
    """Judge evidence, write the student's pages and return both."""
    submission = replace(SUBMISSION, student=student)
    folder = pages.folder
    files = Artefacts({"executed.ipynb": json.dumps(notebook()).encode()})
    folder.evidence.write(student, replace(evidence, notebook="executed.ipynb"), files)
    record = judged(pages, submission, evidence)
    folder.write_record(student, record)
    pages.student(student, record, pages.folder.evidence.read(record.evidence_key))
    return tuple((folder.student(student) / name).read_text("utf-8") for name in ("feedback.html", "staff.html"))


def wrong_network() -> Evidence:
    scores = np.eye(10, dtype=np.float32)[(LABELS + (np.arange(40) < 3)) % 10]
    layer = IsolationLayer("seccomp", active=False, reason="no libseccomp")
    return replace(
        EVIDENCE,
        structure=structure(32),
        predictions={"test": scores},
        trust=Trust.SELF_REPORTED,
        layers_of_isolation=(layer,),
    )


def test_staff_read_what_a_students_page_leaves_out(pages: Pages) -> None:
    student, staff = written(pages, "Ada", wrong_network())
    only_staff = (
        "what only staff read",
        "no libseccomp",
        "37 of 40, 0.925",
        "self-reported",
        "The mistakes it was surest of",
    )
    assert [(text in staff, text in student) for text in only_staff] == [(True, False)] * len(only_staff)
    assert "expected 10 filters, found 32" in student
    assert "best validation accuracy 0.9791" in student  # the executed notebook


def test_a_students_page_leads_to_no_other_page_and_staffs_leads_to_both(pages: Pages) -> None:
    student, staff = written(pages, "Ada", wrong_network())
    assert [
        link for link in re.findall(r'href="([^"#]+)"', student) if not link.startswith("https://example.org")
    ] == []
    assert {'href="feedback.html"', 'href="../../index.html"'} <= set(re.findall(r'href="[^"#]+"', staff))
    index = pages.class_page().read_text("utf-8")
    assert 'href="students/Ada/staff.html"' in index


def test_mistakes_are_shown_to_students_where_the_course_allows_it(pages: Pages) -> None:
    assignment = pages.resolved.assignment
    allowed = replace(assignment, policy=replace(assignment.policy, show_mistakes=True))
    student, _staff = written(
        replace(pages, resolved=replace(pages.resolved, assignment=allowed)), "Ada", wrong_network()
    )
    assert "The mistakes it was surest of" in student


def test_each_student_reads_a_language_of_their_own(pages: Pages) -> None:
    english, _staff = written(pages, "Ada", wrong_network())
    korean, staff = written(pages, "박서연", wrong_network())
    assert '<html lang="en">' in english
    assert "The layers are the ones asked for" in english
    for page in (korean, staff):
        assert '<html lang="ko">' in page
        assert "필터 10개여야 하는데 32개예요" in page
        assert "The layers are the ones asked for" not in page  # titles come from the course's catalog
        assert "expected 10 filters" not in page
    record = pages.folder.records()["박서연"]
    assert "필터" in next(result.message for result in record.grade.results if result.check == "test_architecture")
    assert "The layers are the ones asked for" in pages.class_page().read_text("utf-8")


def test_places_and_causes_are_told_in_the_students_language(pages: Pages) -> None:
    error = Failure("not_implemented", "NotImplementedError", "cell 4, line 8")
    evidence = replace(EVIDENCE, outcome=Outcome.CRASHED, structure=None, error=error, predictions={})
    korean, _staff = written(pages, "박서연", evidence)
    assert "4번 셀 8번째 줄: 이 부분을 아직 쓰지 않았어요" in korean


def test_a_notebook_that_is_none_is_left_out(pages: Pages) -> None:
    submission = replace(SUBMISSION, student="Ada")
    evidence = replace(wrong_network(), notebook="executed.ipynb")
    pages.folder.evidence.write("Ada", evidence, Artefacts({"executed.ipynb": b"[" * 5000}))
    record = judged(pages, submission, evidence)
    pages.student("Ada", record, pages.folder.evidence.read(record.evidence_key))
    assert "expected 10 filters" in (pages.folder.student("Ada") / "feedback.html").read_text("utf-8")

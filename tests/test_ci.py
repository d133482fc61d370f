"""What a push means: which work it changed, what is said where, and that nobody's code forges it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from junitparser import JUnitXml

from autograder.course import Course, Settings
from autograder.errors import UsageError
from autograder.exports.github import Level
from autograder.pipeline.ci import Graded, Work, changed, find, given, remarks, write_reports
from autograder.records import Failure, Form, Outcome, State, Status
from autograder.reports import redacted, student_view
from autograder.store import Record
from tests.exports.test_github import run as obeyed
from tests.reports.examples import ASSIGNMENT, EVIDENCE, GRADE, SUBMISSION, failed, graded

REPOSITORY = Path(__file__).parents[1]
CORPUS = REPOSITORY / "tests" / "submissions" / "corpus" / "runs"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    root = tmp_path / "repository"
    for name in ("digits_cnn", "dropout"):
        (root / "assignments" / name).mkdir(parents=True)
        (root / "assignments" / name / "assignment.toml").write_text("")
    return Course(root, Settings())


def files(root: Path, *names: str) -> list[Path]:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    return [root / name for name in names]


def works(course: Course, *names: str, assignment: str = "") -> list[tuple[str, str]]:
    found = find(course, course.root, files(course.root, *names), assignment)
    return [(work.assignment, work.path.relative_to(course.root).as_posix()) for work in found]


def test_a_file_named_as_an_assignment_is_graded(course):
    assert works(course, "digits_cnn.ipynb", "week3/Dropout.py", "README.md", "notes.py") == [
        ("digits_cnn", "digits_cnn.ipynb"),
        ("dropout", "week3/Dropout.py"),
    ]


def test_a_module_in_an_assignments_folder_makes_the_folder_one_hand_in(course):
    assert works(course, "work/digits-cnn/main.py", "work/digits-cnn/layers.py") == [("digits_cnn", "work/digits-cnn")]


def test_a_hand_in_with_helpers_beside_it_is_its_folder_and_alone_it_is_the_file(course):
    assert works(course, "digits_cnn/digits_cnn.ipynb") == [("digits_cnn", "digits_cnn/digits_cnn.ipynb")]
    files(course.root, "digits_cnn/helpers.py")
    assert works(course, "digits_cnn/digits_cnn.ipynb") == [("digits_cnn", "digits_cnn")]


def test_of_a_notebook_and_a_module_of_one_name_the_notebook_counts(course):
    assert works(course, "dropout.py", "dropout.ipynb") == [("dropout", "dropout.ipynb")]


def test_the_courses_own_folders_are_never_handed_in_whole_and_its_private_half_not_at_all(course):
    names = ("cases.py", "checks/test_public.py", "digits_cnn.ipynb")
    assert works(course, *(f"assignments/digits_cnn/{name}" for name in names)) == [
        ("digits_cnn", "assignments/digits_cnn/digits_cnn.ipynb")
    ]
    assert works(course, "reference/digits_cnn/solution.py", "reference/digits_cnn/digits_cnn.py") == []


def test_a_named_assignment_takes_files_of_any_name_but_no_tests(course):
    assert works(course, "homework.py", "test_homework.py", assignment="dropout") == [("dropout", "homework.py")]


def test_a_deleted_file_is_nothing_to_grade(course):
    assert find(course, course.root, [course.root / "digits_cnn.py"]) == []


def test_named_paths_are_taken_as_they_are(course):
    (path,) = files(course.root, "anything/dropout.py")
    assert given(course, [path]) == [Work("dropout", path)]
    with pytest.raises(UsageError, match="no such file"):
        given(course, [course.root / "gone.py"], "dropout")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "student"
    files(root, "digits_cnn.py", "old.py")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        git(root, *command)
    files(root, "한글 파일,1.py", "new.py")
    (root / "old.py").unlink()
    git(root, "add", "-A")
    git(root, "commit", "-qm", "two")
    return root


def git(root: Path, *arguments: str) -> str:
    who = {f"GIT_{role}_{what}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    home = {"HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *arguments], check=True, cwd=root, env=os.environ | who | home, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_git_says_what_a_push_changed_with_any_name(repository):
    assert {path.name for path in changed(repository, "HEAD~1")} == {"new.py", "한글 파일,1.py"}


def test_a_first_push_changed_everything(repository):
    for base in ("", "0" * 40):
        assert {path.name for path in changed(repository, base)} == {"digits_cnn.py", "new.py", "한글 파일,1.py"}


def test_a_base_that_git_does_not_have_asks_for_the_whole_history(repository):
    with pytest.raises(UsageError, match="whole history"):
        changed(repository, "f" * 40)
    with pytest.raises(UsageError, match="expected a commit"):
        changed(repository, "--output=x")


def work_of(path: Path, grade=GRADE, evidence=EVIDENCE, submission=SUBMISSION) -> Graded:
    view = redacted(student_view(grade, ASSIGNMENT, evidence=evidence, submission=submission))
    record = Record(submission, "key", grade)
    return Graded(Work("digits_cnn", path), "kim", record, evidence, view, ASSIGNMENT.title, path.parent)


def crashed(where: str, message: str = "NameError: name 'nets' is not defined"):
    return replace(EVIDENCE, outcome=Outcome.CRASHED, error=Failure("exception", message, where))


def test_a_failure_is_annotated_at_the_students_own_line_of_the_notebook():
    path = CORPUS / "fails_at_cell_12.ipynb"
    (remark,) = remarks(work_of(path, evidence=crashed("cell 12, line 1")), REPOSITORY)
    assert remark.file == "tests/submissions/corpus/runs/fails_at_cell_12.ipynb"
    cells = [cell for cell in json.loads(path.read_bytes())["cells"] if cell["cell_type"] == "code"]
    first = json.dumps("".join(cells[11]["source"]).split("\n")[0])[1:-1]
    assert first in path.read_text(encoding="utf-8").split("\n")[remark.line - 1]
    assert "NameError" in remark.message


def test_a_failure_is_annotated_at_the_line_of_a_module_inside_a_folder(tmp_path):
    folder = tmp_path / "digits_cnn"
    files(folder, "main.py")
    (folder / "main.py").write_text("a\nb\nc\n")
    submission = replace(SUBMISSION, entry="main.py", form=Form.MODULE)
    (remark,) = remarks(work_of(folder, evidence=crashed("main.py, line 2"), submission=submission), tmp_path)
    assert (remark.file, remark.line) == ("digits_cnn/main.py", 2)


def test_checks_that_did_not_pass_are_remarks_on_the_file_without_what_hidden_ones_found(tmp_path):
    grade = graded(failed("test_architecture", "expected 10 filters, found 32", earned=12))
    one = remarks(work_of(tmp_path / "a.ipynb", grade), tmp_path)
    assert [(each.level, each.message) for each in one] == [(Level.WARNING, "expected 10 filters, found 32")]
    assert one[0].title.endswith("12 / 30")
    hidden = remarks(work_of(tmp_path / "a.ipynb", graded(failed("test_scaling", "SECRET", detail="SECRET"))), tmp_path)
    assert len(hidden) == 1
    assert "SECRET" not in str(hidden)


def test_what_could_not_be_graded_is_one_warning_and_no_error_of_the_students(tmp_path):
    results = tuple(replace(result, status=Status.ERROR, earned=0, message="broken") for result in GRADE.results)
    ungraded = replace(GRADE, state=State.UNGRADED, earned=0, results=results, reason="The sandbox failed.")
    evidence = replace(EVIDENCE, outcome=Outcome.SANDBOX_FAULT, structure=None)
    (remark,) = remarks(work_of(tmp_path / "a.ipynb", ungraded, evidence), tmp_path)
    assert (remark.level, remark.title, remark.message) == (Level.WARNING, "not graded yet", "The sandbox failed.")


def test_a_passing_hand_in_has_no_remarks(tmp_path):
    assert remarks(work_of(tmp_path / "a.ipynb"), tmp_path) == []


def test_reports_hold_every_hand_in(tmp_path):
    ungraded = replace(GRADE, state=State.UNGRADED, earned=0, results=(), reason="the sandbox failed")
    done = [work_of(tmp_path / "a.ipynb"), replace(work_of(tmp_path / "b.py", ungraded), slug="kim-2")]
    text = write_reports(done, tmp_path / "out", made=datetime(2026, 11, 24, tzinfo=UTC), lang="en")
    assert text.count("### ") == 2
    assert (tmp_path / "out" / "summary.md").read_text(encoding="utf-8") == text
    suites = list(JUnitXml.fromfile(str(tmp_path / "out" / "junit.xml")))
    assert [(suite.tests, suite.errors) for suite in suites] == [(5, 0), (1, 1)]


HOSTILE = """print("::error::forged")
print("::stop-commands::x")
raise RuntimeError("oops\\n::error file=a,line=1::forged\\n::set-output name=x::y")
"""


@pytest.mark.slow
def test_a_push_to_a_runner_is_graded_and_forges_nothing(tmp_path):
    """The command as GitHub's runner starts it, on a repository with one good and one hostile hand-in."""
    root = tmp_path / "student"
    files(root, "README.md")
    (root / "good").mkdir()
    (root / "good" / "digits_cnn.py").write_text((CORPUS / "perfect.py").read_text(encoding="utf-8"))
    (root / "digits_cnn.py").write_text(HOSTILE)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    summary = tmp_path / "summary.md"
    summary.write_text("")
    runner = {"GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "octocat", "GITHUB_STEP_SUMMARY": str(summary)}
    command = [str(Path(sys.executable).with_name("autograder")), "ci", "--public", "--course", str(REPOSITORY)]
    done = subprocess.run(
        [*command, "--fail-under", "50"], check=False, cwd=root, capture_output=True, text=True,
        env=os.environ | runner | {"HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    commands = obeyed(done.stdout)
    places = {(values.get("file"), values.get("line")) for _name, values, _said in commands}
    assert ("digits_cnn.py", "3") in places
    assert not [said for _name, _values, said in commands if said == "forged"]
    assert {name for name, _, _ in commands} <= {"error", "warning", "notice"}
    assert summary.read_text(encoding="utf-8").count("### ") == 2
    out = root / "autograder-results"
    assert len(list(JUnitXml.fromfile(str(out / "junit.xml")))) == 2
    results = [json.loads(path.read_text(encoding="utf-8")) for path in out.glob("digits_cnn/*/result.json")]
    assert sorted(result["outcome"] for result in results) == ["crashed", "ok"]
    assert len(list(out.glob("digits_cnn/*/feedback.html"))) == 2

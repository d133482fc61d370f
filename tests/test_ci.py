"""What a push means: which work it changed, what is said where, and that nobody's code forges it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from junitparser import JUnitXml
from typer.main import get_command

from autograder.cli.app import app
from autograder.cli.exchange import pushed_at
from autograder.course.folder import Course, Settings
from autograder.errors import UsageError
from autograder.exports import FORMATS
from autograder.exports.github import Level
from autograder.records import Failure, Form, Outcome, Record, State, Status
from autograder.reports import redacted, student_view
from autograder.run.checkout import assert_not_pushed, changed
from autograder.run.ci import GradedSubmission, remarks, write_reports
from autograder.run.pushed_work import CiSubmission, find, given
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


@pytest.mark.parametrize("name", ["why.md", "weights.h5", "data/rows.csv"])
def test_what_a_hand_in_reads_is_handed_in_with_it(course, name):
    files(course.root, f"digits_cnn/{name}")
    assert works(course, "digits_cnn/digits_cnn.py") == [("digits_cnn", "digits_cnn")]


def test_copies_of_the_courses_files_and_notebooks_beside_a_hand_in_are_none_of_it(course):
    copied = ("assignment.toml", "cases.py", "checks/test_public.py", "digits_cnn (1).ipynb")
    files(course.root, *(f"digits_cnn/{name}" for name in copied))
    assert works(course, "digits_cnn/digits_cnn.py") == [("digits_cnn", "digits_cnn/digits_cnn.py")]


def test_an_answer_in_words_is_a_hand_in_with_the_code_beside_it(course):
    settings = 'title = "T"\npoints = 10\n[[parts]]\nid = "why"\nkind = "written"\npoints = 10\n'
    (course.root / "assignments/digits_cnn/assignment.toml").write_text(settings)
    assert works(course, "digits_cnn/why.md", "digits_cnn/notes.md", "why.md") == [("digits_cnn", "digits_cnn")]


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


def test_a_folder_is_listed_once_however_many_files_of_it_were_pushed(course):
    names = [f"digits_cnn/digits{'_' * low}{'-' * high}cnn.py" for low in range(1, 31) for high in range(30)]
    pushed = files(course.root, *names)
    started = time.process_time()
    assert len(find(course, course.root, pushed)) == len(names)
    assert time.process_time() - started < 5


def test_named_paths_are_taken_as_they_are(course):
    (path,) = files(course.root, "anything/dropout.py")
    assert given(course, [path]) == [CiSubmission("dropout", path)]
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


@pytest.mark.parametrize("out", ["results", "build/results"])
@pytest.mark.parametrize("planted", ["results/digits_cnn/.store/evidence/key/evidence.json", "results/run.json"])
def test_results_that_were_pushed_are_no_earlier_run(repository, out, planted):
    assert_not_pushed(repository, Path(out))
    files(repository, f"{out}/../{planted}", "results.py", "build/results-of-others.txt")
    assert_not_pushed(repository, Path(out))
    git(repository, "add", "-f", "results.py", "build/results-of-others.txt")
    assert_not_pushed(repository, Path(out))
    git(repository, "add", "-f", ".")
    with pytest.raises(UsageError, match="into which nothing was pushed"):
        assert_not_pushed(repository, Path(out))


@pytest.mark.parametrize("place", ["build", "build/results"])
def test_a_pushed_link_is_no_folder_for_results(repository, place, tmp_path):
    (repository / place).parent.mkdir(exist_ok=True)
    (repository / place).symlink_to(tmp_path)
    git(repository, "add", "-f", place)
    with pytest.raises(UsageError, match="into which nothing was pushed"):
        assert_not_pushed(repository, Path("build/results"))
    assert_not_pushed(repository, tmp_path / "elsewhere")


def test_where_nothing_is_pushed_any_folder_takes_results(tmp_path):
    files(tmp_path, "results/run.json")
    assert_not_pushed(tmp_path, Path("results"))


def work_of(path: Path, grade=GRADE, evidence=EVIDENCE, submission=SUBMISSION) -> GradedSubmission:
    view = redacted(student_view(grade, ASSIGNMENT, evidence=evidence, submission=submission))
    record = Record(submission, "key", grade)
    return GradedSubmission(
        CiSubmission("digits_cnn", path), "kim", record, evidence, view, ASSIGNMENT.title, path.parent
    )


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


def test_a_file_whose_name_is_no_unicode_can_be_named(tmp_path):
    grade = graded(failed("test_architecture", "expected 10 filters"))
    (remark,) = remarks(work_of(tmp_path / os.fsdecode(b"hw\xff\n.py"), grade), tmp_path)
    assert remark.file.encode() == "hw\ufffd\n.py".encode()


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


GITLAB = {"CI_PIPELINE_CREATED_AT": "2026-11-22T14:59:59Z", "CI_COMMIT_TIMESTAMP": "2001-01-01T00:00:00+00:00"}
PUSH = {"repository": {"pushed_at": 1795359599}, "head_commit": {"timestamp": "2001-01-01T00:00:00Z"}}


@pytest.mark.parametrize(
    ("event", "environment", "expected"),
    [
        (PUSH, {"GITHUB_EVENT_NAME": "push"}, datetime(2026, 11, 22, 14, 59, 59, tzinfo=UTC)),
        (PUSH, {"GITHUB_EVENT_NAME": "pull_request"}, None),
        ({"repository": {"pushed_at": "soon"}}, {"GITHUB_EVENT_NAME": "push"}, None),
        ({"repository": {"pushed_at": 10**18}}, {"GITHUB_EVENT_NAME": "push"}, None),
        ([], {"GITHUB_EVENT_NAME": "push"}, None),
        (None, GITLAB, datetime(2026, 11, 22, 14, 59, 59, tzinfo=UTC)),
        (None, {"CI_PIPELINE_CREATED_AT": "yesterday"}, None),
        (None, {"CI_COMMIT_TIMESTAMP": "2001-01-01T00:00:00+00:00"}, None),
    ],
    ids=["push", "pull request", "no number", "far", "no push", "pipeline", "no time", "commit"],
)
def test_a_push_came_when_the_platform_says_so_and_never_when_its_commit_does(
    tmp_path, monkeypatch, event, environment, expected
):
    for name in ("CI_PIPELINE_CREATED_AT", "GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH"):
        monkeypatch.delenv(name, raising=False)
    if event is not None:
        (tmp_path / "event.json").write_text(json.dumps(event))
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert pushed_at(now) == (expected or now)


@dataclass(frozen=True)
class Ran:
    """What the action's step left."""

    code: int
    stdout: str
    stderr: str
    summary: str


def step(tmp_path: Path, root: Path, **inputs: str) -> Ran:
    """Run the step of action.yml that grades, as GitHub's runner does, with this environment as what it installed."""
    action = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
    (grading,) = (each for each in action["runs"]["steps"] if each.get("name") == "Grade")
    values = {name: given["default"] for name, given in action["inputs"].items()} | inputs

    def value(expression: re.Match[str]) -> str:
        return values[expression[1]]

    environment = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+).*?\}\}", value, text) for name, text in grading["env"].items()
    }
    summary = tmp_path / "summary.md"
    summary.write_text("")
    (tmp_path / "autograder").symlink_to(Path(sys.executable).parents[1])
    runner = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTOR": "octocat",
        "GITHUB_STEP_SUMMARY": str(summary),
        "RUNNER_TEMP": str(tmp_path),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", grading["run"]],
        check=False,
        cwd=root,
        env=os.environ | runner | environment,
        capture_output=True,
        text=True,
    )
    return Ran(done.returncode, done.stdout, done.stderr, summary.read_text(encoding="utf-8"))


def test_a_push_without_a_hand_in_passes_and_says_so(tmp_path, repository):
    git(repository, "rm", "-q", "--cached", "digits_cnn.py")
    ran = step(tmp_path, repository, course=str(REPOSITORY), **{"fail-under": "60"})
    assert (ran.code, ran.summary) == (0, ""), ran.stderr
    assert ran.stdout.startswith("nothing to grade")
    assert (repository / "autograder-results" / "junit.xml").is_file()


def test_results_in_a_push_are_refused_by_the_command(tmp_path, repository):
    files(repository, "autograder-results/digits_cnn/run.json")
    git(repository, "add", "-f", ".")
    ran = step(tmp_path, repository, course=str(REPOSITORY))
    assert ran.code == 2
    assert "found autograder-results/digits_cnn/run.json in the push" in " ".join(ran.stderr.split())


def test_a_mistake_in_the_actions_inputs_is_exit_status_2_and_no_shell_reads_them(tmp_path, repository):
    inputs = {"course": str(REPOSITORY), "paths": "gone $(touch owned).py\nb.py", "assignment": "x; touch owned"}
    ran = step(tmp_path, repository, **inputs)
    assert ran.code == 2
    assert "no such file" in ran.stderr
    assert not (repository / "owned").exists()


@pytest.mark.slow
def test_a_push_to_a_runner_is_graded_and_forges_nothing(tmp_path):
    """One good and one hostile hand-in."""
    root = tmp_path / "student"
    (root / "good").mkdir(parents=True)
    (root / "good" / "digits_cnn.py").write_text((CORPUS / "perfect.py").read_text(encoding="utf-8"))
    (root / "digits_cnn.py").write_text(HOSTILE)
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        git(root, *command)
    ran = step(tmp_path, root, course=str(REPOSITORY), **{"fail-under": "50"})
    assert ran.code == 1, ran.stderr
    commands = obeyed(ran.stdout)
    assert ("digits_cnn.py", "3") in {(values.get("file"), values.get("line")) for _name, values, _said in commands}
    assert {values.get("file") for _name, values, _said in commands} == {"digits_cnn.py"}
    assert {name for name, _, _ in commands} <= {"error", "warning"}
    assert not [said for _name, _values, said in commands if said == "forged"]
    assert ran.summary.count("### ") == 2
    out = root / "autograder-results"
    assert len(list(JUnitXml.fromfile(str(out / "junit.xml")))) == 2
    results = [json.loads(path.read_text(encoding="utf-8")) for path in out.glob("digits_cnn/students/*/result.json")]
    assert sorted(result["earned"] for result in results) == [0, 60]
    assert sorted("oops" in (result["error"] or "") for result in results) == [False, True]
    assert len(list(out.glob("digits_cnn/students/*/feedback.html"))) == 2


@pytest.mark.parametrize(
    ("command", "page"),
    [
        ("ci", "ci"),
        ("check-handouts", "ci"),
        ("export", "exports"),
        ("gradescope-zip", "exports"),
        ("hook", "git-server"),
        ("import", "import"),
    ],
)
def test_every_option_is_documented(command, page):
    text = "".join((REPOSITORY / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in (page, "ci"))
    options = [option for each in get_command(app).commands[command].params for option in each.opts if "--" in option]
    assert [option for option in options if option not in text] == []


def test_every_format_is_documented():
    text = (REPOSITORY / "docs" / "exports.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []


def test_every_input_of_the_action_is_described_and_used():
    text = (REPOSITORY / "action.yml").read_text(encoding="utf-8")
    action = yaml.safe_load(text)
    for name, about in action["inputs"].items():
        assert about["description"]
        assert f"inputs.{name}" in text
    for each in action["runs"]["steps"]:
        assert "${{" not in each.get("run", ""), "an expression inside a script is read by the shell"


def test_the_templates_are_yaml_and_name_what_the_commands_write():
    templates = {
        path.name: yaml.safe_load(path.read_text("utf-8")) for path in (REPOSITORY / "docs/templates").iterdir()
    }
    job = templates["gitlab-ci.yml"]["feedback"]
    assert job["artifacts"]["reports"]["junit"] == "autograder-results/junit.xml"
    (checkout, grading) = templates["github-workflow.yml"]["jobs"]["grade"]["steps"]
    assert checkout["with"]["fetch-depth"] == 0
    inputs = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))["inputs"]
    assert set(grading["with"]) <= set(inputs)

"""One pytest session serves many submissions, keeps their verdicts apart and leaves nothing behind."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.checks.cases import CheckCase
from autograder.checks.session import collect_checks, run_checks
from autograder.course.assignment import Policy
from autograder.data import HiddenData
from autograder.errors import CourseError
from autograder.records import CheckResult, Evidence, Failure, Outcome, Reference, Status, Usage, Visibility

Write = Callable[..., Path]
PUBLIC, HIDDEN = Visibility.VISIBLE, Visibility.HIDDEN


def run(
    path: Path, evidence: Evidence, reference: Reference, data: HiddenData | None = None
) -> tuple[CheckResult, ...]:
    return run_checks([(path, PUBLIC)], [CheckCase("kim", evidence, reference, data)])["kim"]


def one(
    write: Write, code: str, evidence: Evidence, reference: Reference, data: HiddenData | None = None
) -> CheckResult:
    (result,) = run(write(code), evidence, reference, data)
    return result


def body(lines: str, arguments: str = "") -> str:
    indented = "\n".join("    " + line for line in lines.strip().splitlines())
    return f'\n@pytest.mark.points(30)\ndef test_it({arguments}):\n    """The title."""\n{indented}\n'


# --- verdicts ---


def test_a_check_that_returns_passes_with_its_title_and_points(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    result = one(write, body("pass"), evidence, reference)
    assert (result.check, result.title, result.status) == ("test_it", "The title.", Status.PASSED)
    assert (result.possible, result.earned, result.message, result.detail) == (30, 30, "", "")
    assert result.visibility is PUBLIC
    assert result.seconds >= 0


@pytest.mark.parametrize(
    ("lines", "status", "earned", "message"),
    [
        ('assert 1 == 2, "expected 2, found 1"', Status.FAILED, 0, "expected 2, found 1"),
        ('raise AssertionError("no")', Status.FAILED, 0, "no"),
        ('pytest.fail("look again")', Status.FAILED, 0, "look again"),
        ("assert False", Status.FAILED, 0, "What this check asks for was not found."),
        ('pytest.skip("not today")', Status.SKIPPED, 0, "not today"),
        ('award(0.5, "half")', Status.FAILED, 15, "half"),
        ('award(1, "all of it")', Status.PASSED, 30, "all of it"),
        ('award(7, "more")', Status.PASSED, 30, "more"),
        ('award(1 / 3, "a third")', Status.FAILED, 10, "a third"),
        ('award(0.99999, "nearly")', Status.FAILED, 30, "nearly"),
        ('award(0.33333, "two decimals")', Status.FAILED, 10, "two decimals"),
        ('award(-1, "less")', Status.FAILED, 0, "less"),
        ('remark("one")\nremark("two")', Status.PASSED, 30, "one\ntwo"),
        ('remark("first")\nassert False, "then"', Status.FAILED, 0, "first\nthen"),
    ],
)
def test_what_a_check_says_is_what_the_student_reads(
    write: Write, evidence: Evidence, reference: Reference, lines: str, status: Status, earned: float, message: str
) -> None:
    result = one(write, body(lines), evidence, reference)
    assert (result.status, result.earned, result.message) == (status, earned, message)


@pytest.mark.parametrize("lines", ["1 / 0", "raise SystemExit(3)", "{}['x']", 'award(float("nan"), "?")', "missing"])
def test_anything_else_is_the_checks_own_error(
    write: Write, evidence: Evidence, reference: Reference, lines: str
) -> None:
    result = one(write, body(lines), evidence, reference)
    assert (result.status, result.earned) == (Status.ERROR, 0)
    assert result.message == "This check could not be run; a person will look at it."
    assert lines in result.detail
    assert "_pytest" not in result.detail


def test_a_check_says_that_it_believes_a_claim(write: Write, evidence: Evidence, reference: Reference) -> None:
    assert one(write, "\n@pytest.mark.claimed" + body("pass"), evidence, reference).claimed
    assert not one(write, body("pass"), evidence, reference).claimed


def test_an_assertion_that_ran_keeps_its_place_for_staff(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    result = one(write, body("assert 2 == 99"), evidence, reference)
    assert "test_public.py" in result.detail
    assert "99" not in result.message


def test_hidden_values_do_not_leak_through_a_bare_assertion(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    result = one(write, body("label, found = 7, 2\nassert found == label"), evidence, reference)
    assert "7" not in result.message


def test_a_teardown_that_breaks_is_an_error(write: Write, evidence: Evidence, reference: Reference) -> None:
    code = "\n@pytest.fixture\ndef thing():\n    yield 1\n    1 / 0\n" + body("assert thing == 1", "thing")
    assert one(write, code, evidence, reference).status is Status.ERROR


def test_a_failure_in_the_courses_own_fixture_is_a_failure(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    code = '\n@pytest.fixture\ndef thing():\n    pytest.fail("not there")\n' + body("pass", "thing")
    result = one(write, code, evidence, reference)
    assert (result.status, result.message) == (Status.FAILED, "not there")


def test_an_unknown_fixture_is_the_checks_own_error(write: Write, evidence: Evidence, reference: Reference) -> None:
    assert one(write, body("pass", "strcture"), evidence, reference).status is Status.ERROR


def test_messages_have_a_limit(write: Write, evidence: Evidence, reference: Reference) -> None:
    assert len(one(write, body('assert False, "x" * 10**6'), evidence, reference).message) == 4000


def test_all_points_are_exactly_the_checks_however_odd(write: Write, evidence: Evidence, reference: Reference) -> None:
    result = one(write, body("pass").replace("30", "100 / 3"), evidence, reference)
    assert result.earned == result.possible == 100 / 3


def test_outputs_that_are_missing_are_explained_by_what_the_model_refused(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    first = Failure("exception", "NameError: name 'x' is not defined", "cell 1, line 1")
    misfit = Failure("wrong_input_shape", "misfit", details={"images": "(8, 8, 1)", "found": "(784,)"})
    met = replace(evidence, predictions={}, error=first, unusable=misfit)
    result = one(write, body("pass", "predictions"), met, reference)
    assert result.message.startswith("The course's examples have the shape (8, 8, 1), which does not fit your model's")
    assert "NameError" in one(write, body("pass", "figures"), replace(met, figures=()), reference).message
    assert "NameError" in one(write, body("pass", "predictions"), replace(met, unusable=None), reference).message


def test_outputs_from_before_a_training_that_was_refused_are_none_to_judge(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    refused = Failure("loss_of_classes", "refused", details={"loss": "hinge"})
    met = replace(evidence, predictions={"untrained": np.zeros((540, 1))}, error=refused, unusable=refused)
    assert "“hinge”, which compares classes" in one(write, body("pass", "predictions"), met, reference).message


# --- fixtures ---


@pytest.mark.parametrize(
    "fixture",
    ["structure", "predictions", "history", "figures", "functions", "notebook", "behaviour"],
)
@pytest.mark.parametrize(
    ("left", "message"),
    [
        ({"outcome": Outcome.TIMED_OUT, "usage": Usage(300.2, 1, 1)}, "Your code ran out of time."),
        ({"outcome": Outcome.OUT_OF_MEMORY}, "Your code ran out of memory."),
        ({"outcome": Outcome.CRASHED, "error": Failure("system_exit", "none")}, "Your code ended the program"),
        ({"error": Failure("exception", "NameError: x", "cell 12, line 3")}, "cell 12, line 3: Your code stopped"),
    ],
)
def test_missing_evidence_fails_the_check_with_the_reason(
    write: Write, evidence: Evidence, reference: Reference, fixture: str, left: dict[str, object], message: str
) -> None:
    result = one(write, body("pass", fixture), replace(evidence, **left), reference)
    assert result.status is Status.FAILED
    assert result.message.startswith(message)


@pytest.mark.parametrize(("fixture", "explained"), [("structure", True), ("history", True), ("figures", False)])
def test_a_failure_of_the_model_explains_only_what_comes_from_it(
    write: Write, evidence: Evidence, reference: Reference, fixture: str, explained: bool
) -> None:
    result = one(write, body("pass", fixture), replace(evidence, error=Failure("no_model", "")), reference)
    assert ("No model was found" in result.message) is explained


def test_evidence_that_is_missing_through_our_fault_is_an_error(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    result = one(write, body("pass", "structure"), replace(evidence, outcome=Outcome.SANDBOX_FAULT), reference)
    assert result.status is Status.ERROR


def test_a_run_that_left_no_history_is_told_what_was_expected(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    assert "fit" in one(write, body("pass", "history"), evidence, reference).message


def test_the_fixtures_hand_out_the_evidence(
    write: Write, evidence: Evidence, reference: Reference, data: HiddenData
) -> None:
    full = replace(
        evidence,
        predictions={"test": np.zeros((2, 10), np.float32)},
        history={"loss": (1.0, 0.5)},
        figures=("a.png",),
        notebook="executed.ipynb",
        behaviour={"sums_to_one": True},
    )
    lines = """
assert predictions["test"].shape == (2, 10)
assert history["loss"][-1] == 0.5
assert figures == ("a.png",) and notebook == "executed.ipynb"
assert behaviour["sums_to_one"] and evidence.figures == figures
assert len(data.y_test) == 540 and reference.calibration.bar == 0.95
"""
    arguments = "predictions, history, figures, notebook, behaviour, evidence, data, reference"
    assert one(write, body(lines, arguments), full, reference, data).status is Status.PASSED


def test_training_by_the_grader_is_the_history_that_counts(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    both = replace(evidence, history={"loss": (9.0,)}, training_history={"loss": (1.0,)})
    assert one(write, body('assert history["loss"] == (1.0,)', "history"), both, reference).status is Status.PASSED


def test_curves_of_another_training_are_none_where_the_grader_trains(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    own = replace(evidence, history={"loss": (9.0,)}, training_history=None)
    code = write(body('assert history["loss"] == (9.0,)', "history"))
    for grader_trains, status in ((False, Status.PASSED), (True, Status.FAILED)):
        case = CheckCase("kim", own, reference, grader_trains=grader_trains)
        assert run_checks([(code, PUBLIC)], [case])["kim"][0].status is status


def test_what_may_judge_outputs_says_so(write: Write, evidence: Evidence, reference: Reference) -> None:
    found = [one(write, body("pass", fixture), evidence, reference).measured for fixture in ("evidence", "structure")]
    assert found == [True, False]


def test_data_without_a_data_set_is_an_error_of_the_course(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    assert one(write, body("pass", "data"), evidence, reference).status is Status.ERROR


# --- many submissions ---


def test_each_submission_gets_its_own_verdict_in_the_checks_order(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    code = body('assert history["loss"][0] > 5, str(history["loss"][0])', "history") + body("pass").replace("_it", "_b")
    cases = [CheckCase(f"s{i}", replace(evidence, history={"loss": (float(i),)}), reference) for i in range(12)]
    results = run_checks([(write(code), PUBLIC)], cases)
    assert list(results) == [f"s{i}" for i in range(12)]
    assert all([r.check for r in verdicts] == ["test_it", "test_b"] for verdicts in results.values())
    assert [results[f"s{i}"][0].status is Status.PASSED for i in range(12)] == [i > 5 for i in range(12)]
    assert results["s3"][0].message == "3.0"


def test_the_courses_own_parameters_make_checks_of_their_own(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    code = body("assert way == 'a'", "way").replace(
        "@pytest", '@pytest.mark.parametrize("way", ["a", "b"])\n@pytest', 1
    )
    results = run_checks([(write(code), PUBLIC)], [CheckCase(key, evidence, reference) for key in "xy"])
    for verdicts in results.values():
        assert [(r.check, r.status) for r in verdicts] == [
            ("test_it[a]", Status.PASSED),
            ("test_it[b]", Status.FAILED),
        ]


def test_a_submissions_policy_reaches_the_helpers(write: Write, evidence: Evidence, reference: Reference) -> None:
    code = "from autograder.checks.context import current_policy\n" + body("assert current_policy().layer_names")
    cases = [CheckCase(str(names), evidence, reference, None, Policy(layer_names=names)) for names in (True, False)]
    results = run_checks([(write(code), PUBLIC)], cases)
    assert [results[key][0].status for key in ("True", "False")] == [Status.PASSED, Status.FAILED]


def test_no_submissions_need_no_session(write: Write) -> None:
    assert run_checks([(write(body("pass")), PUBLIC)], []) == {}


def test_two_submissions_of_the_same_key_are_refused(write: Write, evidence: Evidence, reference: Reference) -> None:
    with pytest.raises(ValueError, match="distinct key"):
        run_checks([(write(body("pass")), PUBLIC)], [CheckCase("kim", evidence, reference)] * 2)


# --- visibility ---


def test_a_hidden_checks_message_is_for_staff_only(write: Write, evidence: Evidence, reference: Reference) -> None:
    code = '\n@pytest.mark.visibility("hidden")' + body('assert False, "label 7"')
    result = one(write, code, evidence, reference)
    assert result.visibility is HIDDEN
    assert "label 7" not in result.message
    assert "label 7" in result.detail


def test_a_files_visibility_is_its_checks(write: Write, evidence: Evidence, reference: Reference) -> None:
    (result,) = run_checks([(write(body("pass")), HIDDEN)], [CheckCase("kim", evidence, reference)])["kim"]
    assert result.visibility is HIDDEN


def test_a_later_file_replaces_a_check_of_the_same_name_in_its_place(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    public = write(body("assert False") + body("pass").replace("_it", "_other"))
    hidden = write(body('remark("hidden one")') + body("pass").replace("_it", "_third"), "test_hidden.py")
    results = run_checks([(public, PUBLIC), (hidden, PUBLIC)], [CheckCase("kim", evidence, reference)])["kim"]
    assert [r.check for r in results] == ["test_it", "test_other", "test_third"]
    assert results[0].message == "hidden one"


# --- mistakes of the course ---


def test_every_mistake_of_the_course_is_told_with_its_place(write: Write) -> None:
    path = write(
        """
        def test_a():
            '''No points.'''

        @pytest.mark.points(-1)
        def test_b():
            '''Bad points.'''

        @pytest.mark.points("ten")
        def test_c():
            pass

        @pytest.mark.points(1)
        @pytest.mark.visibility("secret")
        def test_d():
            '''Bad visibility.'''
        """
    )
    with pytest.raises(CourseError) as caught:
        collect_checks([(path, PUBLIC)])
    problems = caught.value.problems
    assert [problem.split(": ")[1] for problem in problems] == ["test_a", "test_b", "test_c", "test_c", "test_d"]
    assert problems[0].startswith(f"{path}, line 4: test_a: expected @pytest.mark.points")
    assert "docstring" in problems[3]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("def test_a(:\n", "line 3"),
        ("import surely_no_such_package\n", "surely_no_such_package"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("@pytest.mark.ponits(3)\ndef test_a():\n    '''A.'''\n", "ponits"),
        ("x = 1\n", "expected checks, found none"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(write: Write, code: str, problem: str) -> None:
    path = write(code)
    with pytest.raises(CourseError) as caught:
        collect_checks([(path, PUBLIC)])
    assert str(path) in str(caught.value)
    assert problem in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="expected a file of checks, found none"):
        collect_checks([(tmp_path / "test_none.py", PUBLIC)])


def test_one_bad_file_of_two_stops_the_session(write: Write, evidence: Evidence, reference: Reference) -> None:
    good, bad = write(body("pass")), write("1 / 0\n", "test_hidden.py")
    with pytest.raises(CourseError, match="ZeroDivisionError"):
        run_checks([(good, PUBLIC), (bad, PUBLIC)], [CheckCase("kim", evidence, reference)])


def test_collecting_runs_nothing(write: Write, tmp_path: Path) -> None:
    path = write(body(f"open({str(tmp_path / 'ran')!r}, 'w')", "structure, behaviour"))
    (check,) = collect_checks([(path, PUBLIC)])
    assert (check.name, check.title, check.points, check.visibility) == ("test_it", "The title.", 30, PUBLIC)
    assert {"structure", "behaviour"} <= check.fixtures
    assert not (tmp_path / "ran").exists()


# --- what surrounds it ---


def test_the_courses_configuration_and_plugins_do_not_interfere(
    write: Write, evidence: Evidence, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "--no-such-option"\n')
    (tmp_path / "conftest.py").write_text("raise RuntimeError('conftest was read')\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    assert one(write, body("pass"), evidence, reference).status is Status.PASSED
    assert os.environ["PYTEST_ADDOPTS"] == "--no-such-option"


def test_a_session_leaves_nothing_behind(
    write: Write, evidence: Evidence, reference: Reference, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write(body("import sys\nprint('noise')\nprint('noise', file=sys.stderr)\nassert 0, 'x'"))
    before = dict(os.environ), list(sys.path), sys.stdout, sys.dont_write_bytecode, Path.cwd()
    modules = set(sys.modules)
    run(path, evidence, reference)
    assert (dict(os.environ), list(sys.path), sys.stdout, sys.dont_write_bytecode, Path.cwd()) == before
    assert not [name for name in set(sys.modules) - modules if "test_public" in name or str(tmp_path.name) in name]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["test_public.py"]
    assert capfd.readouterr() == ("", "")


def test_an_edited_check_counts_at_once(write: Write, evidence: Evidence, reference: Reference) -> None:
    assert one(write, body("pass"), evidence, reference).possible == 30
    assert one(write, body("pass").replace("30", "45"), evidence, reference).possible == 45


def test_sessions_of_several_threads_wait_for_each_other(
    write: Write, evidence: Evidence, reference: Reference
) -> None:
    path = write(body("import time\ntime.sleep(0.02)\nremark(evidence.device)", "evidence"))
    found: dict[str, str] = {}

    def work(name: str) -> None:
        found[name] = run(path, replace(evidence, device=name), reference)[0].message

    threads = [threading.Thread(target=work, args=(f"device {i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {f"device {i}": f"device {i}" for i in range(6)}


def test_other_threads_may_print_meanwhile(
    write: Write, evidence: Evidence, reference: Reference, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(body("import time\nprint('from the check')\ntime.sleep(0.3)"))
    thread = threading.Thread(target=run, args=(path, evidence, reference))
    thread.start()
    while type(sys.stdout).__name__ != "_Aside":
        time.sleep(0.001)
    print("from the progress bar")
    thread.join()
    assert capsys.readouterr().out == "from the progress bar\n"


def test_sixteen_milliseconds_a_submission_are_enough(write: Write, evidence: Evidence, reference: Reference) -> None:
    code = "".join(body("assert history['loss']", "history").replace("_it", f"_{i}") for i in range(5))
    path = write(code)
    cases = [CheckCase(str(i), replace(evidence, history={"loss": (1.0,)}), reference) for i in range(200)]
    started = time.process_time()
    run_checks([(path, PUBLIC)], cases)
    assert (time.process_time() - started) / len(cases) < 0.016


def test_a_session_that_fails_itself_is_no_mistake_of_the_course(
    write: Write, evidence: Evidence, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> CheckResult:
        raise ValueError("ours")

    monkeypatch.setattr("autograder.checks.plugin.result_of", fail)
    with pytest.raises(RuntimeError, match="session of checks failed"):
        one(write, body("pass"), evidence, reference)

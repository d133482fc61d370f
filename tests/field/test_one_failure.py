"""What goes wrong in the grader at one hand-in, at whatever stage, leaves everybody else's grade as it is.

The real pipeline grades a class; at one stage an error that nobody foresaw is raised for one student.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from autograder.execution import RunEvent, What
from autograder.exports import Given
from autograder.records import Grade, State
from autograder.run import commands
from autograder.run.commands import batch, regrade_run
from autograder.run.export import Request, export_run
from autograder.run.grader import Grader, opened
from autograder.run.run_configuration import RunConfiguration
from autograder.submissions.hand_in import HandIn
from tests.field.conftest import graded, notebook
from tests.field.functions import ALL
from tests.field.test_our_faults import options

MARK = "# mallory was here"
WHAT = "the grader has a mistake of its own"
STAGES = {
    "read": "autograder.run.worker.lay_out",
    "looked at": "autograder.collect.collector.read_code",
    "collected": "autograder.collect.collector.explained",
    "kept": "autograder.evidence_store._write_evidence",
    "checked": "autograder.run.scoring.run_checks",
    "graded": "autograder.run.scoring.grade",
    "shown": "autograder.run.pages.student_view",
    "written": "autograder.run.pages.result_json",
}


@pytest.fixture(scope="module")
def grader(isolation: None, field_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grader]:
    with opened(options(field_course, tmp_path_factory.mktemp("cache"), remember=True), jobs=2) as grader:
        yield grader


@pytest.fixture(scope="module")
def hand_ins(tmp_path_factory: pytest.TempPathFactory) -> list[HandIn]:
    folder = tmp_path_factory.mktemp("class")
    for name, file, text in (
        ("kim", "preprocessing.py", ALL),
        ("mallory", "preprocessing.py", f"{MARK}\n{ALL}"),
        ("park", "preprocessing.ipynb", notebook(ALL)),
    ):
        (folder / name).mkdir()
        (folder / name / file).write_text(text)
    return [HandIn(path.name, path) for path in sorted(folder.iterdir())]


def failing(monkeypatch: pytest.MonkeyPatch, place: str, what: str = "mallory") -> None:
    """Let a function of the grader raise an error where it is given anything of mallory's."""
    module, _, name = place.rpartition(".")
    real: Callable[..., Any] = getattr(__import__(module, fromlist=[name]), name)

    def fail(*args: Any, **kwargs: Any) -> Any:
        if what in repr((args, kwargs)):
            raise RuntimeError(WHAT)
        return real(*args, **kwargs)

    monkeypatch.setattr(place, fail)


def run(
    grader: Grader, hand_ins: list[HandIn], out: Path, config: RunConfiguration = commands.DEFAULT_CONFIG
) -> dict[str, Grade]:
    run = batch(grader, "preprocessing", hand_ins, out, jobs=2, cancelled=Event(), config=config)
    grades = {done.record.grade.student: done.record.grade for done in run.finished}
    run.pages.class_page()
    return grades


@pytest.mark.parametrize("stage", STAGES)
def test_an_error_ends_one_hand_in_and_the_next_batch_grades_it(
    stage: str,
    grader: Grader,
    hand_ins: list[HandIn],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as patched:
        failing(patched, STAGES[stage])
        grades = run(grader, hand_ins, tmp_path)
    assert {name: grade.state for name, grade in grades.items()} == {
        "kim": State.GRADED, "mallory": State.UNGRADED, "park": State.GRADED
    }  # fmt: skip
    assert grades["kim"].earned == grades["park"].earned == 100.0
    assert WHAT in caplog.text
    assert "Traceback" in caplog.text
    if stage not in {"shown", "written"}:
        page = graded(tmp_path / "students" / "mallory" / "result.json")
        assert "not been graded" in page.page
        assert WHAT not in page.page
        assert WHAT in page.staff
    assert "mallory" in (tmp_path / "index.html").read_text("utf-8")
    again = run(grader, hand_ins, tmp_path)
    assert {name: grade.earned for name, grade in again.items()} == {"kim": 100.0, "mallory": 100.0, "park": 100.0}


@pytest.mark.parametrize(
    "place", ["autograder.run.grade_fingerprint.of_hand_in", "autograder.run.batch.is_to_be_repeated"]
)
def test_what_cannot_be_compared_with_an_earlier_run_is_graded_again(
    place: str,
    grader: Grader,
    hand_ins: list[HandIn],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    config = RunConfiguration(tmp_path / "course.sqlite", time.time)
    run(grader, hand_ins, tmp_path / "out", config)
    failing(monkeypatch, place)
    again = run(grader, hand_ins, tmp_path / "out", config)
    assert {name: grade.earned for name, grade in again.items()} == {"kim": 100.0, "mallory": 100.0, "park": 100.0}
    assert WHAT in caplog.text


@pytest.fixture(scope="module")
def done(grader: Grader, hand_ins: list[HandIn], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("done")
    run(grader, hand_ins, out)
    return out


@pytest.mark.parametrize("stage", ["checked", "graded", "shown", "written"])
def test_regrade_goes_on_and_the_next_one_grades_it(
    stage: str, grader: Grader, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def states() -> dict[str, State]:
        finished = regrade_run(grader.options, done).finished
        return {each.record.grade.student: each.record.grade.state for each in finished}

    with monkeypatch.context() as patched:
        failing(patched, STAGES[stage])
        assert states() == {"kim": State.GRADED, "mallory": State.UNGRADED, "park": State.GRADED}
    assert set(states().values()) == {State.GRADED}


def test_the_class_page_holds_everybody(grader: Grader, done: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = regrade_run(grader.options, done).pages
    with monkeypatch.context() as patched:
        failing(patched, "autograder.reports.classroom._row", MARK)
        page = pages.class_page().read_text("utf-8")
    assert all(name in page for name in ("kim", "mallory", "park"))


@pytest.mark.parametrize("damage", ["", "[]", '{"submission": 1}', "[" * 5_000])
def test_a_damaged_record_is_left_out(damage: str, grader: Grader, hand_ins: list[HandIn], tmp_path: Path) -> None:
    run(grader, hand_ins, tmp_path)
    (tmp_path / "students/mallory/record.json").write_text(damage)
    assert {done.name for done in regrade_run(grader.options, tmp_path).finished} == {"kim", "park"}
    request = Request("csv", Given(), datetime.now(UTC))
    exported, _each = export_run(tmp_path, request)
    assert "kim" in next(iter(exported.documents.values()))
    assert run(grader, hand_ins, tmp_path)["mallory"].earned == 100.0


def test_an_export_leaves_one_open_that_cannot_be_written(done: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = done / "students/mallory/record.json"
    whole = record.read_text("utf-8")
    document = json.loads(whole)
    document["submission"]["submitted_at"] = "0001-01-01T00:00:00+14:00"
    record.write_text(json.dumps(document))
    try:
        for name in ("csv", "json", "gradescope", "junit"):
            exported, _each = export_run(done, Request(name, Given(), datetime.now(UTC), provisional=True))
            assert any("kim" in text for text in [*exported.documents, *exported.documents.values()]), name
    finally:
        record.write_text(whole)


def test_what_is_shown_of_one_or_fails_to_observe_does_not_stop_the_others(
    grader: Grader, hand_ins: list[HandIn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[RunEvent] = []

    def fail(event: RunEvent) -> None:
        raise BrokenPipeError("nobody reads")

    observers = [fail, seen.append]
    ended = batch(grader, "preprocessing", hand_ins, tmp_path, jobs=2, cancelled=Event(), observers=observers)
    assert seen[0].what is What.BEGAN
    for done in ended.finished:
        mine = [event for event in seen if event.name == done.name]
        assert [str(event.what) for event in mine] == ["queued", "started", "collected", "scored", "done"]
        assert {event.student for event in mine} == {done.record.submission.student}
    failing(monkeypatch, "autograder.reports.student._run", MARK)
    failing(monkeypatch, "autograder.reports.student._code", MARK)
    shown = {ended.pages.shown(each.name, each.record).student for each in ended.finished}
    assert shown == {"kim", "mallory", "park"}

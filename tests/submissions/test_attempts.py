"""Several attempts of a student: told apart by number or time, chosen as the course says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from autograder.course.policy import Attempts
from autograder.submissions import discover
from autograder.submissions.attempts import choose


def lay(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1")
    return folder


@pytest.mark.parametrize(
    "names",
    [
        ("attempt 2/main.py", "attempt 10/main.py", "Attempt 1/main.py"),
        ("submission_2.py", "submission_10.py", "submission_1.py"),
        ("시도 2/main.py", "시도 10/main.py", "시도 1/main.py"),
        ("2026-11-22T21-04-00/main.py", "2026-11-23/main.py", "20261122T120000Z/main.py"),
        ("2026-11-22 21:04 +0900/main.py", "2026-11-22 13:00/main.py", "2026-11-22 11:00/main.py"),
    ],
)
def test_a_folder_of_attempts_is_told_apart(tmp_path: Path, names: tuple[str, ...]) -> None:
    lay(tmp_path / "class" / "김 민지", *names)
    found = discover(lay(tmp_path / "class", "ann.py"))
    assert [(each.student, each.attempt) for each in found] == [
        ("ann", 0),
        ("김 민지", 1),
        ("김 민지", 2),
        ("김 민지", 3),
    ]
    middle, last = names[0].split("/")[0], names[1].split("/")[0]
    order = [each.path.name for each in found[1:]]
    assert order[-1] == last
    assert middle in order


def test_a_folder_s_name_states_the_time(tmp_path: Path) -> None:
    lay(tmp_path / "class" / "ann", "2026-11-23_08-30 +0900/main.py")
    (only,) = discover(tmp_path / "class")
    assert (only.attempt, only.submitted_at) == (0, datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert only.dated_by_name


@pytest.mark.parametrize(
    "names",
    [
        ("attempt 1/main.py", "notes.txt"),
        ("part1/main.py", "part2/main.py"),
        ("2026-13-45/x.py",),
        ("00010101T0000+1400.py",),
        ("9999-12-31T23-59-1200.py",),
        ("0001-01-01/main.py", "9999-12-31/main.py"),
        ("2026-11-22T10-00+9999.py",),
    ],
)
def test_other_folders_are_one_hand_in(tmp_path: Path, names: tuple[str, ...]) -> None:
    lay(tmp_path / "class" / "ann", *names)
    assert [(each.path.name, each.attempt) for each in discover(tmp_path / "class")] == [("ann", 0)]


def test_submissions_of_one_student_in_a_gradescope_export_are_attempts(tmp_path: Path) -> None:
    folder = lay(tmp_path / "export", "submission_1/main.py", "submission_2/main.py")
    people = [{":name": "Müller, José", ":sid": "77", ":email": "j@u.kr"}]
    times = {"submission_1": "2026-11-22 21:04:00 +0900", "submission_2": "2026-11-20 09:00:00 Z"}
    metadata = {name: {":submitters": people, ":created_at": time} for name, time in times.items()}
    (folder / "submission_metadata.yml").write_text(yaml.safe_dump(metadata), encoding="utf-8")
    found = discover(folder)
    assert [(each.path.name, each.attempt) for each in found] == [("submission_2", 1), ("submission_1", 2)]
    assert {each.person.student_id for each in found} == {"77"}


def test_the_course_says_which_attempt_is_graded(tmp_path: Path) -> None:
    lay(tmp_path / "class", "ann/attempt 1/main.py", "ann/attempt 2/main.py", "bob.py")
    found = discover(tmp_path / "class")
    graded = {policy: [(each.path.name, each.attempt) for each in choose(found, policy)] for policy in Attempts}
    assert graded == {
        Attempts.FIRST: [("attempt 1", 0), ("bob.py", 0)],
        Attempts.LAST: [("attempt 2", 0), ("bob.py", 0)],
        Attempts.BEST: [("attempt 1", 1), ("attempt 2", 2), ("bob.py", 0)],
    }
    assert choose(found, Attempts.LAST)[0].notes == ("Attempt 2 of 2: the last one counts.",)
    assert choose(found, Attempts.LAST)[1].notes == ()


def test_no_more_attempts_are_graded_than_the_last_twenty_that_a_student_names(tmp_path: Path) -> None:
    for number in range(1, 26):
        folder = tmp_path / "ann" / f"attempt {number}"
        folder.mkdir(parents=True)
        (folder / "hw1.py").write_text("x = 1\n")
    chosen = choose(discover(tmp_path), Attempts.BEST)
    assert [each.attempt for each in chosen] == [*range(6, 26)]
    assert chosen[0].notes == ("Attempt 6 of 25: the best of the last 20 counts.",)
    counted = [replace(each, lms_id="13") for each in discover(tmp_path)]
    assert len(choose(counted, Attempts.BEST)) == 25


def test_a_time_without_an_offset_is_the_course_s(tmp_path: Path) -> None:
    lay(tmp_path / "class" / "ann", "2026-11-23T08-30-00/main.py")
    (only,) = discover(tmp_path / "class", zone=ZoneInfo("Asia/Seoul"))
    assert only.submitted_at == datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

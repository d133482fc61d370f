"""What platforms export becomes a class of hand-ins: whose, with which ids, when, and which attempt."""

from __future__ import annotations

import os
import subprocess
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from autograder.course.folder import Course, open_course
from autograder.errors import CourseError, UsageError
from autograder.records import Person
from autograder.run.intake import Intake, Sources, take_in
from autograder.run.worker import dated
from autograder.run_folder import RunFolder
from autograder.submissions.hand_in import HandIn

CODE = "x = 1\n"
ROSTER = (
    "Student ID,Name,Email,Section\n20261234,김민지,minji@u.kr,A\n20261235,\"Müller, José\",jose@u.kr,A\n"
    "20261236,\"O'Brien, Ann-Kathrin\",ann@u.kr,B\n20261237,박없음,park@u.kr,B\n"
)  # fmt: skip


@pytest.fixture
def course(tmp_path: Path) -> Course:
    root = tmp_path / "course"
    (root / "assignments/a").mkdir(parents=True)
    (root / "reference/a").mkdir(parents=True)
    (root / "course.toml").write_text('title = "T"\ntimezone = "Asia/Seoul"\n')
    (root / "assignments/a/assignment.toml").write_text('title = "A"\npoints = 10\ndue = 2026-11-23T23:59:00\n')
    return open_course(root)


def zipped(path: Path, files: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def listed(folder: Path, text: str, name: str = "roster.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def taken(course: Course, source: Path, roster: str = "") -> Intake:
    folder = source.parent
    sources = Sources(source, roster=listed(folder, roster) if roster else None)
    return take_in(course, "a", sources, folder / "runs")


def by_name(intake: Intake) -> dict[str, HandIn]:
    assert len({each.student for each in intake.hand_ins}) == len(intake.hand_ins)
    return {each.student: each for each in intake.hand_ins}


def test_a_canvas_zip_keeps_its_numbers_and_marks(course: Course, tmp_path: Path) -> None:
    names = ["müllerjosé_1002_5001_과제.ipynb", "김민지_LATE_1001_5002_a-1.py", "obrienannkathrin_1003_5003_a.py"]
    names += ["obrienannkathrin_1003_5004_helper.py", "guest_1009_text.html"]
    source = zipped(tmp_path / "submissions.zip", {unicodedata.normalize("NFD", name): CODE for name in names})
    intake = taken(course, source, ROSTER)
    found = by_name(intake)
    assert {name: (each.person.canvas_id, each.person.student_id) for name, each in found.items()} == {
        "Müller, José": ("1002", "20261235"),
        "O'Brien, Ann-Kathrin": ("1003", "20261236"),
        "guest": ("1009", ""),
        "김민지": ("1001", "20261234"),
    }
    assert [name for name, each in found.items() if each.late] == ["김민지"]
    assert found["guest"].problem
    assert sorted(path.name for path in found["O'Brien, Ann-Kathrin"].path.iterdir()) == ["a.py", "helper.py"]
    assert not any(each.submitted_at or dated(each.path, RunFolder(tmp_path / "runs")) for each in intake.hand_ins)
    assert [each.student for each in intake.absent] == ["박없음"]


def test_a_moodle_zip_keeps_its_participants(course: Course, tmp_path: Path) -> None:
    files = {
        "김민지_313_assignsubmission_file_/main.py": CODE,
        "José Müller_314_assignsubmission_file_/과제.ipynb": CODE,
        "O'Brien Ann-Kathrin_315_assignsubmission_file_main.py": CODE,
        "박없음_316_assignsubmission_onlinetext_/onlinetext.html": "hello",
    }
    intake = taken(course, zipped(tmp_path / "a.zip", files), ROSTER)
    assert {name: each.person.moodle_id for name, each in by_name(intake).items()} == {
        "Müller, José": "314",
        "O'Brien, Ann-Kathrin": "315",
        "김민지": "313",
        "박없음": "316",
    }
    assert intake.absent == ()


def test_a_gradescope_zip_states_times_and_attempts(course: Course, tmp_path: Path) -> None:
    def entry(name: str, sid: str, moment: str) -> dict[str, object]:
        return {":submitters": [{":name": name, ":sid": sid, ":email": f"{sid}@u.kr"}], ":created_at": moment}

    metadata = {
        "submission_1": entry("José Müller", "20261235", "2026-11-22 21:04:00 +0900"),
        "submission_2": entry("José Müller", "20261235", "2026-11-24 08:00:00 +0900"),
        "submission_3": entry("김민지", "20261234", "2026-11-23 12:00:00 +0900"),
    }
    files = {f"export/{name}/main.py": CODE for name in metadata}
    text = yaml.safe_dump(metadata, allow_unicode=True)
    source = zipped(tmp_path / "export.zip", {**files, "export/submission_metadata.yml": text})
    found = by_name(taken(course, source, ROSTER))
    jose = found["Müller, José"]
    assert (jose.path.name, jose.submitted_at) == ("submission_2", datetime(2026, 11, 23, 23, tzinfo=UTC))
    assert jose.notes == ("Attempt 2 of 2: the last one counts.",)
    assert found["김민지"].person.student_id == "20261234"


@pytest.mark.parametrize("name", ["2026-11-01.py", "2026-11-01T10-00/main.py", "20261101T1000+0900.ipynb"])
def test_a_date_in_a_name_is_no_statement_of_the_time(name: str, course: Course, tmp_path: Path) -> None:
    path = tmp_path / "class/ann" / name
    path.parent.mkdir(parents=True)
    path.write_text(CODE)
    intake = taken(course, tmp_path / "class")
    assert [each.dated_by_name for each in intake.hand_ins] == [True]
    assert [each for each in intake.warnings if "ann" in each and "late.file_dates" in each]
    (course.root / "course.toml").write_text("[late]\nfile_dates = true\n")
    assert taken(open_course(course.root), tmp_path / "class").warnings == ()


def test_all_attempts_are_graded_where_the_best_one_counts(course: Course, tmp_path: Path) -> None:
    (course.root / "course.toml").write_text('attempts = "best"\n')
    source = zipped(tmp_path / "a.zip", {"김민지/시도 1/a.py": CODE, "김민지/시도 2/a.py": CODE, "ann/a.py": CODE})
    intake = taken(open_course(course.root), source)
    assert [(each.student, each.attempt) for each in intake.hand_ins] == [("ann", 0), ("김민지", 1), ("김민지", 2)]


def test_a_folder_s_files_are_dated_and_a_zip_s_are_not(course: Course, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class/ann.py").write_text(CODE)
    (plain,) = taken(course, tmp_path / "class").hand_ins
    (unpacked,) = taken(course, zipped(tmp_path / "a.zip", {"ann.py": CODE})).hand_ins
    assert unpacked.path.is_file()
    dates = [dated(each.path, RunFolder(tmp_path / "runs")) for each in (plain, unpacked)]
    assert dates == [datetime.fromtimestamp(plain.path.stat().st_mtime, UTC), None]


def commit(folder: Path, date: str) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        subprocess.run(["git", "init", "-q", "-b", "main"], cwd=folder, check=True)
    (folder / "a.py").write_text(f"x = '{date}'\n")
    environment = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    subprocess.run(["git", "add", "a.py"], cwd=folder, check=True)
    command = ["git", "-c", "user.name=s", "-c", "user.email=s@u", "commit", "-q", "-m", date]
    subprocess.run(command, cwd=folder, env=environment, check=True)


def test_repositories_are_taken_at_each_student_s_own_deadline(course: Course, tmp_path: Path) -> None:
    late = "2026-11-24T12:00:00+0900"
    for name in ("one", "two"):
        commit(tmp_path / name, "2026-11-23T12:00:00+0900")
        commit(tmp_path / name, late)
    (course.root / "reference/a/extensions.csv").write_text(
        "student,hours\nJosé Müller,24\nNobody,1\n", encoding="utf-8"
    )
    urls = 'student,url\n20261234,one\n"José Müller",two\nO\'Brien Ann-Kathrin,three/../gone\n'
    with pytest.raises(CourseError, match="line 4"):
        take_in(course, "a", Sources(repositories=listed(tmp_path, urls, "urls.csv")), tmp_path / "runs")
    (tmp_path / "gone").mkdir()
    path, roster = listed(tmp_path, urls, "urls.csv"), listed(tmp_path, ROSTER)
    intake = take_in(course, "a", Sources(repositories=path, roster=roster), tmp_path / "runs")
    assert {name: late in (each.path / "a.py").read_text() for name, each in by_name(intake).items()} == {
        "김민지": False,
        "Müller, José": True,
    }
    reasons = {each.student: bool(each.reason) for each in intake.absent}
    assert reasons == {"O'Brien, Ann-Kathrin": True, "박없음": False}
    assert intake.warnings == ("extensions.csv, line 3: no student is called Nobody.",)


@pytest.mark.parametrize("sources", [Sources(), Sources(Path("a"), Path("b")), Sources(Path("gone"))])
def test_a_source_is_needed_and_only_one(course: Course, tmp_path: Path, sources: Sources) -> None:
    with pytest.raises(UsageError):
        take_in(course, "a", sources, tmp_path)


def test_ids_of_platforms_are_whole(course: Course, tmp_path: Path) -> None:
    source = zipped(tmp_path / "a.zip", {"anon_7f3_55001_a.py": CODE, "LATE_anon_8a1_55002_b.py": CODE})
    assert {each.person for each in taken(course, source).hand_ins} == {Person()}


def test_a_course_among_the_hand_ins_may_be_a_student_s(course: Course) -> None:
    for folder in (course.root, course.root.parent):
        with pytest.raises(UsageError, match="expected a folder of hand-ins, found the course"):
            take_in(course, "a", Sources(folder), folder / "runs")

"""A hand-in is whose the platform and the course's list say, whatever students write into names, titles and folders."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.records import Person
from autograder.submissions import HandIn, discover
from autograder.submissions.owners import Enrolment, enrol, knower
from autograder.submissions.roster import Enrolled
from tests.submissions.test_attempts import lay

ADA, BOB, BEN = "Ada Byron", "Bob Smith", "Ben Okafor"
UNIVERSITY = (Enrolled(BOB, Person("20260002")), Enrolled(ADA, Person("20260001")), Enrolled(BEN, Person("20260003")))
CANVAS = (
    Enrolled("Smith, Bob", Person("20260002", canvas_id="1002")),
    Enrolled("Byron, Ada", Person("20260001", canvas_id="1001")),
    Enrolled("Okafor, Ben", Person("20260003", canvas_id="1003")),
)
MOODLE = "_assignsubmission_file_"


@dataclass(frozen=True)
class Taken:
    """What a class's folder or zip was taken for."""

    found: tuple[HandIn, ...]
    enrolment: Enrolment
    said: Sequence[str]

    @property
    def students(self) -> dict[str, str]:
        """Names of files and folders by student."""
        return {each.student: each.path.name for each in self.enrolment.found}


Take = Callable[..., Taken]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    def take(*names: str, roster: Sequence[Enrolled] = (), packed: bool = False) -> Taken:
        said: list[str] = []
        source = pack(tmp_path / "class.zip", *names) if packed else lay(tmp_path / "class", *names)
        found = discover(source, into=tmp_path / "work", knows=knower(roster), tell=said.append)
        assert not any(each.kind == "several" for each in found)
        return Taken(found, enrol(found, roster), said)

    return take


def pack(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            link, _arrow, target = name.partition(" -> ")
            entry = zipfile.ZipInfo(link)
            entry.external_attr = (stat.S_IFLNK if target else stat.S_IFREG) << 16
            archive.writestr(entry, target or "x = 1")
    return path


@pytest.mark.parametrize("others", [("victimanna_1234_9002_a.py", "carol_888_9003_a.py"), ()])
@pytest.mark.parametrize("name", ["evil", "van_der_berg", "김철수"])
@pytest.mark.parametrize("title", [f"x-victimanna_1234{MOODLE}a.py", f"victimanna_1234{MOODLE}a.py"])
def test_a_title_on_canvas_names_nobody(others: tuple[str, ...], name: str, title: str, take: Take) -> None:
    mine = f"{name}_LATE_777_9001_{title}"
    taken = take(mine, *others)
    assert taken.students == {name: mine, **{other.partition("_")[0]: other for other in others}}
    assert {each.student: each.late for each in taken.found}[name]


@pytest.mark.parametrize("roster", [CANVAS, UNIVERSITY])
def test_a_file_once_downloaded_from_moodle_is_its_uploader_s_on_canvas(roster: Sequence[Enrolled], take: Take) -> None:
    mine = f"byronada_1001_5002_Ada Byron_77{MOODLE}a.py"
    taken = take(mine, "okaforben_1003_5003_a.py", roster=roster)
    assert set(taken.students.values()) == {mine, "okaforben_1003_5003_a.py"}
    assert taken.students[roster[1].name] == mine
    assert [each.name for each in taken.enrolment.missing] == [roster[0].name]


def test_a_user_s_name_with_another_s_number_is_nobody_s(take: Take) -> None:
    """Canvas takes numbers out of names only between two underscores."""
    mine, his = "smithbob_1002_1001_5002_a.py", "smithbob_1002_5001_2026_11.py"
    taken = take(mine, his, "okaforben_1003_5003_a.py", roster=CANVAS)
    assert taken.students["Smith, Bob"] == his
    assert mine in " ".join(taken.enrolment.warnings) + " ".join(taken.students.values())


PLAIN = {
    "task, year and id": ["hw3_2026_20260001_kim.py", "hw3_2026_20260002_lee.py", "hw3_2026_20260003_park.py"],
    "one alone": ["hw3_2026_20260001_kim.py"],
    "capitals": ["Lab_3_1001_kim_attempt_2026-11-22-21-04-00_a.py"],
    "name, year and id": ["kim_2026_20260001_a.py", "lee_2026_20260002_a.py"],
    "another task": ["hw3_2026_20260001_kim.py", "hw2_2026_20260002_lee.py"],
    "one that happens to fit": ["kim_2026_20260001_a.py", "lee.py", "park.py"],
    "one that happens to fit Moodle": [f"Kim_7{MOODLE}a.py", "lee.py", "park.py"],
    "Blackboard": ["HW_kim_attempt_2026-11-22-21-04-00_a.py", "HW_lee_attempt_2026-11-22-21-05-00_a.py"],
    "Brightspace": ["1234-567 - Kim Minji - Nov 22, 2026 904 PM/a.py", "1235-567 - Lee Ho - Nov 22, 2026 905 PM/a.py"],
    "GitHub Classroom": ["hw3-kimminji/a.py", "hw3-lee-ho/a.py", "hw3-park_2026_1001_x/a.py"],
    "copies": ["kim (1).py", "lee 2.py", "park-3.py"],
    "wide digits": ["kim_１２３_４５６１_a.py", "lee_１２４_４５６２_a.py"],
}


@pytest.mark.parametrize("names", PLAIN.values(), ids=PLAIN)
def test_names_that_only_look_like_a_platform_s_are_students_own(names: list[str], take: Take) -> None:
    taken = take(*names)
    assert sorted(taken.students.values()) == sorted({name.partition("/")[0] for name in names})
    assert not any(each.person != Person() for each in taken.found)


def test_what_was_left_as_it_is_is_told(take: Take) -> None:
    assert "hw3_2026_20260001_kim.py" in " ".join(take(*PLAIN["task, year and id"]).said)


def test_several_files_of_one_student_are_told(take: Take) -> None:
    taken = take("kim_1_5001_a.py", "kim_1_5002_b.py", "lee_2_5003_a.py", "notes.py")
    assert set(taken.students) == {"kim", "lee", "notes"}
    assert [sentence.partition(":")[2] for sentence in taken.said] == [" notes.py.", " kim (2)."]


@pytest.mark.parametrize("number", ["", "1002"])
def test_a_single_student_of_canvas_whom_the_list_knows_is_found(number: str, take: Take) -> None:
    roster = [Enrolled("Smith, Bob", Person("20260002", canvas_id=number))]
    (found,) = take("smithbob_1002_5001_a.py", "smithbob_1002_5002_b.py", roster=roster).enrolment.found
    assert (found.student, found.path.is_dir()) == ("Smith, Bob", True)


def moodle(*names: str) -> list[str]:
    return [f"{name}_{number}{MOODLE}/a.py" for number, name in enumerate(names, start=501)]


@pytest.mark.parametrize(
    "names",
    [
        ("Jean-Luc Picard", "Jean-Paul Sartre"),
        ("Kim Min-ji", "Kim Min-su", "Lee Min-ho"),
        ("Anna-Lena Weiß", "Anna-Maria Groß", "Anna-Sophie Roth"),
        ("Müller-Lüdenscheidt Jo",),
        ("Jean-Luc Picard", "Ho Lee"),
    ],
)
def test_double_names_are_no_groups(names: tuple[str, ...], take: Take) -> None:
    assert set(take(*moodle(*names)).students) == set(names)
    roster = [Enrolled(name, Person(str(number))) for number, name in enumerate(names)]
    assert set(take(*moodle(*names), roster=roster).students) == set(names)


@pytest.mark.parametrize("group", ["Group 1-", "Lab 2-3-", "Mon-Wed 1-", "1분반-", "Team Blue-", "-", "Blue-"])
def test_a_group_is_taken_off_where_the_list_knows_the_rest(group: str, take: Take) -> None:
    names = moodle(f"{group}Ada Byron", f"{group}Bob Smith", f"{group}Jean-Pierre Dupont")
    roster = [*UNIVERSITY[:2], Enrolled("Jean-Pierre Dupont", Person("4"))]
    assert set(take(*names, roster=roster).students) == {ADA, BOB, "Jean-Pierre Dupont"}
    if group != "Blue-":  # which may be a first name
        assert set(take(*names).students) == {ADA, BOB, "Jean-Pierre Dupont"}


@pytest.mark.parametrize(
    "mine",
    [
        "Group 1-Ada-Bob Smith",
        "Group 2-Ada-Bob Smith",
        "Group 1-x 1-Bob Smith",
    ],
)
def test_who_may_edit_a_name_neither_spoils_nor_takes_another_s_hand_in(mine: str, take: Take) -> None:
    names = moodle(mine, "Group 1-Bob Smith", "Group 1-Ben Okafor")
    taken = take(*names, roster=UNIVERSITY)
    assert taken.students[BOB] == names[1].partition("/")[0]
    assert len(taken.students) == len(names)
    assert "not on the roster" in " ".join(taken.enrolment.warnings)
    assert BOB not in {each.name for each in taken.enrolment.missing}


@pytest.mark.parametrize("mine", ["Group 1-Ada-Bob Smith", "Ada-Bob Smith"])
def test_a_made_up_group_makes_nobody_of_an_absent_student(mine: str, take: Take) -> None:
    group = "Group 1-" if "Group" in mine else ""
    taken = take(*moodle(mine, f"{group}Ben Okafor"), roster=UNIVERSITY)
    assert BOB not in taken.students


@pytest.mark.parametrize("mine", ["Bob Smith", "Smith, Bob", "bob  smith", "Bob\u200b Smith", "Bob Smith 20260002"])
def test_accounts_of_one_name_are_told_apart_and_both_graded(mine: str, take: Take) -> None:
    names = moodle(mine, "Bob Smith", "Ben Okafor")
    taken = take(*names, roster=UNIVERSITY)
    assert sorted(taken.students.values()) == sorted(name.partition("/")[0] for name in names)
    assert not any(each.problem for each in taken.enrolment.found)
    assert set(taken.enrolment.contested) == {BOB}
    assert "several accounts fit" in " ".join(taken.enrolment.warnings)
    ids = [Enrolled(each.name, Person(moodle_id=str(502 + number))) for number, each in enumerate(UNIVERSITY)]
    settled = take(*names, roster=[ids[0], ids[2]])
    assert settled.students[BOB] == names[1].partition("/")[0]
    assert not settled.enrolment.contested


ONE = ("Ada Byron/Bob Smith/a.py", "Ada Byron/Ben Okafor/a.py")


def test_a_zip_s_only_folder_that_the_list_knows_is_that_student_s(take: Take) -> None:
    assert take(*ONE, roster=UNIVERSITY, packed=True).students == {ADA: ADA}
    opened = take(*ONE, packed=True)
    assert set(opened.students) == {BOB, BEN}
    assert "class.zip holds a single folder, Ada Byron" in opened.said[0]


def test_one_wrapper_is_opened_and_no_second(take: Take) -> None:
    taken = take("export/hw3/Ada Byron/Bob Smith/a.py", "export/hw3/Ada Byron/Ben Okafor/a.py", packed=True)
    assert set(taken.students) == {"hw3"}
    assert set(take("export/Ada Byron/src/a.py", roster=UNIVERSITY, packed=True).students) == {ADA}


def test_a_zip_s_only_folder_with_attempts_is_a_student_s(take: Take) -> None:
    taken = take("kim/attempt 1/a.py", "kim/attempt 2/a.py", packed=True)
    assert [(each.student, each.attempt) for each in taken.found] == [("kim", 1), ("kim", 2)]


@pytest.mark.parametrize("folder", ["s1", "submission_1"])
@pytest.mark.parametrize("roster", [UNIVERSITY, ()])
def test_a_list_of_gradescope_that_a_student_wrote_names_nobody(
    roster: Sequence[Enrolled], folder: str, tmp_path: Path
) -> None:
    source = pack(tmp_path / "one.zip", f"Ada Byron/{folder}/a.py")
    with zipfile.ZipFile(source, "a") as archive:
        text = f"{folder}:\n  :submitters:\n  - :name: Bob Smith\n  :created_at: 2020-01-01 00:00:00 Z\n"
        archive.writestr("Ada Byron/submission_metadata.yml", text)
    found = discover(source, into=tmp_path / "work", knows=knower(roster))
    assert BOB not in {each.student for each in enrol(found, roster).found}
    assert not any(each.submitted_at for each in found)


def test_links_in_the_zip_of_a_class_are_told(take: Take) -> None:
    names = ("kim/a.py", "kim/data -> /etc", "lee.py -> /etc/passwd", "park/a.py -> kim.py", "choi/a.py")
    for wrapper in ("", "export/"):
        taken = take(*(wrapper + name for name in names), packed=True)
        assert {each.student: each.kind for each in taken.found} == {
            "choi": "", "kim": "", "lee.py": "symlink", "park": "",
        }  # fmt: skip
        notes = {each.student: each.notes for each in taken.found}
        assert notes["kim"] == ("data was left out: it is a link or a special file.",)
        assert "a.py was left out" in notes["park"][0]
        assert not (taken.found[1].path / "data").exists()


def test_gradescope_s_accounts_with_one_number_are_told_apart() -> None:
    person = Person("20260002", email="bob@u.kr")
    roster = [Enrolled(BOB, person)]
    his = HandIn(BOB, Path("submission_1"), lms_id="20260002", person=person)
    mine = HandIn("Ada", Path("submission_2"), lms_id="20260002", person=Person("20260002", email="ada@u.kr"))
    students = {each.student: each.path.name for each in enrol([his, mine], roster).found}
    assert students == {BOB: "submission_1", "Ada": "submission_2"}


NAMESAKES = [Enrolled(f"Kim Lee ({number})", Person(number)) for number in ("20260004", "20260005")]


@pytest.mark.parametrize("roster", [(), UNIVERSITY, NAMESAKES])
@pytest.mark.parametrize("mine", ["Kim Lee (13)", "Kim Lee (14)", "kim lee (13)"])
def test_who_is_called_like_a_namesake_with_an_id_has_a_name_of_their_own(
    mine: str, roster: Sequence[Enrolled], take: Take
) -> None:
    names = [f"{name}_{number}{MOODLE}a.py" for name, number in (("Kim Lee", 13), ("Kim Lee", 14), (mine, 15))]
    taken = take(*names, roster=roster)
    assert len({each.student for each in taken.enrolment.found}) == len(taken.enrolment.found) == 3
    assert [taken.students[f"Kim Lee ({number})"] for number in (13, 14)] == names[:2]


@pytest.mark.parametrize("mine", ["Bob Smith (77)", "Bob Smith (502)", "Bob Smith (501)"])
def test_a_name_made_up_for_accounts_that_fit_one_student_is_taken_by_nobody(mine: str, take: Take) -> None:
    taken = take(*moodle("Bob Smith", "Bob Smith", mine), roster=UNIVERSITY)
    assert len(taken.students) == len(taken.enrolment.found) == 3
    assert BOB in taken.enrolment.contested


@pytest.mark.parametrize("mine", ["Kim Lee 20260004", "Kim Lee (20260004)", "20260004"])
def test_a_namesake_s_place_is_not_taken_by_a_name_with_the_id(mine: str, take: Take) -> None:
    taken = take(*moodle("Kim Lee", mine), roster=NAMESAKES)
    assert set(taken.students) & {each.name for each in NAMESAKES} == set()
    assert set(taken.enrolment.contested) == {"Kim Lee (20260004)"}


def test_a_namesake_with_the_platform_s_id_keeps_the_place(take: Take) -> None:
    roster = [Enrolled("Kim Lee (1)", Person("1", moodle_id="501")), Enrolled("Kim Lee (2)", Person("2"))]
    names = moodle("Kim Lee", "Kim Lee 1", "Kim Lee")
    assert take(*names, roster=roster).students["Kim Lee (1)"] == "Kim Lee_501_assignsubmission_file_"


def test_in_a_plain_folder_an_id_tells_namesakes_apart(take: Take) -> None:
    taken = take("Kim Lee 20260004.py", "Kim Lee.py", roster=NAMESAKES)
    assert taken.students["Kim Lee (20260004)"] == "Kim Lee 20260004.py"

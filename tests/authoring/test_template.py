"""Templates are written into a course as they are; nothing that is there is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.template import FOLDER, add, names
from autograder.course.folder import Course, open_course
from autograder.errors import UsageError
from autograder.run.handouts import problems


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "course.toml").write_text('title = "Mine"\n')
    return open_course(tmp_path)


@pytest.mark.parametrize("template", names())
def test_an_assignment_of_a_template_has_both_halves_and_fresh_stubs(course: Course, template: str) -> None:
    public, private, *_data = add(course, "mine", template)
    assert course.assignments() == ("mine",)
    assert course.assignment("mine").points == 100
    assert (public / "mine.ipynb").is_file()
    assert "YOUR CODE HERE" in (public / "mine.py").read_text()
    assert (private / "solution.py").is_file()
    assert problems(course, [], 100) == []


@pytest.mark.parametrize("template", names())
def test_a_wrong_submission_is_named_after_the_check_that_it_fails(template: str) -> None:
    reference = FOLDER / template / "reference"
    files = (*reference.glob("*/test_hidden.py"), *(FOLDER / template).glob("assignment/tests/test_public.py"))
    checks = "".join(path.read_text() for path in files)
    for path in (reference / "wrong").iterdir():
        assert f"def {path.stem}(" in checks


@pytest.mark.parametrize("name", ["Mine", "2nd", "my-own", "test_mine", "../mine", "", "a" * 65])
def test_an_id_that_is_no_module_is_refused(course: Course, name: str) -> None:
    with pytest.raises(UsageError, match="small letters, digits"):
        add(course, name, names()[0])
    assert course.assignments() == ()


def test_an_unknown_template_is_told_with_those_that_there_are(course: Course) -> None:
    with pytest.raises(UsageError, match=r"from-scratch \(Softmax and its loss by hand\).*found 'digits'"):
        add(course, "mine", "digits")


def test_two_assignments_share_data_and_other_data_of_that_name_are_refused(course: Course) -> None:
    folders = {name: add(course, name, "tabular-classifier") for name in ("first", "second")}
    assert [len(found) for found in folders.values()] == [4, 2]
    with (course.root / "data/fruit/train.csv").open("a") as table:
        table.write("200,70,70,12.0,apple\n")
    with pytest.raises(UsageError, match=r"data/fruit: expected no data of this name"):
        add(course, "third", "tabular-classifier")
    assert course.assignments() == ("first", "second")


@pytest.mark.parametrize("half", ["assignments", "reference"])
def test_what_is_there_is_never_overwritten(course: Course, half: str) -> None:
    place = course.root / half / "mine"
    place.mkdir(parents=True)
    (place / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="expected an id that is new"):
        add(course, "mine", names()[0])
    assert [path.name for path in place.iterdir()] == ["notes.txt"]

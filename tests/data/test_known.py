"""A name that nothing has is told with its place, what is known, and what is nearest."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.assignment import DataSpec
from autograder.data.known import assert_known
from autograder.errors import CourseError

SETTINGS = 'title = "x"\n\n[data]\nname = "{name}"\nalso = ["mnist", "{also}"]\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "assignment.toml"
    found.write_text(SETTINGS.format(name="mnsit", also="cifar"), encoding="utf-8")
    return found


def test_known_names_pass(path: Path) -> None:
    assert_known(path, DataSpec())
    assert_known(path, DataSpec(name="mnist", also=("digits",), weights=("vgg16",)))


def test_each_unknown_name_is_one_sentence(path: Path) -> None:
    with pytest.raises(CourseError) as raised:
        assert_known(path, DataSpec(name="mnsit", also=("mnist", "cifar"), weights=("qqqq",)))
    first, second, third = raised.value.problems
    assert "line 4: data.name: unknown data set 'mnsit'" in first
    assert first.endswith("did you mean 'mnist'?")
    assert "line 5: data.also: unknown data set 'cifar'" in second
    assert second.endswith("did you mean 'cifar10'?")
    assert third.endswith("data.weights: unknown weights 'qqqq'; known: vgg16")

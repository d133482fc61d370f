"""A name that nothing has is told with its place, what is known, and what is nearest."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import autograder
from autograder.course.assignment import DataSpec
from autograder.data.bundled import BUNDLED
from autograder.data.known import assert_known
from autograder.errors import CourseError
from tests.uses import sources

SETTINGS = 'title = "x"\n\n[data]\nname = "{name}"\nalso = ["mnist", "{also}"]\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "assignment.toml"
    found.write_text(SETTINGS.format(name="mnsit", also="cifar"), encoding="utf-8")
    return found


def test_known_names_pass(path: Path) -> None:
    assert_known(path, DataSpec(), path.parent)
    assert_known(path, DataSpec(name="mnist", also=("digits",), weights=("vgg16",)), path.parent)


def test_each_unknown_name_is_one_sentence(path: Path) -> None:
    with pytest.raises(CourseError) as raised:
        assert_known(path, DataSpec(name="mnsit", also=("mnist", "cifar"), weights=("qqqq",)), path.parent)
    first, second, third = raised.value.problems
    assert "line 4: data.name: unknown data set 'mnsit'" in first
    assert first.endswith("did you mean 'mnist'?")
    assert "line 5: data.also: unknown data set 'cifar'" in second
    assert second.endswith("did you mean 'cifar10'?")
    assert third.endswith("data.weights: unknown weights 'qqqq'; known: vgg16")


def test_no_module_asks_for_a_set_by_its_name_but_its_own_and_the_stand_ins_of_boxes() -> None:
    package = Path(autograder.__file__).parent
    own = {
        package / name
        for name in ("data/bundled.py", "data/sources.py", "frameworks/keras/datasets.py", "keras_names/datasets.py")
    }
    modules = [path for path in sources() if path not in own]
    trees = {path: ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for path in modules}
    asked = {
        path
        for path, nodes in trees.items()
        for node in nodes
        if isinstance(node, ast.Constant) and str(node.value) in BUNDLED
    }
    assert len(modules) > 200
    assert not asked

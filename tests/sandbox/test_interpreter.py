import sys
from dataclasses import replace
from pathlib import Path

import pytest

import autograder
from autograder.contracts import Box
from autograder.protocol.jobs import ScriptJob
from autograder.records import Limits, Outcome
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.interpreter import Interpreter, _of_others
from autograder.sandbox.process import PlainProcess

BOX = Box(ScriptJob("script.py"), (), Limits())


def test_the_current_environment_is_reachable_and_the_course_is_not():
    interpreter = Interpreter.current()
    package = Path(autograder.__file__).parent
    assert interpreter.exposes(Path(sys.prefix) / "bin" / "python")
    assert interpreter.exposes(package / "probe")
    assert not interpreter.exposes(package.parent / "reference") or Path(sys.prefix) in package.parents


def test_the_private_half_inside_the_package_is_masked(tmp_path):
    package = tmp_path / "package"
    interpreter = replace(Interpreter.current(), folders=(package,), masked=(package / "bundled",))
    assert interpreter.exposes(package / "probe")
    assert not interpreter.exposes(package / "bundled" / "reference")


@pytest.mark.parametrize("name", ["samples/Ben Okafor.py", "assignment_templates/from-scratch/reference/solution.py"])
def test_what_solves_shipped_assignments_is_masked(name):
    interpreter = Interpreter.current()
    solution = Path(autograder.__file__).parent / name
    assert solution.is_file()
    assert not interpreter.exposes(solution)
    assert not any(solution.is_relative_to(path) for path in interpreter.readable())


def test_packages_of_other_interpreters_are_masked(tmp_path, monkeypatch):
    for name in ("lib/python3.9/site-packages/sklearn", "lib/python3/dist-packages", "pkgs", "lib/python3.11/json"):
        (tmp_path / name).mkdir(parents=True)
    others = {tmp_path / "lib/python3.9/site-packages", tmp_path / "lib/python3/dist-packages", tmp_path / "pkgs"}
    assert _of_others([tmp_path]) == others
    monkeypatch.syspath_prepend(tmp_path / "lib/python3.9/site-packages")
    assert tmp_path / "lib/python3.9/site-packages" not in _of_others([tmp_path])


def test_readable_folders_leave_out_what_is_masked_at_any_depth(tmp_path):
    for name in ("a/bundled/x", "a/other", "b"):
        (tmp_path / name).mkdir(parents=True)
    interpreter = replace(Interpreter.current(), folders=(tmp_path,), masked=(tmp_path / "a" / "bundled",))
    assert sorted(interpreter.readable()) == [tmp_path / "a" / "other", tmp_path / "b"]


def test_an_environment_below_a_private_folder_is_not_open_to_all(tmp_path):
    tmp_path.chmod(0o700)
    interpreter = replace(Interpreter.current(), executable=Path("/bin/sh"), folders=(tmp_path / "env",))
    assert not interpreter.open_to_all()
    assert replace(interpreter, folders=()).open_to_all()


def test_a_box_may_add_to_its_environment():
    box = replace(BOX, environment={"KERAS_BACKEND": "jax"}, gpu="1")
    environment = Interpreter.current().environment(box, home="/home", temporary="/tmp")
    assert (environment["KERAS_BACKEND"], environment["CUDA_VISIBLE_DEVICES"]) == ("jax", "1")
    assert environment["HOME"] == "/home"


@pytest.mark.parametrize("backend", [Bubblewrap, PlainProcess])
def test_what_is_masked_cannot_be_read_in_a_box(backend, tmp_path, box_of):
    (tmp_path / "package" / "bundled").mkdir(parents=True)
    (tmp_path / "package" / "bundled" / "labels").write_text("hidden")
    (tmp_path / "package" / "open").write_text("public")
    current = Interpreter.current()
    folder = tmp_path / "package"
    interpreter = replace(current, folders=(*current.folders, folder), masked=(*current.masked, folder / "bundled"))
    script = f"""
        print(open("{folder}/open").read())
        try: print(open("{folder}/bundled/labels").read())
        except OSError as error: print(type(error).__name__)
    """
    sandbox = backend(interpreter=interpreter)
    if not any(layer.active for layer in sandbox.layers()):
        pytest.skip(f"{sandbox.name} cannot run here")
    with sandbox.run(box_of(script)) as result:
        assert result.outcome is Outcome.OK, result.stderr
        assert result.stdout in ("public\nFileNotFoundError\n", "public\nPermissionError\n")

"""An exception is told in terms of the student's own lines."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.explain import explain
from autograder.probe import failures
from autograder.probe.failures import from_cell, from_exception
from autograder.records import Failure


def raised(tmp_path: Path, source: str) -> Failure:
    path = tmp_path / "main.py"
    path.write_text(source)
    try:
        exec(compile(source, str(path), "exec"), {})
    except BaseException as error:  # noqa: BLE001 - the test wants SystemExit too
        return from_exception(error, files=(str(tmp_path),), label="main.py")
    raise AssertionError("the source raised nothing")


def test_frames_of_tensorflows_graph_are_none_of_the_students(tmp_path: Path) -> None:
    graph = (
        "Graph execution error:\\n\\nDetected at node loss defined at (most recent call last):\\n"
        '  File "/opt/autograder/server.py", line 2, in main\\n\\n  File "/opt/keras/trainer.py", line 9, in fit\\n\\n'
        "Received a label value of 9\\n\\t [[{{node loss}}]] [Op:__inference_1]"
    )
    failure = raised(tmp_path, f"raise ValueError('''{graph}''')\n")
    assert failure.message == "ValueError: Received a label value of 9"


def test_the_place_is_the_deepest_line_of_the_student(tmp_path: Path) -> None:
    failure = raised(tmp_path, "import json\n\ndef f():\n    json.loads('{')\n\nf()\n")
    assert (failure.kind, failure.where) == ("exception", "main.py, line 4")
    assert failure.message.startswith("JSONDecodeError")
    assert "decoder.py" not in failure.traceback


@pytest.mark.parametrize(
    ("source", "kind", "details"),
    [
        ("import sys\nsys.exit(3)", "system_exit", {"type": "SystemExit"}),
        ("raise NotImplementedError", "not_implemented", {"type": "NotImplementedError"}),
        ("raise MemoryError", "out_of_memory", {"type": "MemoryError"}),
        ("raise EOFError('EOF when reading a line')", "input", {"type": "EOFError"}),
    ],
)
def test_the_kind_tells_the_cause(tmp_path: Path, source: str, kind: str, details: dict[str, str]) -> None:
    failure = raised(tmp_path, source)
    assert (failure.kind, failure.details) == (kind, details)


def test_a_missing_package_is_told_with_what_there_is_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = {"tensorflow", "tensorboard"}
    monkeypatch.setattr(failures, "find_spec", lambda name: None if name in hidden else find_spec(name))
    monkeypatch.setenv("KERAS_BACKEND", "keras")
    failure = raised(tmp_path, "import nowhere_to_be_found.part")
    assert (failure.kind, failure.details["package"]) == ("missing_package", "nowhere_to_be_found")
    assert failure.details["provided"] == "keras, numpy, scikit-learn, matplotlib, pandas, seaborn, pillow, pydot"
    assert "tensorflow" not in explain(failure)


def test_a_syntax_error_shows_its_line(tmp_path: Path) -> None:
    failure = raised(tmp_path, "x = 1\ny = (2\n")
    assert failure.kind == "syntax"
    assert failure.where == "main.py, line 2"


def test_a_cells_error_is_placed_by_its_number_and_line() -> None:
    trace = ["\x1b[31mNameError\x1b[0m", "Cell \x1b[32mIn[4], line 2\x1b[0m\n      1 x = 1\n----> 2 y\n"]
    error = SimpleNamespace(ename="NameError", evalue="name 'y' is not defined", traceback=trace)
    failure = from_cell(error, "x = 1\ny", 4)
    assert failure.where == "cell 4, line 2"
    assert "y" in failure.traceback
    assert "\x1b" not in failure.traceback


def test_an_interrupted_cell_ran_out_of_time() -> None:
    error = SimpleNamespace(ename="KeyboardInterrupt", evalue="", traceback=[])
    assert from_cell(error, "while True: pass", 2).kind == "timed_out"

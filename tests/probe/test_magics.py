"""Lines for IPython: what a cell's magics are, and which commands need a network."""

from __future__ import annotations

import pytest

from autograder.probe.absent import LEFT_OUT, only_local
from autograder.probe.magics import body_of, magics_first


@pytest.mark.parametrize(
    ("cell", "first", "body"),
    [
        ("%%time\nx = 1\n", "%%time\nx = 1\n", "x = 1\n"),
        ("# why\n%%time\nx = 1\n", "%%time\n# why\nx = 1\n", "# why\nx = 1\n"),
        ("#@title Training\n\n%%capture\n%%time\nx = 1\n", "%%capture\n%%time\n#@title Training\n\nx = 1\n", None),
        ("x = 1\n%%time\n", "x = 1\n%%time\n", ""),
        ("# only words\nx = 1\n", "# only words\nx = 1\n", ""),
        ("%time x = 1\n", "%time x = 1\n", ""),
        ("", "", ""),
    ],
)
def test_magics_come_before_the_comments_above_them(cell: str, first: str, body: str | None) -> None:
    assert "".join(magics_first(cell.splitlines(keepends=True))) == first
    assert body is None or body_of(cell) == body


@pytest.mark.parametrize(
    "command",
    [
        "pip install keras==2.2.4", "python -m pip install x", " sudo apt-get install y", "wget http://a/b",
        "git clone http://a/b", "gdown --id 1", "kaggle datasets download -d x", "autograder check",
    ],
)  # fmt: skip
def test_commands_that_need_a_network_are_left_out(command: str) -> None:
    assert LEFT_OUT.match(command)


@pytest.mark.parametrize(
    "command", ["ls -l", "echo pip install", "nvidia-smi", "pip list", "git status", "unzip a.zip"]
)
def test_other_commands_run(command: str) -> None:
    assert not LEFT_OUT.match(command)


def test_a_script_loses_the_lines_that_need_a_network() -> None:
    noted: list[tuple[str, str]] = []
    assert (
        only_local("mkdir a\nwget http://a/b\nls a\n", lambda code, what: noted.append((code, what)))
        == "mkdir a\nls a\n"
    )
    assert noted == [("colab", "!wget http://a/b")]

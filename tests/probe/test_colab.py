from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.probe import colab


class Shell:
    """What `attach` needs of IPython's shell."""

    def __init__(self) -> None:
        self.magics: dict[str, Any] = {}
        self.ran: list[str] = []

    def register_magic_function(self, function: Any, *, magic_name: str) -> None:
        self.magics[magic_name] = function

    def system(self, command: str) -> str:
        self.ran.append(command)
        return "ran"

    system_piped = system_raw = getoutput = system


def notes(folder: Path) -> list[str]:
    path = folder / "notes.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def test_colabs_modules_do_nothing_and_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("google.colab", "google.colab.drive", "google.colab.files"):
        monkeypatch.setitem(sys.modules, name, None)
    colab.install(tmp_path)
    namespace: dict[str, Any] = {}
    exec("from google.colab import drive, files\nimport google.colab.drive", namespace)
    namespace["drive"].mount("/content/drive")
    assert namespace["files"].upload() == {}
    assert notes(tmp_path) == ["colab:drive.mount", "colab:files.upload"]


@pytest.mark.parametrize(
    "command",
    [
        "pip install keras==2.2.4",
        "python -m pip install x",
        "wget http://a/b",
        "git clone http://a/b",
        "autograder check",
    ],
)
def test_commands_that_need_a_network_are_left_out(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell()
    colab.attach(shell, tmp_path)
    shell.system(command)
    assert shell.ran == []
    assert notes(tmp_path) == [f"colab:!{command}"]
    assert f"left out: {command}" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["ls -l", "echo pip install", "nvidia-smi"])
def test_other_commands_run(command: str, tmp_path: Path) -> None:
    shell = Shell()
    colab.attach(shell, tmp_path)
    assert shell.system(command) == "ran"
    assert shell.ran == [command]
    assert notes(tmp_path) == []


def test_the_magic_that_chose_a_version_is_known(tmp_path: Path) -> None:
    shell = Shell()
    colab.attach(shell, tmp_path)
    shell.magics["tensorflow_version"]("1.x")
    assert notes(tmp_path) == ["colab:%tensorflow_version 1.x"]

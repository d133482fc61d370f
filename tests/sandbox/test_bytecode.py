"""What `doctor` says of bytecode is what Python finds when it imports, and the command that it prints mends it."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from pathlib import Path

import pytest

from autograder.sandbox.bytecode import is_compiled

REPOSITORY = Path(__file__).parents[2]
ASK = """
import json, sys
from autograder.sandbox.bytecode import told
print(json.dumps([told(["keras", "nowhere", "beside"]), "keras" in sys.modules]))
"""


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """An environment as uv makes it: packages without bytecode, of which one is called keras."""
    venv.create(tmp_path / "env", symlinks=True)
    packages = next((tmp_path / "env" / "lib").glob("python3*")) / "site-packages"
    for name in ("keras", "beside"):
        (packages / name).mkdir()
        (packages / name / "__init__.py").write_text("raise ImportError('it is not to be imported')\n")
    return tmp_path / "env" / "bin" / "python"


def asked(python: Path) -> str:
    environment = {"PATH": os.defpath, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(python), "-c", ASK]
    line, was_imported = json.loads(subprocess.run(command, check=True, env=environment, capture_output=True).stdout)
    assert not was_imported
    return str(line)


def keras_of(python: Path) -> Path:
    (source,) = python.parents[1].glob("lib/python3*/site-packages/keras/__init__.py")
    return source


def is_read(python: Path) -> bool:
    """Say whether Python itself finds the bytecode good."""
    command = [str(python), "-B", "-v", "-c", "import keras"]
    said = subprocess.run(command, check=False, env={"PATH": os.defpath}, capture_output=True, text=True).stderr
    return f"matches {keras_of(python)}" in said


def test_packages_without_bytecode_are_named_with_the_command_that_compiles_them(python: Path) -> None:
    line = asked(python)
    assert line.startswith("bytecode of keras, beside: missing.")
    assert not is_read(python)
    command = line.partition("Once and for all: ")[2].split()
    assert command[:4] == [str(python), "-m", "compileall", "-q"]
    subprocess.run(command, check=True, capture_output=True)
    assert asked(python) == "bytecode of keras, beside: here"
    assert is_read(python)


def test_bytecode_of_another_source_is_none(python: Path) -> None:
    """A folder that was copied without its dates, as into an image."""
    source = keras_of(python)
    subprocess.run([str(python), "-m", "compileall", "-q", str(source.parent)], check=True, capture_output=True)
    assert is_compiled(source) == is_read(python) is True
    os.utime(source, (1_000_000_000, 1_000_000_000))
    assert is_compiled(source) == is_read(python) is False
    hashed = ["-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash", str(source.parent)]
    subprocess.run([str(python), *hashed], check=True, capture_output=True)
    os.utime(source)
    assert is_compiled(source) == is_read(python) is True
    (cached,) = (source.parent / "__pycache__").iterdir()
    cached.write_bytes(b"")
    assert is_compiled(source) == is_read(python) is False
    cached.unlink()
    cached.mkdir()
    assert not is_compiled(source)

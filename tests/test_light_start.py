"""Commands start without a framework: it is imported inside boxes."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import autograder

PACKAGE = Path(autograder.__file__).parent
INSIDE = {"frameworks"}


def test_the_command_line_imports_no_framework() -> None:
    code = "import sys, autograder.cli.app; print({'keras', 'tensorflow', 'torch', 'jax'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


def test_the_import_contract_names_every_package_outside_of_boxes() -> None:
    settings = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (named,) = (each["source_modules"] for each in contracts if "keras" in each.get("forbidden_modules", ()))
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert set(named) == {f"autograder.{name}" for name in (packages | modules) - INSIDE}

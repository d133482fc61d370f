"""The pages of reference name everything that the code has, and nothing that it has not."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from autograder.cli.app import app
from tests.docs import reference

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "autograder"
COMMANDS = get_command(app).commands


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    """Return the committed pages of reference by name."""
    return {page.stem: page.read_text(encoding="utf-8") for page in reference.FOLDER.glob("*.md")}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_on_the_page_with_its_options(pages: Mapping[str, str], command: str) -> None:
    section = pages["commands"].split(f"## autograder {command}\n")[1].split("\n## ")[0]
    options = [option for each in COMMANDS[command].params for option in each.opts if option.startswith("--")]
    assert [option for option in options if option not in section] == []


@pytest.mark.parametrize("name", ["commands", "helpers", "settings", "result"])
def test_the_committed_pages_name_what_the_code_has(pages: Mapping[str, str], name: str) -> None:
    made = reference.pages()[name]
    assert named(pages[name]) == named(made), "run: python -m tests.reports.published"


def read_outside(*where_settings_are: str) -> set[str]:
    """Return the names of attributes and keys that the package reads, without the modules that define settings."""
    paths = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    modules = [PACKAGE / path for path in paths if path.parts[0] != "samples" and path.name not in where_settings_are]
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    keys = (node.slice for node in nodes if isinstance(node, ast.Subscript))
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)} | {
        str(key.value) for key in keys if isinstance(key, ast.Constant)
    }


def test_every_setting_is_read_by_some_code(pages: Mapping[str, str]) -> None:
    keys = re.findall(r"^\| `([^`]+)`", pages["settings"], re.MULTILINE)
    keys = [key for key in keys if not key.startswith("training.early_stopping.")]  # handed to Keras whole
    read = read_outside("assignment.py", "folder.py")
    assert len(keys) > 50
    assert [key for key in keys if key.rpartition(".")[2] not in read] == []


def named(page: str) -> list[str]:
    """Return the headings of a page, and the first cell of each row."""
    return re.findall(r"^(?:#+ .+|\| `[^`]+`)", page, re.MULTILINE)


def test_the_three_quick_starts_are_in_the_navigation() -> None:
    text = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    nav = yaml.safe_load(text)["nav"]
    (start,) = (entry["Start"] for entry in nav if "Start" in entry)
    assert [next(iter(entry)) for entry in start] == ["Student", "Teaching assistant", "Instructor"]
    for entry in start:
        assert (REPOSITORY / "docs" / next(iter(entry.values()))).is_file()


MOST_LINES, MOST_OF_A_FUNCTION = 300, 60


def test_modules_are_small_and_packages_say_what_they_hold() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if "samples" not in path.parts]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert [path for path, lines in lengths.items() if lines > MOST_LINES] == []
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [each.name for each in functions if (each.end_lineno or 0) - each.lineno >= MOST_OF_A_FUNCTION]
    assert long == []
    packages = [ast.parse(path.read_text(encoding="utf-8")) for path in modules if path.name == "__init__.py"]
    assert all((ast.get_docstring(package) or "").partition("\n")[0].endswith(".") for package in packages)


def test_a_public_class_name_stands_in_one_module() -> None:
    modules: dict[str, list[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        if not {"samples", "assignment_templates"} & set(path.parts):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    modules.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    assert {name: places for name, places in modules.items() if len(places) > 1} == {}


def test_every_package_has_its_sentence() -> None:
    page = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    packages = [folder.parent.name for folder in PACKAGE.glob("*/__init__.py")]
    assert len(packages) > 15
    assert [name for name in packages if f"`{name}`" not in page.partition("## Packages")[2].partition("## ")[0]] == []


def test_the_way_to_the_page_names_what_there_is_in_fifteen_steps() -> None:
    page = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    way = page.partition("## From the command to the page")[2].partition("## ")[0]
    steps = re.findall(r"^\d+\. `([\w.]+)`", way, re.MULTILINE)
    assert len(steps) == len(re.findall(r"^\d+\.", way, re.MULTILINE)) <= 15
    for step in steps:
        assert callable(pkgutil.resolve_name(f"autograder.{step}")), step

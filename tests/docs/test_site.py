"""The site's reference names everything that the code has."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

import autograder.checks
from autograder.cli import app
from autograder.reports import result_schema

REPOSITORY = Path(__file__).parents[2]
COMMANDS = get_command(app).commands


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    """Return the generated pages; skip, loudly, where the site's tools are not installed."""
    pytest.importorskip("mkdocs", reason="SITE TESTS SKIPPED: pip install -e '.[docs]'")
    spec = importlib.util.spec_from_file_location("site_hooks", REPOSITORY / "docs" / "site.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_on_the_page_with_its_options(pages: Mapping[str, str], command: str) -> None:
    section = pages["commands"].split(f"## autograder {command}\n")[1].split("\n## ")[0]
    options = [option for each in COMMANDS[command].params for option in each.opts if option.startswith("--")]
    assert [option for option in options if option not in section] == []


def test_every_helper_and_every_key_is_on_its_page(pages: Mapping[str, str]) -> None:
    assert [name for name in autograder.checks.__all__ if f"\n## {name}\n" not in pages["helpers"]] == []
    assert [key for key in result_schema()["properties"] if f"| `{key}` |" not in pages["result"]] == []
    for key in ("title", "entry.functions", "training.mode", "test_seed", "allow_degraded"):
        assert f"| `{key}` |" in pages["settings"]


def test_the_three_quick_starts_are_in_the_navigation() -> None:
    text = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    nav = yaml.safe_load(text)["nav"]
    (start,) = (entry["Start"] for entry in nav if "Start" in entry)
    assert [next(iter(entry)) for entry in start] == ["Student", "Teaching assistant", "Instructor"]
    for entry in start:
        assert (REPOSITORY / "docs" / next(iter(entry.values()))).is_file()

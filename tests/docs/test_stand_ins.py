"""The table of stand-ins in the documents names what the code has, with tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.keras_names.spellings import FIXED
from autograder.keras_names.table import KEYS
from autograder.probe import colab

ROOT = Path(__file__).parents[2]


def section(title: str) -> str:
    """Return a section of the page on submissions."""
    text = (ROOT / "docs" / "submissions.md").read_text(encoding="utf-8").partition(f"{title}\n")[2]
    return re.split(r"\n###? ", text)[0]


def rows() -> list[str]:
    """Return the table's rows."""
    table = section("### Stand-ins")
    return [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| stand-in")]


def test_every_stand_in_stands_in_the_table() -> None:
    named = {name for row in rows() for name in re.findall(r"`([^`]+)`", row.split(" | ")[0])}
    named |= set(re.findall(r"`([^`]+)`", section("### Old Keras and TensorFlow")))
    found = colab.parts(lambda *_: None, Path("main.py"))
    of_colab = {f"{module.removeprefix('google.colab.')}.{name}" for module, names in found.items() for name in names}
    old = {spelling for spelling, _modern in FIXED} | {f'"{key}"' for key in KEYS}
    assert of_colab | old <= named, (of_colab | old) - named
    assert len(rows()) > 10


def test_every_row_names_a_test_that_exists() -> None:
    for row in rows():
        module, part = re.findall(r"`(test_\w+)::(\w+)`", row)[-1]
        sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob(f"{module}.py")]
        assert any(re.search(rf"def test_\w*{part}", source) for source in sources), row

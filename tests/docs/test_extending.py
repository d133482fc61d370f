"""The page on extensions shows what the tests run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.examples import DOCS
from tests.extensions.brought import HERE

BLOCK = re.compile(r"^<!-- extension (?P<path>\S+) -->\n```\w+\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)
SHOWN = {found["path"]: found["text"] for found in BLOCK.finditer((DOCS / "extending.md").read_text(encoding="utf-8"))}


def test_the_page_is_two_clicks_from_the_readme() -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    assert "(docs/extending.md" in readme


@pytest.mark.parametrize("path", SHOWN)
def test_a_block_is_the_file_that_is_tested(path: Path) -> None:
    assert (HERE / path).read_text(encoding="utf-8") == SHOWN[str(path)]

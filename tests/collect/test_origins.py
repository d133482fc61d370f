"""The page on security says of every field of the evidence where it comes from."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from autograder.records import Evidence

PAGE = Path(__file__).parents[2] / "docs" / "security.md"


def test_every_field_of_the_evidence_has_its_origin_on_the_page():
    text = PAGE.read_text(encoding="utf-8")
    part = text.split("## What of the evidence comes from where")[1].split("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(named) == sorted(field.name for field in fields(Evidence))

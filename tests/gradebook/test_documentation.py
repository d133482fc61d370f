"""What the command can do stands in its page."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click
import pytest
from typer.main import get_command

from autograder.cli.app import app
from autograder.course.policy import Late
from autograder.database import connect
from autograder.database.book import BOOK

DOCS = Path(__file__).parents[2] / "docs"


def options(command: click.Command) -> list[str]:
    return [name for each in command.params for name in (*each.opts, *each.secondary_opts) if name.startswith("--")]


def test_every_command_and_option_of_the_grade_book_is_documented() -> None:
    text = (DOCS / "gradebook.md").read_text(encoding="utf-8")
    group = get_command(app).commands["gradebook"]  # type: ignore[attr-defined]
    every = {*options(group), *(name for each in group.commands.values() for name in options(each)), *group.commands}
    assert [name for name in sorted(every - {"--help"}) if name not in text] == []


@pytest.mark.parametrize("option", ["--roster", "--repositories", "--no-cache", "--student"])
def test_ways_to_get_submissions_in_are_documented(option: str) -> None:
    assert option in (DOCS / "submissions.md").read_text(encoding="utf-8")


def test_every_setting_of_late_hand_ins_is_documented() -> None:
    text = (DOCS / "submissions.md").read_text(encoding="utf-8")
    assert [name for name in (*Late.__dataclass_fields__, "timezone", "attempts") if f"{name} = " not in text] == []


def test_every_table_is_documented_with_its_columns(tmp_path: Path) -> None:
    text = (DOCS / "gradebook.md").read_text(encoding="utf-8")
    with closing(connect(tmp_path / "course.sqlite", BOOK)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'book_%'"
        ).fetchall()
        columns = {
            name: [column for _cid, column, *_ in connection.execute(f"PRAGMA table_info({name})")]
            for (name,) in tables
        }
    assert len(columns) > 8
    documented = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `book_")}
    missing = [(table, name) for table, names in columns.items() for name in names if name not in documented[table]]
    assert [(table, name) for table, name in missing if name != "entry"] == []

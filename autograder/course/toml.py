"""Read files of settings into records; a mistake is told with its file, line and key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from autograder.errors import CourseError

Settled = TypeVar("Settled")


def read_toml(
    path: Path, adapter: TypeAdapter[Settled], extra: dict[str, Any], *, table: tuple[str, ...] = ()
) -> Settled:
    """Read a TOML file, or one table of it, into a record.

    Raises:
        CourseError: with one sentence for each mistake, naming the file, the line and the key.
    """
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except FileNotFoundError:
        raise CourseError([f"{path}: expected this file, found none"]) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CourseError([f"{path}: expected TOML in UTF-8; {error}"]) from None
    try:
        for name in table:
            values = values[name]
        return adapter.validate_python(extra | values)
    except ValidationError as error:
        raise CourseError([_sentence(path, text, problem, table) for problem in error.errors()]) from None


def _sentence(path: Path, text: str, problem: Any, table: tuple[str, ...]) -> str:
    keys = [*table, *(str(part) for part in problem["loc"])]
    place = f"{path}, line {line}" if (line := line_of(text, keys)) else str(path)
    found = "" if problem["type"] == "missing" else f", found {problem['input']!r}"
    is_unknown, unknown = "unexpected_keyword" in problem["type"], "expected a key that is known; correct or remove it"
    return f"{place}: {'.'.join(keys)}: {unknown if is_unknown else problem['msg']}{found}"


def line_of(text: str, keys: list[str]) -> int | None:
    """Return the line (from 1) on which a dotted key is set, as well as plain TOML tables let it be found."""
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("["):
            table = [part.strip() for part in bare.strip("[]").split(".")]
            if table == keys:
                return number
        name = bare.split("=", 1)[0].strip()
        if "=" in bare and (written := [*table, *name.split(".")]) == keys[: len(written)]:
            return number
    return None

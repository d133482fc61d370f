"""Write the pages of reference that are made from the code, below `docs/reference`.

`python -m tests.reports.published` does it, with the other published files.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from typer.main import get_command

import autograder.checks
from autograder.cli.app import app
from autograder.course.assignment import Assignment, Private
from autograder.course.folder import Settings
from autograder.course.parts import PartSettings
from autograder.data.own.statement import DataStatement, PrivateStatement
from autograder.reports import result_schema

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
SECTION = re.compile(r"^(Args|Returns|Raises|Yields):$", re.MULTILINE)
WIDTH = 120
QUOTED = re.compile(r"(: |-> )'([^']*)'")


def write() -> None:
    """Write every page."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / f"{name}.md").write_text(text.rstrip() + "\n", encoding="utf-8")


def pages() -> Mapping[str, str]:
    """Return the pages of reference by name, as Markdown."""
    return {
        "commands": "\n".join(_commands()),
        "helpers": "\n".join(_helpers()),
        "settings": "\n".join(_settings()),
        "result": "\n".join(_result()),
    }


def _commands() -> Iterator[str]:
    yield "# Commands\n\nMade from the code. Each command says the same with `--help`.\n"
    commands: Mapping[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    for name, command in sorted(commands.items()):
        yield from _command(f"autograder {name}", command, "##")


def _command(name: str, command: Any, mark: str) -> Iterator[str]:
    """Yield a command with its arguments and options, and those that stand below it."""
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    words = " ".join(str(each.name).upper() for each in arguments)
    yield f"{mark} {name}\n\n{command.help}\n\n    {f'{name} {words}'.rstrip()}\n"
    if command.params:
        yield "| | |\n|---|---|"
    for each in command.params:
        shown = str(each.name).upper() if each in arguments else ", ".join(each.opts)
        default = "" if each.default in (None, "", False, ()) else f" Default: `{each.default}`."
        yield f"| `{shown}` | {_cell(getattr(each, 'help', None) or '')}{default} |"
    yield ""
    for below, inner in sorted(getattr(command, "commands", {}).items()):
        yield from _command(f"{name} {below}", inner, f"{mark}#")


def _helpers() -> Iterator[str]:
    yield "# Helpers of checks\n\n`from autograder.checks import …`; [what a check is](../design/checks.md).\n"
    for name in sorted(autograder.checks.__all__, key=str.lower):
        thing = getattr(autograder.checks, name)
        yield f"## {name}\n"
        if inspect.isfunction(thing):
            yield f"```python\n{_call(name, inspect.signature(thing))}\n```\n"
        yield _docstring(inspect.getdoc(thing) or "")


def _call(name: str, signature: inspect.Signature) -> str:
    """Return a function's name and parameters, one on each line where they do not fit into one."""
    plain = QUOTED.sub(r"\1\2", str(signature))
    if len(name + plain) <= WIDTH:
        return name + plain
    each = signature.parameters.values()
    inside = [QUOTED.sub(r"\1\2", str(one)) for one in each]
    first = next((number for number, one in enumerate(each) if one.kind is one.KEYWORD_ONLY), None)
    if first is not None:
        inside.insert(first, "*")
    result = plain.rpartition(" -> ")[2]
    return "\n".join([f"{name}(", *(f"    {one}," for one in inside), f") -> {result}"])


def _docstring(text: str) -> str:
    """Return a Google docstring as Markdown: its sections as lists."""
    lines = []
    inside = False
    for line in text.splitlines():
        if SECTION.match(line):
            inside = True
            lines.append(f"\n**{line.rstrip(':')}**\n")
        elif inside and line.startswith("    ") and not line.startswith("     "):
            name, colon, said = line.strip().partition(": ")
            lines.append(f"- `{name}`: {said}" if colon else f"- {line.strip()}")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _settings() -> Iterator[str]:
    yield "# Settings\n\nMade from the code. A mistake is reported with its file, line and key.\n"
    for title, kind in (
        ("course.toml, or [tool.autograder] of pyproject.toml", Settings),
        ("assignments/ID/assignment.toml", Assignment),
        ("[[parts]] of assignment.toml", PartSettings),
        ("reference/ID/reference.toml", Private),
        ("data/NAME/dataset.toml", DataStatement),
        ("reference/data/NAME/reference.toml", PrivateStatement),
    ):
        schema = TypeAdapter(kind).json_schema()
        yield f"## {title}\n\n| key | type | default |\n|---|---|---|"
        yield from _keys(schema, schema.get("$defs", {}), "")
        yield ""


def _keys(schema: Mapping[str, Any], known: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, about in schema["properties"].items():
        target = about.get("$ref") or next((one["$ref"] for one in about.get("anyOf", []) if "$ref" in one), "")
        inner = known.get(target.rpartition("/")[2], {})
        if "properties" in inner:
            yield from _keys(inner, known, f"{prefix}{name}.")
            continue
        default = "required" if name in schema.get("required", ()) else "empty"
        if "default" in about:
            default = f"`{json.dumps(about['default'], ensure_ascii=False)}`"
        yield f"| `{prefix}{name}` | {_kind(about, inner)} | {default} |"


def _kind(about: Mapping[str, Any], inner: Mapping[str, Any]) -> str:
    if "enum" in inner:
        return " or ".join(f"`{value}`" for value in inner["enum"])
    if "anyOf" in about:
        return " or ".join(_kind(each, {}) for each in about["anyOf"] if each.get("type") != "null")
    bounds = [f"{sign} {about[key]:g}" for key, sign in _BOUNDS.items() if key in about]
    return " ".join([str(about.get("format") or about.get("type", "")), *bounds])


_BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}


def _result() -> Iterator[str]:
    schema = result_schema()
    yield "# Result file\n\n`autograder/result/v2`, as `--json` and every run folder's `result.json` have it."
    yield "[Its JSON Schema](../result.schema.json).\n\n| key | type | |\n|---|---|---|"
    yield from _fields(schema, schema.get("$defs", {}), "")


def _fields(schema: Mapping[str, Any], known: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, about in schema.get("properties", {}).items():
        choices = [about, *about.get("anyOf", []), about.get("items", {})]
        inner = next((known[each["$ref"].rpartition("/")[2]] for each in choices if "$ref" in each), {})
        kinds = [str(each.get("type") or each.get("const") or "") for each in choices if "$ref" not in each]
        kinds += ["object"] if "properties" in inner and about.get("type") != "array" else []
        kind = " or ".join(dict.fromkeys(filter(None, kinds)))
        if "enum" in inner:
            kind = " or ".join(f"`{value}`" for value in inner["enum"])
        yield f"| `{prefix}{name}` | {kind} | {_cell(about.get('description', ''))} |"
        if "properties" in inner:
            yield from _fields(inner, known, f"{prefix}{name}{'[]' if about.get('type') == 'array' else ''}.")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")

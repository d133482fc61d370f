"""Write the files of the repository that are made from its code: ``python -m tests.reports.published``.

The result file's JSON Schema, the pages of reference, and the catalogs of messages (new ones untranslated, old ones
gone).
"""

from __future__ import annotations

import io
import json
import re
import struct
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from autograder.i18n import languages
from autograder.reports import result_schema
from tests.docs import reference

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "result.schema.json"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "later": None}
_WRITER = re.compile(rb'^"Generated-By: [^\n]*\n', re.MULTILINE)
_MAGIC, _HEAD, _ENTRY = 0x950412DE, struct.Struct("<7I"), struct.Struct("<2I")


def main() -> None:
    """Write the schema and the pages of reference, and refresh and compile every catalog."""
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    reference.write()
    for code in languages():
        if code != "en":
            refresh(code)


def schema_text() -> str:
    return json.dumps(result_schema(), indent=2) + "\n"


def po_file(code: str) -> Path:
    return ROOT / "autograder" / "locale" / code / "LC_MESSAGES" / "autograder.po"


def refresh(code: str) -> None:
    """Bring a catalog up to the messages in the code, keeping translations, and compile it."""
    catalog = read(code)
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.version, catalog.msgid_bugs_address, catalog.last_translator, catalog.language_team = "1", "", "", code
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    file = po_file(code)
    file.parent.mkdir(parents=True, exist_ok=True)
    stream = io.BytesIO()
    write_po(stream, catalog, width=120, sort_by_file=True, include_lineno=False, omit_header=False)
    file.write_bytes(_WRITER.sub(b"", stream.getvalue()))
    file.with_suffix(".mo").write_bytes(compiled(catalog))


def read(code: str) -> Catalog:
    """Return a catalog as it stands; an empty one for a new language."""
    file = po_file(code)
    if not file.is_file():
        return Catalog(code, header_comment=f"# autograder's messages: {code}", project="autograder", fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=code)


def compiled(catalog: Catalog) -> bytes:
    """Return a catalog as `gettext` reads it; whichever release of Babel is here, the bytes are the same."""
    header = "\n".join(f"{name}: {value}" for name, value in catalog.mime_headers if name != "Generated-By")
    texts = {"": header} | {_joined(message.id): _joined(message.string) for message in catalog if _told(message)}
    pairs = sorted((key.encode(), text.encode()) for key, text in texts.items())
    place = _HEAD.size + 2 * len(pairs) * _ENTRY.size
    table = b""
    for strings in zip(*pairs, strict=True):
        for string in strings:
            table += _ENTRY.pack(len(string), place)
            place += len(string) + 1
    values = _HEAD.size + len(pairs) * _ENTRY.size
    head = _HEAD.pack(_MAGIC, 0, len(pairs), _HEAD.size, values, 0, 0)
    return head + table + b"".join(string + b"\0" for strings in zip(*pairs, strict=True) for string in strings)


def _told(message: Message) -> bool:
    return bool(message.id and message.string and _joined(message.string).strip("\0") and not message.fuzzy)


def _joined(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else "\0".join(text)


def extracted() -> Catalog:
    """Return every message of the package and the templates, with the files that use it."""
    catalog = Catalog(project="autograder", fuzzy=False)
    for file, message, context in _messages():
        catalog.add(message, locations=[(file, 1)], context=context)
    return catalog


def _messages() -> Iterator[tuple[str, object, str | None]]:
    options = {"**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "silent": "false"}}
    for folder, methods in (
        ("autograder", [("**.py", "python")]),
        ("templates", [("**.html", "jinja2.ext.babel_extract")]),
    ):
        found = extract_from_dir(ROOT / folder, methods, options, KEYWORDS)
        for name, _line, message, _comments, context in found:
            yield f"{folder}/{name}", message, context


if __name__ == "__main__":
    main()

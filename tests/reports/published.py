"""Write the files of the repository that are made from its code: ``python -m tests.reports.published``.

The result file's JSON Schema, the pages of reference, and the catalogs of messages (new ones untranslated, old ones
gone).
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from autograder.i18n import LANGUAGES
from autograder.reports import result_schema
from tests.docs import reference

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "result.schema.json"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "later": None}


def main() -> None:
    """Write the schema and the pages of reference, and refresh and compile every catalog."""
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    reference.write()
    for code in LANGUAGES:
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
    with file.open("wb") as stream:
        write_po(stream, catalog, width=120, sort_by_file=True, include_lineno=False, omit_header=False)
    file.with_suffix(".mo").write_bytes(compiled(catalog))


def read(code: str) -> Catalog:
    """Return a catalog as it stands; an empty one for a new language."""
    file = po_file(code)
    if not file.is_file():
        return Catalog(code, header_comment=f"# autograder's messages: {code}", project="autograder", fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=code)


def compiled(catalog: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


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

"""One result, every format: the grades of a run as other systems read them. Pure functions over stored records.

What an exporter of another distribution needs is here: `Book`, `Given` and `Exported`, and the helpers that keep the
promises of `contracts.Exporter`.
"""

import re
from collections.abc import Mapping

from autograder.contracts import Exporter
from autograder.errors import UsageError
from autograder.exports.book import feedback, points, told, warnings
from autograder.exports.canvas import canvas
from autograder.exports.documents import autolab, classroom50, coursera, gradescope, prairielearn
from autograder.exports.junit import junit
from autograder.exports.moodle import moodle
from autograder.exports.sheets import nbgrader, plain_csv, plain_json
from autograder.exports.table import cell
from autograder.exports.table import write as write_csv
from autograder.extensions import EntryPointGroup
from autograder.records import Book, Exported, Given

FORMATS: Mapping[str, Exporter] = {
    "autolab": autolab,
    "canvas": canvas,
    "classroom50": classroom50,
    "coursera": coursera,
    "csv": plain_csv,
    "gradescope": gradescope,
    "json": plain_json,
    "junit": junit,
    "moodle": moodle,
    "nbgrader": nbgrader,
    "prairielearn": prairielearn,
}
"""The package's own formats."""
EXPORTERS = EntryPointGroup("autograder.exporters", "format", FORMATS, "a function of a book and what is given")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


def export(book: Book, name: str, given: Given) -> Exported:
    """Return the grades of a book in a format, with a warning for whatever is left out.

    Raises:
        UsageError: there is no such format, or it needs something that was not given.
        TypeError: an exporter gave something else than documents for the book's students.
    """
    made = EXPORTERS.find(name)(book, given)
    _assert_documents(made, book)
    return Exported(made.documents, (*warnings(book), *made.warnings), made.suffix)


def _assert_documents(made: object, book: Book) -> None:
    """Check what an exporter gave: its names become files."""
    if not isinstance(made, Exported):
        raise TypeError(f"expected Exported, found {type(made).__name__}")
    texts = {str, *map(type, made.documents.values())}
    if texts != {str} or any(name and name not in book.records for name in made.documents):
        raise TypeError("expected texts, named by the folders of the book's students or the empty name; found others")
    if not _SUFFIX.fullmatch(made.suffix):
        raise TypeError(f"expected a suffix like .json, found {made.suffix!r}")


__all__ = [
    "EXPORTERS",
    "FORMATS",
    "Book",
    "Exported",
    "Given",
    "UsageError",
    "cell",
    "export",
    "feedback",
    "points",
    "told",
    "write_csv",
]

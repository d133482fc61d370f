"""One result, every format: the grades of a run as other systems read them. Pure functions over stored records."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from autograder.errors import UsageError
from autograder.exports.book import Book, Exported, Given
from autograder.exports.canvas import canvas
from autograder.exports.documents import autolab, classroom50, coursera, gradescope, prairielearn
from autograder.exports.junit import junit
from autograder.exports.moodle import moodle
from autograder.exports.sheets import nbgrader, plain_csv, plain_json

FORMATS: Mapping[str, Callable[[Book, Given], Exported]] = MappingProxyType(
    {
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
)


def export(book: Book, name: str, given: Given) -> Exported:
    """Return the grades of a book in a format, with a warning for whatever is left out.

    Raises:
        UsageError: there is no such format, or it needs something that was not given.
    """
    if name not in FORMATS:
        raise UsageError(f"unknown format {name!r}; expected one of {', '.join(FORMATS)}")
    made = FORMATS[name](book, given)
    return Exported(made.documents, (*book.warnings(), *made.warnings))


__all__ = ["FORMATS", "Book", "Exported", "Given", "export"]

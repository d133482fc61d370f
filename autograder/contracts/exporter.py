"""Formats in which other systems read grades."""

from __future__ import annotations

from typing import Protocol

from autograder.records import Book, Exported, Given


class Exporter(Protocol):
    """A format in which another system reads the grades of a run; its docstring's first line says which.

    What `autograder.exports` offers keeps the promises: `book.is_open`, `cell`, `write_csv`, `told`, `feedback`.
    """

    def __call__(self, book: Book, given: Given) -> Exported:
        """Return the files of an export, which the command writes.

        - It reads and writes no file, runs nothing, and asks no clock: the same book gives the same documents.
        - A grade that is open (`book.is_open`) is never written as a number; who has one is told by the command.
        - No cell of a sheet starts what a spreadsheet takes for a formula, but for those of a sheet that was given.
        - Of a hidden check nothing is told but its title and points.
        - Documents are named by the folders of `book.records`, or there is one, named "".

        Raises:
            UsageError: it needs something that was not given.
        """

"""Data sets that a course brings as files: `data/<name>/dataset.toml` and what it names.

What is public lies in `data/<name>/`, what is hidden in `reference/data/<name>/`. Mistakes in these files are the
course's (`CourseError`), each with its file, its line and what to do.
"""

from autograder.data.own.course_set import CourseSet, find_own, hand_out, names
from autograder.data.own.statement import HIDDEN_FOLDER, STATEMENT, DataStatement, read_statement

__all__ = [
    "HIDDEN_FOLDER",
    "STATEMENT",
    "CourseSet",
    "DataStatement",
    "find_own",
    "hand_out",
    "names",
    "read_statement",
]

"""What people and programs read of a grade: HTML pages, the result file, Markdown, the terminal."""

from autograder.reports.classroom import Entry, class_page, class_view
from autograder.reports.learning import Examined
from autograder.reports.markdown import markdown
from autograder.reports.overview import ClassView
from autograder.reports.result import result_json, result_schema
from autograder.reports.student import Material, student_page, student_view
from autograder.reports.terminal import summary
from autograder.reports.view import Figure, Look, StudentView, redacted

__all__ = [
    "ClassView",
    "Entry",
    "Examined",
    "Figure",
    "Look",
    "Material",
    "StudentView",
    "class_page",
    "class_view",
    "markdown",
    "redacted",
    "result_json",
    "result_schema",
    "student_page",
    "student_view",
    "summary",
]

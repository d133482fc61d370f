"""What people and programs read of a grade: HTML pages, the result file, Markdown, the terminal."""

from autograder.reports.classroom import ClassSubmission, class_page, class_view
from autograder.reports.labels import Labelled
from autograder.reports.learning import Examined
from autograder.reports.look import Look
from autograder.reports.markdown import markdown
from autograder.reports.numbers import Estimated
from autograder.reports.overview import ClassView
from autograder.reports.redaction import redacted
from autograder.reports.result import result_json, result_schema
from autograder.reports.student import Material, student_page, student_view
from autograder.reports.terminal import summary
from autograder.reports.text import seconds as duration
from autograder.reports.view import Figure, PageLinks, StudentView
from autograder.reports.wording import state_word, title_of

__all__ = [
    "ClassSubmission",
    "ClassView",
    "Estimated",
    "Examined",
    "Figure",
    "Labelled",
    "Look",
    "Material",
    "PageLinks",
    "StudentView",
    "class_page",
    "class_view",
    "duration",
    "markdown",
    "redacted",
    "result_json",
    "result_schema",
    "state_word",
    "student_page",
    "student_view",
    "summary",
    "title_of",
]

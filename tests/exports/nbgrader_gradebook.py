"""Run by nbgrader's own Python: make its grade book with one graded submission, and export it with its own exporter."""

import sys

from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin

with Gradebook(f"sqlite:///{sys.argv[1]}") as book:
    book.add_assignment("digits_cnn", duedate="2026-11-23 23:59 UTC")
    book.add_notebook("homework", "digits_cnn")
    book.add_grade_cell("all", "homework", "digits_cnn", max_score=100, cell_type="code")
    book.add_student("jkim@example.edu", email="jkim@example.edu")
    submission = book.add_submission("digits_cnn", "jkim@example.edu", timestamp="2026-11-22 21:04 UTC")
    book.find_grade("all", "homework", "digits_cnn", "jkim@example.edu").manual_score = 62.5
    submission.notebooks[0].late_submission_penalty = 10.0
    book.db.commit()
    exporter = CsvExportPlugin()
    exporter.to = sys.argv[2]
    exporter.export(book)

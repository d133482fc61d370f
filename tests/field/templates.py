"""Courses of one template, in which the grader trains ("grader") or students do ("student"); they show mistakes."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.template import FOLDER, add
from autograder.course.folder import open_course

LIMITS = "\n[policy]\nshow_mistakes = true\n\n[limits]\nwall_s = 240\ncpu_s = 240\nmemory_mb = 2000\n"


def course_of(root: Path, template: str) -> Path:
    """Write a course whose student `kim` reads Korean; return its root."""
    (root / "course.toml").write_text('title = "Course"\n\n[languages]\nkim = "ko"\n')
    course = open_course(root)
    for mode in ("grader", "student"):
        settings = add(course, mode, template)[0] / "assignment.toml"
        text = settings.read_text().replace('mode = "grader"', f'mode = "{mode}"')
        settings.write_text(text + LIMITS)
    return root


def solution_of(template: str) -> str:
    """Return a template's solution as a student would hand it in."""
    text = (FOLDER / template / "reference" / "solution.py").read_text()
    return text.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")

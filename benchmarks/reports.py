"""How long pages take: ``python -m benchmarks.reports``. Prints medians and the limits that they must keep."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from autograder.reports import (
    StudentView,
    class_page,
    class_view,
    markdown,
    redacted,
    result_json,
    student_page,
    student_view,
)
from tests.reports.examples import (
    ASSIGNMENT,
    DIGEST,
    EVIDENCE,
    GRADE,
    LOOK,
    SOURCE,
    SUBMISSION,
    TEMPLATES,
    entries,
    material,
)

ROUNDS = 9


def main() -> None:
    """Measure and print a table."""
    shown = material()

    def view() -> StudentView:
        return redacted(
            student_view(GRADE, ASSIGNMENT, submission=SUBMISSION, evidence=EVIDENCE, material=shown, look=LOOK)
        )

    made = view()
    listed = [replace(entry, source=f"{SOURCE}\nanswer = {n}\n") for n, entry in enumerate(entries(2000))]
    whole = class_view(ASSIGNMENT, listed)
    print(f"{'':42}{'ms':>8}{'limit':>8}")
    show("student's view: notebook, charts, comparison", view, None)
    show("student's page", lambda: student_page(made, templates=TEMPLATES), 60)
    show("view and page", lambda: student_page(view(), templates=TEMPLATES), 60)
    show("result file", lambda: result_json(GRADE, EVIDENCE, DIGEST, ASSIGNMENT), None)
    show("Markdown", lambda: markdown(made), None)
    show("class of 2,000: groups, rates, likeness", lambda: class_view(ASSIGNMENT, listed), None)
    show("class of 2,000: page", lambda: class_page(whole, templates=TEMPLATES), 1000)


def show(name: str, action: Callable[[], object], limit: int | None) -> None:
    """Print the median of some rounds in milliseconds."""
    action()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    print(f"{name:42}{median(times):8.1f}{'' if limit is None else f'< {limit}':>8}")


if __name__ == "__main__":
    main()

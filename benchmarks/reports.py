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
    print(f"{'':46}{'ms':>8}{'core':>8}{'limit':>8}")
    show("student's view: notebook, charts, comparison", view, None)
    show("student's page", lambda: student_page(made, templates=TEMPLATES), 60)
    show("view and page", lambda: student_page(view(), templates=TEMPLATES), 60)
    show("result file", lambda: result_json(GRADE, EVIDENCE, DIGEST, ASSIGNMENT), None)
    show("Markdown", lambda: markdown(made), None)
    show("class of 2,000: groups, rates, likeness", lambda: class_view(ASSIGNMENT, listed), None)
    show("class of 2,000: page", lambda: class_page(whole, templates=TEMPLATES), 1000)


def show(name: str, action: Callable[[], object], limit: int | None) -> None:
    """Print the medians of some rounds in milliseconds: by the clock, and of one core, whatever else runs."""
    action()
    walls, cores = [], []
    for _ in range(ROUNDS):
        start, core = time.perf_counter(), time.process_time()
        action()
        walls.append((time.perf_counter() - start) * 1000)
        cores.append((time.process_time() - core) * 1000)
    print(f"{name:46}{median(walls):8.1f}{median(cores):8.1f}{'' if limit is None else f'< {limit}':>8}")


if __name__ == "__main__":
    main()

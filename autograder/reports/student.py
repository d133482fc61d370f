"""The student's page: what is right, what is wrong, why, and what to try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from math import fsum
from pathlib import Path

from autograder.apart import BRIEF, within
from autograder.course.assignment import Assignment
from autograder.errors import ReadingError
from autograder.i18n import current_language, language
from autograder.i18n import gettext as _
from autograder.networks import Comparison
from autograder.records import Adjustment, CheckResult, Evidence, Form, Grade, Hint, Submission
from autograder.reports import png
from autograder.reports.environment import environment
from autograder.reports.failures import failure_view
from autograder.reports.labels import Labelled, labels_view
from autograder.reports.learning import Examined, curves_view, examined_view
from autograder.reports.look import Look
from autograder.reports.network import network_view
from autograder.reports.notebook import Shown, shown_code
from autograder.reports.notes import note_text
from autograder.reports.numbers import Estimated, numbers_view
from autograder.reports.parts import of_part, titles_of
from autograder.reports.redaction import is_hidden
from autograder.reports.result import MESSAGE_LIMIT, NAME_LIMIT
from autograder.reports.text import capped
from autograder.reports.tiles import tile_pictures
from autograder.reports.view import Cell, CheckView, Figure, PageLinks, PartView, RunView, StudentView
from autograder.reports.wording import title_of
from autograder.sentences import spoken

FIGURE_BUDGET = 110_000
"""Bytes of PNG that a page carries for figures, so that it stays under 500 KB."""
ANSWER_LIMIT = 20_000
"""Characters of a written answer."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a page shows beyond grade and evidence: figures, the notebook as it was left, the comparison, examples.

    `models` holds what is shown of each of several models, by its part.
    """

    figures: tuple[Figure, ...] = ()
    notebook: bytes | None = None
    comparison: Comparison | None = None
    examined: Examined | Estimated | Labelled | None = None
    models: Mapping[str, Material] = field(default_factory=dict)


NO_MATERIAL = Material()
PLAIN_LOOK = Look()
NOWHERE = PageLinks()


def student_page(view: StudentView, *, templates: Sequence[Path], lang: str | None = None) -> str:
    """Return a student's page as one self-contained HTML file.

    Args:
        view: What to show, redacted or not.
        templates: Template folders, the course's own first.
        lang: The page's language; the one in use where None.
    """
    with language(lang or current_language()):
        return environment(templates).get_template("student.html").render(view=view)


def student_view(
    grade: Grade,
    assignment: Assignment,
    *,
    submission: Submission | None = None,
    evidence: Evidence | None = None,
    digest: str = "",
    material: Material = NO_MATERIAL,
    look: Look = PLAIN_LOOK,
    places: PageLinks = NOWHERE,
) -> StudentView:
    """Return the staff's view of a grade; `view.redacted` makes the student's of it.

    Sentences are in the language in use.
    """
    figures = _affordable(material.figures)
    code = _code(submission, evidence, material.notebook)
    network = network_view(evidence.structure, material.comparison) if evidence and evidence.structure else None
    curves = (evidence.training_history or evidence.history) if evidence else None
    training = evidence.training if evidence else None
    return StudentView(
        look=look,
        assignment=assignment.id,
        title=title_of(assignment),
        student=capped(grade.student, NAME_LIMIT),
        submitted_at=submission.submitted_at if submission else None,
        due=assignment.due,
        entry=capped(submission.entry, NAME_LIMIT) if submission else "",
        state=grade.state,
        reason=capped(grade.reason, MESSAGE_LIMIT),
        earned=grade.earned,
        possible=grade.possible,
        adjustments=tuple(
            Adjustment(change.points, capped(change.reason, MESSAGE_LIMIT), capped(change.author, NAME_LIMIT))
            for change in grade.adjustments
        ),
        checks=tuple(check_view(result, _answer(result, evidence)) for result in grade.results),
        hints=tuple(_hint(hint) for hint in grade.hints[:20]),
        failure=failure_view(grade, evidence, differences=network.differences if network else ()),
        network=network,
        curves=curves_view(curves, by_grader=training is not None and training.mode == "grader") if curves else None,
        examined=examined_view(material.examined) if isinstance(material.examined, Examined) else None,
        numbers=numbers_view(material.examined) if isinstance(material.examined, Estimated) else None,
        labels=labels_view(material.examined) if isinstance(material.examined, Labelled) else None,
        figures=figures,
        figures_omitted=len(material.figures) - len(figures),
        tiles=tile_pictures(evidence.functions) if evidence else (),
        cells=code.cells,
        cells_omitted=code.omitted,
        run=_run(submission, evidence, digest, assignment.seed),
        places=places,
        many=spoken()["many"],
        parts=tuple(_parts(grade, assignment, evidence, material)),
    )


def _parts(grade: Grade, assignment: Assignment, evidence: Evidence | None, material: Material) -> Iterator[PartView]:
    """Yield what the page shows of each part; nothing where there is no part but those that people mark."""
    plain = replace(assignment, parts=())
    for part, title in titles_of(assignment, grade.results).items():
        results = of_part(grade.results, part)
        own = replace(grade, results=results, hints=(), adjustments=())
        known = replace(evidence.of(part), source="", functions=()) if evidence and part in evidence.models else None
        shown = student_view(own, plain, evidence=known, material=material.models.get(part, NO_MATERIAL))
        checks = tuple(check_view(each, _answer(each, evidence)) for each in results)
        failure = shown.failure if known and evidence and evidence.error is None else None
        shown = replace(shown, anchor=f"{part}-", checks=checks, failure=failure)
        earned, possible = (fsum(each.earned for each in results), fsum(each.possible for each in results))
        yield PartView(title, earned, possible, shown)


def check_view(result: CheckResult, answer: str = "") -> CheckView:
    """Return a check as pages show it, with the answer that it is about."""
    share = result.earned / result.possible if result.possible > 0 else 0.0
    return CheckView(
        check=capped(result.check, NAME_LIMIT),
        title=capped(result.title, NAME_LIMIT),
        status=result.status,
        earned=result.earned,
        possible=result.possible,
        share=min(1.0, max(0.0, share)),
        message=capped(result.message, MESSAGE_LIMIT),
        detail=capped("\n".join(filter(None, [_marked_by(result), result.detail])), MESSAGE_LIMIT),
        hidden=is_hidden(result.visibility),
        seconds=result.seconds,
        measurements=result.measurements,
        answer=answer,
        marked=bool(result.marked_by),
    )


def _marked_by(result: CheckResult) -> str:
    return _("Marked by {author}.").format(author=result.marked_by) if result.marked_by else ""


def _answer(result: CheckResult, evidence: Evidence | None) -> str:
    return capped((evidence.answers.get(result.check) if evidence else "") or "", ANSWER_LIMIT)


def _hint(hint: Hint) -> Hint:
    return Hint(*(capped(part, MESSAGE_LIMIT) for part in (hint.rule, hint.seen, hint.why, hint.attempt)))


def _affordable(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return the sound figures that fit the page's budget, in order."""
    kept: list[Figure] = []
    left = FIGURE_BUDGET
    for figure in figures:
        sound = png.cleaned(figure.png)
        if sound is not None and len(sound) <= left:
            kept.append(Figure(capped(figure.name, 100), sound))
            left -= len(sound)
    return tuple(kept)


def _code(submission: Submission | None, evidence: Evidence | None, notebook: bytes | None) -> Shown:
    """Return the code as a page shows it, or a sentence where it cannot be read, or not in time."""
    source = (evidence.source if evidence else "") or (submission.source if submission else "")
    form = evidence.form if evidence else (submission.form if submission else Form.MODULE)
    printed = evidence.printed if evidence and form is Form.MODULE else ""
    if notebook is None and not source:
        return Shown()
    try:
        return within(BRIEF, shown_code, notebook, source, form, printed)
    except ReadingError:
        told = escape(_("The code is not shown here, as it could not be read, or not in the time for it."))
        return Shown((Cell(1, code=False, html=f"<p>{told}</p>", outputs=(), failed=False),))


def _run(submission: Submission | None, evidence: Evidence | None, digest: str, seed: int) -> RunView:
    own = submission.notes if submission else ()
    remarks = dict.fromkeys((*own, *(note_text(note) for note in (evidence.notes if evidence else ()))))
    versions = sorted(evidence.versions.items()) if evidence else []
    return RunView(
        outcome=evidence.outcome if evidence else None,
        trust=evidence.trust if evidence else None,
        seed=evidence.seed if evidence else seed,
        device=capped(evidence.device, 100) if evidence else "",
        versions=tuple((capped(name, 60), capped(number, 60)) for name, number in versions[:40]),
        usage=evidence.usage if evidence else None,
        limits=evidence.limits if evidence else None,
        layers=evidence.layers_of_isolation[:40] if evidence else (),
        training=evidence.training if evidence else None,
        found=capped(evidence.found or "", 100) if evidence else "",
        notes=tuple(capped(note, 500) for note in list(remarks)[:20]),
        digest=capped(digest or (submission.digest if submission else ""), 100),
        reused=bool(evidence and evidence.reused),
    )

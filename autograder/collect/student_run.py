"""Read what the first box left, in which a submission ran: the evidence so far, files, and the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder import wire
from autograder.collect.budget import MODEL_MB, Budget
from autograder.collect.decoding import text
from autograder.collect.ending import Ending, Progress, ending, progress_of
from autograder.collect.harvest import Reader
from autograder.collect.model_file import copied_model
from autograder.collect.remarks import is_name, noted, remarks, several
from autograder.collect.task import Task
from autograder.contracts import BoxResult
from autograder.errors import ReadingError
from autograder.protocol.answers import MODEL, NOTES, ModelReport
from autograder.protocol.jobs import ImageScaling, Until
from autograder.records import Evidence, Failure, FailureKind, Form, Note, NoteKind

MAX_PRINTED = 20_000
LARGE: Mapping[str, NoteKind] = {
    "executed.ipynb": NoteKind.LARGE_NOTEBOOK,
    "history.json": NoteKind.LARGE_HISTORY,
    "functions.json": NoteKind.LARGE_VALUES,
}
"""By file, the kind of the note on one that is larger than is read."""


@dataclass(frozen=True, slots=True)
class StudentRun:
    """What the student box gave, and how much may still be read of the submission.

    `model` is a copy of its file. `claims` is what the submission's process says: nothing that is good for a submission
    follows from it. `models` is what it gave of each of several models, by its part.
    """

    evidence: Evidence
    files: Mapping[str, bytes]
    model: Path | None
    budget: Budget
    progress: Progress
    until: Until | None = None
    claims: ModelReport = field(default_factory=ModelReport)
    models: Mapping[str, StudentRun] = field(default_factory=dict)

    @property
    def scaling(self) -> str:
        """Return how images are scaled for the model."""
        return self.evidence.scaling


def left_by(task: Task, result: BoxResult, budget: Budget, *, into: Path, until: Until | None) -> StudentRun:
    """Read what a student box left.

    Args:
        task: the submission.
        result: how the box ended.
        budget: how much may be read.
        into: a folder for the model's file.
        until: how much was run; all where None.
    """
    reader = Reader(result.harvest, budget)
    found = reader.answer(ModelReport) or reader.answer(ModelReport, name=ModelReport.kept) or ModelReport()
    failures, curves = reader.failures(), reader.curves()
    functions = reader.functions(task.asked(), most=task.most_numbers)
    said, files = reader.json(NOTES), dict[str, bytes]()
    unread = tuple(_shown(reader, task.submission.form, files))
    copy = into / ("whole.model" if until is None else "part.model")
    alone = task.assignment.entry.model and not task.models
    model = copied_model(reader, copy, task.framework) if alone else None
    progress = progress_of(reader)
    ended = ending(result, failures, progress, task.limits)
    evidence = Evidence(
        submission_digest=task.submission.digest,
        outcome=ended.outcome,
        history=curves,
        figures=_figures(files),
        notebook="executed.ipynb" if "executed.ipynb" in files else None,
        error=ended.error or (_lost(budget) if model is None and found.saved else None),
        further=ended.further,
        usage=result.usage,
        limits=task.limits,
        versions=found.versions,
        layers_of_isolation=result.layers,
        trust=task.trust,
        functions=functions,
        form=task.submission.form,
        source=task.submission.source,
        found=found.found if is_name(found.found) else None,
        scaling=_scaling(found.preprocess),
        notes=(
            *remarks(found, retrained=task.grader_trains),
            *_beside(found, ended),
            *noted(said, task.submission.source, task.submission.root / task.submission.entry, task.submission.root),
            *unread,
            *_too_large(budget, found),
        ),
        printed=text(result.stdout, MAX_PRINTED),
        device=found.device or "cpu",
        framework=task.written_in,
        seed=task.seed,
    )
    run = StudentRun(evidence, files, model, budget, progress, until, found)
    models = {each.part: _of_model(task, run, replace(reader, folder=f"{each.folder}/"), into) for each in task.models}
    return replace(run, models=models)


def _of_model(task: Task, run: StudentRun, reader: Reader, into: Path) -> StudentRun:
    """Read what a student box left of one of several models."""
    found = reader.answer(ModelReport) or ModelReport()
    folder = into / reader.folder
    folder.mkdir(exist_ok=True)
    model = copied_model(reader, folder / ("whole.model" if run.until is None else "part.model"), task.framework)
    evidence = Evidence(
        submission_digest=task.submission.digest,
        outcome=run.evidence.outcome,
        history=reader.curves(),
        error=found.failure or (_lost(run.budget) if model is None and found.saved else None),
        limits=task.limits,
        versions=found.versions,
        trust=task.trust,
        form=task.submission.form,
        found=found.found if is_name(found.found) else None,
        scaling=_scaling(found.preprocess),
        notes=tuple(remarks(replace(found, found=""))),
        device=found.device or "cpu",
        framework=task.written_in,
        seed=task.seed,
    )
    return StudentRun(evidence, {}, model, run.budget, run.progress, run.until, found)


def _beside(found: ModelReport, ended: Ending) -> Iterator[Note]:
    """Yield the remark on what is the matter with the model, where something else is told first."""
    if found.failure is None or ended.error is None or ended.error.kind == found.failure.kind:
        return
    if found.failure.kind == FailureKind.UNCOMPILED and found.saved:
        yield Note(NoteKind.UNTRAINED)
    if found.failure.kind == FailureKind.TWO_MODELS:
        yield from several(found.failure)


def _shown(reader: Reader, form: Form, files: dict[str, bytes]) -> Iterator[Note]:
    """Read figures and notebook into `files`; yield a remark on each that cannot be read, or not in time."""
    try:
        files.update(reader.figures())
    except ReadingError:
        yield Note(NoteKind.UNREAD_FIGURES)
    try:
        if form is Form.NOTEBOOK and (notebook := reader.notebook()):
            files["executed.ipynb"] = notebook
    except ReadingError:
        yield Note(NoteKind.UNREAD_NOTEBOOK)


def _figures(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the names of what was drawn; a notebook closes each figure that it shows, so its pictures count too."""
    shown = wire.pictures(files.get("executed.ipynb", b""))
    saved = sorted(name for name in files if name.startswith("figures/"))
    return (*saved, *(f"executed.ipynb/{number:02}.png" for number in range(1, shown + 1)))


def _too_large(budget: Budget, found: ModelReport) -> Iterator[Note]:
    """Yield a remark on everything that was left out because it is too large."""
    yield from (Note(kind) for name, kind in LARGE.items() if name in budget.refused)
    if any(name.startswith("figures/") for name in budget.refused):
        yield Note(NoteKind.LARGE_FIGURES)
    if 0 < found.more_figures < 10_000:
        yield Note(NoteKind.MORE_FIGURES, str(found.more_figures))


def _lost(budget: Budget) -> Failure:
    """Return why a model that was saved cannot be read."""
    if MODEL in budget.refused:
        details = {"parameters": "?", "found": f"> {MODEL_MB}", "limit": str(MODEL_MB)}
        return Failure(FailureKind.MODEL_TOO_LARGE, "the model's file is too large", details=details)
    return Failure(FailureKind.UNSAVED, "its file could not be read")


def _scaling(name: str) -> str:
    return name if name in set(ImageScaling) else ImageScaling.UNIT

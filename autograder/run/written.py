"""Written parts: what answers an assignment asks for, and what each gets before a person has marked it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder import digests
from autograder.course.assignment import Assignment
from autograder.course.parts import PartKind, PartSettings
from autograder.course.release import answer_prompt
from autograder.explain import explain
from autograder.i18n import gettext as _
from autograder.i18n import language
from autograder.records import CheckResult, Evidence, Status
from autograder.submissions.answers import (
    NO_ANSWERS,
    AskedAnswer,
    AskedAnswers,
    TaggedCell,
    cells_of_module,
    normal,
    paragraphs,
)

Catalogs = Mapping[str, Mapping[str, str]]
"""A course's own translations by language."""
ANSWER_DIGITS = 16
"""How many digits tell one answer from another; the letter in front keeps spreadsheets from reading a number."""


def asked_answers(public: Path, parts: Sequence[PartSettings], catalogs: Catalogs) -> AskedAnswers:
    """Return the answers that an assignment asks for, and what its handout has in whatever language.

    Args:
        public: the folder of the public half.
        parts: the assignment's parts.
        catalogs: the course's own translations.
    """
    written = _written(parts)
    if not written:
        return NO_ANSWERS
    asked = tuple(AskedAnswer(part.id, tuple(_in_each(part.called, catalogs))) for part in written)
    cells = list(_handout(public))
    own = [paragraph for cell in cells if cell.is_prose for paragraph in paragraphs(cell.text)]
    given = [*_prompts(catalogs), *(each for paragraph in own for each in _in_each(paragraph, catalogs))]
    given += [cell.text for cell in cells if not cell.is_prose and cell.tags & {each.id for each in asked}]
    return AskedAnswers(asked, frozenset(map(normal, given)))


def named(asked: AskedAnswers) -> Mapping[str, str]:
    """Return what evidence depends on for the sake of answers, under a name; nothing where none are asked for."""
    if not asked.parts:
        return {}
    return {"answers": digests.of_parts([[[each.id, each.titles] for each in asked.parts], sorted(asked.given)])}


def written_results(assignment: Assignment, evidence: Evidence) -> tuple[CheckResult, ...]:
    """Return a result for each written part: what is there waits for a person, what is not there earns nothing."""
    return tuple(_result(part, evidence) for part in _written(assignment.parts))


def _result(part: PartSettings, evidence: Evidence) -> CheckResult:
    answer = evidence.answers.get(part.id, "")
    status = Status.FAILED if answer == "" else Status.AWAITING
    message = _("A person grades this part.")
    if answer is None:
        message = _("Your answer could not be read in the time for it; a person looks for it in what you handed in.")
    elif not answer:
        message = _missing(part, evidence)
    read = f"a{digests.of_parts(answer)[:ANSWER_DIGITS]}" if answer else ""
    return CheckResult(part.id, _(part.called), status, part.points, 0.0, message, part=part.id, answer=read)


def _missing(part: PartSettings, evidence: Evidence) -> str:
    if part.id not in evidence.answers and evidence.error is not None:
        return explain(evidence.error)
    text = _(
        "No answer was found. It is looked for in cells with the tag “{id}”, below the heading “{title}”, in the text "
        "variable {variable}, and in a file {id}.md beside your code."
    )
    return text.format(id=part.id, title=_(part.called), variable=part.id.replace("-", "_"))


def _written(parts: Sequence[PartSettings]) -> list[PartSettings]:
    return [part for part in parts if part.kind is PartKind.WRITTEN]


def _in_each(text: str, catalogs: Catalogs) -> Iterator[str]:
    """Yield a text in every language that there is of it."""
    yield text
    yield from (words[text] for words in catalogs.values() if words.get(text))


def _prompts(catalogs: Catalogs) -> Iterator[str]:
    """Yield what a handout has in the place of an answer, in every language."""
    for code in catalogs:
        with language(code):
            yield answer_prompt()


def _handout(public: Path) -> Iterator[TaggedCell]:
    """Yield the cells of the stubs, those that there are."""
    module, notebook = public / f"{public.name}.py", public / f"{public.name}.ipynb"
    if module.is_file():
        yield from cells_of_module(module.read_text(encoding="utf-8"))
    if notebook.is_file():
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            tags = frozenset(cell["metadata"].get("tags", ()))
            yield TaggedCell("".join(cell["source"]), cell["cell_type"] == "markdown", tags)

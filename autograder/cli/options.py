"""What every command reads from the command line, the environment and the working directory."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.course.folder import Course, find_root, open_course
from autograder.database import place
from autograder.i18n import bring, languages
from autograder.run import HandIn, Options
from autograder.run.recorder import Recorder
from autograder.submissions.roster import Enrolled

PACKAGE = Path(__file__).parents[1]
BUNDLED = (PACKAGE / "bundled", PACKAGE.parent)
"""Where the package's own course is: in the wheel, or in the repository."""


class DataChoice(StrEnum):
    """Which data a run is on: the assignments' own, or what is at hand everywhere."""

    REAL = "real"
    OFFLINE = "offline"


CourseOption = Annotated[Path | None, typer.Option("--course", help="The course's root folder.")]
LangOption = Annotated[
    str,
    typer.Option(
        "--lang",
        help=f"Language of feedback: {', '.join(languages())}, or one of the course's own; else the course's.",
    ),
]
SandboxOption = Annotated[str, typer.Option("--sandbox", help="auto, or a backend by name.")]
AllowOption = Annotated[
    list[str] | None,
    typer.Option("--allow-degraded", help="A layer of isolation that may be missing; “all” for any. Repeatable."),
]
DataOption = Annotated[
    DataChoice,
    typer.Option("--data", help="offline: digits scaled up to 28×28 stand in for MNIST and Fashion-MNIST."),
]
GpusOption = Annotated[
    str, typer.Option("--gpus", help="GPUs for assignments that want them: all, none, or 0,1 and so on.")
]


def options(
    course: Path | None,
    lang: str,
    sandbox: str,
    allow: list[str] | None,
    *,
    remember: bool = True,
    data: DataChoice = DataChoice.REAL,
) -> Options:
    """Return the options of a command.

    Raises:
        typer.BadParameter: the language is unknown.
        CourseError: there is no course, or its settings are wrong.
    """
    home, environment = Path.home(), os.environ
    folder = environment.get("AUTOGRADER_DATA")
    opened = open_course(_named(course) or find_root(Path.cwd(), BUNDLED))
    bring(opened.catalogs)
    return Options(
        course=opened,
        cache=Path(environment.get("XDG_CACHE_HOME", home / ".cache")) / "autograder",
        keras=Path(environment.get("KERAS_HOME", home / ".keras")),
        templates=tuple(folder / "templates" for folder in BUNDLED if (folder / "templates").is_dir()),
        data=Path(folder) if folder else None,
        download=True,
        sandbox=sandbox,
        allowed=tuple(allow or ()),
        language=known(lang, opened) if lang else opened.settings.language,
        remember=remember,
        offline=data is DataChoice.OFFLINE,
    )


def recorder(chosen: Options, warn: Callable[[str], None]) -> Recorder:
    """Return the grade book of a course, as what grades enter."""
    return Recorder(place(chosen.course.root, chosen.cache), lambda: datetime.now(UTC), warn)


def identified(chosen: Options, hand_ins: Sequence[HandIn], roster: Sequence[Enrolled] = ()) -> tuple[HandIn, ...]:
    """Return hand-ins with the ids of their students, where they are entered into a grade book."""
    if not chosen.record:
        return tuple(hand_ins)
    return tuple(recorder(chosen, lambda _text: None).identified(hand_ins, roster))


def whose(chosen: Options, hand_in: HandIn) -> HandIn:
    """Return a hand-in with the student whom its id, name or login means.

    Raises:
        UsageError: it means several.
    """
    who = recorder(chosen, lambda _text: None).student(hand_in.student, is_login=False)
    return replace(hand_in, student=who.name, person=who.person, student_id=who.id)


def ledger_of(course: Path | None, chosen: Options, warn: Callable[[str], None]) -> Recorder | None:
    """Return the grade book that pushes are entered into: of a course that was named, and was not only found."""
    return recorder(chosen, warn) if _named(course) else None


def _named(course: Path | None) -> Path | None:
    """Return the course that the command line or the environment names."""
    given = os.environ.get("AUTOGRADER_COURSE")
    return course or (Path(given) if given else None)


def known(language: str, course: Course) -> str:
    """Return the language.

    Raises:
        typer.BadParameter: neither the package nor the course has it.
    """
    found = languages(course.catalogs)
    if language not in found:
        raise typer.BadParameter(f"expected one of {', '.join(found)}, found {language!r}", param_hint="--lang")
    return language

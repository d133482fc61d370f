"""Let code that reads a command line run where nobody gave arguments: what needs none of them runs all the same.

An argument that has a default has it. One that must be given can be handed on, and whatever uses it ends the program
at its own place, as argparse would have done.
"""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from autograder.contracts import Noting
from autograder.probe.unusable import Unusable
from autograder.records import FailureKind, NoteKind

_ANY_NUMBER = frozenset({argparse.ZERO_OR_MORE, argparse.REMAINDER})


def install(note: Noting) -> None:
    """Let parsers of the submission do without the arguments that must be given.

    Args:
        note: is told which those are.
    """
    parse, refuse = argparse.ArgumentParser.parse_known_args, argparse.ArgumentParser.error

    @functools.wraps(parse)
    def parse_known_args(
        self: argparse.ArgumentParser, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        given = sys.argv[1:] if args is None else args
        if given or type(self).error is not error:
            return parse(self, args, namespace)
        with _optional(self, note):
            return parse(self, args, namespace)

    @functools.wraps(refuse)
    def error(self: argparse.ArgumentParser, message: str) -> NoReturn:
        try:
            refuse(self, message)
        except SystemExit as ending:
            raise _told(ending, message) from None

    setattr(argparse.ArgumentParser, "parse_known_args", parse_known_args)  # noqa: B010 - a method of another's class
    setattr(argparse.ArgumentParser, "error", error)  # noqa: B010


@contextmanager
def _optional(parser: argparse.ArgumentParser, note: Noting) -> Iterator[None]:
    """Let a parser do without the arguments that must be given, which are noted."""
    needed = [action for action in parser._actions if _is_needed(action)]  # noqa: SLF001 - argparse tells no other way
    groups = [group for group in parser._mutually_exclusive_groups if group.required]  # noqa: SLF001
    before = [action.default for action in needed]
    for action in needed:
        name = _name(action)
        note(NoteKind.ARGUMENT, name)
        action.required, action.default = False, _missing(name)
    for group in groups:
        group.required = False
    try:
        yield
    finally:
        for action, default in zip(needed, before, strict=True):
            action.required, action.default = True, default
        for group in groups:
            group.required = True


def _is_needed(action: argparse.Action) -> bool:
    """Tell whether an argument must be given; one that takes any number may have none."""
    return action.required and (bool(action.option_strings) or action.nargs not in _ANY_NUMBER)


def _name(action: argparse.Action) -> str:
    """Return what an argument is called on the command line."""
    return "/".join(action.option_strings) or str(action.metavar or action.dest)


def _missing(name: str) -> Unusable:
    return Unusable(lambda: _told(SystemExit(2), f"the following arguments are required: {name}"))


def _told(ending: SystemExit, message: str) -> SystemExit:
    """Let an end of the program tell why it came."""
    said = message.partition("-f ")[0] if "-f " in message else message
    vars(ending).update(failure_kind=FailureKind.ARGUMENTS, failure_details={"message": said.strip(" :")})
    return ending

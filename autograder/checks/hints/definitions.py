"""Say which functions a submission's source defines at top level, and what took their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.checks.hints.flow import Flow
from autograder.checks.hints.scopes import MODULE, Variable
from autograder.checks.hints.source import read, shown

MOST = 1_000
"""Functions that are looked at."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """The names of functions at top level, and for those that hold something else in the end, the line that did it.

    `unread` says that the source could not be read, or not in the time for it.
    """

    names: tuple[str, ...] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)
    unread: bool = False


def definitions(source: str) -> Definitions:
    """Return what a source defines; it is parsed, so call it `apart`.

    Raises:
        ReadingError: there is more than anybody writes.
    """
    flow = read(source).flow
    own = [holder for holder in flow.functions if isinstance(holder, Variable) and holder.scope == MODULE][:MOST]
    replaced = {each.name: _line(flow, each) for each in own if each in flow.made}
    return Definitions(tuple(each.name for each in own), replaced)


def _line(flow: Flow, variable: Variable) -> str:
    value = flow.made[variable][-1]
    return shown(flow.parents.get(id(value), value))

"""Give each account a name of its own: students may call themselves as others are called, or as we call these."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from autograder.submissions.attempts import as_attempts
from autograder.submissions.hand_in import HandIn
from autograder.wire import slug


def each_named(found: Iterable[HandIn]) -> tuple[HandIn, ...]:
    """Return each student once, or once for each attempt; namesakes get their id added.

    Who is called like another one with that id gets an id added as well.
    """
    accounts: dict[tuple[str, str], list[HandIn]] = defaultdict(list)
    for item in found:
        accounts[item.student, item.lms_id].append(item)
    times = Counter(student for student, _lms_id in accounts)
    numbered = {account for account in accounts if account[1] and times[account[0]] > 1}
    result: list[HandIn] = []
    taken: set[str] = set()
    for account in sorted(accounts, key=lambda each: (each not in numbered, each)):
        student, lms_id = account
        wanted = f"{student} ({lms_id})" if account in numbered else student
        name = _free(wanted, accounts[account][0], taken)
        result += [replace(item, student=name) for item in as_attempts(accounts[account])]
    return tuple(sorted(result, key=lambda item: (item.student, item.attempt)))


def beside(names: Collection[str], strangers: Sequence[HandIn]) -> Mapping[str, str]:
    """Return how those are called who are on no list, by their own names: as nobody on the list is.

    Args:
        names: of everybody on the list.
        strangers: hand-ins of the others, whose names differ.
    """
    taken = {slug(name) for name in names}
    own = {item.student: item for item in strangers}
    order = sorted(own, key=lambda name: (slug(name) in taken, name))
    return {name: _free(name, own[name], taken) for name in order}


def _free(wanted: str, item: HandIn, taken: set[str]) -> str:
    """Return a name whose folder nobody has, and take it; ids, or else names of files, are added until there is one."""
    name = wanted
    while slug(name) in taken:
        name = f"{name} ({item.lms_id or item.path.name})"
    taken.add(slug(name))
    return name

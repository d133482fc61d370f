"""Decide whom of the grade book a hand-in or a row of the course's list is: docs/design/students.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, count

from autograder.gradebook.students import Identity, Known, Students
from autograder.people import identifiers, listed, plain, register, tags
from autograder.records import Person
from autograder.submissions.owners import recogniser
from autograder.submissions.roster import Enrolled, identifier
from autograder.wire import slug

_FIRM = ("id", "canvas")
"""Kinds of identifiers that one person has one of, whatever else two have in common."""


def identify(students: Students, asked: Sequence[Enrolled], roster: Sequence[Enrolled]) -> list[Identity]:
    """Return whom each of those asked for is; two of them are never one.

    Args:
        students: those of the grade book.
        asked: names, each once, and what is known of them.
        roster: the course's list.
    """
    found: dict[int, list[Known]] = {}
    free = dict(students.known)
    on_list = {each.name for each in roster}
    by_tag = _by_tag(students.known)
    for number, each in enumerate(asked):
        mine = [known for known in _tagged(by_tag, each.person) if known.id in free]
        found[number] = mine if each.name in on_list else mine[:1]
        for known in found[number]:
            del free[known.id]
    for names in (_present_names, _all_names):
        index = names(free)
        for number, each in enumerate(asked):
            fitting = () if found[number] else index.get(each.name, ())
            named = [known for known in fitting if known.id in free and _fits(known, each, on_list)]
            found[number] += [free.pop(known.id) for known in named[:1]]
    row_of = recogniser(roster)
    rows = {each.name: number for number, each in enumerate(asked) if each.name in on_list}
    for known in [each for each in free.values() if not _tags(each.person)]:
        row = row_of(known.name)
        if row is not None and row.name in rows:
            found[rows[row.name]].append(free.pop(known.id))
    taken = {slug(name) for name in (*students.known, *students.joined)}
    ids = [[one.id for one in found[number]] or [_new(each, taken)] for number, each in enumerate(asked)]
    return [
        Identity(first, each.name, each.person, tuple(others))
        for each, (first, *others) in zip(asked, ids, strict=True)
    ]


def meant(known: Sequence[Known], asked: str) -> list[Known]:
    """Return whom an id, a name or a login means: nobody, the one, or several where it cannot be told."""
    exact = [each for each in known if asked in (each.id, each.name) or _has(each.person, asked)]
    if exact:
        return exact
    rows = register(listed(identifiers(each.person), each.name, tags=tags(each.person)) for each in known)
    return [known[row] for row in rows.fitting(asked)]


def _has(person: Person, asked: str) -> bool:
    return plain(asked) in {plain(each) for each in identifiers(person) if each}


def _by_tag(known: Mapping[str, Known]) -> Mapping[str, Sequence[Known]]:
    index: dict[str, list[Known]] = defaultdict(list)
    for each in known.values():
        for tag in _tags(each.person):
            index[tag].append(each)
    return index


def _tagged(by_tag: Mapping[str, Sequence[Known]], person: Person) -> list[Known]:
    """Return those who have something that identifies a person, and no other number of the same kind."""
    fitting = {known.id: known for tag in sorted(_tags(person)) for known in by_tag.get(tag, ())}
    return [known for known in fitting.values() if not _differ(known.person, person)]


def _fits(known: Known, asked: Enrolled, on_list: Collection[str]) -> bool:
    """Tell whether somebody of the same name may be the one; an account's name was its owner's to choose."""
    return not _differ(known.person, asked.person) and not (asked.name in on_list and _is_account(known))


def _is_account(known: Known) -> bool:
    """Tell whether nothing is known of a student but the login, which is the name too."""
    login = known.person.login
    chosen = {plain(login), plain(f"{login} (login)")}
    return _kinds(known.person).keys() == {"login"} and all(plain(name) in chosen for name in known.names)


def _present_names(known: Mapping[str, Known]) -> Mapping[str, Sequence[Known]]:
    return _named((each.name, each) for each in known.values())


def _all_names(known: Mapping[str, Known]) -> Mapping[str, Sequence[Known]]:
    return _named((name, each) for each in known.values() for name in dict.fromkeys((each.id, *each.names)))


def _named(pairs: Iterator[tuple[str, Known]]) -> Mapping[str, Sequence[Known]]:
    index: dict[str, list[Known]] = defaultdict(list)
    for name, known in pairs:
        index[name].append(known)
    return index


def _tags(person: Person) -> frozenset[str]:
    """Return what identifies a person in all assignments; Moodle numbers participants of one."""
    return frozenset(each for each in tags(person) if not each.startswith("moodle:"))


def _differ(one: Person, other: Person) -> bool:
    """Tell whether what is known of two persons says that they are two."""
    mine, theirs = _kinds(one), _kinds(other)
    apart = [kind for kind in mine.keys() & theirs.keys() if not mine[kind] & theirs[kind]]
    common = any(mine[kind] & theirs[kind] for kind in mine.keys() & theirs.keys())
    return any(kind in _FIRM for kind in apart) or (bool(apart) and not common)


def _kinds(person: Person) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for tag in _tags(person):
        found[tag.partition(":")[0]].add(tag)
    return {kind: frozenset(values) for kind, values in found.items()}


def _new(asked: Enrolled, taken: set[str]) -> str:
    """Return an id that nobody has, whose folder nobody has, and take it."""
    own = identifier(asked.person)
    apart = [f"{asked.name} ({own})"] if own and own not in asked.name else []
    wanted = chain([asked.name], apart, (f"{asked.name} ({number})" for number in count(2)))
    chosen = next(name for name in wanted if slug(name) not in taken)
    taken.add(slug(chosen))
    return chosen

"""Find submissions whose code is alike, for a person to judge.

Code is reduced to tokens without comments, names of variables and values of strings, so that renaming hides nothing.
Fingerprints (winnowed hashes of token runs, as MOSS picks them) that the handout has or that many of the class share
are left out: they tell nothing about copying.
"""

from __future__ import annotations

import keyword
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from autograder.reports.overview import Group

RUN = 12
"""Tokens of one fingerprint: shorter runs are common by chance."""
WINDOW = 6
"""Neighbouring fingerprints of which one is kept."""
COMMON = 0.25
"""Share of a class from which on a fingerprint is everybody's."""
ALIKE = 0.8
"""Share of fingerprints in common from which on two submissions are shown together."""
LEAST = 8
"""Fingerprints below which code is too short to judge."""
MAX_SOURCE = 200_000

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\s+|^[%!][^\n]*)"""
    r"""|(?P<string>(?:[rbfuRBFU]{0,2})(?:\"\"\"[\s\S]{0,5000}?\"\"\"|'''[\s\S]{0,5000}?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))"""
    r"""|(?P<own>self\s*\.\s*[^\W\d]\w*)|(?P<attribute>\.\s*[^\W\d]\w*)|(?P<name>[^\W\d]\w*)|(?P<number>\d[\w.]*)|(?P<other>.)""",
    re.MULTILINE,
)


def tokens(source: str) -> list[str]:
    """Return normalised tokens: keywords, attributes and numbers as they are, names of one's own "n", strings "s"."""
    found: list[str] = []
    for match in _TOKEN.finditer(source[:MAX_SOURCE]):
        kind = match.lastgroup
        if kind == "string":
            found.append("s")
        elif kind in {"name", "own"}:
            found.append(match[0] if keyword.iskeyword(match[0]) else "n")
        elif kind != "skip":
            found.append(match[0])
    return found


def fingerprints(source: str) -> frozenset[int]:
    """Return the winnowed hashes of a source's runs of tokens."""
    listed = tokens(source)
    hashes = [zlib.crc32(" ".join(listed[at : at + RUN]).encode()) for at in range(len(listed) - RUN + 1)]
    windows = range(max(1, len(hashes) - WINDOW + 1))
    return frozenset(min(hashes[at : at + WINDOW]) for at in windows) if hashes else frozenset()


def alike(sources: Mapping[str, str], *, handout: str = "") -> tuple[Group, ...]:
    """Return groups of students whose code is alike, the most alike first.

    Args:
        sources: Code by student.
        handout: What every student was given.
    """
    prints = _telling({student: fingerprints(source) for student, source in sources.items()}, fingerprints(handout))
    likeness = {pair: _likeness(prints, pair, shared) for pair, shared in _shared(prints).items()}
    pairs = {pair: value for pair, value in likeness.items() if value >= ALIKE}
    groups = [(members, min(v for pair, v in pairs.items() if pair[0] in members)) for members in _joined(pairs)]
    ordered = sorted(groups, key=lambda group: (-group[1], sorted(group[0])))
    return tuple(
        Group(str(number), tuple(sorted(members)), value) for number, (members, value) in enumerate(ordered, start=1)
    )


def _telling(prints: Mapping[str, frozenset[int]], given: frozenset[int]) -> dict[str, frozenset[int]]:
    counts = Counter(mark for marks in prints.values() for mark in marks)
    most = max(3.0, COMMON * len(prints))
    kept = {student: frozenset(m for m in marks if counts[m] <= most) - given for student, marks in prints.items()}
    return {student: marks for student, marks in kept.items() if len(marks) >= LEAST}


def _shared(prints: Mapping[str, frozenset[int]]) -> Counter[tuple[str, str]]:
    holders: dict[int, list[str]] = defaultdict(list)
    for student, marks in prints.items():
        for mark in marks:
            holders[mark].append(student)
    return Counter(
        (one, other) for listed in holders.values() for at, one in enumerate(listed) for other in listed[at + 1 :]
    )


def _likeness(prints: Mapping[str, frozenset[int]], pair: tuple[str, str], shared: int) -> float:
    one, other = (len(prints[student]) for student in pair)
    return shared / (one + other - shared)


def _joined(pairs: Iterable[tuple[str, str]]) -> Sequence[set[str]]:
    """Return the connected groups of a relation given by its pairs."""
    group_of: dict[str, set[str]] = {}
    for one, other in pairs:
        merged = group_of.get(one, {one}) | group_of.get(other, {other})
        for student in merged:
            group_of[student] = merged
    return list({id(group): group for group in group_of.values()}.values())

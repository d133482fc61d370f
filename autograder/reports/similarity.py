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
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.apart import apart
from autograder.errors import ReadingError
from autograder.reports.overview import SimilarityGroup

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
RARE = 40
"""Different programs with a fingerprint up to which it suggests pairs to compare; keeps the work near linear."""
TOGETHER = 50
"""Sources that are read in one go."""
MAX_SOURCE = 200_000
MAX_MARKS = 4_000
"""Fingerprints of one program that are compared, the smallest: a sample that programs which are alike share."""
CELL = "\n# %%\n"
"""What stands between the cells of a notebook."""

Pair: TypeAlias = tuple[frozenset[int], frozenset[int]]
"""Two programs by their fingerprints."""

_KEYWORDS = frozenset(keyword.kwlist)
_WEIGHTS = np.array([0x9E3779B97F4A7C15 ** (place + 1) % 2**64 for place in range(RUN)], np.uint64)
"""By which the tokens of a run count: a polynomial modulo 2⁶⁴."""
_TOKEN = re.compile(
    r"""(?P<skip>\s++|\#[^\n]*+|^[%!][^\n]*+)"""
    r"""|(?P<string>[rbfuRBFU]{0,2}(?:\"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\")?"""
    r"""|'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?|"(?:\\.|[^"\\\n])*+"?|'(?:\\.|[^'\\\n])*+'?))"""
    r"""|(?P<own>self\s*+\.\s*+[^\W\d]\w*+)|(?P<attribute>\.\s*+[^\W\d]\w*+)|(?P<name>[^\W\d]\w*+)"""
    r"""|(?P<number>\d[\w.]*+)|(?P<other>\S)""",
    re.MULTILINE | re.DOTALL,
)
"""Every alternative takes what it has read and never gives it back, so that reading is linear in the text."""


def tokens(source: str) -> list[str]:
    """Return normalised tokens: keywords, attributes and numbers as they are, names of one's own "n", strings "s"."""
    found: list[str] = []
    for cell in source[:MAX_SOURCE].split(CELL):  # a string without an end does not reach into the next cell
        for match in _TOKEN.finditer(cell):
            kind = match.lastgroup
            if kind == "string":
                found.append("s")
            elif kind in {"name", "own"}:
                found.append(match[kind] if match[kind] in _KEYWORDS else "n")
            elif kind is not None and kind != "skip":
                found.append(match[kind])
    return found


def fingerprints(source: str) -> frozenset[int]:
    """Return the winnowed hashes of a source's runs of tokens."""
    codes = np.array([_code(token) for token in tokens(source)], np.uint64)
    if len(codes) < RUN:
        return frozenset()
    hashes = (sliding_window_view(codes, RUN) * _WEIGHTS).sum(axis=1, dtype=np.uint64)
    hashes ^= hashes >> np.uint64(29)
    least = sliding_window_view(hashes, min(WINDOW, len(hashes))).min(axis=1)
    return frozenset(np.unique(least)[:MAX_MARKS].tolist())


@lru_cache(maxsize=50_000)
def _code(token: str) -> int:
    return zlib.crc32(token.encode(errors="surrogatepass")) + 1


@dataclass(frozen=True, slots=True)
class Alike:
    """Groups of students whose code is alike, the most alike first, and those whose code was not read."""

    groups: tuple[SimilarityGroup, ...]
    unread: tuple[str, ...] = ()


def alike(sources: Mapping[str, str], *, handout: str = "") -> Alike:
    """Return who in a class has nearly the same code.

    Args:
        sources: Code by student.
        handout: What every student was given.
    """
    found = _read(sources)
    prints = _telling({student: marks for student, marks in found.items() if marks is not None}, fingerprints(handout))
    authors: dict[frozenset[int], list[str]] = defaultdict(list)
    for student, marks in prints.items():
        authors[marks].append(student)
    pairs = {pair: value for pair in _suggested(authors) if (value := _likeness(*pair)) >= ALIKE}
    groups = []
    for programs in _joined(pairs, [marks for marks, students in authors.items() if len(students) > 1]):
        least = min((value for pair, value in pairs.items() if pair[0] in programs), default=1.0)
        groups.append(
            SimilarityGroup("", tuple(sorted(student for marks in programs for student in authors[marks])), least)
        )
    groups.sort(key=lambda group: (-group.likeness, group.students))
    return Alike(tuple(groups), tuple(sorted(student for student, marks in found.items() if marks is None)))


def all_fingerprints(sources: Sequence[str]) -> list[frozenset[int]]:
    """Return the fingerprints of each source."""
    return [fingerprints(source) for source in sources]


def _read(sources: Mapping[str, str]) -> dict[str, frozenset[int] | None]:
    """Return each student's fingerprints, None where it cannot be read: many at a time, or else one by one."""
    students = list(sources)
    parts = [students[start : start + TOGETHER] for start in range(0, len(students), TOGETHER)]
    found: dict[str, frozenset[int] | None] = {}
    while parts:
        part = parts.pop()
        try:
            marks = apart(all_fingerprints, [sources[student] for student in part])
            found.update(zip(part, marks, strict=True))
        except ReadingError:
            if len(part) == 1:
                found[part[0]] = None
            else:
                parts.extend([student] for student in part)
    return found


def _telling(prints: Mapping[str, frozenset[int]], given: frozenset[int]) -> dict[str, frozenset[int]]:
    counts = Counter(mark for marks in prints.values() for mark in marks)
    most = max(3.0, COMMON * len(prints))
    kept = {student: frozenset(m for m in marks if counts[m] <= most) - given for student, marks in prints.items()}
    return {student: marks for student, marks in kept.items() if len(marks) >= LEAST}


def _suggested(programs: Iterable[frozenset[int]]) -> set[Pair]:
    """Return the pairs of programs that have a rare fingerprint in common."""
    holders: dict[int, list[frozenset[int]]] = defaultdict(list)
    for marks in programs:
        for mark in marks:
            holders[mark].append(marks)
    rare = (listed for listed in holders.values() if len(listed) <= RARE)
    return {(one, other) for listed in rare for at, one in enumerate(listed) for other in listed[at + 1 :]}


def _likeness(one: frozenset[int], other: frozenset[int]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def _joined(pairs: Iterable[Pair], copied: Iterable[frozenset[int]]) -> Sequence[set[frozenset[int]]]:
    """Return the groups that pairs connect; a program that several students have is a group at least by itself."""
    group_of: dict[frozenset[int], set[frozenset[int]]] = {marks: {marks} for marks in copied}
    for one, other in pairs:
        merged = group_of.get(one, {one}) | group_of.get(other, {other})
        for marks in merged:
            group_of[marks] = merged
    return list({id(group): group for group in group_of.values()}.values())

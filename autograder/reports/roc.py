"""Draw how well outputs tell two classes apart at every threshold: the ROC curve, and the threshold that counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.reports.charts import BOTTOM, HEIGHT, LEFT, MAX_POINTS, RIGHT, TOP, WIDTH, Tick


@dataclass(frozen=True, slots=True)
class RocCurve:
    """The share of a class that is found (upward) against the share of the others that is taken for it.

    `points` are those of a polyline ("x,y x,y …"), `at` is the place of the threshold: there `found` of `inside` are
    found, and `false` of `outside` are taken for the class. `name` is the class, `line` the ends of guessing.
    """

    name: str
    points: str
    at: tuple[float, float]
    line: tuple[float, float, float, float]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    found: int
    inside: int
    false: int
    outside: int


def roc_curve(
    name: str, members: NDArray[np.bool_], scores: NDArray[np.floating], named: NDArray[np.bool_]
) -> RocCurve | None:
    """Return the curve of a class; None where all examples are of it or none is.

    Args:
        name: the class.
        members: which examples are of it, (n,).
        scores: how surely each is taken for it, (n,).
        named: which are taken for it at the threshold that counts.
    """
    inside, outside = int(members.sum()), int((~members).sum())
    if not inside or not outside:
        return None
    ranked = np.where(np.isfinite(scores), scores, -np.inf)
    order = np.argsort(-ranked, kind="stable")
    last_of_step = np.flatnonzero(np.append(np.diff(ranked[order]) != 0, True))
    found = np.concatenate([[0], np.cumsum(members[order])[last_of_step]]) / inside
    false = np.concatenate([[0], np.cumsum(~members[order])[last_of_step]]) / outside
    kept = np.unique(np.linspace(0, len(found) - 1, min(len(found), MAX_POINTS)).astype(int))
    right, wrong = int((named & members).sum()), int((named & ~members).sum())
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0)
    return RocCurve(
        name,
        " ".join(f"{_x(false[each]):g},{_y(found[each]):g}" for each in kept),
        (_x(wrong / outside), _y(right / inside)),
        (_x(0), _y(0), _x(1), _y(1)),
        tuple(Tick(_x(share), f"{share:g}") for share in ticks),
        tuple(Tick(_y(share), f"{share:g}") for share in ticks),
        right,
        inside,
        wrong,
        outside,
    )


def _x(share: float) -> float:
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(share: float) -> float:
    return round(TOP + (1 - share) * (HEIGHT - TOP - BOTTOM), 1)

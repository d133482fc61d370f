"""Metrics of how well outputs rank examples of a class before the others, whatever the threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.i18n import later
from autograder.metrics.accuracy import decimals_of
from autograder.metrics.classes import is_one_number, memberships, trials
from autograder.metrics.log_loss import probabilities
from autograder.metrics.resampling import Statistic, Weighted, ratio
from autograder.records import SHARE, Direction

Counts: TypeAlias = NDArray[np.float64]
Area: TypeAlias = Callable[[Counts, Counts], Counts]
"""Says of each draw how well it ranks, by how many are in the class and outside at each step, the best step first."""


def area_under_roc(inside: Counts, outside: Counts) -> Counts:
    """Return the probability that one of the class stands before one outside, ties counting half; NaN for none."""
    before = np.cumsum(inside, axis=1) - inside / 2
    pairs = inside.sum(axis=1) * outside.sum(axis=1)
    return ratio((before * outside).sum(axis=1), pairs, otherwise=np.nan)


def average_precision(inside: Counts, outside: Counts) -> Counts:
    """Return the mean, over those of the class, of the precision at their step; NaN where none is there."""
    found = np.cumsum(inside, axis=1)
    named, all_there = found + np.cumsum(outside, axis=1), inside.sum(axis=1)
    return ratio((ratio(found, named, otherwise=0.0) * inside).sum(axis=1), all_there, otherwise=np.nan)


@dataclass(frozen=True, slots=True)
class Ranking(Weighted):
    """An area under a curve that is drawn through all thresholds.

    It is that of the second of two classes. Of more classes, or of several labels, it is the mean of one class against
    the rest, over the classes that some examples are of and some are not.
    """

    name: str
    title: str
    area: Area
    chance: float | None
    unit: str = SHARE
    direction: Direction = Direction.HIGHER

    def statistic(self, outputs: NDArray[Any], targets: Targets) -> Statistic:
        """Return the formula over the examples in the order of their scores, class by class."""
        classes = [_ranked(score, members) for score, members in _columns(outputs, targets)]

        def value(weights: NDArray[np.float64]) -> NDArray[np.float64]:
            each = np.stack([self.area(*_steps(weights, ranked)) for ranked in classes])
            known = np.isfinite(each)
            return ratio(np.where(known, each, 0).sum(axis=0), known.sum(axis=0), otherwise=np.nan)

        return value

    def trials(self, targets: Targets) -> int:
        """Return the examples of the rarest class that is averaged over, times those classes."""
        return trials(memberships(targets)[:, _classes(targets)])

    def baseline(self, targets: Targets) -> float:
        """Return what equal scores for all reach: 0.5 of ROC AUC, the share of the class of average precision."""
        shares = memberships(targets)[:, _classes(targets)].mean(axis=0)
        return float(shares.mean()) if self.chance is None else self.chance

    def decimals(self, targets: Targets) -> int:
        """Return 2 under 5,000 examples, else 3."""
        return decimals_of(len(targets.values))

    def columns(self, targets: Targets) -> int:
        """Return how many classes are averaged over."""
        return len(_ranked_classes(targets))


def _classes(targets: Targets) -> list[int]:
    """Return the classes that are averaged over, at least one."""
    found = _ranked_classes(targets)
    if not found:
        raise ValueError("expected examples of two classes or more, found one class only")
    return found


def _ranked_classes(targets: Targets) -> list[int]:
    """Return the classes that some examples are of and some are not; of two classes the second."""
    members = memberships(targets)
    two = targets.values.ndim == 1 and targets.classes == 2
    counts = np.count_nonzero(members, axis=0).tolist()
    return [each for each in range(1 if two else 0, targets.classes) if 0 < counts[each] < len(members)]


def _columns(outputs: NDArray[Any], targets: Targets) -> Iterator[tuple[NDArray[np.float64], NDArray[np.bool_]]]:
    """Yield the scores of each class that is averaged over, and its members.

    An example with a number that is not finite stands behind all others of its classes, and before all of the rest.
    """
    members, scores = memberships(targets), _scores(outputs, targets)
    for column in _classes(targets):
        inside, score = members[:, column], scores[:, column]
        yield np.where(np.isnan(score), np.where(inside, -np.inf, np.inf), score), inside


def _scores(outputs: NDArray[Any], targets: Targets) -> NDArray[np.float64]:
    """Return a score for each class, (n, classes); NaN in rows with a number that is not finite."""
    numbers = np.array(outputs, np.float64)
    if targets.values.ndim > 1:
        if numbers.shape != targets.values.shape:
            raise ValueError(f"expected outputs of shape {targets.values.shape}, found {outputs.shape}")
    elif is_one_number(outputs, targets.classes):
        second = numbers.reshape(len(numbers))
        numbers = np.stack([-second, second], axis=1)
    else:
        numbers = probabilities(outputs, targets.classes)
    numbers[~np.isfinite(numbers).all(axis=1)] = np.nan
    return numbers


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The examples by their scores, the highest first; where steps of equal scores begin; who is of the class."""

    order: NDArray[np.int64]
    starts: NDArray[np.int64]
    inside: NDArray[np.bool_]


def _ranked(score: NDArray[np.float64], members: NDArray[np.bool_]) -> _Ranked:
    order = np.argsort(-score, kind="stable")
    ordered = score[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return _Ranked(order, starts, members[order])


def _steps(weights: NDArray[np.float64], ranked: _Ranked) -> tuple[Counts, Counts]:
    """Return how many of the class and how many others are in each step of equal scores."""
    ordered = weights[:, ranked.order]
    inside = np.where(ranked.inside, ordered, 0)
    return np.add.reduceat(inside, ranked.starts, axis=1), np.add.reduceat(ordered - inside, ranked.starts, axis=1)


RANKINGS = (
    Ranking("roc_auc", later("ROC AUC"), area_under_roc, 0.5),
    Ranking("average_precision", later("average precision"), average_precision, None),
)

"""What intervals and bars of metrics hold, by simulation: ``python -m benchmarks.metrics [METRIC …]``.

Examples are drawn from a population; a network is right about some of them whatever its seed, and about others by its
seed. Coverage: how often the interval of one training on the hidden examples holds the value in the population. False
fails: a bar is set from trainings of one network on the same hidden examples, and further trainings of it are judged.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.metrics import METRICS, Metric, Targets, find_metric, measure
from autograder.metrics.calibration import calibrate, sampling
from autograder.metrics.resampling import draws_of
from autograder.records import Measurement

EXAMPLES = 540
SEEDS = 10
FURTHER = 200
"""Trainings judged by each bar."""
POPULATION = 100_000
ASKED = (0.05, 0.01, 0.001)
MOST_MISSED = (0.05, 0.01, 0.005)
"""What a bar may be missed by, at most: at 0.001 trainings have heavier tails than the formula assumes."""
LEAST_COVERAGE = 0.9

Outputs: TypeAlias = NDArray[np.float64]
Network: TypeAlias = Callable[[np.random.Generator], Outputs]
"""What a training of a network, with a seed of its own, gives for the examples."""


@dataclass(frozen=True, slots=True)
class World:
    """A task: what draws its examples, and a network of some strength that is trained on it."""

    name: str
    draw: Callable[[np.random.Generator, int, float], tuple[Targets, Network]]


def classes(count: int, share: float) -> Callable[[np.random.Generator, int, float], tuple[Targets, Network]]:
    """Return a task of classes of which the last has a share of the examples and the others are equally frequent."""

    def draw(random: np.random.Generator, n: int, strength: float) -> tuple[Targets, Network]:
        shares = np.array([*[(1 - share) / (count - 1)] * (count - 1), share])
        labels = random.choice(count, n, p=shares)
        known = strength * np.eye(count)[labels] + random.normal(0, 1, (n, count))

        def trained(seed: np.random.Generator) -> Outputs:
            logits = 2 * (known + seed.normal(0, 0.5, known.shape)) + seed.normal(0, 0.1, count)
            raised = np.exp(logits - logits.max(axis=1, keepdims=True))
            return np.asarray(raised / raised.sum(axis=1, keepdims=True))

        return Targets(labels, count), trained

    return draw


def amounts(random: np.random.Generator, n: int, strength: float) -> tuple[Targets, Network]:
    """Draw a task of numbers, few of them large, of which the errors grow with them."""
    numbers = random.lognormal(4, 0.5, n)
    known = random.normal(0, 1, n)

    def trained(seed: np.random.Generator) -> Outputs:
        off = (known + seed.normal(0, 0.5, n)) / (1.5 * strength) + seed.normal(0, 0.01)
        return np.asarray(numbers * (1 + off))

    return Targets(numbers), trained


WORLDS = (
    World("10 classes, equally frequent", classes(10, 0.1)),
    World("2 classes, 20 % in the second", classes(2, 0.2)),
    World("amounts", amounts),
)
STRENGTHS = (2.5, 5.0)


def worlds_of(metric: Metric) -> Iterator[World]:
    """Yield the tasks that a metric can judge."""
    for world in WORLDS:
        targets, _ = world.draw(np.random.default_rng(0), EXAMPLES, 2.5)
        try:
            metric.baseline(targets)
        except ValueError:
            continue
        yield world


def measured(metric: Metric, targets: Targets, outputs: Outputs) -> Measurement:
    """Return what the metric says; every simulated output has a value."""
    found = measure(metric, outputs, targets)
    if found is None:
        raise ValueError(f"{metric.name} has no value")
    return found


def coverage(metric: Metric, world: World, strength: float, sets: int) -> tuple[float, float]:
    """Return the value in the population, and the share of hidden sets whose interval holds it."""
    random = np.random.default_rng(1)
    targets, network = world.draw(random, POPULATION, strength)
    true = metric.compute(network(random), targets)
    held = 0
    for _ in range(sets):
        targets, network = world.draw(random, EXAMPLES, strength)
        low, high = metric.interval(network(random), targets)
        held += low <= true <= high
    return true, held / sets


def false_fails(metric: Metric, world: World, strength: float, bars: int) -> list[float]:
    """Return the share of further trainings that miss the bar, for each probability that is asked for."""
    random = np.random.default_rng(2)
    missed = dict.fromkeys(ASKED, 0)
    for _ in range(bars):
        targets, network = world.draw(random, EXAMPLES, strength)
        found = [measured(metric, targets, network(random)) for _ in range(SEEDS)]
        values, drawn = [each.value for each in found], sampling(found)
        further = [metric.compute(network(random), targets) for _ in range(FURTHER)]
        for asked in ASKED:
            bar = calibrate(values, drawn, asked, metric.direction).value
            missed[asked] += sum(not metric.direction.reaches(value, bar) for value in further)
    return [count / (bars * FURTHER) for count in missed.values()]


def main(arguments: Sequence[str]) -> int:
    """Print a row for each metric, task and strength; return 1 where a claim does not hold."""
    parser = ArgumentParser()
    parser.add_argument("metrics", nargs="*", default=METRICS.names())
    parser.add_argument("--sets", type=int, default=300, help="hidden sets drawn for coverage")
    parser.add_argument("--bars", type=int, default=40, help="hidden sets drawn for false fails, each with a bar")
    asked = parser.parse_args(arguments)
    print(
        f"{EXAMPLES} hidden examples, {draws_of(EXAMPLES)} draws; {asked.sets} sets; {asked.bars} bars of {SEEDS} seeds"
    )
    print("\n| metric | task | value | coverage | missed at 0.05 / 0.01 / 0.001 |\n|---|---|---|---|---|")
    holds = True
    for metric in map(find_metric, asked.metrics):
        for world, strength in product(worlds_of(metric), STRENGTHS):
            value, covered = coverage(metric, world, strength, asked.sets)
            missed = false_fails(metric, world, strength, asked.bars)
            holds &= covered >= LEAST_COVERAGE and all(map(float.__le__, missed, MOST_MISSED))
            figures = " / ".join(f"{each:.4f}" for each in missed)
            print(f"| `{metric.name}` | {world.name} | {value:.3g} | {covered:.3f} | {figures} |", flush=True)
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

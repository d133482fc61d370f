"""Time the canonical form of networks and their comparison.

    python benchmarks/models.py [--rounds N]

Claims: two networks of 50 layers compare in under 20 ms, the canonical form of ResNet50 takes under 1 s.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable

import keras
from keras import Input, Sequential, layers

from autograder import networks
from autograder.frameworks.keras.describe import describe

COMPARE_MS = 20.0
DESCRIBE_MS = 1000.0


def fifty_layers(*, wrong: tuple[int, ...] = ()) -> keras.Model:
    """A chain of fifty layers, with other filters or units at the `wrong` blocks."""
    parts: list[layers.Layer] = []
    for block in range(12):
        filters = 16 if block in wrong else 8
        parts += [layers.Conv2D(filters, 3, padding="same", activation="relu"), layers.BatchNormalization()]
        parts += [layers.Dropout(0.1), layers.Activation("relu")]
    return Sequential([Input((16, 16, 3)), *parts, layers.Flatten(), layers.Dense(10, activation="softmax")])


def median_ms(call: Callable[[], object], rounds: int) -> float:
    """Return the median time of a call in milliseconds, after one warm-up."""
    call()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def main() -> int:
    """Print the table; exit 1 where a claim does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    reference = describe(fifty_layers())
    cases = {
        "equal": describe(fifty_layers()),
        "one difference": describe(fifty_layers(wrong=(6,))),
        "two differences far apart": describe(fifty_layers(wrong=(0, 11))),
        "every block different": describe(fifty_layers(wrong=tuple(range(12)))),
    }
    resnet = keras.applications.ResNet50(weights=None)
    described = describe(resnet)
    text = json.dumps(networks.to_json(described))
    rows = [
        (
            f"compare 50 layers, {name}",
            median_ms(lambda found=found: networks.compare(found, reference), rounds),
            COMPARE_MS,
        )
        for name, found in cases.items()
    ]
    rows.append(("describe ResNet50", median_ms(lambda: describe(resnet), max(rounds // 3, 1)), DESCRIBE_MS))
    rows.append(
        ("read ResNet50's description", median_ms(lambda: networks.from_json(json.loads(text)), 3), DESCRIBE_MS)
    )
    for name, found_ms, limit_ms in rows:
        print(f"{name:44} {found_ms:8.1f} ms   (limit {limit_ms:.0f} ms)")
    return int(any(found_ms > limit_ms for _name, found_ms, limit_ms in rows))


if __name__ == "__main__":
    sys.exit(main())

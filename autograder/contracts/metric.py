"""What outputs are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from autograder.records import Direction


@dataclass(frozen=True, slots=True)
class Targets:
    """What outputs are compared with: a label or row of numbers for each example, and how many classes there are.

    `values` holds a label each, (n,); or 0 and 1 for each of several labels, (n, classes); or, where `classes` is 0,
    numbers, (n,) or (n, k), and `unit` says of what. `naive` is what a guess without learning gives, such
    as the last value of a series; None where there is none.
    """

    values: NDArray[Any]
    classes: int = 0
    unit: str = ""
    naive: NDArray[Any] | None = None


class Metric(Protocol):
    """What outputs are worth against targets. It holds no state: equal arguments give equal answers.

    Outputs are one row of finite or other numbers for each target, whatever a network gave; there is at least one.
    """

    @property
    def name(self) -> str:
        """Its stable name, by which `assignment.toml` asks for it ("balanced_accuracy")."""

    @property
    def title(self) -> str:
        """How sentences and pages call it, in English: "balanced accuracy"."""

    @property
    def unit(self) -> str:
        """What its values are in: `records.SHARE` for a share of 1, `records.OF_TARGETS`, "" for plain numbers."""

    @property
    def direction(self) -> Direction:
        """Whether higher or lower is better."""

    def compute(self, outputs: NDArray[Any], targets: Targets) -> float:
        """Return the value, whatever the order of the examples; a number that is not finite makes it no better.

        Raises:
            ValueError: outputs of this shape, or targets of this kind, cannot be read.
        """

    def each(self, outputs: NDArray[Any], targets: Targets) -> NDArray[Any] | None:
        """Return one number for each example whose mean is the value; None where it is no mean. Raises as `compute`."""

    def interval(self, outputs: NDArray[Any], targets: Targets) -> tuple[float, float]:
        """Return the ends of the 95 % interval, the lower first, the value between them. Raises as `compute`."""

    def baseline(self, targets: Targets) -> float:
        """Return the value of the best guess that does not look at the inputs; it earns no points.

        Raises:
            ValueError: targets of this kind cannot be read, or nothing is better than a guess; says what is expected.
        """

    def decimals(self, targets: Targets) -> int:
        """Return in how many decimals students are told a value; negative for tens and more.

        Two digits, or what five examples can change: labels could be read off a finer value by handing in again.
        """

"""What a comparison of two networks gives: differences in words, and rows for a table side by side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autograder.records import Shape


class Kind(StrEnum):
    """What sort of difference it is."""

    SETTING = "setting"
    ACTIVATION = "activation"
    MISSING = "missing"
    EXTRA = "extra"
    REPLACED = "replaced"
    MOVED = "moved"
    WIRING = "wiring"
    SHARING = "sharing"
    FROZEN = "frozen"
    INPUT = "input"
    OUTPUT = "output"
    NAME = "name"
    PARAMETERS = "parameters"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Difference:
    """One cause. `layer` is the student's name of the layer ("" where none is meant); `consequence` what follows."""

    kind: Kind
    layer: str
    message: str
    consequence: str = ""

    @property
    def text(self) -> str:
        """The message and what follows from it, as one paragraph."""
        return f"{self.message} {self.consequence}".strip()


@dataclass(frozen=True, slots=True)
class Cause:
    """A difference and the places (found, expected) where it sits in the graphs; None where it has none.

    `further` are the other operations of a cause that is more than one. `cost` is what it costs beyond what the
    alignment already lacks; negative where the alignment is too strict.
    """

    difference: Difference
    found: int | None = None
    expected: int | None = None
    cost: float = 0.0
    further: tuple[int, ...] = ()


class Mark(StrEnum):
    """How a row of the table relates to the reference. SHIFTED: right in itself, but its shape changed further up."""

    SAME = "same"
    CHANGED = "changed"
    SHIFTED = "shifted"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One layer of the table side by side. What the student lacks is empty on their side.

    The reference's side is None unless the comparison may reveal it, or the sides agree.
    """

    mark: Mark
    layer: str
    operation: str
    shape: Shape | None
    parameters: int | None
    expected_operation: str | None
    expected_shape: Shape | None
    expected_parameters: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on a network. `credit` is 1 exactly when `equal`; see `docs/design/networks.md` for its formula."""

    equal: bool
    credit: float
    differences: tuple[Difference, ...]
    rows: tuple[DifferenceRow, ...]

"""What a page shows, as plain records. Templates see nothing else.

`student.student_view` builds the staff's `StudentView`, from which `redaction.redacted` takes what students must
not see, so that both pages come from one record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from autograder.networks import Mark
from autograder.records import (
    Adjustment,
    Hint,
    IsolationLayer,
    Limits,
    Measurement,
    Outcome,
    Parameters,
    State,
    Status,
    Training,
    Trust,
    Usage,
)
from autograder.reports.charts import CurveChart, Matrix, ScaleChart, scale_chart
from autograder.reports.failure_view import FailureView
from autograder.reports.labels import LabelsView
from autograder.reports.look import Look
from autograder.reports.numbers import NumbersView
from autograder.reports.roc import RocCurve


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check, with the points as a share of what was possible (for its bar); `answer` is what was written."""

    check: str
    title: str
    status: Status
    earned: float
    possible: float
    share: float
    message: str
    detail: str
    hidden: bool
    seconds: float = 0.0
    measurements: tuple[Measurement, ...] = ()
    answer: str = ""
    marked: bool = False

    @property
    def remark(self) -> str:
        """What stands beside the points where room is short: the message, unless the check passed by itself."""
        return self.message if self.marked or self.status is not Status.PASSED else ""


@dataclass(frozen=True, slots=True)
class Block:
    """One layer as it is drawn: its class, a line about it, and the shape that leaves it."""

    name: str
    about: str
    shape: str


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """An expected and a found layer side by side; `layer` is the student's name of the found one.

    `withheld`: there is an expected one, and the page must not say which.
    """

    expected: Block | None
    found: Block | None
    mark: Mark
    layer: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A layer's parameters with the arithmetic that gives them ("3·3·1·10 + 10")."""

    name: str
    class_name: str
    shape: str
    arithmetic: str
    total: int
    trainable: int


@dataclass(frozen=True, slots=True)
class NetworkView:
    """The network: `rows` beside the expected flow (`compared`), what differs, and its parameters layer by layer."""

    rows: tuple[NetworkRow, ...]
    compared: bool
    differences: tuple[str, ...]
    input_shape: str
    layers: tuple[ParameterRow, ...]
    parameters: Parameters
    omitted: int = 0


@dataclass(frozen=True, slots=True)
class CurvesView:
    """Learning curves with what they tell. `gap` is training minus validation accuracy at the best epoch."""

    charts: tuple[CurveChart, ...]
    epochs: int
    best_epoch: int | None
    monitor: str
    gap: float | None
    broke_at: int | None
    by_grader: bool

    @property
    def validated(self) -> bool:
        """Whether a curve of validation is drawn."""
        return any(line.name == "validation" for chart in self.charts for line in chart.lines)


@dataclass(frozen=True, slots=True)
class Mistake:
    """An image, as PNG, or a text that was classified wrongly, with what the network said and how surely."""

    png: bytes
    label: str
    predicted: str
    confidence: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class ExaminedView:
    """What the network did on images whose labels are at hand; `public` where students may see it."""

    name: str
    public: bool
    matrix: Matrix
    mistakes: tuple[Mistake, ...]
    wrong: int
    total: int
    roc: RocCurve | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that the submission drew, as PNG."""

    name: str
    png: bytes


class Piece(StrEnum):
    """What a piece of a notebook cell is."""

    TEXT = "text"
    HTML = "html"
    PNG = "png"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Output:
    """An output of a cell. `content` is plain text, sanitised HTML, or the base64 of a PNG."""

    piece: Piece
    content: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A notebook cell. `number` counts code cells; `html` is sanitised: highlighted code, or rendered Markdown."""

    number: int
    code: bool
    html: str
    outputs: tuple[Output, ...]
    failed: bool


@dataclass(frozen=True, slots=True)
class RunView:
    """What was run, on what, and how it was isolated."""

    outcome: Outcome | None
    trust: Trust | None
    seed: int
    device: str
    versions: tuple[tuple[str, str], ...]
    usage: Usage | None
    limits: Limits | None
    layers: tuple[IsolationLayer, ...]
    training: Training | None
    found: str
    notes: tuple[str, ...]
    digest: str
    reused: bool

    @property
    def missing_layers(self) -> tuple[IsolationLayer, ...]:
        """Return the layers of isolation that did not hold."""
        return tuple(layer for layer in self.layers if not layer.active)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where the staff's page finds the student's copy and the class's page; the student's page links to neither."""

    student: str = ""
    classroom: str = ""


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of an assignment: its points, and what a page about it alone would show."""

    title: str
    earned: float
    possible: float
    view: StudentView


@dataclass(frozen=True, slots=True)
class StudentView:
    """One student's page; `anchor` is what the names of its sections begin with where it is of a part alone."""

    look: Look
    assignment: str
    title: str
    student: str
    submitted_at: datetime | None
    due: datetime | None
    entry: str
    state: State
    reason: str
    earned: float
    possible: float
    adjustments: tuple[Adjustment, ...]
    checks: tuple[CheckView, ...]
    hints: tuple[Hint, ...]
    failure: FailureView | None
    network: NetworkView | None
    curves: CurvesView | None
    examined: ExaminedView | None
    numbers: NumbersView | None
    labels: LabelsView | None
    figures: tuple[Figure, ...]
    figures_omitted: int
    tiles: tuple[Figure, ...]
    cells: tuple[Cell, ...]
    cells_omitted: int
    run: RunView
    places: PageLinks = PageLinks()
    staff: bool = True
    many: str = "examples"
    parts: tuple[PartView, ...] = ()
    anchor: str = ""

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """What the checks measured, in their order."""
        return tuple(each for check in self.checks for each in check.measurements)

    @property
    def measurement(self) -> Measurement | None:
        """The first measurement that is compared with a bar; None where there is none."""
        return next((each for each in self.measurements if each.bar is not None), None)

    @property
    def scale(self) -> ScaleChart | None:
        """That measurement on a scale."""
        return scale_chart(self.measurement) if self.measurement else None

    @property
    def open_points(self) -> float:
        """What the parts are worth that a person marks."""
        return sum(check.possible for check in self.checks if check.status is Status.AWAITING)

    @property
    def checked_points(self) -> float:
        """What the checks gave, before adjustments."""
        return sum(check.earned for check in self.checks)

    @property
    def hints_first(self) -> bool:
        """Whether a hint names the cause better than the checks: where only what was measured falls short."""
        failed = [check for check in self.checks if check.status is Status.FAILED]
        return not self.failure and all(check.measurements or check.check == "test_accuracy" for check in failed)

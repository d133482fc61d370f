"""Say why a person should look at a submission before its points count, beyond what checks could not judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from autograder.i18n import gettext as _
from autograder.i18n import later
from autograder.metrics import ACCURACY
from autograder.records import CheckResult, Doubt, DoubtKind, Evidence, FailureKind, Measurement, Trust, scored
from autograder.sentences import worded

HALF = 0.5
"""A network that names images before it was trained, beyond this share of the way from chance to the bar, knew them."""
UNKNOWN_BAR = 0.9
"""The bar by which that is judged where only a check knows the bar."""
BY_CHANCE = ((5, 0.45), (1, 0.9))
"""From how many classes on drawn weights name at most which share: of 320 networks, 0.39 with 5 classes and more.

With fewer a network whose outputs all go one way by chance names as many as most of two classes have (up to 0.88).
"""
DOUBTS: Mapping[DoubtKind, str] = {
    DoubtKind.INPUTS: later(
        "The submission's own preprocess() made the {many} that the score is measured on (self-reported)."
    ),
    DoubtKind.SCALING: later("preprocess() is none that the grader knows, so it prepared the {many} in its own way."),
    DoubtKind.NUMBERS: later(
        "The network's configuration brings {n} bits of numbers, which can hold what it should learn."
    ),
    DoubtKind.WIRING: later(
        "The network's operations and edges take {n} bits to tell, which can hold what it should learn."
    ),
    DoubtKind.PLAN: later("How the network is to be trained could not be read from its configuration."),
}
"""The sentence of each kind of doubt, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for staff. What is self-reported a course may accept; a suspicion it may not."""

    text: str
    self_reported: bool = False


@dataclass(frozen=True, slots=True)
class Untrained:
    """The share of test examples that a network named before it was trained, and that of always naming one class.

    Of numbers, which have no `classes`, it is R², and that of always giving the mean.
    """

    value: float
    chance: float
    classes: int


NONE_TRAINED: Mapping[str, Untrained | None] = MappingProxyType({})
"""How well none of several models did before the grader trained it."""


def every_reason(
    evidence: Evidence,
    results: Sequence[CheckResult],
    *,
    untrained: Untrained | None,
    models: Mapping[str, Untrained | None] = NONE_TRAINED,
) -> tuple[Reason, ...]:
    """Return every reason, of each of several models by what was learned of it, each once.

    Args:
        evidence: what was collected.
        results: what the checks gave and measured.
        untrained: what the network named before.
        models: what each of several networks named before, by its part.
    """
    if not evidence.models:
        return reasons(evidence, results, untrained=untrained)
    of_others = [result for result in results if result.part not in evidence.models]
    found = [*_claimed(of_others)]
    for part in evidence.models:
        own = [result for result in results if result.part == part]
        found += reasons(evidence.of(part), own, untrained=models.get(part))
    return tuple(dict.fromkeys(found))


def reasons(evidence: Evidence, results: Sequence[CheckResult], *, untrained: Untrained | None) -> tuple[Reason, ...]:
    """Return every reason.

    Args:
        evidence: what was collected.
        results: what the checks gave and measured. A check may judge outputs and emit no measurement.
        untrained: what the same network named before.
    """
    measurement = scored(results)
    judged = measurement is not None or any(result.measured and result.earned > 0 for result in results)
    told = judged and Doubt(DoubtKind.INPUTS) in evidence.doubts
    found = [*(() if told else _self_reported(evidence)), *_claimed(results)]
    if judged:
        short = any(result.measured and result.earned < result.possible for result in results)
        below = short if measurement is None else not measurement.reached
        found += [*_of_doubts(evidence, below=below), *_of_untrained(measurement, untrained)]
    found += [Reason(_(DOUBTS[doubt.kind])) for doubt in evidence.doubts if doubt.kind is DoubtKind.PLAN]
    return tuple(found)


def _self_reported(evidence: Evidence) -> Iterator[Reason]:
    if evidence.trust is not Trust.SELF_REPORTED:
        return
    if evidence.error is not None and evidence.error.kind == FailureKind.UNDESCRIBED:
        yield Reason(_("What the submission's own process says of its model cannot be read."))
    elif evidence.structure is None:
        text = _("Tests ran beside the submission's own code, which can change what they say (self-reported).")
        yield Reason(text, self_reported=True)
    else:
        text = _("The model could only be rebuilt with the submission's own code (self-reported).")
        yield Reason(text, self_reported=True)


def _claimed(results: Sequence[CheckResult]) -> Iterator[Reason]:
    believed = [result.check for result in results if result.claimed and result.earned > 0]
    if believed:
        text = _("These points rest on what the submission says of its own training (self-reported): {checks}.")
        yield Reason(text.format(checks=", ".join(believed)), self_reported=True)


def _of_doubts(evidence: Evidence, *, below: bool) -> Iterator[Reason]:
    doubts = {doubt.kind: doubt.value for doubt in evidence.doubts if doubt.kind is not DoubtKind.PLAN}
    if DoubtKind.INPUTS in doubts or not below:
        doubts.pop(DoubtKind.SCALING, None)
    for kind in DoubtKind:
        if kind in doubts:
            yield Reason(worded(_(DOUBTS[kind]), n=doubts[kind]), self_reported=kind is DoubtKind.INPUTS)


def _of_untrained(measurement: Measurement | None, untrained: Untrained | None) -> Iterator[Reason]:
    if untrained is None:
        return
    bar = UNKNOWN_BAR
    if measurement is not None and measurement.bar is not None and measurement.name == ACCURACY.name:
        bar = measurement.bar
    halfway = untrained.chance + HALF * (bar - untrained.chance)
    if not untrained.classes and untrained.value > HALF:
        text = _("Before the grader trained it, the network gave numbers with an R² of {value} already.")
        yield Reason(text.format(value=f"{untrained.value:.2f}"))
    if untrained.classes and round(untrained.value, 2) > max(halfway, _by_chance(untrained.classes)):
        text = _("Before the grader trained it, the network named {share} of the test {many} already.")
        yield Reason(worded(text, share=f"{untrained.value:.0%}"))


def _by_chance(classes: int) -> float:
    return next(share for fewest, share in BY_CHANCE if classes >= fewest)

"""Checks of what a network does: which layers learn, and when dropout acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.checks.context import award
from autograder.i18n import gettext as _
from autograder.records import Json, Structure
from autograder.sentences import filled


def assert_frozen(
    structure: Structure, *, trainable: int | None = None, behaviour: Mapping[str, Json] | None = None
) -> None:
    """Check that a part of the network is frozen and the rest learns.

    Args:
        structure: the student's network.
        trainable: how many parameters may learn; by default any number short of all.
        behaviour: with it, a training step must leave the frozen weights as they are and move the others.

    Raises:
        AssertionError: nothing is frozen, nothing learns, the numbers differ, or a step moved what is frozen.
    """
    found, total = structure.parameters.trainable, structure.parameters.total
    if found == total:
        raise AssertionError(
            _("No layer is frozen: all {total} parameters learn. Look at `trainable` of the base.").format(
                total=f"{total:,}"
            )
        )
    if found == 0:
        raise AssertionError(_("Every layer is frozen, so nothing can learn. The new layers must stay trainable."))
    if trainable is not None and found != trainable:
        raise AssertionError(
            _("Expected {expected} parameters that learn, found {found} of {total}.").format(
                expected=f"{trainable:,}", found=f"{found:,}", total=f"{total:,}"
            )
        )
    if behaviour is not None:
        _assert_step(_finding(behaviour, "training_step"))


def assert_dropout_behaviour(behaviour: Mapping[str, Json]) -> None:
    """Check that dropout acts in training, and in training only.

    Raises:
        AssertionError: two passes in training agree, two passes in use differ, or a rate is not the layer's.
    """
    finding = _finding(behaviour, "dropout")
    if not finding.get("layers"):
        raise AssertionError(_("No dropout layer was found in your network."))
    if finding.get("inference_differs"):
        raise AssertionError(
            _("Two predictions for the same input differ: dropout must be off when the network is used.")
        )
    if not finding.get("training_differs"):
        raise AssertionError(
            _("Two passes in training give the same result: dropout does nothing. Is it called with training=False?")
        )
    wrong = [layer for layer in finding["layers"] if abs(layer["found"] - layer["rate"]) > layer["tolerance"]]
    if wrong:
        right = len(finding["layers"]) - len(wrong)
        award(
            right / len(finding["layers"]),
            _("The layer “{layer}” has the rate {rate} and switches off {found} of its units in training.").format(
                layer=wrong[0]["name"], rate=wrong[0]["rate"], found=round(wrong[0]["found"], 3)
            ),
        )


def assert_learns(behaviour: Mapping[str, Json]) -> None:
    """Check that a training step reaches every layer that should learn, and that a few examples are learned by heart.

    Raises:
        AssertionError: a layer with trainable weights stays as it was, or the loss on the few examples does not fall.
    """
    _assert_step(_finding(behaviour, "training_step"))
    if "memorising" in behaviour and not _finding(behaviour, "memorising").get("learns"):
        raise AssertionError(
            _("Your network cannot even learn a handful of examples by heart. Look at its activations and its output.")
        )


def _assert_step(step: Mapping[str, Any]) -> None:
    moved, still = step.get("frozen_moved", ()), step.get("trainable_still", ())
    if moved:
        raise AssertionError(
            _("A training step changed weights that should be frozen: {layers}.").format(layers=_listed(moved))
        )
    if still:
        raise AssertionError(
            _("A training step did not change weights that should learn: {layers}.").format(layers=_listed(still))
        )


def _finding(behaviour: Mapping[str, Json], probe: str) -> Mapping[str, Any]:
    """Return what a probe found; one that was not made is no fault of the student's."""
    finding = behaviour.get(probe)
    if not isinstance(finding, Mapping):
        raise KeyError(f"the evidence has no finding of the probe {probe!r}; it has {sorted(behaviour)}")
    if finding.get("problem"):
        raise AssertionError(filled(_("Your model could not be tried: {problem}."), problem=finding["problem"]))
    return finding


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names[:5]) + ("…" if len(names) > 5 else "")

"""Say why a piece of evidence is not there, in words for the student."""

from __future__ import annotations

from autograder.explain import explain
from autograder.records import Evidence, Failure, Outcome


class GraderFaultError(Exception):
    """The evidence is missing through our fault: the check is an error, never a failure of the student's."""


MODEL_KINDS = frozenset(
    {"no_model", "two_models", "not_a_model", "no_layers", "unbuilt", "model_too_large", "uncompiled", "input_shape"}
    | {"predict", "training", "targets", "unknown_setting", "misspelt_setting", "settings", "unsaved", "not_rebuilt"}
    | {"wrong_input_shape", "wide_output", "preprocess", "undescribed"}
)
"""Failures that concern the model alone: figures and functions are not missing because of them."""


def why_missing(evidence: Evidence, nothing: str, *, of_model: bool = True, of_outputs: bool = False) -> str:
    """Return the reason for which evidence is missing: the run's failure, else how the run ended, else `nothing`.

    Args:
        evidence: what the run left.
        nothing: what to say of a run that ended well without leaving this piece.
        of_model: whether the piece comes from the model, so that a failure of the model explains it.
        of_outputs: whether it comes from the model's outputs, so that what it refused explains it better than what
            went wrong before.

    Raises:
        GraderFaultError: a box failed, not the submission.
    """
    if evidence.outcome is Outcome.SANDBOX_FAULT:
        raise GraderFaultError("the sandbox failed before there was evidence")
    if evidence.fault and of_model:
        raise GraderFaultError(evidence.fault)
    if of_outputs and evidence.unusable is not None:
        return explain(evidence.unusable)
    if evidence.error is not None and (of_model or evidence.error.kind not in MODEL_KINDS):
        return explain(evidence.error)
    return nothing if evidence.outcome is Outcome.OK else explain(Failure(str(evidence.outcome), str(evidence.outcome)))

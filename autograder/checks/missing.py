"""Say why a piece of evidence is not there, in words for the student."""

from __future__ import annotations

from autograder.explain import explain
from autograder.records import OF_OUTCOMES, Evidence, Failure, FailureKind, Outcome


class GraderFaultError(Exception):
    """The evidence is missing through our fault: the check is an error, never a failure of the student's."""


MODEL_KINDS = frozenset(
    {
        FailureKind.NO_MODEL,
        FailureKind.NO_NAMED_MODEL,
        FailureKind.NOT_NAMED_MODEL,
        FailureKind.NAMED_ARGUMENTS,
        FailureKind.TWO_MODELS,
        FailureKind.NOT_A_MODEL,
        FailureKind.NO_MODULE,
        FailureKind.NOT_A_MODULE,
        FailureKind.MODULE_INPUT,
        FailureKind.UNFOLLOWED,
        FailureKind.NO_LAYERS,
        FailureKind.UNBUILT,
        FailureKind.MODEL_TOO_LARGE,
        FailureKind.UNCOMPILED,
    }
    | {
        FailureKind.PREDICT,
        FailureKind.TRAINING,
        FailureKind.TARGETS,
        FailureKind.NUMBERS,
        FailureKind.LOSS_OF_CLASSES,
        FailureKind.LOSS_OF_ROWS,
        FailureKind.LOSS_OF_ONE_CLASS,
        FailureKind.UNKNOWN_SETTING,
        FailureKind.MISSPELT_SETTING,
        FailureKind.SETTINGS,
        FailureKind.UNSAVED,
    }
    | {FailureKind.TAKES_NO_TEXTS, FailureKind.KNOWS_NO_WORDS, FailureKind.SEES_AHEAD}
    | {FailureKind.WRONG_INPUT_SHAPE, FailureKind.WIDE_OUTPUT, FailureKind.PREPROCESS, FailureKind.UNDESCRIBED}
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
    return (
        nothing
        if evidence.outcome is Outcome.OK
        else explain(Failure(OF_OUTCOMES[evidence.outcome], str(evidence.outcome)))
    )

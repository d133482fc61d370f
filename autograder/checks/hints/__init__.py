"""Hints for classical mistakes: what was seen in the evidence, why it matters, what to try. Never the solution.

A rule is a function from evidence to a hint or nothing. Rules stand in the order of likely causes; symptoms, which a
cause explains, are told only where no cause was found. Work that earns everything is told of its spelling, and of what
stopped it if something did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from autograder.checks.hints import inputs, labels, lookups, loss, network, numbers, pytorch, spelling, training
from autograder.checks.hints.context import HintContext
from autograder.checks.hints.source import read
from autograder.course.assignment import Assignment
from autograder.data import HiddenData
from autograder.protocol.jobs import DataTask
from autograder.records import CheckResult, Evidence, Hint, Measurement, Outcome, Reference, Status, scored

Rule: TypeAlias = Callable[[HintContext], Hint | None]

OF_ERRORS: tuple[Rule, ...] = (
    spelling.missing_package,
    inputs.missing_channel_axis,
    inputs.vectors_for_images,
    loss.missing_flatten,
    loss.wrong_loss,
    lookups.knows_no_words,
    pytorch.labels_of_another_type,
)
CAUSES: tuple[Rule, ...] = (
    *OF_ERRORS,
    loss.loss_of_another_task,
    labels.loss_of_one_class,
    labels.softmax_over_labels,
    numbers.loss_of_classes,
    numbers.bounded_output,
    pytorch.softmax_before_cross_entropy,
    pytorch.softmax_over_the_batch,
    pytorch.forgotten_zero_grad,
    training.never_trained,
    training.fitted_nothing,
    inputs.fitted_the_wrong_array,
    inputs.no_scaling,
    network.missing_softmax,
    network.double_softmax,
    network.hidden_softmax,
    network.forgotten_activation,
    network.dropout_at_the_output,
    network.forgotten_freeze,
    network.frozen_too_late,
    network.dead_layers,
    training.learning_rate_too_high,
    training.learning_rate_too_low,
    numbers.another_scale,
)
SYMPTOMS: tuple[Rule, ...] = (
    training.diverged,
    training.predicts_one_class,
    numbers.one_number_for_all,
    training.too_few_epochs,
    training.overfitting,
)
PRACTICE: tuple[Rule, ...] = (
    network.softmax_for_logits,
    inputs.validation_on_the_test_set,
    pytorch.evaluates_in_training_mode,
    pytorch.evaluates_with_gradients,
)
STYLE: tuple[Rule, ...] = (spelling.keras2_spelling,)
OF_IMAGES = frozenset({inputs.missing_channel_axis, inputs.vectors_for_images, inputs.no_scaling})
"""Rules that speak of images, which others have not."""
OF_CLASSES = frozenset(
    {
        *(loss.wrong_loss, loss.loss_of_another_task, training.predicts_one_class),
        *(network.missing_softmax, network.double_softmax, network.hidden_softmax, network.dropout_at_the_output),
    }
)
"""Rules that speak of classes."""
OF_LABELS = frozenset({labels.loss_of_one_class, labels.softmax_over_labels})
"""Rules that speak of several labels an example."""
OF_NUMBERS = frozenset(
    {numbers.loss_of_classes, numbers.bounded_output, numbers.another_scale, numbers.one_number_for_all}
)
"""Rules that speak of numbers that are learned."""
MOST = 4


def find_hints(
    evidence: Evidence,
    assignment: Assignment,
    *,
    reference: Reference | None = None,
    measured: Measurement | None = None,
    data: HiddenData | None = None,
    results: Sequence[CheckResult] = (),
) -> tuple[Hint, ...]:
    """Return the hints for a submission, the likeliest cause first, at most four.

    Args:
        evidence: what the run left; `source` is read, never run.
        assignment: the assignment.
        reference: with its structure, rules compare with what was asked.
        measured: what the checks scored; without it the submission counts as falling short.
        data: the test labels, which show whether unscaled pixels are read better.
        results: the checks' verdicts; where everything that was judged is earned, only spellings and
            what explains an error are told.

    Raises:
        ReadingError: there is more code than anybody writes.
    """
    if evidence.outcome is Outcome.SANDBOX_FAULT:
        return ()
    complete = _earns_everything(results)
    context = HintContext(evidence, assignment, read(evidence.source), reference, measured, data, complete=complete)
    if complete:
        return _told(STYLE if evidence.error is None else OF_ERRORS + STYLE, context)
    causes = _without_consequences(_told(CAUSES, context))
    return (*causes, *(() if causes else _told(SYMPTOMS, context)), *_told(STYLE + PRACTICE, context))[:MOST]


def hints_by_part(
    evidence: Evidence,
    assignment: Assignment,
    *,
    reference: Reference | None = None,
    data: HiddenData | None = None,
    results: Sequence[CheckResult] = (),
) -> tuple[Hint, ...]:
    """Return the hints; of several models those of each by its own results, each hint once.

    Raises:
        ReadingError: there is more code than anybody writes.
    """
    found: list[Hint] = []
    for part in evidence.models or [""]:
        own = [result for result in results if result.part == part] if part else results
        compared = None if reference is None else reference.of(part)
        found += find_hints(
            evidence.of(part), assignment, reference=compared, measured=scored(own), data=data, results=own
        )
    return tuple(dict.fromkeys(found))


def _without_consequences(causes: tuple[Hint, ...]) -> tuple[Hint, ...]:
    """Leave out what is said of a learning rate where the network cannot give the numbers whatever it is."""
    bounded = {hint.rule for hint in causes} & {"loss_of_classes", "bounded_output"}
    return tuple(hint for hint in causes if not (bounded and hint.rule.startswith("learning_rate")))


def _earns_everything(results: Sequence[CheckResult]) -> bool:
    """Tell whether every check that could judge the work gives all of its points."""
    judged = [result for result in results if result.status is not Status.SKIPPED]
    return bool(judged) and all(result.earned >= result.possible for result in judged)


def _told(rules: Sequence[Rule], context: HintContext) -> tuple[Hint, ...]:
    return tuple(hint for rule in rules if _concerns(rule, context) and (hint := rule(context)) is not None)


def _concerns(rule: Rule, context: HintContext) -> bool:
    """Tell whether a rule speaks of what the data are; where they are not known they are images of classes."""
    data = context.data
    own = OF_CLASSES if data is None else OF_NUMBERS
    if data is not None and data.class_names:
        own = OF_LABELS if data.learned is DataTask.MULTILABEL else OF_CLASSES
    if rule in (OF_CLASSES | OF_LABELS | OF_NUMBERS) - own:
        return False
    return data is None or data.is_images or rule not in OF_IMAGES


__all__ = [
    "CAUSES",
    "OF_CLASSES",
    "OF_ERRORS",
    "OF_IMAGES",
    "OF_LABELS",
    "OF_NUMBERS",
    "PRACTICE",
    "STYLE",
    "SYMPTOMS",
    "HintContext",
    "Rule",
    "find_hints",
    "hints_by_part",
]

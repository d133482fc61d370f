"""What is learned of several models of one submission, each by itself, and how far a submission is trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce

from autograder.collect.ending import summed
from autograder.collect.student_run import StudentRun
from autograder.collect.task import Task, judges_itself
from autograder.records import Evidence, Outcome, Trust

Look = Callable[[Task, StudentRun], tuple[Evidence, Mapping[str, bytes]]]
"""Looks at one model; gives what came of it, and files by their names."""


def looked_at_each(task: Task, run: StudentRun, look: Look) -> tuple[Evidence, Mapping[str, bytes]]:
    """Look at each model of a submission; return what came of them together, and their files in folders by part."""
    found: dict[str, Evidence] = {}
    files: dict[str, bytes] = {}
    for wanted in task.models:
        left = run.models[wanted.part]
        left = replace(left, evidence=replace(left.evidence, outcome=run.evidence.outcome))
        found[wanted.part], own = look(replace(task, model=wanted), left)
        files |= {f"{wanted.folder}/{name}": data for name, data in own.items()}
    return _together(run.evidence, found), files


def as_told(task: Task, evidence: Evidence) -> Evidence:
    """Trust tests of a course without a reference no further than what they gave allows."""
    told = [] if task.expected else [value for value in evidence.functions if value.value is not None]
    return replace(evidence, trust=Trust.SELF_REPORTED) if judges_itself(task.inputs, told) else evidence


def _together(whole: Evidence, models: Mapping[str, Evidence]) -> Evidence:
    """Return the evidence of a submission with that of its models.

    What is lost, fails through us or is self-reported of one of them is so of the submission.
    """
    each = tuple(models.values())
    lost = any(model.outcome is Outcome.SANDBOX_FAULT for model in each)
    claimed = any(model.trust is Trust.SELF_REPORTED for model in each)
    return replace(
        whole,
        outcome=Outcome.SANDBOX_FAULT if lost else whole.outcome,
        usage=reduce(summed, (model.usage for model in each), whole.usage),
        trust=Trust.SELF_REPORTED if claimed else whole.trust,
        fault=whole.fault or next((model.fault for model in each if model.fault), ""),
        device=next((model.device for model in each if model.device != "cpu"), whole.device),
        models=models,
    )

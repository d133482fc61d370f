"""What a check session is given: one case for each submission, and what it collects: one record for each check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.assignment import Policy
from autograder.records import Evidence, Reference, Visibility


@dataclass(frozen=True, slots=True)
class HiddenData:
    """What the grader knows of the data and the student does not.

    `labels` maps the name of a split ("test") to its class indices, shape (n,), from 0 to `classes` − 1.
    """

    labels: Mapping[str, NDArray[np.integer[Any]]] = field(default_factory=dict)
    classes: int = 10


@dataclass(frozen=True, slots=True)
class CheckCase:
    """One submission as a check session sees it. `key` is unique within the session."""

    key: str
    evidence: Evidence
    reference: Reference
    data: HiddenData = field(default_factory=HiddenData)
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True)
class Check:
    """A check as the course wrote it. `name` is its stable id, `place` its file and line."""

    name: str
    title: str
    points: float
    visibility: Visibility
    place: str

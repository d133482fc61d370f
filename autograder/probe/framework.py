"""The framework that a job names."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the fork server counts its threads before it imports what the contracts need
    from autograder.contracts import Framework
    from autograder.protocol.jobs import BoxJob


def framework_of(job: BoxJob) -> Framework:
    """Return the framework of a job."""
    return framework_called(job.framework)


def framework_called(reference: str) -> Framework:
    """Return the framework that a module holds ("package.module:NAME")."""
    module, _, name = reference.partition(":")
    framework: Framework = getattr(importlib.import_module(module), name)
    return framework

"""A layer that looks words up and was shown none is told as the cause."""

from __future__ import annotations

from autograder.records import Failure
from tests.checks.hints.given import hints, network

UNTAUGHT = "FailedPreconditionError: Exception when calling TextVectorization.call(). Table not initialized."


def test_a_layer_that_knows_no_words() -> None:
    told = hints(structure=network("dense relu dense"), error=Failure("training", UNTAUGHT), source="model.fit(x, y)\n")
    assert "knows_no_words" in [hint.rule for hint in told]


def test_another_error_is_not_laid_to_words() -> None:
    told = hints(structure=network("dense relu dense"), error=Failure("training", "the table is round"), source="")
    assert "knows_no_words" not in [hint.rule for hint in told]

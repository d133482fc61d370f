"""What a box says arrives as it was written, within limits; what is none of it counts as if it were not there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collect.decoding import MAX_TEXT, answer
from autograder.probe.json_files import write_answer
from autograder.protocol.answers import (
    ANSWERS,
    ITEMS,
    MOST,
    Answer,
    Calling,
    FunctionCall,
    InspectedReport,
    ModelReport,
    PlanReport,
    RebuiltReport,
    RunReport,
    TrainedReport,
)
from autograder.protocol.plain import hints
from autograder.records import Failure

REFUSED = Failure("exception", "ValueError: no", "cell 3, line 2", "cell 3, line 2\n    1 / 0", {"type": "ValueError"})
SAID: tuple[Answer, ...] = (
    RunReport(7, "cell 7", done=True, failures=(REFUSED, REFUSED)),
    Calling("average"),
    ModelReport(
        versions={"keras": "3.0"},
        device="cpu",
        found="net",
        others=("first", "second"),
        why="saved",
        overwritten="cell 4, line 1",
        saved=True,
        code=("Mine>Layer",),
        steps_itself=True,
        trained=True,
        preprocess="half",
        trainer="recipe",
        stopped="budget",
        failure=REFUSED,
        more_figures=3,
    ),
    RebuiltReport("it cannot be", {"numpy": "2.0"}, "gpu", ("my_loss",), REFUSED),
    PlanReport(("layers/dense, kernel_initializer",), 1, 2, 640, 768),
    InspectedReport(REFUSED, "OSError: no room"),
    TrainedReport(REFUSED, "KeyError: config", "diverged", 12.5, "gpu", 8),
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("said", SAID, ids=lambda said: type(said).__name__)
def test_what_a_box_says_arrives_as_it_was_written(said: Answer, tmp_path: Path) -> None:
    write_answer(tmp_path, said)
    assert answer(type(said), json.loads((tmp_path / said.file).read_text(encoding="utf-8"))) == said


def test_every_file_has_one_record() -> None:
    assert {type(said) for said in SAID} == set(ANSWERS)
    assert len({kind.file for kind in ANSWERS}) == len(ANSWERS)


@given(st.data(), st.sampled_from((*ANSWERS, FunctionCall)))
def test_whatever_a_box_says_is_of_its_type_and_within_its_limits(data: st.DataObject, kind: Any) -> None:
    said = data.draw(st.fixed_dictionaries({}, optional={field.name: ANYTHING for field in fields(kind)}) | ANYTHING)
    found = answer(kind, said)
    for field in fields(kind):
        value, limits, expected = getattr(found, field.name), field.metadata, hints(kind)[field.name]
        if expected in {bool, int, float, str}:
            assert type(value) is expected
        if isinstance(value, str):
            assert len(value) <= limits.get(MOST, MAX_TEXT)
        if isinstance(value, tuple | Mapping):
            assert len(value) <= limits[ITEMS]
            assert all(isinstance(item, Failure) or len(item) <= limits[MOST] for item in value)


@pytest.mark.parametrize("value", ["true", 1, "True", {}, [True]])
def test_only_true_is_true(value: Any) -> None:
    assert not answer(ModelReport, {"saved": value}).saved


@pytest.mark.parametrize("value", [True, "6", 6.0, [6], None])
def test_a_count_is_a_whole_number_or_not_known(value: Any) -> None:
    found = answer(PlanReport, {"bits": value, "course": value})
    assert (found.bits, found.course) == (None, 0)


def test_what_no_record_has_is_passed_over() -> None:
    assert answer(Calling, {"function": "f", "points": 100}) == Calling("f")
    assert answer(Calling, {**asdict(Calling("f")), "function": None}) == Calling()

"""How long a submission may run follows from its reference, unless the assignment states it."""

from __future__ import annotations

import pytest

from autograder.course.assignment import Assignment, EntrySettings, StatedLimits, TrainingSettings
from autograder.records import Limits, Usage
from autograder.run.allowance import STEPS_S, Share, allowed, stepped, told

FUNCTIONS = Assignment("a", "A", 10, entry=EntrySettings(model=False, functions=("f",)))
MODEL = Assignment("a", "A", 10, training=TrainingSettings(budget_s=300))
ALONE = Share.of(jobs=1, processors=1)


def took(wall_s: float, cpu_s: float) -> Usage:
    return Usage(wall_s, cpu_s, 100.0)


@pytest.mark.parametrize(
    ("took_s", "expected"), [(0.0, 60), (3.0, 60), (3.1, 90), (10, 240), (20, 450), (90, 1800), (4000, 1800)]
)
def test_it_is_twenty_times_as_long_between_a_minute_and_half_an_hour(took_s: float, expected: float) -> None:
    assert stepped(took_s) == expected


def test_a_second_run_of_the_reference_gives_the_same() -> None:
    assert stepped(8.1) == stepped(8.9) == stepped(7.7)


def test_processor_time_decides_and_wall_time_is_the_backstop() -> None:
    found = allowed(FUNCTIONS, took(2.0, 9.0), ALONE)
    assert (found.cpu_s, found.wall_s) == (180, 360)


def test_more_boxes_than_processors_have_more_wall_time_and_no_more_processor_time() -> None:
    alone = allowed(FUNCTIONS, took(2.0, 2.0), Share.of(jobs=2, processors=2))
    crowded = allowed(FUNCTIONS, took(2.0, 2.0), Share.of(jobs=8, processors=2))
    assert crowded.cpu_s == alone.cpu_s
    assert crowded.wall_s == 4 * alone.wall_s


@pytest.mark.parametrize("jobs", [1, 2, 4, 8])
def test_who_builds_a_model_has_time_to_train_it_by_the_recipe(jobs: int) -> None:
    share = Share.of(jobs=jobs, processors=4)
    found = allowed(MODEL, took(2.0, 2.0), share)
    assert found.wall_s > 300
    assert found.cpu_s > 300 * share.processors


@pytest.mark.parametrize("stated", [StatedLimits(cpu_s=20), StatedLimits(wall_s=2000), StatedLimits(30, 40)])
def test_what_is_stated_counts_on_every_machine(stated: StatedLimits) -> None:
    assignment = Assignment("a", "A", 10, entry=FUNCTIONS.entry, limits=stated)
    for share in (ALONE, Share.of(jobs=9, processors=2)):
        for usage in (None, took(100, 100)):
            found = allowed(assignment, usage, share)
            assert found.wall_s == stated.wall_s or stated.wall_s is None
            assert found.cpu_s == stated.cpu_s or stated.cpu_s is None


def test_who_states_wall_time_alone_is_not_cut_shorter_by_processor_time() -> None:
    assignment = Assignment("a", "A", 10, entry=FUNCTIONS.entry, limits=StatedLimits(wall_s=1800))
    assert allowed(assignment, took(2, 2), ALONE).cpu_s == 1800


def test_without_a_run_of_a_reference_there_is_time_all_the_same() -> None:
    found = allowed(FUNCTIONS, None, ALONE)
    assert STEPS_S[0] <= found.cpu_s <= STEPS_S[-1]


def test_other_limits_are_the_assignments() -> None:
    assignment = Assignment("a", "A", 10, limits=StatedLimits(memory_mb=7, processes=8, output_mb=9, disk_mb=10))
    found = allowed(assignment, None, ALONE)
    assert found == Limits(found.wall_s, found.cpu_s, 7, 8, 9, 10)


def test_staff_are_told_the_limits_and_where_they_come_from() -> None:
    assignment = Assignment("a", "A", 10, entry=FUNCTIONS.entry, limits=StatedLimits(wall_s=100))
    usage = took(1.25, 2.0)
    lines = "\n".join(told("a", assignment, usage, allowed(assignment, usage, ALONE)))
    for part in (
        "limits a, one submission at a time: 100 s of processor time, 100 s in all, 4096 MB",
        "stated in assignment.toml: wall_s",
        "2.0 s",
    ):
        assert part in lines
    assert "no reference" in "\n".join(told("a", FUNCTIONS, None, allowed(FUNCTIONS, None, ALONE)))

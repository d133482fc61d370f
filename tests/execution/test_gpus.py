"""Slots on GPUs: what a machine has, what was asked for, and which job sees which card. Only the driver is made up."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.execution import Agent, LocalEngine, Slot
from autograder.execution.gpus import CONTEXT_MB, RESERVE_MB, Card, chosen, detect, installed, slots_on
from tests.execution.jobs import Task, doing, tasks


class DriverError(Exception):
    """The driver's."""


@dataclass(frozen=True)
class Memory:
    total: int


@dataclass(frozen=True)
class Driver:
    """A driver with cards of 80 GB; some are split into instances of 10 GB."""

    cards: int = 2
    split: tuple[int, ...] = ()
    works: bool = True
    NVMLError = DriverError

    def nvmlInit(self) -> None:
        if not self.works:
            raise DriverError("no driver")

    def nvmlShutdown(self) -> None:
        pass

    def nvmlDeviceGetCount(self) -> int:
        return self.cards

    def nvmlDeviceGetHandleByIndex(self, index: int) -> Any:
        return index

    def nvmlDeviceGetMemoryInfo(self, handle: Any) -> Memory:
        return Memory((80 if isinstance(handle, int) else 10) * 2**30)

    def nvmlDeviceGetMigMode(self, handle: Any) -> Sequence[int]:
        if handle == 0 and not self.split:
            raise DriverError("not supported")
        return (handle in self.split, handle in self.split)

    def nvmlDeviceGetMaxMigDeviceCount(self, handle: Any) -> int:
        return 7

    def nvmlDeviceGetMigDeviceHandleByIndex(self, *, device: Any, index: int) -> Any:
        if index >= 3:
            raise DriverError("not found")
        return (device, index)

    def nvmlDeviceGetUUID(self, handle: Any) -> str:
        return f"GPU-{handle}" if isinstance(handle, int) else f"MIG-{handle[0]}-{handle[1]}"


FOUND = (Card("0", 81920, "GPU-0"), Card("1", 81920, "GPU-1"))
CARDS = (Card("0", 81920), Card("1", 81920))


def test_cards_are_found_and_those_that_are_split_are_their_instances() -> None:
    assert detect(Driver()) == FOUND
    assert [card.name for card in detect(Driver(split=(1,)))] == ["0", "MIG-1-0", "MIG-1-1", "MIG-1-2"]
    assert detect(Driver(split=(1,)))[1].memory_mb == 10240


def test_a_machine_without_driver_or_library_has_none() -> None:
    assert detect(Driver(works=False)) == ()
    assert detect(None) == ()


def test_the_real_library_is_what_the_code_expects() -> None:
    library = installed()
    if library is None:
        pytest.skip("NVIDIA-ML-PY SKIPPED: the extra “gpu” is not installed")
    assert all(hasattr(library, name) for name in dir(Driver) if name.startswith("nvml"))
    detect(library)


def test_cards_are_chosen_among_those_that_a_job_manager_gave() -> None:
    assert chosen(CARDS, "all", None) == CARDS
    assert chosen(CARDS, "1", None) == CARDS[1:]
    assert chosen(CARDS, "all", "1") == CARDS[1:]
    assert chosen(CARDS, "all", "") == chosen(FOUND, "all", "") == ()
    assert chosen(FOUND, "all", "GPU-1") == chosen(FOUND, "GPU-1", None) == FOUND[1:]
    with pytest.raises(UsageError, match="there is no 3"):
        chosen(CARDS, "0,3", None)


@given(st.integers(0, 8), st.integers(1, 16))
def test_shares_of_a_card_fit_into_it_and_neighbours_are_on_different_cards(count: int, share: int) -> None:
    slots = slots_on([Card(str(number), 24576) for number in range(count)], share)
    assert Counter(slot.gpu for slot in slots) == {str(number): share for number in range(count)}
    assert len({slot.number for slot in slots}) == len(slots)
    assert len({slot.gpu for slot in slots[:count]}) == count
    if share > 1:
        assert all((slot.memory_mb + CONTEXT_MB) * share <= 24576 - RESERVE_MB for slot in slots)
    else:
        assert all(slot.memory_mb == 0 for slot in slots)


def test_a_slot_names_its_card_as_it_is_called_everywhere() -> None:
    """A box sees the device of its own card alone, and there CUDA counts it as the first."""
    assert [slot.gpu for slot in slots_on(FOUND, 1)] == ["GPU-0", "GPU-1"]


def test_a_card_is_not_cut_into_shares_that_hold_nothing() -> None:
    assert slots_on([Card("0", 8192)], 5)[0].memory_mb == (8192 - RESERVE_MB) // 5 - CONTEXT_MB
    with pytest.raises(UsageError, match="GPU 0 has 8192 MB: expected a share of at most 5, found 6"):
        slots_on([Card("0", 8192)], 6)


def test_each_job_sees_the_card_of_its_slot_and_a_card_has_no_more_than_its_share() -> None:
    held: Counter[str] = Counter()
    most: Counter[str] = Counter()
    guard = threading.Lock()

    def work(task: Task, slot: Slot, cancelled: Event) -> str:
        with guard:
            held[slot.gpu] += 1
            most[slot.gpu] = max(most[slot.gpu], held[slot.gpu])
        cancelled.wait(0.005)
        with guard:
            held[slot.gpu] -= 1
        return slot.gpu

    engine = LocalEngine(Agent(doing(work), slots_on(CARDS, 2)))
    futures = [engine.submit(task) for task in tasks(40)]
    assert {future.result(10).value for future in futures} == {"0", "1"}
    assert most == {"0": 2, "1": 2}
    engine.close()


def test_a_job_that_ran_out_of_memory_is_done_again_alone_on_the_whole_card() -> None:
    running: set[tuple[str, str]] = set()
    alone: list[bool] = []
    guard = threading.Lock()

    def work(task: Task, slot: Slot, cancelled: Event) -> str:
        with guard:
            running.add((slot.gpu, task.name))
        cancelled.wait(0.01)
        with guard:
            if slot.memory_mb == 0:
                alone.append(sum(gpu == slot.gpu for gpu, _ in running) == 1)
            running.discard((slot.gpu, task.name))
        large = int(task.name[1:]) % 5 == 0
        return "out of memory" if large and slot.memory_mb else "fine"

    agent = Agent(doing(work), slots_on(CARDS, 4), starved=lambda outcome: outcome.value == "out of memory")
    engine = LocalEngine(agent)
    futures = [engine.submit(task) for task in tasks(40)]
    assert [future.result(20).value for future in futures] == ["fine"] * 40
    assert alone == [True] * 8
    engine.close()


def test_a_job_that_runs_out_of_memory_on_a_whole_card_is_done_once() -> None:
    seen: list[Slot] = []

    def work(task: Task, slot: Slot, cancelled: Event) -> str:
        seen.append(slot)
        return "out of memory"

    agent = Agent(doing(work), slots_on(CARDS[:1], 1), starved=lambda outcome: outcome.value == "out of memory")
    assert agent.run(Task("t0")).value == "out of memory"
    assert seen == [Slot(0, "0", 0)]
    agent.close()

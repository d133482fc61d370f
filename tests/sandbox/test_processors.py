import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import pytest

from autograder.sandbox.processors import leased


@pytest.fixture(autouse=True)
def _four(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3})


def test_boxes_beside_each_other_have_different_processors(tmp_path):
    with leased(1, tmp_path) as first, leased(2, tmp_path) as second, leased(1, tmp_path) as third:
        assert (first, second, third) == ((0,), (1, 2), (3,))


def test_where_every_processor_has_a_box_each_gets_a_second_one(tmp_path):
    with ExitStack() as stack:
        held = [stack.enter_context(leased(1, tmp_path)) for _ in range(8)]
        assert sorted(held) == sorted([(0,), (1,), (2,), (3,)] * 2)


def test_a_processor_is_free_again_after_its_box(tmp_path):
    with leased(1, tmp_path):
        pass
    with leased(1, tmp_path) as again:
        assert again == (0,)


@pytest.mark.parametrize("count", [None, 4, 9])
def test_a_box_that_may_have_all_is_left_alone(tmp_path, count):
    with leased(count, tmp_path / "folder") as processors:
        assert processors == ()
    assert not (tmp_path / "folder").exists()


def test_threads_share_fairly(tmp_path):
    together = Barrier(4)

    def hold(_: int) -> tuple[int, ...]:
        with leased(1, tmp_path) as processors:
            together.wait(10)
            return processors

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(hold, range(4))) == [(0,), (1,), (2,), (3,)]

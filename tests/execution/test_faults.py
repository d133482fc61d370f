"""Whatever dies in a batch, everybody has one result in the end, and the same as if nothing had happened.

All of them are slow: one fault strikes a small class once, the others a class of forty at twenty random moments.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from autograder.backends import open_sandbox
from autograder.errors import IsolationError
from tests.execution.classroom import Classroom, begun, processes, results
from tests.execution.clock import DAY_S, Clock
from tests.execution.nodes import Nodes

MOMENTS = 20
SERVER = "forkserver.server"
AHEAD = 16
"""How many results are waited for at most before a strike."""
APART = 5
"""How many results lie between two boxes that are killed: one job's box that is killed twice counts as crashed."""
Strike = Callable[[Classroom, Path, subprocess.Popen[str], random.Random], int]
"""Disturbs a batch, and returns at how many moments."""


@pytest.fixture(scope="module", autouse=True)
def isolation() -> None:
    try:
        open_sandbox("auto", ()).close()
    except IsolationError as error:
        pytest.skip(f"FAULT TESTS SKIPPED: {error}")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return Classroom(tmp_path_factory.mktemp("small"), 6).make()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return Classroom(tmp_path_factory.mktemp("large"), 40).make()


@pytest.fixture
def cramped(tmp_path: Path) -> Iterator[Classroom]:
    """A classroom on a disk of its own, without much room."""
    if os.geteuid() != 0:
        pytest.skip("FULL DISK SKIPPED: only root mounts a small disk")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", tmp_path], check=True)
    try:
        yield Classroom(tmp_path, 40).make()
    finally:
        subprocess.run(["umount", "-l", tmp_path], check=True)


def done_attempts(room: Classroom, out: Path) -> dict[str, int]:
    """Return how many attempts at each job of a run gave a result."""
    query = (
        "SELECT name, count(*) FROM attempts JOIN runs ON runs.id = run "
        "WHERE folder = ? AND outcome = 'done' GROUP BY name"
    )
    with closing(sqlite3.connect(room.root / "course/.autograder/course.sqlite")) as connection:
        return dict(connection.execute(query, (str(out.resolve()),)))


def stop(process: subprocess.Popen[str]) -> str:
    """Kill a coordinator, and return what it had said."""
    process.kill()
    return process.communicate()[0]


def wait(out: Path, process: subprocess.Popen[str], chance: random.Random) -> bool:
    """Wait for a random moment: until there are some more results, and a little; return whether the batch goes on."""
    goal = reported(out) + chance.randrange(AHEAD)
    while process.poll() is None and reported(out) < goal:
        time.sleep(0.02)
    time.sleep(chance.uniform(0, 0.3))
    return process.poll() is None


def reported(out: Path) -> int:
    """Return how many results there are."""
    return sum(1 for _ in out.glob("students/*/result.json"))


def kill_coordinator(room: Classroom, out: Path, process: subprocess.Popen[str], chance: random.Random) -> int:
    alive = wait(out, process, chance)
    stop(process)
    return int(alive)


def kill_server(room: Classroom, out: Path, process: subprocess.Popen[str], chance: random.Random) -> int:
    wait(out, process, chance)
    return min(1, sum(killed(server) for server in processes(process.pid, SERVER)))


def kill_box(room: Classroom, out: Path, process: subprocess.Popen[str], chance: random.Random) -> int:
    """Kill processes below the fork server again and again: boxes, at some stage of their lives."""
    struck = 0
    while process.poll() is None:
        time.sleep(chance.uniform(0, 0.5))
        servers = list(processes(process.pid, SERVER))
        boxes = list(processes(servers[0], "")) if servers else []
        if boxes and killed(chance.choice(boxes)):
            struck += 1
            before = reported(out)
            while process.poll() is None and reported(out) < before + APART:
                time.sleep(0.05)
    return struck


def killed(pid: int) -> bool:
    """Kill a process; return whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def corrupt(room: Classroom, out: Path, process: subprocess.Popen[str], chance: random.Random) -> int:
    """Kill the coordinator and damage some of what it wrote."""
    if not kill_coordinator(room, out, process, chance):
        return 0
    files = sorted(path for path in out.rglob("*") if path.is_file())
    for path in chance.sample(files, min(5, len(files))):
        data = bytearray(path.read_bytes())
        damage = chance.choice(("gone", "cut", "flipped"))
        if damage == "gone" or not data:
            path.unlink()
        elif damage == "cut":
            path.write_bytes(data[: len(data) // 2])
        else:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
    return 1


def fill_disk(room: Classroom, out: Path, process: subprocess.Popen[str], chance: random.Random) -> int:
    """Fill the disk, wait until the batch gives up or is done, and make room again."""
    alive = wait(out, process, chance)
    filler = room.root / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 65536):
                pass
        except OSError:
            pass
    said = process.communicate(timeout=120)[0]
    filler.unlink()
    assert "Traceback" not in said, said
    return int(alive)


def strike_often(room: Classroom, strike: Strike, *, moments: int, seed: int, exact: bool = True) -> None:
    """Disturb batches at random moments; each must end as the undisturbed one."""
    chance = random.Random(seed)
    expected = room.finish(room.root / "undisturbed")
    assert len(expected) == room.size
    out, struck, runs, code = room.root / f"{strike.__name__}-0", 0, 0, -1
    while struck < moments or code != 0:
        process = room.start(out)
        hit = struck < moments and begun(process, out)
        if hit:
            struck += strike(room, out, process, chance)
        said = "" if process.stdout is None or process.stdout.closed else process.communicate(timeout=600)[0]
        code = process.returncode
        assert "Traceback" not in said, said
        if code != 0:
            assert hit, said
            assert code in {2, -signal.SIGKILL}, said
            continue
        assert results(out) == expected
        if exact:
            assert set(done_attempts(room, out).values()) == {1}
        runs += 1
        if struck < moments:
            out = room.root / f"{strike.__name__}-{runs}"
    shutil.rmtree(room.root / "undisturbed")


@pytest.mark.slow
def test_a_batch_survives_a_kill_and_damage_to_its_folder(small: Classroom) -> None:
    strike_often(small, corrupt, moments=1, seed=1, exact=False)


@pytest.mark.slow
@pytest.mark.parametrize("strike", [kill_coordinator, kill_server, kill_box])
def test_a_batch_survives_at_any_moment(large: Classroom, strike: Strike) -> None:
    strike_often(large, strike, moments=MOMENTS, seed=2)


@pytest.mark.slow
def test_a_batch_survives_damage_to_its_folder_at_any_moment(large: Classroom) -> None:
    strike_often(large, corrupt, moments=MOMENTS, seed=3, exact=False)


@pytest.mark.slow
def test_a_batch_survives_a_full_disk_at_any_moment(cramped: Classroom) -> None:
    strike_often(cramped, fill_disk, moments=MOMENTS, seed=4, exact=False)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("CLOCK JUMPS SKIPPED: there is no C compiler")
    made = Clock(tmp_path).make(compiler)
    made.jump(-300)
    assert abs(made.now() + 300 * DAY_S - time.time()) < DAY_S
    made.jump(0)
    return made


@pytest.mark.slow
def test_a_batch_survives_jumps_of_the_clock_at_any_moment(clock: Clock, tmp_path: Path) -> None:
    def jump(room: Classroom, out: Path, process: subprocess.Popen[str], chance: random.Random) -> int:
        struck = 0
        while process.poll() is None:
            clock.jump(chance.randrange(-400, 400))
            struck += 1
            time.sleep(chance.uniform(0.5, 1.5))
        return struck

    strike_often(Classroom(tmp_path, 40, extra=clock.variables).make(), jump, moments=MOMENTS, seed=5)


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Nodes]:
    pytest.importorskip("distributed", reason="FAULTS OF DASK SKIPPED: the extra “cluster” is not installed")
    made = Nodes(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.mark.slow
def test_a_batch_survives_the_end_of_the_dask_scheduler_at_any_moment(nodes: Nodes, tmp_path: Path) -> None:
    def kill_scheduler(room: Classroom, out: Path, process: subprocess.Popen[str], chance: random.Random) -> int:
        """Kill the scheduler, wait until the batch gives up or is done, and start the cluster again."""
        alive = wait(out, process, chance)
        nodes.scheduler.kill()
        said = process.communicate(timeout=120)[0]
        nodes.stop()
        nodes.start()
        assert process.returncode == 0 or "the Dask scheduler is gone" in said, said
        return int(alive)

    room = Classroom(tmp_path / "room", 40, ("--engine", "dask", "--scheduler", nodes.address)).make()
    strike_often(room, kill_scheduler, moments=MOMENTS, seed=6)


@pytest.mark.slow
def test_a_batch_survives_the_end_of_a_dask_worker_at_any_moment(nodes: Nodes, tmp_path: Path) -> None:
    def kill_node(room: Classroom, out: Path, process: subprocess.Popen[str], chance: random.Random) -> int:
        """Kill the process in which an agent lives; Dask's nanny starts another."""
        wait(out, process, chance)
        return sum(killed(node) for node in processes(nodes.running[1].pid, "spawn_main"))

    room = Classroom(tmp_path / "room", 40, ("--engine", "dask", "--scheduler", nodes.address)).make()
    strike_often(room, kill_node, moments=MOMENTS, seed=7)

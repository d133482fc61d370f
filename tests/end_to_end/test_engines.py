"""The same class on this machine, on a Dask cluster and on a real Slurm gets the same grades.

Two cards with two submissions each, on every engine; only NVIDIA's driver is made up.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import ASSIGNMENT, AUTOGRADER, CORPUS, REPOSITORY, results
from tests.execution import slurm
from tests.execution.nodes import Nodes

CARDS, SHARE = ("0", "1"), 2
DRIVER = """\
class NVMLError(Exception):
    pass


class Memory:
    total = 16 * 2**30


def nvmlInit():
    pass


nvmlShutdown = nvmlInit


def nvmlDeviceGetCount():
    return 2


def nvmlDeviceGetHandleByIndex(index):
    return index


def nvmlDeviceGetMemoryInfo(handle):
    return Memory()


def nvmlDeviceGetMigMode(handle):
    raise NVMLError("no instances")
"""
SEEN = """\
import os
import time

began = time.time()
time.sleep(1)
print("seen", os.environ["CUDA_VISIBLE_DEVICES"], os.environ["CUDA_DEVICE_ORDER"], began, time.time())
"""
OF_THE_RUN = ("usage", "isolation", "graded_at")
"""Parts of a result that tell how it was come by."""


@dataclass(frozen=True)
class Class:
    """Nine hand-ins and a course of their own whose assignment wants a GPU."""

    root: Path
    environment: Mapping[str, str]

    def make(self, course: Path) -> Class:
        shutil.copytree(course, self.root / "course")
        wanted = ASSIGNMENT.replace("points = 100\n", 'points = 100\ngpu = "required"\n')
        (self.root / "course/assignments/digits_cnn/assignment.toml").write_text(wanted)
        folder = self.root / "class"
        folder.mkdir()
        perfect = (CORPUS / "runs/perfect.py").read_text()
        for number in range(6):
            (folder / f"right-{number}.py").write_text(f"{SEEN}NUMBER = {number}\n{perfect}")
        (folder / "wrong.py").write_text(SEEN + perfect.replace("Dense(50", "Dense(40"))
        (folder / "failing.py").write_text(SEEN + "raise ValueError('unfinished')\n")
        shutil.copy(CORPUS / "runs/tutorial_short.ipynb", folder / "notebook.ipynb")
        (self.root / "driver").mkdir()
        (self.root / "driver/pynvml.py").write_text(DRIVER)
        return self

    def graded(self, engine: str, *options: object) -> dict[str, Any]:
        """Grade the class; return what everybody got, without what differs from run to run."""
        arguments = ["batch", "class", "-a", "digits_cnn", "--course", "course", "--out", engine, "--no-cache"]
        done = subprocess.run(
            [str(each) for each in (AUTOGRADER, *arguments, "--engine", engine, "--share", SHARE, *options)],
            check=False, cwd=self.root, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=900,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return {
            student: {name: value for name, value in result.items() if name not in OF_THE_RUN}
            for student, result in results(self.root / engine).items()
        }

    def seen(self, engine: str) -> Iterator[tuple[str, str, float, float]]:
        """Yield whose module saw which device, from when to when, as it printed."""
        for path in sorted((self.root / engine).glob("students/*/record.json")):
            record = json.loads(path.read_text(encoding="utf-8"))
            evidence = self.root / engine / ".store/evidence" / record["evidence_key"] / "evidence.json"
            printed = json.loads(evidence.read_text(encoding="utf-8"))["evidence"]["printed"].split()
            if "seen" in printed:
                device, order, began, ended = printed[printed.index("seen") + 1 :][:4]
                assert order == "PCI_BUS_ID"
                yield record["submission"]["student"], device, float(began), float(ended)

    def devices(self, engine: str) -> dict[str, str]:
        """Return on which device each student's job was, as the journal says."""
        query = (
            "SELECT student, device FROM attempts JOIN jobs USING (run, name) JOIN runs ON runs.id = run "
            "WHERE folder = ? AND outcome = 'done'"
        )
        with closing(sqlite3.connect(self.root / "course/.autograder/course.sqlite")) as connection:
            return dict(connection.execute(query, (str((self.root / engine).resolve()),)))


@pytest.fixture(scope="module")
def room(
    isolation: None, course: Path, environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Class:
    root = tmp_path_factory.mktemp("engines")
    own = {
        "PYTHONPATH": f"{root / 'driver'}:{REPOSITORY}",
        "DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "False",  # Dask would ask the driver for its dashboard
    }
    return Class(root, {**environment, **own}).make(course)


@pytest.fixture(scope="module")
def local(room: Class) -> dict[str, Any]:
    """What everybody gets on this machine alone."""
    found = room.graded("local", "-j", len(CARDS) * SHARE)
    assert {student: result["earned"] for student, result in found.items() if student.startswith("right")} == {
        f"right-{number}": 100.0 for number in range(6)
    }
    assert found["notebook"]["earned"] == 100.0
    assert 0 < found["wrong"]["earned"] < 100
    assert found["failing"]["earned"] == 0
    return found


def assert_slots_were_kept(room: Class, engine: str) -> None:
    """Every job saw the card of its slot; on no card were more at a time than share it, and both were used."""
    seen = list(room.seen(engine))
    devices = room.devices(engine)
    assert len(seen) == 8
    assert len(devices) == 9
    assert {student: device for student, device, _, _ in seen} == {
        student: device for student, device in devices.items() if student != "notebook"
    }
    assert set(devices.values()) == set(CARDS)
    for card in CARDS:
        spans = [(began, ended) for _, device, began, ended in seen if device == card]
        assert max(sum(began <= at < ended for began, ended in spans) for at, _ in spans) <= SHARE


@pytest.mark.slow
def test_on_this_machine_each_job_sees_the_card_of_its_slot(room: Class, local: dict[str, Any]) -> None:
    assert_slots_were_kept(room, "local")


@pytest.mark.slow
def test_two_dask_workers_give_the_same_grades(room: Class, local: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="DASK SKIPPED: the extra “cluster” is not installed")
    own = [{**room.environment, "CUDA_VISIBLE_DEVICES": card} for card in CARDS]
    nodes = Nodes(tmp_path, own, threads=SHARE)
    try:
        nodes.start()
        assert room.graded("dask", "--scheduler", nodes.address) == local
    finally:
        nodes.stop()
    assert_slots_were_kept(room, "dask")


@pytest.mark.slow
def test_pilots_of_a_real_slurm_give_the_same_grades(
    room: Class, local: dict[str, Any], home: Path, tmp_path: Path
) -> None:
    pytest.importorskip("dask_jobqueue", reason="SLURM SKIPPED: the extra “cluster” is not installed")
    missing = slurm.missing()
    if missing or os.geteuid() != 0:
        pytest.skip(f"SLURM SKIPPED: root and Debian's slurm-wlm and munge are needed; missing: {missing}")
    settings = home / ".config/dask/jobqueue.yaml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('jobqueue:\n  slurm:\n    memory: 4GiB\n    job-extra-directives: ["--gres=gpu:1"]\n')
    with slurm.cluster(tmp_path) as conf:
        named = Class(room.root, {**room.environment, "SLURM_CONF": str(conf)})
        assert named.graded("slurm", "--nodes", len(CARDS), "-j", SHARE) == local
        left = subprocess.run(["squeue", "-h"], env=named.environment, capture_output=True, text=True, check=True)
        assert left.stdout == "" or "CG" in left.stdout
    assert_slots_were_kept(room, "slurm")

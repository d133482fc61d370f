"""A box of ours that fails, in whatever way, costs nobody points: it is tried again, and then a person looks.

The real pipeline grades a class. Between it and the real sandbox stands one that lets a box of a hand-in run a script
that fails in its place.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from autograder.contracts import Box, Mount, RunningBox, Sandbox
from autograder.course.folder import open_course
from autograder.protocol.jobs import RunJob, ScriptJob
from autograder.records import Grade, IsolationLayer, State, Status
from autograder.run.commands import batch
from autograder.run.grader import Options, opened
from autograder.submissions.hand_in import HandIn
from tests.end_to_end.conftest import REPOSITORY

OUT = "from pathlib import Path\nout = Path.cwd().parent / 'out'\n"
FAULTS: Mapping[str, str] = {
    "raises": "raise RuntimeError('ours')",
    "leaves": "import os\nos._exit(0)",
    "exits": "import os\nos._exit(3)",
    "is-killed": "import os\nos.kill(os.getpid(), 9)",
    "hangs": "import time\ntime.sleep(600)",
    "leaves-nothing": "pass",
    "leaves-damaged-files": OUT
    + "for name in ('rebuilt', 'inspected', 'structure', 'trained', 'found', 'history'):\n"
    + "    (out / f'{name}.json').write_text('{\"problem\": nu')\n"
    + "(out / 'predictions').mkdir()\n(out / 'predictions/test.npy').write_bytes(b'no array')\n",
}
HANGS_S = 3.0
DIGITS = """
import keras
from keras import layers
def build_model():
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(10, 3), layers.Activation("relu"),
        layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(50, activation="relu"),
        layers.Dense(10, activation="softmax")])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model
def preprocess(images):
    return (images / 16).astype("float32").reshape(-1, 8, 8, 1)
"""
OWN_SCALING = (
    DIGITS.replace("images / 16", "images ** 0.5")
    + """
def train(model, x_train, y_train):
    return model.fit(x_train, keras.utils.to_categorical(y_train), epochs=4, batch_size=50, verbose=0)
"""
)
OWN_LOSS = (
    DIGITS.replace('"categorical_crossentropy"', "my_loss")
    + """
def my_loss(y_true, y_pred):
    return keras.losses.categorical_crossentropy(y_true, y_pred)
"""
)
OWN_START = (
    DIGITS.replace('50, activation="relu"', '50, activation="relu", kernel_initializer=Mine()')
    + """
class Mine(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return keras.random.normal(shape) * 0.1
"""
)
STAGES: Mapping[str, str] = {
    "inspect": DIGITS,
    "train": DIGITS,
    "preprocess": OWN_SCALING,
    "describe": OWN_START,
    "beside": OWN_LOSS,
    "hidden": (REPOSITORY / "reference/preprocessing/solution.py").read_text(),
}
"""By stage, a submission that comes to it."""
ASSIGNMENTS: Mapping[str, str] = {"preprocess": "digits_student", "hidden": "preprocessing"}
"""By stage, the assignment that has it, where it is not `digits_cnn`."""
OUTSIDE = {"is-killed", "hangs"}
"""Faults that the code of a submission, which ended well before, is no reason for."""
UNBUILT = "train_cannot-build-its-network"
"""One whose plan no framework can make a network of."""
ALWAYS = [f"{stage}_{fault}" for stage in STAGES for fault in FAULTS if stage != "hidden" or fault in OUTSIDE]
ALWAYS.append(UNBUILT)
ONCE = [f"{stage}_is-killed_once" for stage in STAGES]


def stage_of(box: Box) -> str:
    """Return what a box is for; "" for the first student box."""
    if not isinstance(box.job, RunJob):
        return box.task
    if box.job.inspect:
        return "beside" if any(mount.target == "data/inputs/x_test.npy" for mount in box.mounts) else "describe"
    cases = next((mount.source for mount in box.mounts if mount.target == "data/cases"), None)
    hidden = cases is not None and "one of four features constant" in (cases / "cases.json").read_text()
    return "preprocess" if box.job.preprocess else "hidden" if hidden else ""


class Failing:
    """Stands before a sandbox. A hand-in is called "STAGE_FAULT": its boxes of that stage run the fault's script.

    One called "STAGE_FAULT_once" fails the first time only.
    """

    def __init__(self, sandbox: Sandbox, scripts: Path) -> None:
        self.name = sandbox.name
        self.struck: Counter[str] = Counter()
        self._sandbox, self._scripts, self._thread = sandbox, scripts, threading.local()

    def layers(self) -> tuple[IsolationLayer, ...]:
        return self._sandbox.layers()

    def close(self) -> None:
        """The sandbox behind is closed by whoever opened it."""

    def run(self, box: Box, *, cancelled: Event | None = None) -> RunningBox:
        stage = stage_of(box)
        if not stage:
            root = next(mount.source for mount in box.mounts if mount.target == "in")
            self._thread.student = next((part for part in root.parts if part in (*ALWAYS, *ONCE)), "")
        student = str(self._thread.student)
        wanted, _, fault = student.partition("_")
        if stage and stage == wanted and not (fault.endswith("_once") and self.struck[student]):
            self.struck[student] += 1
            box = self._without_plan(box) if student == UNBUILT else self._failing(box, fault.removesuffix("_once"))
        return self._sandbox.run(box, cancelled=cancelled)

    def _without_plan(self, box: Box) -> Box:
        plan = self._scripts / "plan.json"
        plan.write_text("{}")
        return replace(
            box,
            mounts=tuple(
                replace(mount, source=plan) if mount.target == "in/plan.json" else mount for mount in box.mounts
            ),
        )

    def _failing(self, box: Box, fault: str) -> Box:
        script = self._scripts / f"{fault}.py"
        script.write_text(FAULTS[fault])
        limits = replace(box.limits, wall_s=HANGS_S) if fault == "hangs" else box.limits
        mounts = (Mount(script, f"in/{script.name}"),)
        return replace(box, job=ScriptJob(script.name), mounts=mounts, limits=limits)


def options(course: Path, cache: Path, *, remember: bool) -> Options:
    return Options(
        course=open_course(course),
        cache=cache,
        keras=cache / "keras",
        templates=(REPOSITORY / "templates",),
        remember=remember,
        record=False,
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folder for classes and runs, and the cache."""
    root = tmp_path_factory.mktemp("faults")
    for student in (*ALWAYS, *ONCE):
        stage = student.partition("_")[0]
        path = root / ASSIGNMENTS.get(stage, "digits_cnn") / student / "homework.py"
        path.parent.mkdir(parents=True)
        path.write_text(f"# {student}\n{STAGES[stage]}")
    return root, root / "cache"


def graded(course: Path, folders: tuple[Path, Path], *, failing: bool) -> tuple[dict[str, Grade], Counter[str]]:
    """Grade everybody, and return the grades and how often each hand-in was struck."""
    root, cache = folders
    grades: dict[str, Grade] = {}
    scripts = root / "scripts"
    scripts.mkdir(exist_ok=True)
    with opened(options(course, cache, remember=not failing), jobs=2) as grader:
        sandbox = Failing(grader.sandbox, scripts)
        trainer = replace(grader.collector.trainer, sandbox=sandbox)
        collector = replace(grader.collector, sandbox=sandbox, trainer=trainer)
        used = replace(grader, collector=collector) if failing else grader
        for assignment in ("digits_cnn", *ASSIGNMENTS.values()):
            listed = [HandIn(path.name, path / "homework.py") for path in sorted((root / assignment).iterdir())]
            run = batch(used, assignment, listed, root / f"run-{assignment}", jobs=2, cancelled=Event())
            grades |= {done.record.grade.student: done.record.grade for done in run.finished}
    return grades, sandbox.struck


Struck = tuple[Mapping[str, Grade], Counter[str]]


@pytest.fixture(scope="module")
def struck(isolation: None, field_course: Path, folders: tuple[Path, Path]) -> Struck:
    return graded(field_course, folders, failing=True)


@pytest.mark.parametrize("student", ALWAYS)
def test_a_box_that_always_fails_is_for_a_person_to_look_at(student: str, struck: Struck) -> None:
    grades, times = struck
    grade = grades[student]
    assert times[student] == 2
    assert grade.state is State.NEEDS_REVIEW
    assert {result.status for result in grade.results} <= {Status.PASSED, Status.ERROR}, grade.results
    assert any(result.status is Status.ERROR for result in grade.results)


@pytest.mark.parametrize("student", ONCE)
def test_a_box_that_fails_once_makes_no_difference(student: str, struck: Struck) -> None:
    grades, times = struck
    assert times[student] == 1
    assert grades[student].earned == 100.0
    assert {result.status for result in grades[student].results} == {Status.PASSED}


def test_the_next_batch_looks_again_and_everybody_has_their_points(
    struck: object, field_course: Path, folders: tuple[Path, Path]
) -> None:
    grades, _ = graded(field_course, folders, failing=False)
    assert {student: grade.earned for student, grade in grades.items()} == dict.fromkeys((*ALWAYS, *ONCE), 100.0)

"""Every task has its job, and what a box is asked arrives in it as it was."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import get_type_hints

import pytest

from autograder.errors import WireError
from autograder.probe import tasks
from autograder.probe.box_paths import Room
from autograder.probe.launch import run_task
from autograder.probe.launch_spec import LaunchSpec, ProcessLimits
from autograder.protocol import plain
from autograder.protocol.jobs import (
    JOBS,
    BoxJob,
    DataTask,
    ImageScaling,
    Inspection,
    InspectJob,
    Keras2Policy,
    NamedModel,
    Recipe,
    RunJob,
    ScriptJob,
    Stopping,
    SuiteJob,
    TrainJob,
    Until,
)

RECIPE = Recipe(3, 32, 0.1, validation_seed=None, early_stopping=Stopping(2, "val_loss", True), budget_s=60.0)
INSPECTION = Inspection(ImageScaling.UNIT, 255.0, ("output",))
RUN = RunJob(
    entry="main.ipynb",
    notebook=True,
    model=True,
    functions=False,
    train=True,
    by_recipe=False,
    inspect=False,
    preprocess=False,
    keras2=Keras2Policy.ACCEPT,
    model_mb=460.8,
    output_mb=16,
    soft_s=585.0,
    soft_cpu_s=1185.0,
    seed=7,
    recipe=RECIPE,
    pixel_max=255.0,
    probes=("output",),
)
EXAMPLES: tuple[BoxJob, ...] = (
    RUN,
    InspectJob(INSPECTION, plan=True),
    TrainJob(7, RECIPE, INSPECTION),
    ScriptJob("script.py", ("one", "two")),
    SuiteJob("tests", ("submission",), ("Value",), 7, 30.0, 600.0, only_read=False),
)


def test_every_task_has_its_job() -> None:
    names = {module.name for module in pkgutil.iter_modules(tasks.__path__)}
    assert names == set(JOBS) == {job.task for job in EXAMPLES}
    for name in names:
        main = importlib.import_module(f"autograder.probe.tasks.{name}").main
        assert get_type_hints(main) == {"room": Room, "job": JOBS[name], "return": type(None)}
        assert list(inspect.signature(main).parameters) == ["room", "job"]


@pytest.mark.parametrize("job", EXAMPLES, ids=lambda job: job.task)
def test_a_job_arrives_as_it_was(job: BoxJob) -> None:
    assert plain.decode(type(job), json.loads(json.dumps(plain.encode(job)))) == job


@pytest.mark.parametrize("name", [field.name for field in fields(RunJob)])
def test_a_job_that_differs_in_one_thing_is_encoded_differently(name: str) -> None:
    others = {bool: lambda value: not value, str: lambda value: f"{value}x", float: lambda value: value + 0.5}
    others |= {int: lambda value: value + 1, Recipe: lambda value: replace(value, epochs=value.epochs + 1)}
    others |= {
        tuple: lambda value: (*value, NamedModel("a", "b") if name == "models" else "more"),
        type(None): lambda _: Until(3),
    }
    others |= {Keras2Policy: lambda _: Keras2Policy.EXPLAIN, DataTask: lambda _: DataTask.REGRESSION}
    value = getattr(RUN, name)
    other = replace(RUN, **{name: others[type(value)](value)})
    assert json.dumps(plain.encode(other)) != json.dumps(plain.encode(RUN))


def test_a_box_refuses_a_job_that_it_does_not_know(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    limits = ProcessLimits(1, 1, 1, 1, None)
    job = plain.encode(ScriptJob("script.py")) | {"argument": "a"}
    spec = LaunchSpec("python", job, str(tmp_path), limits, (), None, internet=False, seccomp="", line=False)
    assert run_task(Room(tmp_path), spec) == 1
    assert "ScriptJob: expected no key 'argument', as it is unknown" in capfd.readouterr().err


def test_a_box_says_what_of_its_specification_is_wrong() -> None:
    spec = LaunchSpec(
        "python", {}, "/box", ProcessLimits(1, 1, 1, 1, None), (), None, internet=False, seccomp="", line=False
    )
    with pytest.raises(WireError, match=r"LaunchSpec\.limits\.cpu_s: expected a whole number, found str"):
        plain.decode(LaunchSpec, {**plain.encode(spec), "limits": {**plain.encode(spec.limits), "cpu_s": "1"}})


def test_what_a_box_loads_first_is_the_standard_library_alone() -> None:
    script = "import sys, autograder.probe.launch, autograder.protocol.jobs; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-c", script], check=True, capture_output=True, text=True).stdout
    foreign = {name.partition(".")[0] for name in loaded.split()} - sys.stdlib_module_names
    own = {name for name in loaded.split() if name.startswith("autograder.")}
    assert {name for name in foreign if not name.startswith(("_", "sitecustomize"))} <= {"autograder"}
    assert not {name for name in own if name.startswith(("autograder.records", "autograder.wire"))}

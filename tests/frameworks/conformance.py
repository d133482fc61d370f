"""What every framework must keep: all that are here, or the one that `FRAMEWORK=name` names."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.contracts import Framework
from autograder.course.frameworks import FRAMEWORKS, framework_reference
from autograder.networks import from_json, to_json
from autograder.probe.framework import framework_called
from autograder.protocol.jobs import DataTask, Recipe
from tests.frameworks.examples import CLASSES, EXAMPLES

NAMES = (os.environ["FRAMEWORK"],) if "FRAMEWORK" in os.environ else FRAMEWORKS.names()
RECIPE = Recipe(20, 10, 0.0, validation_seed=None, early_stopping=None, budget_s=60.0)
MOST_MB = 10.0


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def framework(name: str) -> Framework:
    found = framework_called(framework_reference(name))
    try:
        found.load()
    except ImportError as error:
        pytest.skip(f"FRAMEWORK MISSING: {error}")
    found.warm()
    return found


@pytest.fixture
def names(name: str, framework: Framework) -> Mapping[str, Any]:
    """What a submission leaves."""
    framework.seed(7)
    left: dict[str, Any] = {}
    exec(EXAMPLES[name], left)
    return left


@pytest.fixture
def model(framework: Framework, names: Mapping[str, Any], images: np.ndarray) -> Any:
    return made(framework, names, images)


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    rng = np.random.default_rng(5)
    shown = np.arange(60)[:, None, None] % CLASSES == np.arange(16).reshape(4, 4) % CLASSES
    return (0.3 * rng.random((60, 4, 4)) + 0.7 * shown).astype("float32")


LABELS = np.arange(60) % CLASSES


def made(framework: Framework, names: Mapping[str, Any], images: np.ndarray) -> Any:
    """Return what `build_model` makes, with its weights."""
    model = names["build_model"]()
    if framework.weights(model) is None:
        assert framework.build(model, images[:2], None, may_wait=False) is None
    return model


def fitting(framework: Framework, model: Any, images: np.ndarray) -> np.ndarray:
    """Return images in the shape that a model takes."""
    shape = framework.input_shape(model)
    return images if shape is None else images.reshape(len(images), *(int(side) for side in shape))


def test_its_module_imports_no_framework(name: str) -> None:
    script = (
        "import sys; from autograder.probe.framework import framework_called\n"
        f"framework_called({framework_reference(name)!r})\n"
        "print(*({'keras', 'tensorflow', 'torch', 'jax'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""


def test_it_says_where_it_computes_and_what_a_result_depends_on(framework: Framework) -> None:
    assert framework.device() in {"cpu", "gpu"}
    versions = framework.versions()
    assert {"numpy"} <= versions.keys()
    assert all(isinstance(value, str) and len(value) <= 40 for value in versions.values())


def test_it_seeds_everything(framework: Framework, names: Mapping[str, Any], images: np.ndarray) -> None:
    drawn = []
    for _ in range(2):
        framework.seed(11)
        model = made(framework, names, images)
        numbers = random.random(), np.random.rand()  # noqa: NPY002 - what submissions draw from
        drawn.append((numbers, framework.predict(model, fitting(framework, model, images))))
    assert drawn[0][0] == drawn[1][0]
    assert np.array_equal(drawn[0][1], drawn[1][1])


def test_a_model_is_found_and_told_from_what_is_none(framework: Framework, names: Mapping[str, Any]) -> None:
    built = framework.find(names, prefer_trained=False)
    assert framework.is_model(built.model)
    assert built.name == "build_model()"
    only = framework.find({"model": names["model"], "x": 3}, prefer_trained=True)
    assert (only.model, only.name) == (names["model"], "model")
    nothing = framework.find({"x": 3, "np": np}, prefer_trained=True)
    assert nothing.model is None
    assert nothing.failure is not None
    assert not framework.is_model(np)


def test_a_model_without_weights_gets_them_from_the_data(
    framework: Framework, names: Mapping[str, Any], images: np.ndarray
) -> None:
    late = names["model"]
    assert framework.weights(late) is None
    assert framework.build(late, None, None, may_wait=False) is not None
    assert framework.build(late, images[:2], lambda given: given / 2, may_wait=False) is None
    assert (framework.weights(late) or 0) > 0


def test_outputs_are_a_row_of_numbers_for_each_input(framework: Framework, model: Any, images: np.ndarray) -> None:
    outputs = framework.predict(model, fitting(framework, model, images))
    assert (outputs.shape, outputs.dtype) == ((60, CLASSES), np.float32)
    alone = framework.predict(model, fitting(framework, model, images)[3:4])
    np.testing.assert_allclose(alone, outputs[3:4], rtol=1e-5, atol=1e-6)


def test_training_follows_the_recipe_and_is_told(framework: Framework, model: Any, images: np.ndarray) -> None:
    inputs = fitting(framework, model, images)
    assert framework.is_ready(model)
    assert not framework.steps_itself(model)
    assert framework.steps(model) == 0
    assert not framework.history(model)
    before = framework.predict(model, inputs)
    assert framework.fit(model, inputs, LABELS, recipe=RECIPE, seed=3) == ""
    assert framework.steps(model) > 0
    history = framework.history(model)
    assert history is not None
    assert len(history["loss"]) == RECIPE.epochs
    assert history["loss"][-1] < history["loss"][0]
    assert not np.allclose(framework.predict(model, inputs), before)
    assert not framework.interrupted(model)


def test_a_file_holds_the_whole_network(framework: Framework, model: Any, images: np.ndarray, tmp_path: Path) -> None:
    inputs, path = fitting(framework, model, images), tmp_path / "out" / "model"
    path.parent.mkdir()
    saved = framework.export(model, path, [inputs[:4]], most_mb=MOST_MB)
    assert (saved.problem, saved.code) == (None, ())
    assert [each.name for each in path.parent.iterdir()] == ["model"]
    rebuilt = framework.rebuild(path)
    assert (rebuilt.code, rebuilt.problem) == ((), None)
    np.testing.assert_allclose(framework.predict(rebuilt.model, inputs), framework.predict(model, inputs), rtol=1e-5)
    first, again = (framework.describe(each, input_shape=inputs.shape[1:]) for each in (model, rebuilt.model))
    assert first.digest == again.digest


def test_what_is_no_file_of_a_model_is_refused(framework: Framework, tmp_path: Path) -> None:
    for content in (b"", b"nothing", b"\x80\x04}.", b"PK\x03\x04" + bytes(100)):
        (tmp_path / "model").write_bytes(content)
        with pytest.raises(Exception):  # noqa: B017, PT011 - of any kind
            framework.rebuild(tmp_path / "model")


def test_a_description_is_plain_data_and_counts_every_weight(
    framework: Framework, model: Any, images: np.ndarray
) -> None:
    inputs = fitting(framework, model, images)
    described = framework.describe(model, input_shape=inputs.shape[1:])
    assert from_json(json.loads(json.dumps(to_json(described)))) == described
    assert described.parameters.total == sum(layer.parameters for layer in described.layers) > 0
    assert described.nodes[described.outputs[0]].shape == (CLASSES,)


def test_a_plan_holds_no_weights_and_makes_the_same_network(
    framework: Framework, model: Any, images: np.ndarray, tmp_path: Path
) -> None:
    framework.export(model, tmp_path / "model", most_mb=MOST_MB)
    rebuilt = framework.rebuild(tmp_path / "model")
    planned = framework.plan(rebuilt, tmp_path)
    assert planned is not None
    plan = json.loads(json.dumps(planned.plan))
    framework.seed(21)
    fresh = framework.planned(plan, tmp_path, learned=DataTask.CLASSIFICATION)
    inputs = fitting(framework, fresh, images)
    framework.adapt(fresh, plan, inputs)
    first, again = (framework.describe(each, input_shape=inputs.shape[1:]) for each in (rebuilt.model, fresh))
    assert first.digest == again.digest
    assert not np.allclose(framework.predict(fresh, inputs), framework.predict(rebuilt.model, inputs))
    known = framework.untrained(fresh, inputs, LABELS, inputs[:5], learned=DataTask.CLASSIFICATION)
    assert len(known) == 5
    assert framework.fit(fresh, inputs, LABELS, recipe=RECIPE, seed=3) == ""


def test_probes_leave_a_model_as_it_was(framework: Framework, model: Any, images: np.ndarray) -> None:
    inputs = fitting(framework, model, images)
    before = framework.predict(model, inputs)
    found = framework.probes(model, inputs, ("output", "training_step"))
    assert set(found) <= {"output", "training_step"}
    json.dumps(found)
    assert np.array_equal(framework.predict(model, inputs), before)

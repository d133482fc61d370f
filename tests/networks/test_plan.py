"""A training is named by the bytes of its plan: different trainings never share them, one in two spellings does."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import initializers, layers, losses, optimizers

from autograder.collect.planned import MOST_BITS, MOST_WIRING, doubts
from autograder.frameworks.keras.constants import made
from autograder.frameworks.keras.course_weights import CourseWeights, digest
from autograder.frameworks.keras.planning import METRICS, RATES, adapt, build, plan
from autograder.networks.brought import bits
from autograder.networks.plan import canonical, without_seeds
from autograder.wire import encode_json
from tests.networks import trainings

NONE = CourseWeights()
X = np.random.default_rng(0).random((96, 8, 8, 1), dtype="float32")
Y = np.eye(10, dtype="float32")[np.arange(96) % 10]


def planned(model: Any) -> bytes:
    """Return a plan as the box that trains gets it."""
    return encode_json(json.loads(json.dumps(plan(model, NONE).plan)))


def compiled(model: Any, **options: Any) -> Any:
    model.compile(**{"optimizer": "adam", "loss": "categorical_crossentropy", "metrics": ["accuracy"], **options})
    return model


def plain(*, names: str = "", seed: int | None = None, fused: bool = True, batch: int | None = None) -> Any:
    """Return one network in several spellings."""
    inputs = keras.Input((8, 8, 1), batch_size=batch, name=f"{names}in" if names else None)
    x = layers.Conv2D(
        4, 3, activation="relu" if fused else None, kernel_initializer=initializers.GlorotUniform(seed=seed)
    )(inputs)
    x = x if fused else layers.Activation("relu")(x)
    x = layers.Dropout(0.4, seed=seed, name=f"{names}drop" if names else None)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(10, activation="softmax" if fused else None)(x)
    return keras.Model(inputs, x if fused else layers.Activation("softmax")(x))


def chained() -> Any:
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.Dropout(0.4),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def unnamed_input() -> Any:
    model = keras.Sequential(chained().layers)
    model.build((None, 8, 8, 1))
    return model


def branched() -> Any:
    inputs = keras.Input((8, 8, 1))
    x = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    y = layers.Conv2D(4, 3, padding="same")(x)
    x = layers.Flatten()(layers.Add()([x, y]))
    shared = layers.Dense(8, activation="tanh")
    halves = [shared(layers.Dense(12)(x)), shared(layers.Dense(12)(x))]
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(layers.Concatenate()(halves)))


def nested(*, names: str = "") -> Any:
    inner = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(3, 3, activation="relu"), layers.Flatten()])
    graph_input = keras.Input((108,), name=f"{names}g" if names else None)
    graph = keras.Model(
        graph_input, layers.Dense(12, activation="tanh")(graph_input), name=f"{names}m" if names else None
    )
    inputs = keras.Input((8, 8, 1))
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(graph(inner(inputs))))


def told_that_it_trains() -> Any:
    inputs = keras.Input((8, 8, 1))
    x = layers.Conv2D(4, 3)(inputs)
    x = layers.Dropout(0.4)(layers.BatchNormalization()(x, training=False), training=True)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(layers.Flatten()(x)))


def chained_graphs(*, last: bool = False) -> Any:
    first, second = keras.Input((8, 8, 1)), keras.Input((6, 6, 3))
    graphs = [
        keras.Model(first, layers.Conv2D(3, 3, activation="relu")(first)),
        keras.Model(second, layers.Dense(10, activation="softmax")(layers.Flatten()(second))),
    ]
    return keras.Sequential([*graphs] if last else [*graphs, layers.Dense(10, activation="softmax")])


NETWORKS: dict[str, Callable[[], Any]] = {
    "activations that layers apply": plain,
    "a chain": chained,
    "a chain that was built later": unnamed_input,
    "branches and shared layers": branched,
    "models inside": nested,
    "a chain with models inside": chained_graphs,
    "a chain that ends with a model": lambda: chained_graphs(last=True),
    "a flag that the graph recorded": told_that_it_trains,
    "a batch of fixed size": lambda: plain(batch=32),
}


def trained(config: Any) -> Any:
    """Train the network of a configuration, and return what it gives."""
    keras.utils.set_random_seed(5)
    model = keras.saving.deserialize_keras_object(config, safe_mode=True)
    compiled(model, metrics=METRICS, run_eagerly=True)  # a function would be traced for longer than it runs
    model.fit(X, Y, epochs=2, batch_size=32, verbose=0)
    return np.asarray(model(X[:32], training=False))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_one_spelling_trains_as_the_network_itself(name):
    own = json.loads(json.dumps(keras.saving.serialize_keras_object(NETWORKS[name]())))
    written, _ = canonical(own)
    assert written["class_name"] == "Functional"
    np.testing.assert_allclose(trained(written), trained(seedless(own)), rtol=1e-4, atol=1e-5)


def seedless(value: Any) -> Any:
    """Return a configuration with the grader's seeds, and else as it is."""
    if isinstance(value, dict):
        return {name: None if name == "seed" else seedless(item) for name, item in value.items()}
    return [seedless(item) for item in value] if isinstance(value, list) else value


SAME: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "names": (plain, lambda: plain(names="my_")),
    "seeds": (plain, lambda: plain(seed=3)),
    "fused and separate activations": (plain, lambda: plain(fused=False)),
    "a chain and a graph": (chained, plain),
    "a chain with and without its input": (chained, unnamed_input),
    "the size of a batch": (plain, lambda: plain(batch=32)),
    "names inside": (nested, lambda: nested(names="my_")),
}


@pytest.mark.parametrize("name", SAME)
def test_one_training_in_two_spellings_has_one_name(name):
    first, second = SAME[name]
    assert planned(compiled(first())) == planned(compiled(second()))


@pytest.mark.parametrize(
    "options",
    [
        {"optimizer": optimizers.Adam()},
        {"optimizer": optimizers.Adam(learning_rate=1e-3, name="mine")},
        {"loss": losses.CategoricalCrossentropy()},
        {"loss": losses.categorical_crossentropy},
        {"metrics": None},
        {"metrics": ["mse"], "weighted_metrics": ["accuracy"]},
        {"loss_weights": [-1.0]},
        {"loss_weights": [0.0]},
        {"run_eagerly": True},
        {"steps_per_execution": 30},
        {"jit_compile": True},
        {"jit_compile": False},
        {"auto_scale_loss": False},
    ],
)
def test_what_the_grader_decides_itself_is_not_part_of_a_plan(options):
    model = compiled(chained(), **options)
    assert planned(model) == planned(compiled(chained()))
    made = build(plan(model, NONE).plan, NONE)
    assert (made.run_eagerly, made.steps_per_execution) == (False, 1)
    assert made.get_compile_config().get("loss_weights") is None


@pytest.mark.parametrize("number", [40, pytest.param(500, marks=pytest.mark.slow)])
def test_no_two_different_trainings_have_one_name(number):
    rng = random.Random(11)
    changes = [*trainings.CHANGES]
    same = []
    for place in range(number):
        spec = trainings.some(rng)
        name = changes[place % len(changes)]
        changed = trainings.CHANGES[name](spec, rng)
        if planned(trainings.build(spec)) == planned(trainings.build(changed)):
            same.append((name, spec))
    assert same == []


@pytest.mark.slow
@pytest.mark.parametrize("change", trainings.CHANGES)
def test_each_change_of_the_generator_is_another_training(change):
    rng = random.Random(3)
    spec = trainings.Spec(kernel=3, padding="valid", bias=True, dropped=0.2, normalised=0.9)
    before, after = ended(spec), ended(trainings.CHANGES[change](spec, rng))
    assert before is not None
    assert after is None or before.shape != after.shape or not np.allclose(before, after, rtol=1e-6, atol=1e-7)


def ended(spec: trainings.Spec) -> np.ndarray[Any, Any] | None:
    """Return what a network gives after its training; None where it refuses whole numbers, and so is never trained."""
    keras.utils.set_random_seed(5)
    model = trainings.build(spec)
    model.run_eagerly = True
    try:
        model.fit(X * 9, Y[:, :3], epochs=2, batch_size=32, verbose=0)
    except ValueError:
        assert "int" in spec.given, spec
        return None
    return np.asarray(model(X * 9))


@pytest.mark.parametrize(("rate", "used"), [(1e-12, RATES[0]), (0.0, RATES[0]), (1e9, RATES[1]), (0.05, 0.05)])
def test_learning_rates_are_kept_within_a_range(rate, used):
    made = build(plan(compiled(chained(), optimizer=optimizers.SGD(rate)), NONE).plan, NONE)
    assert float(made.optimizer.learning_rate) == pytest.approx(used)


def test_a_schedule_begins_within_the_range():
    schedule = optimizers.schedules.ExponentialDecay(1e-12, 100, 0.9)
    made = build(json.loads(planned(compiled(chained(), optimizer=optimizers.SGD(schedule)))), NONE)
    assert made.optimizer._learning_rate.initial_learning_rate == RATES[0]


def with_weights(start: Any, **settings: Any) -> Any:
    dense = layers.Dense(10, kernel_initializer=start, **settings)
    return compiled(keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), dense]))


@pytest.mark.parametrize(
    "start",
    [
        initializers.Constant(np.arange(640, dtype="float32").reshape(64, 10)),
        initializers.Constant([0.5] * 10),
        initializers.RandomNormal(mean=np.ones(10, dtype="float32")),
    ],
    ids=["an array", "a list", "an array as the mean"],
)
def test_an_initialiser_that_brings_weights_is_replaced_by_keras_own(start):
    model = with_weights("zeros")
    model.layers[-1].kernel_initializer = start
    found = plan(model, NONE)
    assert [name.rpartition(", ")[2] for name in found.report.replaced] == ["kernel_initializer"]
    assert encode_json(json.loads(json.dumps(found.plan))) == planned(with_weights("glorot_uniform"))


@pytest.mark.parametrize(
    "start", ["he_normal", initializers.Constant(0.1), initializers.RandomNormal(0.0, 0.02), "zeros"]
)
def test_plain_initialisers_stay(start):
    assert plan(with_weights(start), NONE).report.replaced == ()


def test_no_weight_of_the_submission_is_in_a_plan():
    first, second = chained(), chained()
    second.set_weights([weight + 1 for weight in first.get_weights()])
    assert planned(compiled(first)) == planned(compiled(second))


def frozen_base(weights: float) -> Any:
    base = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3, activation="relu"), layers.Flatten()])
    base.set_weights([np.full_like(weight, weights) for weight in base.get_weights()])
    base.trainable = False
    return compiled(keras.Sequential([base, layers.Dense(10, activation="softmax")]))


def course_of(model: Any) -> CourseWeights:
    """Return a course that ships the first model of a model."""
    course = CourseWeights()
    group = model.layers[0].layers[0].get_weights()
    keys = [digest(weight) for weight in group]
    course.arrays.update(zip(keys, group, strict=True))
    course.groups.append(keys)
    return course


def test_a_frozen_layer_of_the_course_keeps_its_weights():
    course = course_of(frozen_base(0.25))
    found = plan(frozen_base(0.25), course)
    assert (found.report.course, found.report.new, len(found.plan["kept"])) == (0, 0, 1)
    made = build(json.loads(json.dumps(found.plan)), course)
    assert all(np.allclose(weight, 0.25) for weight in base_of(made).get_weights())


def base_of(model: Any) -> Any:
    return next(layer for layer in model._flatten_layers() if isinstance(layer, layers.Conv2D))


def test_a_frozen_layer_that_was_retrained_gets_the_courses_weights_back():
    course = course_of(frozen_base(0.25))
    found = plan(frozen_base(0.75), course)
    assert (found.report.course, found.report.new) == (1, 0)
    made = build(json.loads(json.dumps(found.plan)), course)
    assert all(np.allclose(weight, 0.25) for weight in base_of(made).get_weights())


def test_a_frozen_layer_that_never_had_the_courses_weights_does_not_get_them():
    drawn, shipped = frozen_base(0.25), frozen_base(0.25)
    for model, seed in ((drawn, 1), (shipped, 2)):
        base = base_of(model)
        base.set_weights([np.random.default_rng(seed).normal(size=weight.shape) for weight in base.get_weights()])
    found = plan(drawn, course_of(shipped))
    assert (found.report.course, found.report.new, found.plan["kept"]) == (0, 1, [])


def test_a_frozen_layer_that_the_course_does_not_know_begins_anew():
    found = plan(frozen_base(0.75), NONE)
    assert (found.report.course, found.report.new, found.plan["kept"]) == (0, 1, [])
    made = build(found.plan, NONE)
    assert not np.allclose(base_of(made).get_weights()[0], 0.75)
    assert not base_of(made).trainable


def test_a_normalisation_learns_the_graders_images_and_not_what_it_was_given():
    norm = layers.Normalization(axis=None)
    norm.adapt(np.full((4, 8, 8, 1), 100.0))
    model = compiled(keras.Sequential([keras.Input((8, 8, 1)), norm, layers.Flatten(), layers.Dense(10)]))
    found = plan(model, NONE)
    assert (found.report.new, found.plan["adapted"]) == (0, [["layer_1"]])
    made = build(found.plan, NONE)
    adapt(made, found.plan, X)
    assert float(np.ravel(made.get_layer("layer_1").mean)[0]) == pytest.approx(float(X.mean()), rel=1e-4)


@pytest.mark.parametrize(
    ("layer", "brought"),
    [
        (lambda: layers.Rescaling(np.arange(64.0).reshape(8, 8, 1) + 0.123), 64 * 16),
        (lambda: layers.Rescaling(np.arange(64.0).reshape(8, 8, 1) > 30), 64),
        (lambda: layers.Normalization(axis=(1, 2, 3), mean=np.ones((8, 8, 1)), variance=np.ones((8, 8, 1))), 128),
        (lambda: layers.Rescaling(1 / 255), 20),
        (lambda: layers.Rescaling(1234.0), 11),
        (lambda: layers.Cropping2D(((1, 2), (3, 0))), 6),
    ],
)
def test_numbers_that_a_network_brings_are_charged_by_bits(layer, brought):
    def count(*more: Any) -> int:
        model = keras.Sequential([keras.Input((8, 8, 1)), *more, layers.Flatten(), layers.Dense(10)])
        return bits(json.loads(json.dumps(without_seeds(keras.saving.serialize_keras_object(model)))))

    assert brought <= count(layer()) - count() <= brought * 2


@pytest.mark.parametrize("layer", [lambda: layers.Conv2D(64, (3, 3), strides=(1, 2)), lambda: layers.Dropout(0.123)])
def test_sizes_and_what_acts_in_training_alone_are_free(layer):
    model = keras.Sequential([keras.Input((8, 8, 1)), layer(), layers.Flatten(), layers.Dense(10)])
    assert bits(json.loads(json.dumps(without_seeds(keras.saving.serialize_keras_object(model))))) == 0


def test_numbers_in_the_arguments_of_operations_are_charged():
    inputs = keras.Input((8,))
    x = keras.ops.matmul(keras.ops.take(inputs, [1, 2, 3], axis=-1), np.full((3, 5), 0.3, "float32"))
    x = keras.ops.right_shift(keras.ops.cast(x, "int64"), np.array([2**47 + 1, 2**40 + 1]))
    model = keras.Model(inputs, x[:, 1:3])
    assert bits(json.loads(json.dumps(keras.saving.serialize_keras_object(model)))) >= 15 * 20 + 48 + 41


def waits(model: Any) -> bool:
    """Tell whether a person is asked because of what a network brings."""
    found = plan(compiled(model), NONE)
    return bool([*doubts(found.report)])


def pixels() -> tuple[Any, list[Any]]:
    inputs = keras.Input((8, 8, 1))
    return inputs, keras.ops.split(layers.Flatten()(inputs), 64, axis=1)


def added(rng: random.Random) -> Any:
    inputs, each = pixels()
    rows = [layers.Add()([pixel for pixel in each if rng.random() < 0.5]) for _ in range(20)]
    return keras.Model(inputs, layers.Dense(10)(layers.Concatenate()(rows)))


def rescaled(rng: random.Random) -> Any:
    inputs, each = pixels()
    rows = [layers.Add()([layers.Rescaling(rng.randint(1, 9))(pixel) for pixel in each]) for _ in range(4)]
    return keras.Model(inputs, layers.Dense(10)(layers.Concatenate()(rows)))


def repeated(rng: random.Random) -> Any:
    inputs, each = pixels()
    rows = [layers.GlobalAveragePooling1D()(layers.RepeatVector(rng.randint(1, 99))(pixel)) for pixel in each * 3]
    return keras.Model(inputs, layers.Dense(10)(layers.Add()(rows)))


def summed(rng: random.Random) -> Any:
    inputs, each = pixels()
    one = [
        layers.Dense(1, kernel_initializer=initializers.Constant(rng.randint(1, 9)), use_bias=False)(p) for p in each
    ]
    return keras.Model(inputs, layers.Dense(10)(layers.Add()(one * 4)))


def drawn_without_spread(rng: random.Random) -> Any:
    inputs, each = pixels()
    starts = [initializers.RandomUniform(value, value) for value in (rng.randint(1, 9) for _ in each)]
    one = [layers.Dense(1, kernel_initializer=s, use_bias=False)(p) for s, p in zip(starts, each, strict=True)]
    return keras.Model(inputs, layers.Dense(10)(layers.Add()(one * 4)))


def inside(rng: random.Random) -> Any:
    inputs = keras.Input((1, 8, 8, 1))
    return keras.Model(inputs, layers.Flatten()(layers.TimeDistributed(added(rng))(inputs)))


@pytest.mark.parametrize("make", [added, rescaled, repeated, summed, drawn_without_spread, inside])
def test_what_a_graph_can_hold_waits_for_a_person(make):
    assert waits(make(random.Random(0)))


def sized(rng: random.Random) -> Any:
    inputs, each = pixels()
    rows = [layers.LayerNormalization()(layers.Dense(rng.randint(1, 4_000))(pixel)) for pixel in each * 2]
    rows = [keras.ops.mean(keras.ops.abs(row), axis=-1, keepdims=True) for row in rows]
    return keras.Model(inputs, layers.Dense(10)(layers.Concatenate()(rows)))


def windowed(rng: random.Random) -> Any:
    inputs = keras.Input((64, 1))
    rows = [
        layers.GlobalMaxPooling1D()(layers.Conv1D(1, rng.randint(1, 9), dilation_rate=rng.randint(1, 7))(inputs))
        for _ in range(200)
    ]
    return keras.Model(inputs, layers.Dense(10)(layers.Add()(rows)))


def cast(rng: random.Random) -> Any:
    inputs, each = pixels()
    kinds = ("int8", "uint8", "int32", "float16", "bool", "int64", "uint16", "bfloat16")
    rows = [keras.ops.cast(keras.ops.cast(pixel, rng.choice(kinds)), "float32") for pixel in each * 8]
    return keras.Model(inputs, layers.Dense(10)(layers.Add()(rows)))


def of_types(rng: random.Random) -> Any:
    inputs, each = pixels()
    kinds = ("float32", "float16", "bfloat16", "float64")
    rows = [layers.Dense(1, dtype=rng.choice(kinds))(pixel) for pixel in each * 10]
    return keras.Model(inputs, layers.Dense(10)(layers.Add()([keras.ops.cast(row, "float32") for row in rows])))


def frozen_or_not(rng: random.Random) -> Any:
    inputs, each = pixels()
    rows = [layers.Dense(1, use_bias=False, trainable=rng.random() < 0.5)(pixel) for pixel in each * 16]
    return keras.Model(inputs, layers.Dense(10)(layers.Add()(rows)))


def put_in_order(rng: random.Random) -> Any:
    x, each = pixels()
    for _ in range(4):
        every = [keras.Input((1,)) for _ in each]
        inner = keras.Model(every, rng.sample(every, 64))
        each = inner(each)
    return keras.Model(x, layers.Dense(10)(layers.Concatenate()(each)))


def named(rng: random.Random) -> Any:
    x, each = pixels()
    letters = "abcdefghijklmnopqrstuvwxyz"
    for _ in range(3):
        names = rng.sample([one + other for one in letters for other in letters if one + other not in {"as", "if"}], 64)
        every = {name: keras.Input((1,), name=name) for name in names}
        inner = keras.Model(every, [every[name] for name in sorted(names)])
        each = inner(dict(zip(names, each, strict=True)))
    return keras.Model(x, layers.Dense(10)(layers.Concatenate()(each)))


def sliced(rng: random.Random) -> Any:
    inputs = keras.Input((64,))
    rows = [inputs[:, :32] if rng.random() < 0.5 else inputs[:, 32:] for _ in range(1_200)]
    return keras.Model(inputs, layers.Dense(10)(layers.Add()(rows)))


def turned(rng: random.Random) -> Any:
    inputs = keras.Input((2,) * 6)
    rows = []
    for _ in range(120):
        axes = "bcdefg"
        rows.append(keras.ops.einsum(f"a{axes}->a{''.join(rng.sample(axes, 6))}", inputs))
    return keras.Model(inputs, layers.Dense(10)(layers.Flatten()(layers.Add()(rows))))


@pytest.mark.parametrize("make", [sized, windowed, cast, of_types, frozen_or_not, put_in_order, named, sliced, turned])
def test_sizes_and_all_else_that_a_graph_says_are_charged(make):
    assert plan(compiled(make(random.Random(0))), NONE).report.wiring > MOST_WIRING


def counted(sizes: list[int]) -> Any:
    inputs = keras.Input((8, 8, 1))
    one = layers.GlobalMaxPooling2D()(inputs)
    made = [keras.ops.sum(keras.ops.ones_like(layers.Dense(n)(one)), axis=-1, keepdims=True) for n in sizes]
    x = layers.Concatenate()([layers.Flatten()(inputs), *made])
    return keras.Model(inputs, layers.Dense(10)(x))


def divided(sizes: list[int]) -> Any:
    inputs = keras.Input((8, 8, 1))
    one = layers.GlobalMaxPooling2D()(inputs) + 0.5
    every = [keras.ops.abs(layers.Dense(n)(one)) for n in sizes]
    made = [keras.ops.sum(x, axis=-1, keepdims=True) / keras.ops.mean(x, axis=-1, keepdims=True) for x in every]
    return keras.Model(inputs, layers.Dense(10)(layers.Concatenate()(made)))


@pytest.mark.parametrize("make", [counted, divided])
def test_numbers_that_a_network_makes_out_of_sizes_are_charged(make):
    model = make(random.Random(0).sample(range(1, 4_000), 30))
    before = model.get_weights()
    assert made(model) > MOST_BITS
    assert all(map(np.array_equal, before, model.get_weights()))
    assert waits(model)


def padded() -> Any:
    inputs = keras.Input((8, 8, 4))
    x = keras.ops.concatenate([inputs, keras.ops.zeros_like(inputs), keras.ops.ones_like(inputs)], axis=-1)
    return keras.Model(inputs, layers.Dense(10)(layers.Flatten()(x)))


def with_positions() -> Any:
    inputs = keras.Input((8, 8, 1))
    x = layers.Reshape((64, 1))(inputs)
    places = keras.ops.cumsum(keras.ops.ones_like(x), axis=1)[..., 0]
    x = layers.Dense(8)(x) + layers.Embedding(65, 8)(places)
    return keras.Model(inputs, layers.Dense(10)(layers.GlobalAveragePooling1D()(x)))


@pytest.mark.parametrize("make", [chained, padded, with_positions])
def test_zeros_ones_and_positions_are_next_to_no_numbers(make):
    model = make()
    assert made(model) < 64
    assert not waits(model)


def test_a_network_that_refuses_made_up_images_waits_for_a_person():
    inputs = keras.Input((8, 8, 1))
    table = keras.ops.take(np.zeros((1, 2), "float32"), keras.ops.cast(inputs[:, 0, 0] * 1e6 + 5, "int32"), axis=0)
    model = keras.Model(inputs, layers.Dense(10)(layers.Flatten()(table)))
    assert made(model) is None
    assert waits(model)


def blocks() -> Any:
    """Return a residual network of 48 blocks."""
    x = inputs = keras.Input((8, 8, 1))
    for width in (8, 16, 32):
        x = layers.Conv2D(width, 1)(x)
        for _ in range(16):
            y = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
            y = layers.Activation("relu")(layers.BatchNormalization()(y))
            x = layers.Add()([x, layers.BatchNormalization()(layers.Conv2D(width, 3, padding="same")(y))])
    return keras.Model(inputs, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))


def attending() -> Any:
    """Return a transformer whose attention is written out of operations."""
    inputs = keras.Input((8, 8, 1))
    x = layers.Dense(16)(layers.Reshape((8, 8))(inputs))
    for _ in range(6):
        split = [
            keras.ops.transpose(keras.ops.reshape(layers.Dense(16)(x), (-1, 8, 4, 4)), (0, 2, 1, 3)) for _ in "qkv"
        ]
        scores = keras.ops.softmax(keras.ops.matmul(split[0], keras.ops.transpose(split[1], (0, 1, 3, 2))) / 2.0)
        y = keras.ops.reshape(keras.ops.transpose(keras.ops.matmul(scores, split[2]), (0, 2, 1, 3)), (-1, 8, 16))
        x = layers.LayerNormalization()(x + layers.Dense(16)(y))
        x = layers.LayerNormalization()(x + layers.Dense(16)(layers.Dense(32, activation="gelu")(x)))
    return keras.Model(inputs, layers.Dense(10)(layers.GlobalAveragePooling1D()(x)))


def augmented() -> Any:
    """Return a small network of many kinds of layers."""
    parts = [
        layers.RandomFlip("horizontal"),
        layers.RandomRotation(0.1),
        layers.RandomZoom(0.123),
        layers.RandomContrast(0.2),
    ]
    parts += [layers.Rescaling(1 / 127.5, offset=-1), layers.Conv2D(8, 3, padding="same"), layers.BatchNormalization()]
    parts += [layers.LeakyReLU(0.07), layers.MaxPooling2D(2), layers.SpatialDropout2D(0.15), layers.ZeroPadding2D(1)]
    parts += [
        layers.SeparableConv2D(16, 3),
        layers.PReLU(),
        layers.AveragePooling2D(2),
        layers.Flatten(),
        layers.Dropout(0.3),
    ]
    parts += [
        layers.Dense(32, activation="relu"),
        layers.LayerNormalization(),
        layers.GaussianNoise(0.05),
        layers.Dense(10),
    ]
    return keras.Sequential([keras.Input((8, 8, 1)), *parts])


def on_mobilenet() -> Any:
    inputs = keras.Input((96, 96, 3))
    x = keras.applications.mobilenet_v2.preprocess_input(layers.RandomFlip()(inputs))
    base = keras.applications.MobileNetV2(weights=None, include_top=False, input_shape=(96, 96, 3))
    return keras.Model(inputs, layers.Dense(10)(layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(base(x)))))


@pytest.mark.parametrize("make", [chained, nested, blocks, attending, augmented, on_mobilenet])
def test_ordinary_networks_wait_for_nobody(make):
    assert not waits(make())


APPLICATIONS = ("ResNet152V2", "DenseNet201", "InceptionV3", "NASNetMobile", "EfficientNetV2B0", "MobileNetV3Small")


@pytest.mark.slow
@pytest.mark.parametrize("name", APPLICATIONS)
def test_the_networks_of_keras_wait_for_nobody(name):
    assert not waits(getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(224, 224, 3)))

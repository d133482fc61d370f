"""What a comparison says: causes, what follows from them, credit and the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import keras
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import Input, Sequential, layers
from networks import digits_transfer, fashion_cnn, fashion_deep_cnn, mnist_cnn

from autograder import networks
from autograder.frameworks.keras.describe import describe
from autograder.networks import Kind, Mark
from autograder.records import Structure


def fashion(**changes: object) -> Structure:
    """The network of `fashion_cnn` with named layers and some settings changed."""
    given = {"filters": 64, "kernel": 3, "pool": 2, "activation": "relu", "units": 100, "rate": 0.4, "padding": "same"}
    given |= changes
    model = Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", name="first"),
            layers.MaxPooling2D(2, name="half"),
            layers.Conv2D(
                given["filters"],
                given["kernel"],
                padding=given["padding"],
                activation=given["activation"],
                name="second",
            ),
            layers.MaxPooling2D(given["pool"], name="quarter"),
            layers.Flatten(name="flat"),
            layers.Dense(given["units"], activation="relu", name="hidden"),
            layers.Dropout(given["rate"], name="drop"),
            layers.Dense(10, activation="softmax", name="top"),
        ]
    )
    return describe(model)


REFERENCE = describe(fashion_cnn())


def texts(found: Structure, expected: Structure = REFERENCE, **options: bool) -> list[str]:
    return [difference.text for difference in networks.compare(found, expected, **options).differences]


def test_a_dense_layer_stands_where_the_layer_of_its_activation_does_and_explains_no_shape() -> None:
    """The input has another shape too, so that no missing layer alone changes what follows."""
    dense = Sequential(
        [
            Input((784,)),
            layers.Dense(250, activation="relu", name="first"),
            layers.Dense(100, activation="relu", name="hidden"),
            layers.Dense(10, activation="softmax", name="top"),
        ]
    )
    assert texts(describe(dense))[1:4] == [
        (
            "2 layers are missing at the beginning: Conv2D (filters 32, kernel size (3, 3), relu), "
            "MaxPooling2D (pool size (2, 2))."
        ),
        'layer 1 "first" (Dense): expected Conv2D here, found Dense.',
        '2 layers are missing after layer 1 "first" (Dense): MaxPooling2D (pool size (2, 2)), Flatten.',
    ]


def test_one_cause_gives_one_message_with_what_follows_from_it() -> None:
    assert texts(fashion(filters=32)) == [
        (
            'layer 3 "second" (Conv2D): expected 64 filters, found 32. '
            'Because of it the layers after it change shape: "quarter", "flat". '
            'So "second" has 9,248 parameters instead of 18,496. So "hidden" has 156,900 parameters instead of 313,700.'
        )
    ]


def test_a_number_of_two_causes_is_not_told_of_one() -> None:
    assert texts(fashion(filters=32, units=64)) == [
        (
            'layer 3 "second" (Conv2D): expected 64 filters, found 32. '
            'Because of it the layers after it change shape: "quarter", "flat". '
            'So "second" has 9,248 parameters instead of 18,496.'
        ),
        (
            'layer 6 "hidden" (Dense): expected 100 units, found 64. '
            'Because of it the layers after it change shape: "drop". So "top" has 650 parameters instead of 1,010.'
        ),
    ]


def test_a_number_of_two_settings_is_told_of_neither() -> None:
    first, second = texts(fashion(filters=32, kernel=5))
    assert first == (
        'layer 3 "second" (Conv2D): expected 64 filters, found 32. '
        'Because of it the layers after it change shape: "quarter", "flat". '
        'So "hidden" has 156,900 parameters instead of 313,700.'
    )
    assert second == 'layer 3 "second" (Conv2D): expected kernel size (3, 3), found (5, 5).'


def test_a_shape_of_two_settings_is_told_of_neither() -> None:
    """Fewer filters change the channels, a larger kernel without padding the rows and columns."""
    told = texts(fashion(filters=32, kernel=5, padding="valid"))
    assert told[0] == 'layer 3 "second" (Conv2D): expected 64 filters, found 32.'
    assert not any("Because of it" in text or "So " in text for text in told)


def test_of_several_layers_too_many_any_can_change_a_shape() -> None:
    more = [layers.Dropout(0.1, name="more"), layers.MaxPooling2D(2, name="smaller")]
    parts = named_fashion()
    model = Sequential([Input((28, 28, 1)), *parts[:4], *more, *parts[4:]])
    (said,) = texts(describe(model))
    assert said.startswith('2 layers are not asked for: layer 5 "more" (Dropout), layer 6 "smaller" (MaxPooling2D).')
    assert 'Because of it the layers after it change shape: "flat".' in said


def test_where_layers_are_missing_and_too_much_none_alone_explains_a_shape() -> None:
    def convolution(filters: int) -> layers.Layer:
        return layers.Conv2D(filters, 3, padding="same", activation="relu")

    ends = [layers.Dense(12, activation="relu", name="hidden"), layers.Dense(2, name="top")]
    asked = [convolution(3), layers.MaxPooling2D(), convolution(6), layers.MaxPooling2D(), convolution(6)]
    wide = [layers.Dense(units, activation="relu", name=f"wide_{units}") for units in (50, 25)]
    own = [layers.Flatten(), wide[0], layers.BatchNormalization(), wide[1], layers.BatchNormalization()]
    found, expected = (
        describe(Sequential([Input((16, 16, 3)), *parts, *map(again, ends)]))
        for parts in (own, [*asked, layers.Flatten()])
    )
    assert 'So "hidden"' not in " ".join(texts(found, expected))


@pytest.mark.parametrize(("units", "told"), [((625, 625), False), ((512, 625), True), ((625,), True)])
def test_a_layer_too_much_with_units_of_its_own_hides_what_those_above_it_do(units: Sequence[int], told: bool) -> None:
    asked, found = (
        describe(
            Sequential(
                [
                    Input((784,)),
                    *(layers.Dense(n, activation="relu", name=f"{name}_{place}") for place, n in enumerate(wide)),
                    layers.Dense(10, activation="softmax", name="top"),
                ]
            )
        )
        for name, wide in (("asked", (512,)), ("own", units))
    )
    said = " ".join(texts(found, asked))
    assert ('So "top" has 6,260 parameters instead of 5,130.' in said) is told


def test_a_layer_that_stands_for_another_has_its_shape_of_itself() -> None:
    dense = describe(
        Sequential(
            [
                Input((784,)),
                *(layers.Dense(100, activation="relu", name=name) for name in ("one", "two", "three", "four")),
                layers.Dense(10, activation="softmax", name="top"),
            ]
        )
    )
    said = texts(dense)
    assert any('"two" (Dense): expected' in text for text in said)
    assert not any("change shape" in text and '"two"' in text.split("change shape")[1] for text in said)


def test_without_reveal_only_the_direction_is_said() -> None:
    assert texts(fashion(filters=32), reveal=False) == [
        (
            'layer 3 "second" (Conv2D): has fewer filters than asked: 32. '
            'Because of it the layers after it change shape: "quarter", "flat". '
            'So "second" has fewer parameters than asked: 9,248. So "hidden" has fewer parameters than asked: 156,900.'
        )
    ]
    assert texts(fashion(kernel=5), reveal=False)[0].startswith(
        'layer 3 "second" (Conv2D): the kernel size is larger than asked: (5, 5).'
    )
    assert texts(fashion(rate=0.2), reveal=False) == ['layer 7 "drop" (Dropout): the rate is smaller than asked: 0.2.']
    assert texts(fashion(padding="valid"), reveal=False)[0].startswith(
        'layer 3 "second" (Conv2D): the padding is not the one asked for: valid.'
    )


def test_an_activation_is_named_with_the_layer_it_belongs_to() -> None:
    assert texts(fashion(activation="tanh")) == ['layer 3 "second" (Conv2D): expected the activation relu, found tanh.']
    assert texts(fashion(activation=None)) == [
        'layer 3 "second" (Conv2D): expected the activation relu after it, found none.'
    ]
    assert texts(fashion(activation=None), reveal=False) == [
        'layer 3 "second" (Conv2D): an activation is missing after it.'
    ]
    assert texts(REFERENCE, fashion(activation=None)) == [
        f'layer 3 "{REFERENCE.layers[2].name}" (Conv2D): the activation relu is not asked for.'
    ]


def test_a_rectifier_that_is_not_the_plain_one_is_called_by_its_own_name() -> None:
    leaky, tanh, none = (fashion(activation=name) for name in ("leaky_relu", "tanh", None))
    head = 'layer 3 "second" (Conv2D):'
    assert texts(leaky, tanh) == [f"{head} expected the activation tanh, found leaky_relu."]
    assert texts(tanh, leaky) == [f"{head} expected the activation leaky_relu, found tanh."]
    assert texts(none, leaky) == [f"{head} expected the activation leaky_relu after it, found none."]
    assert texts(leaky, none) == [f"{head} the activation leaky_relu is not asked for."]
    assert texts(fashion(activation="relu6"), tanh) == [f"{head} expected the activation tanh, found relu6."]
    assert texts(leaky, fashion()) == [f"{head} expected negative slope 0, found 0.2."]


def test_two_causes_give_two_messages() -> None:
    kinds = [difference.kind for difference in networks.compare(fashion(units=64, rate=0.5), REFERENCE).differences]
    assert kinds == [Kind.SETTING, Kind.SETTING]


@cache
def without(*names: str) -> Structure:
    kept = [layer for layer in named_fashion() if layer.name not in names]
    return describe(Sequential([Input((28, 28, 1)), *kept]))


def again(layer: layers.Layer) -> layers.Layer:
    return type(layer).from_config(layer.get_config())


def named_fashion() -> list[layers.Layer]:
    """The layers of `fashion_cnn`, not yet built, with short names."""
    names = ("first", "half", "second", "quarter", "flat", "hidden", "drop", "top")
    configs = [layer.get_config() | {"name": name} for layer, name in zip(fashion_cnn().layers, names, strict=True)]
    kinds = [type(layer) for layer in fashion_cnn().layers]
    return [kind.from_config(config) for kind, config in zip(kinds, configs, strict=True)]


def test_layers_missing_in_a_row_are_one_cause() -> None:
    assert texts(without("second", "quarter"))[0].startswith(
        '2 layers are missing after layer 2 "half" (MaxPooling2D): '
        "Conv2D (filters 64, kernel size (3, 3), relu), MaxPooling2D (pool size (2, 2))."
    )
    assert texts(without("drop")) == ['Dropout (rate 0.4) is missing after layer 6 "hidden" (Dense).']
    assert texts(without("drop"), reveal=False) == ['a dropout layer is missing after layer 6 "hidden" (Dense).']
    assert texts(without("first"), reveal=False)[0].startswith("a convolution is missing at the beginning.")


def test_a_layer_that_is_not_asked_for_is_named() -> None:
    assert texts(REFERENCE, without("drop")) == [f'layer 7 "{REFERENCE.layers[6].name}" (Dropout) is not asked for.']


def test_a_layer_in_another_place_is_one_cause() -> None:
    order = ("first", "drop", "half", "second", "quarter", "flat", "hidden", "top")
    by_name = {layer.name: layer for layer in named_fashion()}
    model = Sequential([Input((28, 28, 1)), *(by_name[name] for name in order)])
    assert texts(describe(model)) == ['layer 2 "drop" (Dropout): expected it after layer 7 "hidden" (Dense).']


def test_global_pooling_is_no_flatten_in_another_place() -> None:
    def network(*parts: layers.Layer) -> Structure:
        start = [Input((12, 12, 1)), layers.Conv2D(4, 3, name="first"), layers.MaxPooling2D(name="half")]
        return describe(Sequential([*start, *parts, layers.Dense(3, activation="softmax", name="top")]))

    more = (layers.Conv2D(8, 3, name="c"), layers.Conv2D(8, 3, name="d"), layers.GlobalAveragePooling2D(name="g"))
    told = texts(
        network(*more, layers.Dropout(0.5)), network(layers.Flatten(), layers.Dense(8, "relu"), layers.Dropout(0.5))
    )
    assert told == [
        '2 layers are not asked for: layer 3 "c" (Conv2D), layer 4 "d" (Conv2D).',
        'layer 5 "g" (GlobalAveragePooling2D): expected Flatten here, found GlobalAveragePooling2D.',
        'Dense (units 8, relu) is missing after layer 5 "g" (GlobalAveragePooling2D).',
    ]
    asked = network(layers.Dropout(0.25), layers.Flatten(), layers.Dense(64, "relu"), layers.Dropout(0.5))
    told = texts(network(*more, layers.Dropout(0.5)), asked)
    assert not [text for text in told if "expected it after" in text], told


def test_a_forgotten_activation_here_and_a_surplus_one_there_are_two_causes() -> None:
    def network(first: str | None, second: str | None) -> Structure:
        parts = [layers.Dense(4, activation=first, name="one"), layers.Dense(5, activation=second, name="two")]
        return describe(Sequential([Input((3,)), *parts]))

    assert texts(network(None, "relu"), network("relu", None)) == [
        'layer 1 "one" (Dense): expected the activation relu after it, found none.',
        'layer 2 "two" (Dense): the activation relu is not asked for.',
    ]


def test_layers_after_a_lone_activation_are_named_besides_it() -> None:
    def network(*parts: layers.Layer) -> Structure:
        return describe(Sequential([Input((3,)), *parts, layers.Dense(2, name="top")]))

    one = network(layers.Dense(4, activation="relu", name="one"))
    more = network(
        layers.Dense(5, activation="softmax", name="one"),
        layers.Dropout(0.5, name="half"),
        layers.Dense(5, activation="relu", name="two"),
        layers.Dropout(0.5, name="rest"),
    )
    assert texts(more, one)[1:] == [
        'layer 1 "one" (Dense): the activation softmax is not asked for.',
        '2 layers are not asked for: layer 2 "half" (Dropout), layer 3 "two" (Dense).',
        'layer 4 "rest" (Dropout) is not asked for.',
    ]
    assert any("Dropout (rate 0.5)" in text for text in texts(one, more)), "as missing, too"


def test_a_shape_of_which_several_differences_are_the_cause_is_laid_to_none() -> None:
    def network(*parts: layers.Layer) -> Structure:
        end = (layers.Flatten(name="flat"), layers.Dense(3, name="top"))
        return describe(Sequential([Input((12, 12, 1)), *parts, *end]))

    first = (layers.Conv2D(4, 3, padding="same", name="one"), layers.MaxPooling2D(name="half"))
    second = (layers.Conv2D(8, 3, padding="same", activation="relu", name="two"), layers.MaxPooling2D(name="rest"))
    asked = network(*first, *second)
    told = texts(network(*first, layers.Dropout(0.5, name="drop")), asked)
    assert told == [
        'Conv2D (filters 8, kernel size (3, 3), relu) is missing after layer 2 "half" (MaxPooling2D).',
        'layer 3 "drop" (Dropout): expected MaxPooling2D here, found Dropout.',
    ]
    strided = (layers.Conv2D(4, 3, strides=3, name="one"), layers.MaxPooling2D(name="half"))
    assert texts(network(*strided, *second), asked)[:2] == [
        'layer 1 "one" (Conv2D): expected padding same, found valid.',
        'layer 1 "one" (Conv2D): expected strides (1, 1), found (3, 3).',
    ]


def test_normalisation_on_the_other_side_of_the_activation_is_one_cause() -> None:
    def network(*parts: layers.Layer) -> Structure:
        return describe(Sequential([Input((3,)), layers.Dense(4, name="d"), *parts]))

    found = network(layers.ReLU(name="r"), layers.BatchNormalization(name="n"))
    expected = network(layers.BatchNormalization(name="n"), layers.ReLU(name="r"))
    assert texts(found, expected) == ['layer 2 "r" (ReLU): expected it after layer 3 "n" (BatchNormalization).']


def test_an_activation_goes_with_the_missing_layer_that_it_would_follow() -> None:
    def network(*parts: layers.Layer) -> Structure:
        return describe(Sequential([Input((12, 12, 1)), *parts, layers.Dense(3, activation="softmax", name="top")]))

    asked = network(layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dense(8, activation="relu"))
    apart = network(
        *(layers.Flatten(), layers.Dense(8, name="one"), layers.Activation("relu", name="first")),
        *(layers.Dense(6, name="two"), layers.Activation("relu", name="second")),
    )
    within = network(
        layers.Flatten(), layers.Dense(8, activation="relu", name="one"), layers.Dense(6, activation="relu", name="two")
    )
    for told in (texts(apart, asked), texts(within, asked)):
        assert told[0].startswith("Conv2D (filters 4, kernel size (3, 3), relu) is missing at the beginning."), told
        assert not [text for text in told if "expected it" in text], told


def test_a_wrong_input_is_the_cause_of_every_shape_after_it() -> None:
    model = Sequential([Input((14, 14, 1)), *named_fashion()[:5]])
    expected = Sequential([Input((28, 28, 1)), *named_fashion()[:5]])
    found = texts(describe(model), describe(expected))
    assert len(found) == 1
    assert found[0].startswith("The model takes (14, 14, 1), expected (28, 28, 1) (without the batch axis).")
    assert '"first", "half", "second", "quarter" and 1 more' in found[0]


def test_padding_that_only_the_shape_makes_matter_is_a_consequence() -> None:
    def network(kernel: int) -> Structure:
        return describe(
            Sequential(
                [
                    Input((28, 28, 1)),
                    layers.Conv2D(4, kernel, name="c"),
                    layers.MaxPooling2D(2, padding="same", name="p"),
                    layers.Flatten(name="f"),
                ]
            )
        )

    found = networks.compare(network(4), network(3))
    assert [(item.kind, item.layer) for item in found.differences] == [(Kind.SETTING, "c")]


def test_wiring_is_told_apart_from_layers() -> None:
    def network(*, from_input: bool) -> Structure:
        x = Input((6,), name="x")
        first = layers.Dense(6, name="first")(x)
        second = layers.Dense(6, name="second")(first)
        joined = layers.Add(name="join")([second, x if from_input else first])
        return describe(keras.Model(x, joined))

    found = networks.compare(network(from_input=False), network(from_input=True))
    assert [(item.kind, item.layer) for item in found.differences] == [(Kind.WIRING, "join")]
    assert found.differences[0].message == (
        'layer 3 "join" (Add): expected its input from second, input 1, found it connected to second, first.'
    )


def test_shared_weights_are_asked_for() -> None:
    def network(*, shared: bool) -> Structure:
        a, b = Input((6,)), Input((6,))
        one = layers.Dense(4, name="one")
        two = one if shared else layers.Dense(4, name="two")
        return describe(keras.Model([a, b], layers.Add()([one(a), two(b)])))

    found = networks.compare(network(shared=False), network(shared=True))
    assert [item.kind for item in found.differences] == [Kind.SHARING]


def test_freezing_counts_unless_it_does_not() -> None:
    thawed = digits_transfer()
    thawed.layers[0].trainable = True
    found, expected = describe(thawed), describe(digits_transfer())
    comparison = networks.compare(found, expected)
    assert [item.kind for item in comparison.differences] == [Kind.FROZEN]
    assert "expected frozen weights (trainable = False)" in comparison.differences[0].message
    assert networks.compare(found, expected, trainable=False).equal
    assert "expected trainable weights" in networks.compare(expected, found).differences[0].message


def test_names_count_only_where_asked_and_where_they_were_chosen() -> None:
    expected = describe(fashion_deep_cnn())
    model = fashion_deep_cnn()
    model.layers[-1]._name = model.layers[-1].name = "out"
    found = describe(keras.Model(model.inputs, model.outputs))
    assert networks.compare(found, expected).equal
    comparison = networks.compare(found, expected, names=True)
    assert not comparison.equal
    assert [item.message for item in comparison.differences] == [
        'layer 11 "out" (Dense): expected the name "OUTPUT".',
        f'the model "{found.name}": expected the name "FASHION_CNN".',
    ]
    hidden = networks.compare(found, expected, names=True, reveal=False)
    assert not any("OUTPUT" in item.text or "FASHION" in item.text for item in hidden.differences)
    assert networks.compare(describe(fashion_deep_cnn()), expected, names=True).equal


def test_a_mark_that_nobody_sees_is_no_part_of_a_name() -> None:
    model = fashion_deep_cnn()
    model.layers[-1]._name = model.layers[-1].name = "OUT\u200bPUT"
    found = describe(keras.Model(model.inputs, model.outputs, name="FASHION_CNN\u200e"))
    assert networks.compare(found, describe(fashion_deep_cnn()), names=True).equal


def test_the_table_shows_how_shapes_flow() -> None:
    rows = networks.compare(fashion(filters=32), REFERENCE).rows
    assert [(row.layer, row.mark) for row in rows] == [
        ("first", Mark.SAME),
        ("half", Mark.SAME),
        ("second", Mark.CHANGED),
        ("quarter", Mark.SHIFTED),
        ("flat", Mark.SHIFTED),
        ("hidden", Mark.SHIFTED),
        ("drop", Mark.SAME),
        ("top", Mark.SAME),
    ]
    assert (rows[2].shape, rows[2].expected_shape) == ((14, 14, 32), (14, 14, 64))
    assert (rows[5].parameters, rows[5].expected_parameters) == (156_900, 313_700)
    hidden = networks.compare(fashion(filters=32), REFERENCE, reveal=False).rows
    assert all(row.expected_shape is None for row in hidden if row.mark is not Mark.SAME)


def test_the_table_has_rows_for_what_is_missing_and_extra() -> None:
    missing = networks.compare(without("drop"), REFERENCE).rows
    assert [row.mark for row in missing].count(Mark.MISSING) == 1
    assert next(row for row in missing if row.mark is Mark.MISSING).expected_operation == "Dropout"
    extra = networks.compare(REFERENCE, without("drop")).rows
    assert [row.mark for row in extra].count(Mark.EXTRA) == 1


SECRETS = {"filters": (64, 37), "kernel": (3, 5), "units": (100, 83), "rate": (0.4, 0.17)}


@given(st.sets(st.sampled_from(sorted(SECRETS)), min_size=1))
@settings(max_examples=12, deadline=None)
def test_without_reveal_no_number_of_the_reference_is_printed(wrong: set[str]) -> None:
    found = fashion(**{name: SECRETS[name][1] for name in wrong})
    own = {
        str(value) for layer in found.layers for value in numbers([layer.config, layer.output_shape, layer.parameters])
    }
    for text in texts(found, reveal=False):
        for shown in re.findall(
            r"\d[\d,.]*\d|\d", re.sub(r"layer \d+ \"[^\"]*\"|and \d+ more|\"[^\"]*\"|Conv2D", "", text)
        ):
            assert shown.replace(",", "") in own, text


def numbers(value: object) -> list[object]:
    if isinstance(value, dict):
        return [item for part in value.values() for item in numbers(part)]
    if isinstance(value, list | tuple):
        return [item for part in value for item in numbers(part)]
    return [value] if isinstance(value, int | float) else []


@given(st.lists(st.sampled_from(["filters", "kernel", "units", "rate", "activation"]), unique=True, min_size=1))
@settings(max_examples=10, deadline=None)
def test_a_further_mistake_never_earns_more(order: list[str]) -> None:
    wrong = {"filters": 16, "kernel": 5, "units": 50, "rate": 0.1, "activation": "sigmoid"}
    earned = [1.0]
    for count in range(1, len(order) + 1):
        found = fashion(**{name: wrong[name] for name in order[:count]})
        earned.append(networks.compare(found, REFERENCE).credit)
    assert earned == sorted(earned, reverse=True)
    assert len(set(earned)) == len(earned)


@given(st.permutations(["first", "half", "second", "quarter", "drop", "hidden"]))
@settings(max_examples=4, deadline=None)
def test_every_further_missing_layer_costs(order: list[str]) -> None:
    earned = [networks.compare(without(*sorted(order[:count])), REFERENCE).credit for count in range(len(order) + 1)]
    assert earned == sorted(earned, reverse=True)
    assert earned[0] == 1.0
    assert earned[-1] < 0.5


def test_a_wrong_number_costs_less_than_a_missing_layer_and_a_wrong_network_most() -> None:
    number = networks.compare(fashion(units=64), REFERENCE).credit
    activation = networks.compare(fashion(activation=None), REFERENCE).credit
    layer = networks.compare(without("second"), REFERENCE).credit
    other = networks.compare(
        describe(Sequential([Input((28, 28, 1)), layers.Flatten(), layers.Dense(10)])),
        REFERENCE,
    ).credit
    assert 1 > number >= activation > layer > other >= 0
    assert number > 0.9
    assert other < 0.35


def test_comparison_is_reflexive_and_credit_bounded() -> None:
    for network in (mnist_cnn, fashion_deep_cnn):
        own = describe(network())
        assert networks.compare(own, own).credit == 1.0
        assert 0 <= networks.compare(own, REFERENCE).credit < 1


def test_names_of_any_length_stay_out_of_the_way() -> None:
    long = "x" * 5_000
    found = describe(
        Sequential([Input((3,)), layers.Dense(4, name=long), layers.Dense(2, name="y" * 5_000)], name="z" * 5_000)
    )
    expected = describe(Sequential([Input((3,)), layers.Dense(5, name="a"), layers.Dense(2, name="b")], name="c"))
    for difference in networks.compare(found, expected, names=True).differences:
        assert len(difference.text) < 1_000


def typed(*types: str | None, top: layers.Layer | None = None, given: str | None = None) -> Structure:
    first, second = (*types, *types)[:2]
    stack = [Input((5,), dtype=given), layers.Dense(4, "relu", dtype=first), layers.Dropout(0.2, dtype=first)]
    return describe(Sequential([*stack, *([top] if top else []), layers.Dense(2, "softmax", dtype=second)]))


@pytest.mark.parametrize(
    "found",
    [
        typed("mixed_float16", "float32"),
        typed("mixed_float16"),
        typed("mixed_bfloat16", "float32"),
        typed("float64"),
        typed("float16", None),
        typed("float32", top=layers.Identity(dtype="float64")),
        typed("float32", top=layers.Flatten(dtype="bfloat16")),
        typed("float32", given="float16"),
    ],
    ids=["mixed", "mixed to the end", "bfloat16", "float64", "float16", "only casts", "flatten", "input"],
)
def test_the_type_of_numbers_is_no_difference(found: Structure) -> None:
    for ours, theirs in ((found, typed(None)), (typed(None), found)):
        comparison = networks.compare(ours, theirs)
        assert (comparison.equal, comparison.credit, comparison.differences) == (True, 1.0, ())
        assert {row.mark for row in comparison.rows} == {Mark.SAME}


def test_beside_another_mistake_the_type_of_numbers_is_not_told() -> None:
    found, plain = (describe(wide(dtype)) for dtype in ("mixed_float16", None))
    assert texts(found, typed(None)) == texts(plain, typed(None))
    assert networks.compare(found, typed(None)).credit == networks.compare(plain, typed(None)).credit


def wide(dtype: str | None) -> keras.Model:
    named = {"dtype": dtype}
    stack = [Input((5,)), layers.Dense(9, "relu", name="wide", **named), layers.Dropout(0.2, name="drop", **named)]
    return Sequential([*stack, layers.Dense(2, "softmax", name="top")])


def test_a_layer_that_is_called_twice_is_told_once() -> None:
    def siamese(units: int) -> Structure:
        one, other, shared = Input((5,)), Input((5,)), layers.Dense(units, name="shared")
        return describe(keras.Model([one, other], layers.Subtract()([shared(one), shared(other)])))

    told = [difference.message for difference in networks.compare(siamese(3), siamese(4)).differences]
    assert len(told) == len(set(told)) == 1


def flattened(data_format: str) -> Structure:
    """A network whose `Flatten` moves channels, or does not."""
    rows = [layers.Flatten(data_format, name="flat"), layers.Dense(10, activation="softmax", name="top")]
    return describe(Sequential([Input((3, 8, 8)), *rows]))


@pytest.mark.parametrize("reveal", [True, False])
@pytest.mark.parametrize("formats", [("channels_first", "channels_last"), ("channels_last", "channels_first")])
def test_a_layer_that_is_asked_for_is_never_told_as_extra_or_missing(formats: tuple[str, str], reveal: bool) -> None:
    found, expected = formats
    assert texts(flattened(found), flattened(expected), reveal=reveal) == [
        f'layer 1 "flat" (Flatten): expected data format {expected}, found {found}.'
        if reveal
        else f'layer 1 "flat" (Flatten): the data format is not the one asked for: {found}.'
    ]


def test_a_setting_that_only_one_side_has_is_told_in_words() -> None:
    def regularised(weight: float | None) -> Structure:
        penalty = None if weight is None else keras.regularizers.L2(weight)
        return describe(Sequential([Input((5,)), layers.Dense(4, kernel_regularizer=penalty, name="one")]))

    plain, heavy = regularised(None), regularised(0.01)
    assert texts(plain, heavy) == ['layer 1 "one" (Dense): expected kernel regulariser L2 0.01, found none.']
    assert texts(heavy, plain) == ['layer 1 "one" (Dense): expected no kernel regulariser, found L2 0.01.']
    assert texts(plain, heavy, reveal=False) == [
        'layer 1 "one" (Dense): the kernel regulariser that is asked for is missing.'
    ]


def test_an_input_of_whole_numbers_is_told_in_words() -> None:
    assert texts(typed("float32", given="int32"), typed("float32")) == [
        "The model turns its numbers into int32, which is not asked for: fractions are lost."
    ]

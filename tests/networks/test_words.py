"""Networks of words: they compare whatever words were learned, and are planned without them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from autograder.frameworks.keras import constants
from autograder.frameworks.keras.behaviour import PROBES, observe
from autograder.frameworks.keras.course_weights import CourseWeights
from autograder.frameworks.keras.describe import describe
from autograder.frameworks.keras.export import without_code
from autograder.frameworks.keras.inputs import build as built
from autograder.frameworks.keras.mixing import may_mix
from autograder.frameworks.keras.planning import adapt, build, plan
from autograder.frameworks.keras.predicting import predict

WORDS = ["a good day", "a bad day", "not good at all"]
TEXTS = np.array([text.encode() for text in WORDS])
NONE = CourseWeights.below(Path("/nowhere"))


def vectorization(words: Sequence[str] = WORDS, **settings: Any) -> Any:
    layer = layers.TextVectorization(**{"max_tokens": 50, "output_sequence_length": 6, **settings})
    layer.adapt(np.array(words))
    return layer


def network(
    words: Any = None, shape: tuple[int, ...] = (1,), inner: Any = None, embedding: Any = None, merge: str = "concat"
) -> Any:
    model = keras.Sequential(
        [
            keras.Input(shape, dtype="string"),
            words or vectorization(),
            embedding or layers.Embedding(50, 8, mask_zero=True),
            layers.Bidirectional(inner or layers.LSTM(4), merge_mode=merge),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model


SAME = {
    "other words": lambda: network(vectorization(["quite other"])),
    "a list of words": lambda: network(layers.TextVectorization(50, output_sequence_length=6, vocabulary=["b", "c"])),
    "no axis": lambda: network(shape=()),
    "names": lambda: network(inner=layers.LSTM(4, name="inside")),
    "defaults": lambda: network(
        vectorization(split="whitespace", output_mode="int"), inner=layers.LSTM(4, unroll=True)
    ),
}
OTHER = {
    "length": lambda: network(vectorization(output_sequence_length=7)),
    "most words": lambda: network(vectorization(max_tokens=40)),
    "characters": lambda: network(vectorization(split="character")),
    "standardize": lambda: network(vectorization(standardize=None)),
    "units": lambda: network(inner=layers.LSTM(5)),
    "cell": lambda: network(inner=layers.GRU(4)),
    "merge": lambda: network(merge="sum"),
    "mask": lambda: network(embedding=layers.Embedding(50, 8)),
    "vectors": lambda: network(embedding=layers.Embedding(50, 9, mask_zero=True)),
}


@pytest.fixture(scope="module")
def digest() -> str:
    return describe(network()).digest


@pytest.mark.parametrize("spelling", SAME)
def test_the_same_network_in_other_spellings(digest: str, spelling: str) -> None:
    assert describe(SAME[spelling]()).digest == digest


@pytest.mark.parametrize("change", OTHER)
def test_another_network(digest: str, change: str) -> None:
    assert describe(OTHER[change]()).digest != digest


def test_a_network_without_an_input_takes_texts_in_rows() -> None:
    model = keras.Sequential([vectorization(), layers.Embedding(50, 8), layers.LSTM(4), layers.Dense(1)])
    assert built(model, TEXTS, None)
    assert describe(model).inputs == ((1,),)
    assert predict(model, TEXTS.reshape(-1, 1)).shape == (3, 1)


@pytest.mark.parametrize("mode", ["int", "multi_hot", "tf_idf"])
def test_a_plan_brings_no_words_and_the_grader_teaches_its_own(mode: str) -> None:
    length = 6 if mode == "int" else None
    words = layers.TextVectorization(output_mode=mode, output_sequence_length=length)
    words.adapt(np.array(WORDS))
    own = keras.Sequential([keras.Input((1,), dtype="string"), words, layers.Dense(1)])
    own.compile("adam", "mse")
    made = plan(own, NONE)
    assert not {"good", "day"} & set(json.dumps(made.plan).replace('"', " ").split())
    model = build(made.plan, NONE)
    adapt(model, made.plan, TEXTS.reshape(-1, 1))
    for layer in model.layers:
        if isinstance(layer, layers.TextVectorization):
            assert np.allclose(layer(TEXTS), words(TEXTS))
    assert predict(model, TEXTS.reshape(-1, 1)).shape == (3, 1)


def test_a_list_of_words_in_an_order_of_somebodys_choosing_is_learned_anew() -> None:
    brought = layers.TextVectorization(output_sequence_length=6, vocabulary=["good", "fine", "bad", "worse"])
    made = plan(network(brought), NONE)
    model = build(made.plan, NONE)
    adapt(model, made.plan, TEXTS.reshape(-1, 1))
    found = next(layer for layer in model.layers if isinstance(layer, layers.TextVectorization)).get_vocabulary()
    assert "fine" not in found
    assert len(found) == 6


def test_each_text_is_known_to_be_read_by_itself() -> None:
    assert not may_mix(network())
    assert may_mix(network(inner=layers.RNN(layers.LSTMCell(4))))


def test_nothing_that_follows_from_words_counts_as_brought() -> None:
    assert constants.made(network()) == 0


def test_every_probe_answers() -> None:
    found = observe(network(), TEXTS.reshape(-1, 1), probes=list(PROBES))
    assert not [finding for finding in found.values() if "problem" in finding]
    assert found["memorising"]["learns"]


class Subclass(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.words, self.vectors, self.last = vectorization(), layers.Embedding(50, 8), layers.Dense(1)

    def call(self, texts: Any) -> Any:
        return self.last(keras.ops.mean(self.vectors(self.words(texts)), axis=1))


def test_a_class_of_ones_own_is_written_as_the_graph_that_it_is() -> None:
    model = Subclass()
    assert built(model, TEXTS, None)
    copy, code = without_code(model, [TEXTS.reshape(-1, 1)])
    assert code == ()
    assert np.allclose(predict(copy, TEXTS.reshape(-1, 1)), predict(model, TEXTS.reshape(-1, 1)), atol=1e-6)

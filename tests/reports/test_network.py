from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.networks import Mark, compare
from autograder.reports import Material, student_page, student_view
from autograder.reports.network import MAX_ROWS, network_view, settings
from tests.reports.examples import ASSIGNMENT, EVIDENCE, GRADE, TEMPLATES, structure


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (
            {"filters": 32, "kernel_size": [3, 3], "padding": "same", "strides": [1, 1], "activation": "relu"},
            "32 3×3 same relu",
        ),
        ({"pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}, "2×2"),
        ({"filters": 8, "kernel_size": [5, 5], "strides": [2, 2], "activation": "linear"}, "8 5×5 /2×2"),
        ({"units": 1000}, "1,000"),
        ({"rate": 0.25}, "0.25"),
        ({"kernel_size": "x" * 99, "filters": None, "rate": "high", "strides": {}, "activation": {}}, "x" * 39 + "…"),
        ({"units": 10**400, "strides": [[1], {}]}, "∞ /[1]×{}"),
    ],
)
def test_settings_are_written_in_few_words(config, text):
    assert settings(config) == text


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["filters", "units", "kernel_size", "pool_size", "padding", "strides", "rate", "activation"])


@given(st.dictionaries(KEYS, VALUES))
def test_any_configuration_is_written_briefly(config):
    assert len(settings(config)) <= 40


def test_a_network_alone_has_a_row_for_each_layer():
    view = network_view(structure())
    assert not view.compared
    assert [row.found.name for row in view.rows] == [layer.class_name for layer in structure().layers]


def test_a_comparison_marks_the_cause_and_what_follows_from_it():
    view = network_view(structure(32), compare(structure(32), structure()))
    assert view.rows[0].mark is Mark.CHANGED
    assert {row.mark for row in view.rows[1:4]} == {Mark.SHIFTED}
    assert view.rows[-1].mark is Mark.SAME
    assert view.differences


def test_what_the_assignment_does_not_reveal_is_withheld_and_not_called_missing():
    view = network_view(structure(32), compare(structure(32), structure(), reveal=False))
    assert view.rows[0].expected is None
    assert view.rows[0].withheld
    assert not view.rows[-1].withheld
    shown = Material(comparison=compare(structure(32), structure(), reveal=False))
    evidence = replace(EVIDENCE, structure=structure(32))
    markup = student_page(student_view(GRADE, ASSIGNMENT, evidence=evidence, material=shown), templates=TEMPLATES)
    assert "not shown" in markup
    assert "(6, 6, 10)" not in markup


def test_a_network_of_a_thousand_layers_is_cut():
    many = replace(structure(), layers=structure().layers * 200)
    view = network_view(many)
    assert len(view.rows) == len(view.layers) == MAX_ROWS
    assert view.omitted == 1200 - MAX_ROWS

"""Records are plain JSON and back: strict in both directions, and records that differ are encoded differently."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import WireError
from autograder.protocol.plain import decode, encode


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Inner:
    depth: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outer:
    inner: Inner
    share: float
    colour: Colour
    is_on: bool
    limit: int | None
    several: tuple[Inner, ...]
    free: Mapping[str, Any]
    by_name: Mapping[str, Inner]


INNERS = st.builds(Inner, st.integers(-(2**63), 2**63), st.lists(st.text()).map(tuple))
OUTERS = st.builds(
    Outer,
    inner=INNERS,
    share=st.floats(allow_nan=False, allow_infinity=False),
    colour=st.sampled_from(Colour),
    is_on=st.booleans(),
    limit=st.none() | st.integers(),
    several=st.lists(INNERS, max_size=3).map(tuple),
    free=st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text(), max_size=3),
    by_name=st.dictionaries(st.text(), INNERS, max_size=2),
)
ONE = Outer(Inner(1, ("a",)), 0.5, Colour.RED, is_on=True, limit=None, several=(), free={}, by_name={})


@given(OUTERS)
def test_a_record_comes_back_as_it_was(record: Outer) -> None:
    assert decode(Outer, json.loads(json.dumps(encode(record)))) == record


@given(OUTERS, OUTERS)
def test_records_that_differ_are_encoded_differently(one: Outer, other: Outer) -> None:
    assert (json.dumps(encode(one)) == json.dumps(encode(other))) <= (one == other)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"colur": "red"}, "Outer: expected no key 'colur'"),
        ({"share": "0.5"}, "Outer.share: expected a number, found str '0.5'"),
        ({"share": True}, "Outer.share: expected a number, found bool"),
        ({"share": math.nan}, "Outer.share: expected a number, found float 'nan'"),
        ({"colour": "green"}, "Outer.colour: expected one of red, blue, found str 'green'"),
        ({"is_on": 1}, "Outer.is_on: expected true or false, found int"),
        ({"limit": 2.0}, "Outer.limit: expected a whole number, found float"),
        ({"several": {}}, "Outer.several: expected a list, found dict"),
        ({"several": [{"depth": 1}]}, r"Outer.several\[0\]: expected the key 'names', which is missing"),
        ({"inner": []}, "Outer.inner: expected an object, found list"),
        ({"inner": {"depth": 1, "names": [2]}}, r"Outer.inner.names\[0\]: expected text, found int"),
        ({"free": []}, "Outer.free: expected an object, found list"),
        ({"by_name": {"x": {"depth": None, "names": []}}}, "Outer.by_name.x.depth: expected a whole number"),
    ],
)
def test_what_is_wrong_is_named_by_its_key(change: dict[str, Any], told: str) -> None:
    with pytest.raises(WireError, match=f"^{told}"):
        decode(Outer, encode(ONE) | change)


def test_each_key_has_to_be_there() -> None:
    for key in encode(ONE):
        with pytest.raises(WireError, match=f"Outer: expected the key '{key}', which is missing"):
            decode(Outer, {name: value for name, value in encode(ONE).items() if name != key})


@pytest.mark.parametrize(
    "inner",
    [Inner("1", ()), Inner(1, [""]), Inner(True, ()), Inner(1, (b"",)), Inner(1, ({1},))],  # type: ignore[arg-type]
)
def test_a_record_of_wrong_types_is_not_encoded(inner: Inner) -> None:
    with pytest.raises(WireError, match="Inner"):
        encode(inner)

"""JSON from a box: plain values pass, everything else is refused before it costs anything."""

from __future__ import annotations

import json
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import WireError
from autograder.wire import decode_json, encode_json

scalars = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
) | st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=5)
    ),
    max_leaves=30,
)


@given(values)
def test_what_was_encoded_comes_back(value):
    assert decode_json(encode_json(value)) == value


@given(st.binary(max_size=400))
def test_any_bytes_give_a_value_or_a_wire_error(data):
    try:
        decode_json(data)
    except WireError:
        return
    json.loads(data)


@given(st.text(alphabet='[]{}",:\\u0d8e1.-+NaInfity \n', max_size=200))
def test_anything_that_looks_like_json_gives_what_python_reads_or_a_wire_error(text):
    try:
        value = decode_json(text.encode())
    except WireError:
        return
    assert encode_json(value)


@given(values, st.integers(1, 8))
def test_the_depth_is_counted_as_a_reader_would(value, cap):
    def depth(item):
        inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else None
        return 0 if inner is None else 1 + max(map(depth, inner), default=0)

    data = encode_json(value)
    if depth(value) <= cap:
        assert decode_json(data, max_depth=cap) == value
    else:
        with pytest.raises(WireError, match="levels"):
            decode_json(data, max_depth=cap)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "expected JSON"),
        (b"\xef\xbb\xbf{}", "expected JSON"),
        (b'{"a": "\xff"}', "expected UTF-8, found the byte 0xff at 7"),
        (b'{"a": 1, "a": 2}', "'a' stands there twice"),
        (b"NaN", "NaN is no JSON number"),
        (b"[-Infinity]", "-Infinity is no JSON number"),
        (b"1e999", "infinite"),
        (b"18446744073709551616", "over 64 bits"),
        (b"-9223372036854775809", "over 64 bits"),
        (b"9" * 5000, "over 64 bits"),
        (b"[1,]", "expected JSON"),
        (b"[" * 100_000, "at most 64 levels, found 100000"),
        (b'{"a":' * 100_000, "at most 64 levels, found 100000"),
        (b"[" + b"1," * 1_000_001 + b"1]", "at most 1000000 values"),
    ],
)
def test_hostile_json_is_refused_with_its_reason(data, reason):
    with pytest.raises(WireError, match=reason):
        decode_json(data)


def test_the_message_names_what_was_read():
    with pytest.raises(WireError, match=r"found\.json: expected at most 3 bytes, found 4"):
        decode_json(b"1234", max_bytes=3, what="found.json")


def test_brackets_inside_strings_are_no_levels():
    assert decode_json(b'["' + b"[" * 1000 + b'\\"[", "]"]') == ["[" * 1000 + '"[', "]"]


def test_lone_surrogates_become_replacement_characters():
    assert decode_json(rb'{"\udc00": "a\ud800b", "c": "\ud83d\ude00"}') == {"\ufffd": "a\ufffdb", "c": "😀"}


def test_what_other_programs_write_passes_when_asked_for():
    value = decode_json(b'{"a": NaN, "a": 7, "b": 36893488147419103232}', lenient=True)
    assert value == {"a": 7, "b": 2**65}


@pytest.mark.parametrize(
    "data", [b'"\\"' * 5_000_000, b"[" * 16_000_000, b'{"a":"' + b"\\" * 15_000_000, b"[[]," * 4_000_000 + b"1"]
)
def test_sixteen_megabytes_of_malice_cost_little(data):
    tracemalloc.start()
    start = time.process_time()
    with pytest.raises(WireError):
        decode_json(data)
    seconds, (_, peak) = time.process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 5
    assert peak < 12 * len(data)


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"bytes", [object()]])
def test_what_is_not_json_is_not_encoded(value):
    with pytest.raises(WireError, match="expected a JSON value"):
        encode_json(value)

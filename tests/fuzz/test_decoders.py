"""No decoder fails on bytes near those that it accepts, nor on any that once made one fail."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.decoders import DECODERS, decode, seeds

FOUND = Path(__file__).with_name("found")


@pytest.mark.parametrize("name", DECODERS)
def test_a_decoder_accepts_or_refuses_every_seed(name):
    for seed in seeds(name):
        decode(name, seed)


@pytest.mark.parametrize("name", DECODERS)
def test_what_once_made_a_decoder_fail_does_so_no_more(name):
    for path in sorted(FOUND.glob(f"{name}-*")):
        decode(name, path.read_bytes())


@st.composite
def damaged(draw: st.DrawFn, name: str) -> bytes:
    data = bytearray(draw(st.sampled_from(list(seeds(name)))))
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(data)))
        data[start : start + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    return bytes(data)


@pytest.mark.parametrize("name", DECODERS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_decoder_accepts_or_refuses_damaged_input(name, data):
    decode(name, data.draw(damaged(name)))

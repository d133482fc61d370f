import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import WireError
from autograder.sandbox.harvest import DirectoryHarvest, EmptyHarvest


@pytest.fixture
def out(tmp_path):
    (tmp_path / "secret").write_text("hidden")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.json").write_text("{}")
    return folder


@pytest.fixture
def harvest(out):
    descriptor = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    yield DirectoryHarvest(descriptor)
    os.close(descriptor)


@given(name=st.text(max_size=20) | st.lists(st.sampled_from(["..", ".", "a.json", "secret", "", "out"])).map("/".join))
def test_no_name_leads_out_of_the_folder(tmp_path_factory, name):
    top = tmp_path_factory.mktemp("names")
    (top / "secret").write_text("hidden")
    (top / "out").mkdir()
    (top / "out" / "a.json").write_text("{}")
    descriptor = os.open(top / "out", os.O_RDONLY | os.O_DIRECTORY)
    harvest = DirectoryHarvest(descriptor)
    try:
        assert harvest.read(name, max_bytes=100) == b"{}"
    except WireError:
        pass
    finally:
        os.close(descriptor)


def test_a_file_that_is_swapped_for_a_folder_of_links_is_not_followed(harvest, out):
    (out / "figures").symlink_to(out.parent)
    assert harvest.names() == ("a.json",)
    with pytest.raises(WireError, match="expected a regular file"):
        harvest.read("figures/secret", max_bytes=100)


def test_a_device_or_a_pipe_does_not_block_the_reader(harvest, out):
    os.mkfifo(out / "pipe")
    with pytest.raises(WireError, match="expected a regular file, found something else"):
        harvest.read("pipe", max_bytes=100)


def test_names_that_are_not_text_are_listed_and_can_be_read(harvest, out):
    Path(os.fsdecode(os.fsencode(out) + b"/\xff.png")).write_bytes(b"png")
    assert harvest.names() == ("a.json", "\udcff.png")
    assert harvest.read("\udcff.png", max_bytes=3) == b"png"


def test_a_file_may_be_exactly_as_large_as_allowed(harvest, out):
    (out / "full").write_bytes(b"x" * 10)
    assert harvest.read("full", max_bytes=10) == b"x" * 10
    with pytest.raises(WireError, match="at most 9 bytes, found 10"):
        harvest.read("full", max_bytes=9)


def test_another_file_system_is_not_entered(tmp_path):
    descriptor = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
    with pytest.raises(WireError):
        DirectoryHarvest(descriptor).read("proc/version", max_bytes=10_000)
    os.close(descriptor)


def test_a_box_that_never_ran_left_nothing():
    assert EmptyHarvest().names() == ()
    with pytest.raises(WireError, match="left nothing"):
        EmptyHarvest().read("a.json", max_bytes=1)

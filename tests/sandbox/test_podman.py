"""Podman is one more backend of the same kind; the conformance suite runs against it with `-m slow`."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.backends import open_sandbox
from autograder.errors import SandboxError, UsageError
from autograder.records import Outcome
from autograder.sandbox.podman import PLACE, Podman
from tests.sandbox.conftest import opened


@pytest.fixture(scope="module")
def podman() -> Iterator[Podman]:
    """Skip, loudly, where podman cannot run boxes."""
    yield from opened(Podman())


def test_every_layer_holds(podman):
    assert [f"{layer.name}: {layer.reason}" for layer in podman.layers() if not layer.active] == []


def test_a_killed_box_leaves_no_container_process_or_mount(podman, box_of):
    with podman.run(box_of("import time; time.sleep(60)", wall_s=0.2)) as result:
        assert result.outcome is Outcome.TIMED_OUT
    settings = {"CONTAINERS_CONF": str(PLACE / "settings"), "PATH": os.environ["PATH"]}
    places = ("--root", f"{PLACE}/root", "--runroot", f"{PLACE}/run", "--storage-driver", "vfs")
    listed = subprocess.run(
        ["podman", *places, "ps", "--all", "--quiet"], env=settings, capture_output=True, text=True, check=True
    )
    assert listed.stdout == ""
    assert "autograder-container-" not in Path("/proc/self/mounts").read_text()


def test_a_machine_without_podman_says_what_to_install(monkeypatch, box_of):
    if os.geteuid() != 0:
        pytest.skip("podman runs boxes as root only")
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SandboxError, match=r"podman and runc not installed .*apt install podman runc"):
        Podman()._supervise(box_of("pass")).__enter__()


def test_it_is_opened_by_name_only():
    with pytest.raises(UsageError, match="there are: auto, forkserver, bubblewrap, process, podman"):
        open_sandbox("docker", ())

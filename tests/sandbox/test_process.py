import os
import subprocess

from autograder.sandbox.process import PlainProcess


def test_what_a_killed_coordinator_left_is_removed_and_nothing_else(tmp_path):
    dead = subprocess.Popen(["true"])
    dead.wait()
    left = tmp_path / f"autograder-box-{dead.pid}-abc"
    own = tmp_path / f"autograder-box-{os.getpid()}-abc"
    (left / "work" / "locked").mkdir(parents=True)
    (left / "work" / "locked").chmod(0)
    own.mkdir()
    (tmp_path / "autograder-other").mkdir()
    PlainProcess(scratch=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [own.name, "autograder-other"]

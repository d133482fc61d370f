import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from autograder.errors import SandboxError
from autograder.sandbox.uid_pool import UIDS, leased


def test_no_two_boxes_share_a_user_and_a_freed_one_is_used_again(tmp_path):
    with ExitStack() as stack, ThreadPoolExecutor(8) as pool:
        uids = list(pool.map(lambda _: stack.enter_context(leased(tmp_path)), range(20)))
        assert sorted(uids) == list(UIDS[:20])
    with leased(tmp_path) as uid:
        assert uid == UIDS[0]


def test_another_coordinator_takes_another_user_until_it_dies(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from autograder.sandbox.uid_pool import leased\n"
        "with leased(Path(sys.argv[1])) as uid: print(uid, flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == f"{UIDS[0]}\n"
    with leased(tmp_path) as uid:
        assert uid == UIDS[1]
    other.kill()
    other.communicate()
    with leased(tmp_path) as uid:
        assert uid == UIDS[0]


def test_when_every_user_is_taken_it_is_said(tmp_path):
    with ExitStack() as stack:
        for _ in UIDS:
            stack.enter_context(leased(tmp_path))
        with pytest.raises(SandboxError, match="all 478 users for boxes are taken"):
            stack.enter_context(leased(tmp_path))


def test_a_folder_that_cannot_be_made_is_a_fault_of_ours(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SandboxError, match="no place to lease users"), leased(tmp_path / "file" / "uids"):
        pass

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.errors import SandboxError
from autograder.protocol.jobs import KERAS
from autograder.records import Outcome
from autograder.sandbox.forkserver.backend import ForkServer
from autograder.sandbox.forkserver.server import threads

TRAINING = """
    import keras, numpy
    layers = [keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(numpy.ones((64, 8, 8, 1)), numpy.zeros(64), verbose=0)
    model.save("../out/model.keras")
"""
PLAIN = KERAS, frozenset({("KERAS_BACKEND", "tensorflow")})
"""The settings of the server that ordinary boxes come from."""
MEMORY = {"memory_mb": 2048, "processes": 256, "disk_mb": 64, "wall_s": 120}


@pytest.fixture
def outcome(forkserver, box_of):
    def run(script, **options):
        with forkserver.run(box_of(script, **options)) as result:
            return result

    return run


def processes_of(parent: int) -> list[int]:
    """The children of a process, and theirs."""
    children = [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    return [*children, *(pid for child in children for pid in processes_of(child))]


def server_of(backend: ForkServer) -> int:
    """The process that ordinary boxes are forked from: it waits beneath the one that was started."""
    return processes_of(backend._servers[PLAIN]._process.pid)[0]


def test_two_boxes_train_at_a_time(forkserver, box_of):
    def run(box):
        with forkserver.run(box) as result:
            return result.outcome, result.harvest.names(), result.stderr

    with ThreadPoolExecutor(2) as pool:
        for outcome, names, stderr in pool.map(run, [box_of(TRAINING, **MEMORY) for _ in range(2)]):
            assert (outcome, names) == (Outcome.OK, ("done.json", "model.keras")), stderr


def test_a_box_adds_little_memory_before_its_own(outcome):
    script = "print(next(l for l in open('/proc/self/smaps_rollup') if l.startswith('Private_Dirty')).split()[1])"
    assert int(outcome(script).stdout) / 1024 < 30


def test_the_framework_is_there_without_importing_it(outcome):
    assert (
        outcome("import sys; print({'tensorflow', 'keras', 'sklearn', 'nbclient'} <= set(sys.modules))").stdout
        == "True\n"
    )


def test_old_spellings_are_served_without_importing_more_of_keras(outcome):
    script = """
        import pathlib, sys
        from autograder.frameworks.keras import keras2
        from autograder.probe.notes import writer
        before = set(sys.modules)
        keras2.install("accept", writer(pathlib.Path("../out")))
        print([name for name in set(sys.modules) - before if getattr(sys.modules[name], "__file__", None)])
    """
    assert outcome(script, **MEMORY).stdout == "[]\n"


def test_no_two_boxes_draw_the_same_random_numbers(outcome):
    script = "import random, numpy, uuid; print(random.random(), numpy.random.rand(), uuid.uuid4())"
    first, second = outcome(script).stdout.split(), outcome(script).stdout.split()
    assert not set(first) & set(second)


def test_seeded_random_numbers_are_the_same_in_every_box(outcome):
    script = "import random, numpy, keras; keras.utils.set_random_seed(7); print(random.random(), numpy.random.rand())"
    assert outcome(script, **MEMORY).stdout == outcome(script, **MEMORY).stdout != ""


def test_nothing_of_an_earlier_box_is_left_in_the_memory_of_a_later_one(outcome):
    script = """
        import re
        found, wanted = 0, re.compile(b"earlier-[s]tudent")
        for line in open("/proc/self/maps"):
            span, rights, *rest = line.split()
            start, end = (int(number, 16) for number in span.split("-"))
            if not rights.startswith("rw"): continue
            with open("/proc/self/mem", "rb", buffering=0) as memory:
                for place in range(start, end, 2**20):
                    memory.seek(place)
                    try: found += bool(wanted.search(memory.read(min(2**20, end - place))))
                    except OSError: pass
        print(found)
    """
    assert int(outcome(script, arguments=["earlier-student"]).stdout) > 0, "the search finds what is there"
    assert outcome(script).stdout == "0\n"


def test_settings_that_matter_at_import_get_a_server_of_their_own(outcome):
    script = "import matplotlib, os; print(matplotlib.get_backend(), os.environ['LATE'])"
    assert outcome(script, environment={"LATE": "1"}).stdout.endswith(" 1\n")
    assert outcome(script, environment={"LATE": "2", "MPLBACKEND": "svg"}).stdout == "svg 2\n"


def test_a_killed_server_costs_its_running_box_and_no_other(forkserver, box_of):
    def run(box):
        with forkserver.run(box) as result:
            return result.outcome, result.reason

    def kill(server):
        os.kill(server, signal.SIGKILL)
        time.sleep(0.2)

    assert run(box_of("pass"))[0] is Outcome.OK
    server = server_of(forkserver)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, box_of("import time; time.sleep(60)"))
        time.sleep(1)
        kill(server)
        assert running.result(10) == (Outcome.SANDBOX_FAULT, "what ran the box was killed from outside")
    assert run(box_of("pass"))[0] is Outcome.OK
    assert server_of(forkserver) != server


def test_a_server_and_its_boxes_die_with_their_coordinator(tmp_path):
    script = """
from pathlib import Path
from autograder.contracts import Box, Mount
from autograder.protocol.jobs import ScriptJob
from autograder.protocol.jobs import KERAS
from autograder.records import Limits
from autograder.sandbox.forkserver.backend import ForkServer
from autograder.sandbox.forkserver.server import threads
source = Path(__import__("sys").argv[1])
box = Box(ScriptJob("s.py"), (Mount(source, "in/s.py"),), Limits(memory_mb=512))
ForkServer()._supervise(box).__enter__()
"""
    (tmp_path / "s.py").write_text("import os, time; os.fork(); print('runs', flush=True); time.sleep(600)")
    coordinator = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "s.py")])
    deadline = time.monotonic() + 120
    while len(started := processes_of(coordinator.pid)) < 5 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(started) >= 5, "the waiting process, the server, the box's first process, the box and its child"
    coordinator.kill()
    coordinator.wait()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in started) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]


def test_a_server_that_cannot_start_says_why(monkeypatch, box_of):
    from autograder.sandbox.forkserver import template

    backend = ForkServer()
    monkeypatch.setattr(template, "DEVICES", ("/dev/no-such-device",))
    with pytest.raises(SandboxError, match=r"(?s)did not start: .*no-such-device"):
        backend._supervise(box_of("pass")).__enter__()
    assert all(not layer.active and "no-such-device" in layer.reason for layer in backend.layers())


@pytest.mark.slow
def test_500_boxes_with_training_leave_nothing_behind(forkserver, box_of, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    server = server_of(forkserver)

    def traces():
        groups = len(list(Path("/sys/fs/cgroup").glob(f"**/autograder-{os.getpid()}-*")))
        mounts = Path(f"/proc/{server}/mounts").read_text().count("\n")
        descriptors = [len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in (server, os.getpid())]
        return groups, mounts, descriptors, len(processes_of(os.getpid())), len(list(tmp_path.iterdir()))

    def run(box):
        with forkserver.run(box) as result:
            return result.outcome

    boxes = [box_of(TRAINING, **MEMORY) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(run, boxes)) == {Outcome.OK}
        before = traces()
        assert set(pool.map(run, boxes * 250)) == {Outcome.OK}
        assert traces() == before
    assert server_of(forkserver) == server


def test_the_threads_of_an_allocator_that_outlive_a_fork_do_not_count():
    begun, done = threading.Event(), threading.Event()

    def allocator():
        ctypes.CDLL(None).prctl(15, b"jemalloc_bg_thd", 0, 0, 0)
        begun.set()
        done.wait(10)

    before = threads()
    thread = threading.Thread(target=allocator)
    thread.start()
    assert begun.wait(10)
    assert threads() == before
    done.set()
    thread.join()


def test_each_copy_of_openblas_may_have_threads():
    """The wheels of NumPy and SciPy bring one each, other packages theirs."""
    script = "import numpy, scipy.linalg; from autograder.sandbox.forkserver import server; "
    script += "print(server.linear_algebras(), any('openblas' in l for l in open('/proc/self/maps')))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    count, bundled = done.stdout.split()
    assert int(count) >= (2 if bundled == "True" else 0)

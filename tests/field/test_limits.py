"""Who reaches a limit is told which one, in a module as in a notebook, and no other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.field.conftest import GradeClass, Graded, notebook

LIMITS = """
[limits]
wall_s = {wall_s}
cpu_s = {cpu_s}
memory_mb = 700
processes = 96
output_mb = 1
disk_mb = 16
"""
REACHED = {
    "memory": "blocks = []\nwhile True:\n    blocks.append(bytearray(2**24))",
    "processes": "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
    "threads": "import threading, time\nwhile True:\n    try:\n        threading.Thread(target=time.sleep, args=(60,), "
    "daemon=True).start()\n    except RuntimeError:\n        pass",
    "output": "while True:\n    print('a' * 1000)",
    "many files": "for number in range(100_000):\n    open(f'{number}.png', 'wb').write(bytes(200))",
    "disk": "with open('fill', 'wb') as file:\n    for _ in range(64):\n        file.write(bytes(2**20))",
    "wall time": "import time\ntime.sleep(600)",
    "processor time": "def flatten_images(x):\n    return x.reshape(len(x), -1)\nwhile True:\n    pass",
}
"""By the limit, what reaches it."""
OTHERS = ("memory", "processes", "threads", "output", "disk", "many files")
TOLD = {
    "memory": ("out_of_memory", "Your code ran out of memory"),
    "processes": ("process_flood", "Your code went on starting processes or threads"),
    "threads": ("process_flood", "Your code went on starting processes or threads"),
    "output": ("output_flood", "Your code printed more than the grader keeps"),
    "disk": ("disk_full", "than the disk of the grader takes"),
    "many files": ("disk_full", "than the disk of the grader takes"),
    "wall time": ("timed_out", "Your code ran out of time"),
    "processor time": ("processor_time", "Your code ran out of processor time"),
}


@pytest.fixture(scope="module")
def narrow(field_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, int], Path]:
    """Return a course of functions alone with narrow limits."""

    def make(wall_s: int, cpu_s: int) -> Path:
        root = tmp_path_factory.mktemp("narrow")
        shutil.copytree(field_course, root, dirs_exist_ok=True)
        settings = root / "assignments" / "preprocessing" / "assignment.toml"
        text = settings.read_text().partition("\n[limits]")[0]
        settings.write_text(text + LIMITS.format(wall_s=wall_s, cpu_s=cpu_s))
        return root

    return make


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass, narrow: Callable[[int, int], Path]) -> Mapping[str, Graded]:
    named = {f"{name} {form}": source for name, source in REACHED.items() for form in ("module", "notebook")}
    hand_ins = {
        name: {"a.py": source} if name.endswith("module") else {"a.ipynb": notebook("x = 1", source)}
        for name, source in named.items()
    }
    found: dict[str, Graded] = {}
    for wall_s, cpu_s, reached in ((120, 120, OTHERS), (16, 60, ("wall time",)), (90, 16, ("processor time",))):
        group = {name: files for name, files in hand_ins.items() if name.rpartition(" ")[0] in reached}
        found |= grade_class(group, "preprocessing", course=narrow(wall_s, cpu_s))
    return found


@pytest.mark.parametrize("form", ["module", "notebook"])
@pytest.mark.parametrize("limit", REACHED)
def test_the_limit_that_was_reached_is_told(graded: Mapping[str, Graded], limit: str, form: str) -> None:
    found, (kind, said) = graded[f"{limit} {form}"], TOLD[limit]
    assert kind in found.error or said in found.page, (found.error, found.page[:1500])
    assert said in found.page
    others = {words for _kind, words in TOLD.values() if words != said}
    assert [words for words in others if words in found.page] == []


@pytest.mark.parametrize("form", ["module", "notebook"])
def test_processor_time_is_told_as_such(graded: Mapping[str, Graded], form: str) -> None:
    page = graded[f"processor time {form}"].page
    assert "of processor time by then; it may use 12 s" in page
    assert "it may run for" not in page


@pytest.mark.parametrize("limit", REACHED)
def test_staff_see_what_was_allowed(graded: Mapping[str, Graded], limit: str) -> None:
    assert "limits of its code" in graded[f"{limit} module"].staff
    assert "limits of its code" not in graded[f"{limit} module"].page


@pytest.mark.parametrize("form", ["module", "notebook"])
def test_who_ran_out_of_processor_time_hands_over_what_there_is(graded: Mapping[str, Graded], form: str) -> None:
    assert 0 < graded[f"processor time {form}"].earned < 100

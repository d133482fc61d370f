"""What lies in a hand-in: the file that is meant is graded whatever it is called, and damage is told with a way out."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.end_to_end.conftest import REPOSITORY, Command
from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.conftest import graded as read

HANDOUT = REPOSITORY / "assignments" / "preprocessing"
STUB = (HANDOUT / "preprocessing.ipynb").read_text(encoding="utf-8")
STUB_MODULE = (HANDOUT / "preprocessing.py").read_text(encoding="utf-8")
BODIES = {
    "flatten_images": "return x.reshape(len(x), -1)",
    "scale": "return x.astype(np.float32) / np.float32(255)",
    "min_max_scale": "low = x.min(axis=0)\n    span = (x.max(axis=0) - low).astype(float)\n"
    "    return (x - low) / np.where(span == 0, 1, span)",
    "one_hot": "return np.eye(num_classes)[y]",
    "split": "order = np.random.default_rng(seed).permutation(len(x))\n    count = round(len(x) * validation)\n"
    "    val, train = order[:count], order[count:]\n    return x[train], x[val], y[train], y[val]",
}
ARGUMENTS = {"one_hot": "y, num_classes", "split": "x, y, validation, seed"}


def functions(*names: str) -> list[str]:
    return [f"def {name}({ARGUMENTS.get(name, 'x')}):\n    {BODIES[name]}\n" for name in names or BODIES]


MODULE = "import numpy as np\n\n" + "\n".join(functions())
WHOLE = notebook("import numpy as np", *functions())
PART = notebook("import numpy as np", *functions("flatten_images"), *(
    f"def {name}({ARGUMENTS.get(name, 'x')}):\n    raise NotImplementedError" for name in list(BODIES)[1:]
))  # fmt: skip
FIVE_CELLS = WHOLE.split("\n")
CONFLICT = "<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> 3f2a1c0 (final)\n"


def zipped(**files: str | bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return data.getvalue()


def old_notebook() -> str:
    cells = [{"cell_type": "code", "input": source, "language": "python", "metadata": {}, "outputs": []}
             for source in ("import numpy as np", *functions())]  # fmt: skip
    sheets = [{"cells": cells, "metadata": {}}]
    return json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": sheets})


READ: Mapping[str, Mapping[str, str | bytes]] = {
    "notebook named py": {"preprocessing.py": WHOLE},
    "notebook named PY": {"HW1.PY": WHOLE},
    "module named PY": {"PREPROCESSING.PY": MODULE},
    "module named Py with a helper": {"Main.Py": "from helper import *\n", "Helper.PY": "", "helper.PY": MODULE},
    "notebook named IPYNB": {"PREPROCESSING.IPYNB": WHOLE},
    "notebook named Ipynb": {"Homework.Ipynb": WHOLE},
    "notebook with a second ending": {"homework.ipynb.txt": WHOLE},
    "notebook named json": {"homework.json": WHOLE},
    "module with a second ending": {"homework.py.txt": MODULE},
    "byte order mark": {"homework.ipynb": "\ufeff" + WHOLE},
    "module with a mark": {"homework.py": "\ufeff" + MODULE},
    "notebook in UTF-16": {"homework.ipynb": WHOLE.encode("utf-16")},
    "module in UTF-16": {"homework.py": b"\xff\xfe" + MODULE.encode("utf-16-le")},
    "nbformat 3": {"homework.ipynb": old_notebook()},
    "zip in a zip": {"homework.zip": zipped(inner_dot_zip=zipped(homework_dot_ipynb=WHOLE))},
    "zip named ZIP": {"HOMEWORK.ZIP": zipped(work__homework_dot_ipynb=WHOLE)},
}
"""Hand-ins that hold right work and must earn everything."""

BESIDE: Mapping[str, tuple[Mapping[str, str | bytes], str, str]] = {
    "numbered copy": ({"preprocessing.ipynb": STUB, "preprocessing (1).ipynb": WHOLE}, "preprocessing (1).ipynb",
                      "preprocessing.ipynb"),
    "own name": ({"preprocessing.ipynb": STUB, "hw1_final_kim.ipynb": WHOLE}, "hw1_final_kim.ipynb",
                 "preprocessing.ipynb"),
    "copy of": ({"preprocessing.ipynb": STUB, "Copy of preprocessing.ipynb": WHOLE}, "Copy of preprocessing.ipynb",
                "preprocessing.ipynb"),
    "copy below": ({"preprocessing.ipynb": STUB, "work/preprocessing.ipynb": WHOLE}, "work/preprocessing.ipynb",
                   "preprocessing.ipynb"),
    "language": ({"preprocessing.ipynb": STUB, "preprocessing_ko.ipynb": WHOLE}, "preprocessing_ko.ipynb",
                 "preprocessing.ipynb"),
    "module beside the stub": ({"preprocessing.ipynb": STUB, "preprocessing.py": MODULE}, "preprocessing.py",
                               "preprocessing.ipynb"),
    "notebook beside the stub": ({"preprocessing.ipynb": WHOLE, "preprocessing.py": STUB_MODULE},
                                 "preprocessing.ipynb", "preprocessing.py"),
    "module of another name": ({"preprocessing.py": STUB_MODULE, "kim_final.py": MODULE}, "kim_final.py",
                               "preprocessing.py"),
    "checkpoint": ({"preprocessing.ipynb": STUB,
                    ".ipynb_checkpoints/preprocessing-checkpoint.ipynb": WHOLE},
                   "preprocessing-checkpoint.ipynb", "preprocessing.ipynb"),
    "all in a zip": ({"hw.zip": zipped(**{"hw/preprocessing.ipynb": STUB, "hw/preprocessing-Copy1.ipynb": WHOLE})},
                     "preprocessing-Copy1.ipynb", "preprocessing.ipynb"),
    "half and whole": ({"preprocessing.ipynb": PART, "preprocessing (2).ipynb": WHOLE}, "preprocessing (2).ipynb",
                       "preprocessing.ipynb"),
    "two drafts": ({"draft1.ipynb": PART, "draft2.ipynb": WHOLE}, "draft2.ipynb", "draft1.ipynb"),
}  # fmt: skip
"""Hand-ins with several files: what is graded, and what is named beside it."""

BROKEN: Mapping[str, tuple[Mapping[str, str | bytes], tuple[str, ...]]] = {
    "conflict in a notebook": (
        {"preprocessing.ipynb": "\n".join(FIVE_CELLS[:3]) + "\n" + CONFLICT.format(ours=FIVE_CELLS[3], theirs=" x")
         + "\n".join(FIVE_CELLS[4:])},
        ("git", "preprocessing.ipynb", "line 4", "<<<<<<<", "text editor"),
    ),
    "conflict behind the end": (
        {"preprocessing.ipynb": CONFLICT.format(ours=WHOLE, theirs=WHOLE)},
        ("git", "preprocessing.ipynb", "line 1", "<<<<<<<"),
    ),
    "conflict in a module": (
        {"preprocessing.py": "import numpy as np\n" + CONFLICT.format(ours="a = 1", theirs="a = 2") + MODULE},
        ("Git left a merge conflict", "preprocessing.py, line 2", "<<<<<<<"),
    ),
    "conflict in a cell": (
        {"preprocessing.ipynb": notebook("import numpy as np", CONFLICT.format(ours="a = 1", theirs="a = 2"))},
        ("Git left a merge conflict", "cell 2, line 1", "<<<<<<<"),
    ),
    "text behind the end": (
        {"preprocessing.ipynb": WHOLE + "\n}\nlast line"},
        ("behind its last brace", f"line {WHOLE.count(chr(10)) + 2}", "preprocessing.ipynb", "text editor"),
    ),
    "two notebooks in one": (
        {"preprocessing.ipynb": WHOLE + WHOLE},
        ("behind its last brace", "preprocessing.ipynb", "text editor"),
    ),
    "cut off": (
        {"preprocessing.ipynb": WHOLE[: len(WHOLE) // 2]},
        ("breaks off", "preprocessing.ipynb", "File, Download"),
    ),
    "cut off in a module's name": ({"preprocessing.py": WHOLE[: len(WHOLE) // 2]}, ("breaks off", "File, Download")),
    "a comma too many": (
        {"preprocessing.ipynb": WHOLE.replace('"nbformat": 4,', '"nbformat": 4,,')},
        ("mistake in line", "text editor"),
    ),
    "pointer of git LFS": (
        {"preprocessing.ipynb": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"},
        ("git lfs pull",),
    ),
    "page in a notebook's name": ({"preprocessing.ipynb": "<!DOCTYPE html><html></html>"}, ("web page", "notebook")),
    "exported page": ({"preprocessing.html": "<html>"}, ("preprocessing.html", "web page", "Download .ipynb")),
    "document": ({"report.docx": zipped(a="b")}, ("report.docx", "Hand in the notebook")),
    "another archive": ({"work.rar": b"Rar!"}, ("work.rar", "zip")),
    "zips without end": (
        {"a.zip": zipped(b_dot_zip=zipped(c_dot_zip=zipped(d_dot_zip=zipped(hw_dot_py=MODULE))))},
        ("zips inside zips", "Pack the files themselves"),
    ),
}  # fmt: skip
"""Hand-ins that nobody can run, and the words that say why and what to do."""


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass) -> Mapping[str, Graded]:
    hand_ins = dict(READ) | {name: files for table in (BESIDE, BROKEN) for name, (files, *_rest) in table.items()}
    return grade_class(hand_ins, "preprocessing")


@pytest.mark.parametrize("name", READ)
def test_right_work_earns_everything_whatever_its_file_is_called(name: str, graded: Mapping[str, Graded]) -> None:
    assert (graded[name].earned, graded[name].error) == (100.0, ""), graded[name].page


@pytest.mark.parametrize("name", ["notebook named py", "notebook with a second ending", "module with a second ending"])
def test_a_wrong_ending_is_told(name: str, graded: Mapping[str, Graded]) -> None:
    (file,) = READ[name]
    assert f"{file} was graded as " in graded[name].page


@pytest.mark.parametrize("name", BESIDE)
def test_the_work_is_graded_and_the_other_file_named(name: str, graded: Mapping[str, Graded]) -> None:
    _files, taken, other = BESIDE[name]
    assert graded[name].earned == 100.0, graded[name].page
    said = graded[name].page.split("Graded: ")[1].split("Not graded")
    assert taken in said[0]
    assert other in said[1].split(". ")[0] + "."


@pytest.mark.parametrize("name", BROKEN)
def test_damage_is_told_with_a_way_out(name: str, graded: Mapping[str, Graded]) -> None:
    _files, words = BROKEN[name]
    assert graded[name].earned == 0
    for word in words:
        assert word in graded[name].page, graded[name].page
    assert "Traceback" not in graded[name].page


def test_one_student_s_file_never_stops_the_class(autograder: Command, field_course: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good_1_2222_preprocessing.py", MODULE)
        archive.writestr(f"lee_3_3333_{'과제' * 50}.py", MODULE)
        archive.writestr("kim_2_4561_preprocessing.py", "#" * 20_000_000)
    out = tmp_path / "out"
    ran = autograder("batch", tmp_path / "class.zip", "-a", "preprocessing", "--out", out, course=field_course)
    assert ran.code in {0, 3}, ran.stdout + ran.stderr
    found = {one.result["student"]: one for one in map(read, out.rglob("result.json"))}
    assert {name: one.earned for name, one in found.items()} == {"good": 100, "lee": 100, "kim": 0}
    assert "far more than it holds" in found["kim"].page


def test_special_files_among_several_never_stop_the_class(
    autograder: Command, field_course: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("good_1_2222_preprocessing.py", "lee_3_3333_preprocessing.py", "kim_2_4561_preprocessing.py"):
        (folder / name).write_text(MODULE)
    os.mkfifo(folder / "kim_2_4562_b.py")
    (folder / "lee_3_3334_data.bin").touch()
    os.truncate(folder / "lee_3_3334_data.bin", 2**40)
    out = tmp_path / "out"
    ran = autograder("batch", folder, "-a", "preprocessing", "--out", out, course=field_course)
    assert ran.code in {0, 3}, ran.stdout + ran.stderr
    found = {one.result["student"]: one for one in map(read, out.rglob("result.json"))}
    assert {name: one.earned for name, one in found.items()} == {"good": 100, "lee": 100, "kim": 0}
    assert "special file" in found["kim"].page
    assert "too large to be handed in" in found["lee"].page

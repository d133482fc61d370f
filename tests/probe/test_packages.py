"""A package that is not there stops only what needs it, and is absent for code that is ready for its absence."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.probe import notes, packages
from autograder.probe.failures import from_exception
from autograder.probe.places import Files
from tests.notes import short
from tests.probe.files import run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A submission's folder, whose code may import what is not there."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.syspath_prepend(work)
    known, before = builtins.__import__, set(sys.modules)
    packages.install(notes.writer(tmp_path), work)
    yield work
    builtins.__import__ = known
    for name in set(sys.modules) - before:
        del sys.modules[name]


IMPORTS = (
    "import nowhere_one, json",
    "import nowhere_one.part.inner as inner",
    "import nowhere_one.part",
    "from nowhere_one import read, write as put",
    "from nowhere_one.part import read",
    "def f():\n    import nowhere_one\nf()",
    "try:\n    import nowhere_one\nexcept KeyError:\n    pass",
    "try:\n    pass\nexcept ImportError:\n    pass\nimport nowhere_one",
)


@pytest.mark.parametrize("source", IMPORTS)
def test_an_import_of_what_is_not_there_lets_the_rest_run(source: str, folder: Path) -> None:
    assert run(folder, f"{source}\nran = True\n")["ran"]
    assert [*map(short, notes.written(folder.parent))] == ["absent:nowhere_one"]
    assert "nowhere_one" not in sys.modules


USES = (
    ("import nowhere_one", "nowhere_one.read('a.png')"),
    ("import nowhere_one", "nowhere_one.__version__"),
    ("import nowhere_one.part as part", "part.read()"),
    ("from nowhere_one import read", "read('a.png')"),
    ("from nowhere_one import Base", "class Mine(Base): pass"),
    ("from nowhere_one import wrap", "@wrap\ndef f(): pass"),
    ("from nowhere_one import SIZE", "1 / SIZE"),
    ("from nowhere_one import SIZE", "range(SIZE)"),
    ("from nowhere_one import SIZE", "SIZE == 3"),
    ("from nowhere_one import SIZE", "{}[SIZE]"),
    ("from nowhere_one import SIZE", "print(SIZE)"),
    ("from nowhere_one import SIZE", "import numpy as np\nnp.array([1, 2]) * SIZE"),
    ("from nowhere_one import data", "for each in data: pass"),
    ("from nowhere_one import Kind", "isinstance(3, Kind)"),
)


@pytest.mark.parametrize(("imported", "use"), USES)
def test_what_uses_it_is_told_as_what_lacks_it(imported: str, use: str, folder: Path) -> None:
    with pytest.raises(ModuleNotFoundError, match="No module named 'nowhere_one'") as raised:
        run(folder, f"{imported}\n{use}\n")
    failure = from_exception(raised.value, Files((folder,)), label="main.py")
    assert (failure.kind, failure.details["package"]) == ("missing_package", "nowhere_one")
    assert failure.where in {"main.py, line 2", "main.py, line 3"}


READY = (
    "try:\n    import nowhere_one\n    there = True\nexcept ImportError:\n    there = False\n",
    "try:\n    from nowhere_one import x\n    there = True\nexcept ModuleNotFoundError:\n    there = False\n",
    "from contextlib import suppress\nthere = 0\nwith suppress(ImportError):\n    import nowhere_one\n    there = 1",
    "import contextlib\nthere = 0\nwith contextlib.suppress(OSError, ImportError): import nowhere_one; there = 1",
    "import importlib.util\nthere = importlib.util.find_spec('nowhere_one') is not None\n",
    "import nowhere_one\ntry:\n    import nowhere_one\n    there = True\nexcept ImportError:\n    there = False\n",
    "import nowhere_one, sys\nthere = 'nowhere_one' in sys.modules\n",
    "try:\n    import needs_nowhere\n    there = True\nexcept ImportError:\n    there = False\n",
)


@pytest.mark.parametrize("source", READY)
def test_code_that_is_ready_for_its_absence_meets_it(source: str, folder: Path) -> None:
    (folder / "needs_nowhere.py").write_text("import nowhere_one\n")
    assert not run(folder, source)["there"]


def test_a_file_of_the_submission_may_lack_a_package_too(folder: Path) -> None:
    (folder / "lacks_nowhere.py").write_text("import nowhere_one\nSIZE = 3\n")
    assert run(folder, "from lacks_nowhere import SIZE\n")["SIZE"] == 3


def test_what_is_no_import_of_a_package_by_the_submission_fails_as_ever(folder: Path) -> None:
    foreign = folder.parent / "library_of_others.py"
    foreign.write_text("import nowhere_one\n")
    sys.path.append(str(folder.parent))
    unpickled = r"import pickle; pickle.loads(b'cnowhere_one\nThing\n.')"
    for source in ("import library_of_others", "import json.nowhere", unpickled, "__import__('nowhere_one')"):
        with pytest.raises(ModuleNotFoundError):
            run(folder, f"{source}\n")
    sys.path.remove(str(folder.parent))


GOES_ON = (
    ("lib.setup()", True),
    ("image = lib.read()", True),
    ("if there: lib.show(there)", True),
    ("from nowhere_one import *", True),
    ("there = lib.resize(there)", False),
    ("there[0] = lib.read()", False),
    ("there.part = lib.read()", False),
    ("for there in range(3): lib.show(there)", False),
    ("there += lib.SIZE", False),
)


@pytest.mark.parametrize(("statement", "expected"), GOES_ON)
def test_the_rest_runs_unless_it_would_use_what_the_statement_should_have_changed(
    statement: str, expected: bool, folder: Path
) -> None:
    names = run(folder, "import nowhere_one as lib\nthere = [1]\n")
    code = compile(statement, str(folder / "main.py"), "exec")
    before = set(names)
    with pytest.raises(ModuleNotFoundError) as raised:
        exec(code, names)
    assert packages.goes_on(raised.value, code, names, before) is expected
    assert not packages.goes_on(ModuleNotFoundError("No module named 'x'", name="x"), code, names, before)


def test_what_a_statement_would_have_made_raises_what_the_statement_raised(folder: Path) -> None:
    names = run(folder, "import nowhere_one as lib\n")
    for line in ("image, label = lib.read()", "image = image.mean()", "for one in image: print(one)"):
        code = compile(line, str(folder / "main.py"), "exec")
        there = packages.present(names).keys() & set(code.co_names)
        with pytest.raises(ModuleNotFoundError, match="No module named 'nowhere_one'") as raised:
            exec(code, names)
        assert packages.goes_on(raised.value, code, names, there)
    assert names.keys() >= {"image", "label", "one"}
    assert not packages.present(names).keys() & {"lib", "image", "label", "one"}

"""A fork finds what it needs: nothing that reads a hand-in imports anything."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograder
from autograder.collect.model_file import FORMS
from tests.uses import sources

PACKAGE = Path(autograder.__file__).parent
SAMPLES = """
import json, sys
from pathlib import Path
from autograder.apart import rehearsal
rehearsal.rehearse()
before = set(sys.modules)
names = [name for module in before if module.startswith("autograder.") for name in vars(sys.modules[module])]
from autograder.checks.hints.definitions import definitions
from autograder.records import Form
from autograder.reports.notebook import shown_code
from autograder.wire import clean_notebook
for path in Path(sys.argv[1]).iterdir():
    if path.suffix == ".ipynb":
        shown_code(clean_notebook(path.read_bytes()), "", Form.NOTEBOOK)
    else:
        shown_code(None, path.read_text(encoding="utf-8"), Form.MODULE)
        definitions(path.read_text(encoding="utf-8"))
print(json.dumps({"known": names, "late": sorted(set(sys.modules) - before)}))
"""


@pytest.fixture(scope="module")
def rehearsed() -> dict[str, list[str]]:
    """Return the names that the server's modules hold, and what was imported when its readers read the samples."""
    ran = subprocess.run(
        [sys.executable, "-P", "-c", SAMPLES, str(PACKAGE / "samples")], capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)


def called_apart() -> Iterator[str]:
    """Yield the names of the functions that the package calls apart."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"apart", "within"}:
                called = ast.unparse(node.args[node.func.id == "within"])
                of_models = (form.__name__ for form in FORMS.values())
                yield from of_models if called == "FORMS[framework]" else [called.rpartition(".")[2]]


def test_a_reader_that_has_read_imports_nothing_more(rehearsed: dict[str, list[str]]):
    assert rehearsed["late"] == []


def test_every_reader_is_there_before_the_fork(rehearsed: dict[str, list[str]]):
    called = {*called_apart()} - {"function"}
    assert {"lay_out", "decode_pngs", "is_keras_file", "is_torch_file", "hints_by_part"} <= called
    assert called - {*rehearsed["known"]} == set()

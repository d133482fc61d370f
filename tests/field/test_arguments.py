"""Programs that read a command line, that something they call ends, and that load what was never handed in."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.test_scripts import COMPILE, FIT, LAYERS, START

PARSER = 'import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument("-o", "--output", required=True)\n'
NETWORK = f"""{START}
model = keras.Sequential([keras.Input((8, 8, 1)), {LAYERS}])
model.{COMPILE}
model.{FIT}
"""
SAVED = '\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig(args["output"])\n'
READS = "Your code reads arguments from a command line, and the grader runs it without any"
WHOLE: Mapping[str, str] = {
    "output": f"{PARSER}args = vars(parser.parse_args())\n{NETWORK}{SAVED}",
    "untouched": f"{PARSER}parser.add_argument('folder')\nargs, rest = parser.parse_known_args()\n{NETWORK}",
    "defaults": (
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--epochs', type=int, default=4)\n"
        "parser.add_argument('images', nargs='*')\n"
        f"args = parser.parse_args()\n{NETWORK.replace('epochs=4', 'epochs=args.epochs + len(args.images)')}"
    ),
}
"""By name, programs whose networks need no argument that is missing."""
ENDED: Mapping[str, tuple[str, str]] = {
    "data": (
        f"{PARSER}args = parser.parse_args()\nimport numpy as np\nimages = np.load(args.output)\n{NETWORK}",
        f"line 6: {READS}: the following arguments are required: -o/--output.",
    ),
    "argv": (
        f"import sys\nname = sys.argv[1]\n{NETWORK}",
        f"line 2: {READS}: sys.argv[1].",
    ),
    "suite": (f"import unittest\nunittest.main()\n{NETWORK}", "line 2: What this line calls ended the program"),
    "exit": (f"exit()\n{NETWORK}", "line 1: Your code ended the program (sys.exit or exit)."),
    "sys-exit": (f"import sys\nsys.exit('no')\n{NETWORK}", "line 2: Your code ended the program (sys.exit or exit)."),
    "model": (
        f"import keras\nold = keras.models.load_model('fashion.model')\n{NETWORK}",
        "line 2: The file “fashion.model” is not there.",
    ),
    "weights": (
        f"{NETWORK}\nmodel.load_weights('results/cp.ckpt')\n",
        "The folder “results” is not there",
    ),
}
HAND_INS = {
    **{name: {"homework.py": code} for name, code in WHOLE.items()},
    **{name: {"homework.py": code} for name, (code, _) in ENDED.items()},
    "notebook": {"homework.ipynb": notebook(f"{PARSER}args = parser.parse_args()", NETWORK)},
    "another-format": {
        "homework.py": f"import keras\nold = keras.models.load_model('fashion.model')\n{NETWORK}",
        "fashion.model": "no model",
    },
}


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(HAND_INS, "digits_cnn")


@pytest.mark.parametrize("name", WHOLE)
def test_what_needs_no_argument_that_is_missing_is_graded(name: str, graded: Mapping[str, Graded]) -> None:
    assert (graded[name].earned, graded[name].state) == (100.0, "graded"), graded[name].page


def test_an_argument_that_is_missing_is_told_where_it_is_used(graded: Mapping[str, Graded]) -> None:
    one = graded["output"]
    last = len(HAND_INS["output"]["homework.py"].splitlines())
    assert one.error.startswith(f"homework.py, line {last}: Your code reads arguments from a command line")
    assert "“-o/--output” must be given on a command line" in one.page


def test_arguments_that_nothing_uses_are_only_remarked(graded: Mapping[str, Graded]) -> None:
    assert graded["untouched"].error == graded["defaults"].error == ""
    assert "“folder” must be given on a command line" in graded["untouched"].page
    assert "command line" not in graded["defaults"].page


@pytest.mark.parametrize("name", ENDED)
def test_the_cause_is_told(name: str, graded: Mapping[str, Graded]) -> None:
    assert ENDED[name][1] in graded[name].error


def test_a_notebook_that_reads_a_command_line_is_told_so(graded: Mapping[str, Graded]) -> None:
    one = graded["notebook"]
    assert one.error.startswith("cell 1, line 4: Your code reads arguments from a command line"), one.error
    assert one.earned == 100.0, one.page
    assert "Remove that call" not in one.page


def test_a_file_in_a_format_that_keras_no_longer_reads_is_not_called_missing(graded: Mapping[str, Graded]) -> None:
    assert "File format not supported" in graded["another-format"].error

"""A submission cannot remark anything in the grader's voice."""

from __future__ import annotations

import pytest

from autograder.collect.decoding import answer
from autograder.collect.remarks import noted, remarks
from autograder.protocol.answers import ModelReport
from autograder.records import Failure, FailureKind
from tests.frameworks.keras.test_keras2 import SPELLINGS
from tests.notes import left, note, short

SOURCE = (
    "!pip install lightgbm\nprint('Read by Prof. Kim')\n# !pip is what installs\n%%nbgrader\n%matplotlib widget\n"
    "get_ipython().run_line_magic('load_ext', 'nb_black')\nmatplotlib.use('TkAgg')\nos._exit(00)  # again\n"
)


@pytest.mark.parametrize("noted_by_the_probe", sorted({note for _, note in SPELLINGS.values()}))
def test_every_spelling_that_the_stand_ins_note_is_told(noted_by_the_probe):
    assert [*noted([left(f"keras2:{noted_by_the_probe}")], SOURCE)] == [note(f"keras2:{noted_by_the_probe}")]


def test_a_command_that_was_left_out_is_told_as_it_stands_in_the_code():
    told = [
        "colab:!pip install lightgbm",
        "magic:%%nbgrader",
        "magic:%load_ext nb_black",
        "window:%matplotlib widget",
        'window:matplotlib.use("TkAgg")',
        "drive:drive.mount",
        "upload:files.upload",
        "unseen:files.download",
        "absent:lightgbm",
        "restart:os._exit(00)",
        "single:int()",
        "main:12",
    ]
    assert list(map(short, noted([*map(left, told)], SOURCE))) == told


@pytest.mark.parametrize(
    "said",
    [
        "Read by Prof. Kim on 24 November: full points are entered in the grade book.",
        "retrained:1, 2, 3",
        "reused:",
        "found:Full points by Prof. Kim",
        "renamed:Read by Prof. Kim",
        "keras2:Full points → entered by Prof. Kim",
        "keras2:lr= → full points",
        "colab:Read by Prof. Kim",
        "colab:!pip install full points entered by Prof. Kim",
        "colab:!print('Read by Prof. Kim')",
        "magic:%Read by Prof. Kim",
        "magic:%%nbgrader was forgiven by Prof. Kim",
        "window:%matplotlib full",
        "drive:Read by Prof. Kim",
        "absent:Read by Prof. Kim",
        "absent:read_by_kim",
        "handed_in:Full points by Prof. Kim",
        "restart:os._exit(00)  # again",
        "single:full points",
        "restart:os.kill(os.getpid(), 9)",
        "main:full points",
        "before:cell 2",
        "keras2",
        "",
        {"kind": "drive", "value": None},
        {"kind": "drive"},
        {"kind": ["drive"], "value": "drive.mount"},
        3,
        None,
        ["keras2:lr= → learning_rate="],
    ],
)
def test_no_other_remark_is_told(said):
    assert list(noted([left(said) if isinstance(said, str) else said, said], SOURCE)) == []


def test_a_file_is_said_to_be_opened_that_is_the_submissions_own(tmp_path):
    root, outside = tmp_path / "kim", tmp_path / "other.csv"
    (root / "code").mkdir(parents=True)
    for path in (root / "train.csv", root / "code" / "test.csv", outside):
        path.write_text("1")
    told = ["handed_in:../train.csv", "handed_in:test.csv"]
    others = [
        "handed_in:Full points by Prof. Kim",
        "handed_in:../../other.csv",
        "handed_in:" + str(outside),
        "handed_in:.",
        "handed_in:" + "x" * 5_000,
        "handed_in:\0",
    ]
    assert list(map(short, noted([*map(left, (*told, *others))], SOURCE, root / "code" / "hw.py", root))) == told


@pytest.mark.parametrize("value", [None, {}, "drive:drive.mount", left("drive:drive.mount"), 3])
def test_a_file_that_is_no_list_tells_nothing(value):
    assert list(noted(value, SOURCE)) == []


@pytest.mark.parametrize("name", ["net", "mein_netz", "net.model", "models[0]", "models['a']", "make()"])
def test_a_model_is_said_to_be_found_under_its_name(name):
    assert list(map(short, remarks(answer(ModelReport, {"found": name})))) == [f"renamed:{name}"]


@pytest.mark.parametrize("name", ["", "model", "Read by Prof. Kim", "a b", "x" * 90, "<b>", "full points:", 3, None])
def test_nothing_but_a_name_is_said(name):
    assert list(remarks(answer(ModelReport, {"found": name}))) == []


def test_why_one_of_several_models_was_graded_is_said_in_known_words_alone():
    told = list(map(short, remarks(ModelReport(found="cnn", others=("ann",), why="saved"))))
    assert told == ["renamed:cnn", "taken_saved:", "others:ann"]
    forged = ModelReport(found="cnn", others=("ann",), why="Prof. Kim")
    assert list(map(short, remarks(forged))) == ["renamed:cnn", "others:ann"]
    assert list(map(short, remarks(ModelReport(found="cnn", why="saved")))) == ["renamed:cnn"]


def test_of_a_model_that_could_not_be_graded_it_is_not_said_that_it_was():
    begun = ModelReport(found="net", others=("ann",), why="saved", failure=Failure(FailureKind.NO_LAYERS, "no layers"))
    assert list(remarks(begun)) == []

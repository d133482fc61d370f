"""Networks that read texts of a course's own: as texts, or as numbers that a submission's preprocess makes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from autograder.authoring.template import FOLDER
from tests.data.own_sets import walker
from tests.field.conftest import Graded, notebook
from tests.field.templates import solution_of

pytestmark = pytest.mark.slow
TEMPLATE = "text-classifier"
SOLUTION = solution_of(TEMPLATE)
FIT = """
y = (table["verdict"] == "positive").to_numpy("float32")
model = build_model()
model.fit(keras.ops.convert_to_tensor(texts, "string"), y, epochs=12, batch_size=32, verbose=0)
"""
NUMBERS = (
    SOLUTION.replace('keras.Input((1,), dtype="string"),', 'keras.Input((20,), dtype="int32"),')
    .replace("            words,\n", "")
    .replace("def build_model", "def preprocess(texts):\n    return words(texts).numpy()\n\n\ndef build_model")
    .replace("    words = ", "words = ", 1)
    .replace("    words.adapt", "words.adapt", 1)
)
HEAD, _, BODY = NUMBERS.partition("# %% [markdown]\n# ## The network")
TAUGHT = "".join(f"{line}\n" for line in BODY.splitlines() if line.startswith("words"))
NUMBERS = HEAD + TAUGHT + BODY.replace(TAUGHT, "")
FIT_NUMBERS = FIT.replace('keras.ops.convert_to_tensor(texts, "string")', "preprocess(texts)")
UNTAUGHT = SOLUTION.replace("    words.adapt(texts)\n", "")
ONLY_NUMBERS = NUMBERS.replace("def preprocess", "def prepared")
SLOW = SOLUTION.replace("Adam(0.01)", "Adam(1e-9)")
HIDDEN = (FOLDER / TEMPLATE / "reference_data/reviews/test.csv").read_text().splitlines()[1:]
NEEDLES = [line.rpartition(",")[0].strip('"').encode().hex() for line in HIDDEN]
HAND_INS = {
    "module": {"work.py": SOLUTION},
    "notebook": {"work.ipynb": notebook(SOLUTION, FIT)},
    "kim": {"work.py": SLOW},
    "numbers": {"work.py": NUMBERS},
    "only_numbers": {"work.py": ONLY_NUMBERS},
    "untaught": {"work.py": UNTAUGHT},
    "slow": {"work.py": SLOW},
    "walker": {"work.py": SOLUTION + walker(NEEDLES, "data/reviews")},
}

AT_HOME = {
    "notebook": {"work.ipynb": notebook(SOLUTION, FIT)},
    "module": {"work.py": SOLUTION + FIT},
    "numbers": {"work.ipynb": notebook(NUMBERS, FIT_NUMBERS)},
    "slow": {"work.ipynb": notebook(SLOW, FIT)},
}


def test_a_right_network_earns_everything(graded: Mapping[str, Graded], at_home: Mapping[str, Graded]) -> None:
    for run in (graded, at_home):
        assert {name: run[name].earned for name in ("module", "notebook")} == {"module": 100, "notebook": 100}


def test_no_hidden_text_is_in_a_box(graded: Mapping[str, Graded]) -> None:
    assert graded["walker"].earned == 100, graded["walker"].error


def test_a_network_that_learns_nothing_earns_its_structure(
    graded: Mapping[str, Graded], at_home: Mapping[str, Graded]
) -> None:
    assert 40 <= graded["slow"].earned < 60
    assert 40 <= at_home["slow"].earned < 60


def test_numbers_of_a_preprocess_of_ones_own_are_trained_on_and_judged(
    graded: Mapping[str, Graded], at_home: Mapping[str, Graded]
) -> None:
    for run in (graded, at_home):
        assert 60 <= run["numbers"].earned < 100, run["numbers"].error  # its structure has no words


def test_a_network_of_numbers_without_one_is_told_what_is_missing(graded: Mapping[str, Graded]) -> None:
    told = "The course's reviews are texts, and your model takes numbers of the shape (20,)."
    assert told in graded["only_numbers"].page
    assert graded["only_numbers"].earned < 60


def test_words_that_were_never_learned_are_told(graded: Mapping[str, Graded]) -> None:
    told = "The layer “text_vectorization” of your model has learned no words, so it cannot read a text."
    assert told in graded["untaught"].page
    assert (graded["untaught"].state, graded["untaught"].earned) == ("graded", 0)


def test_the_page_shows_the_surest_mistakes_as_texts(graded: Mapping[str, Graded]) -> None:
    page = graded["slow"].page
    assert "The mistakes it was surest of" in page
    assert any(bytes.fromhex(needle).decode() in page for needle in NEEDLES)
    assert "of 400 reviews (reviews) were classified wrongly" in page
    assert "image" not in page


def test_the_page_is_in_korean_too(graded: Mapping[str, Graded]) -> None:
    assert "The mistakes it was surest of" not in graded["kim"].page
    assert "reviews" in graded["kim"].page

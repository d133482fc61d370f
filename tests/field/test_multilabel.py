"""Networks that learn several labels an example: graded by F1, trained by the grader or at home."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import Graded, notebook
from tests.field.templates import solution_of

pytestmark = pytest.mark.slow
TEMPLATE = "multilabel-classifier"
SOLUTION = solution_of(TEMPLATE)
FIT = """
y = table[["piano", "violin", "drums"]].to_numpy()
model = build_model()
model.fit(x, y, epochs=40, batch_size=16, verbose=0)
"""
ONE_CLASS = SOLUTION.replace('"binary_crossentropy"', '"categorical_crossentropy"')
NARROW = SOLUTION.replace("Dense(3,", "Dense(2,")
LOGITS = SOLUTION.replace('Dense(3, activation="sigmoid")', "Dense(3)").replace(
    '"binary_crossentropy"', "keras.losses.BinaryCrossentropy(from_logits=True)"
)
SLOW = SOLUTION.replace("Adam(0.01)", "Adam(1e-9)")
HAND_INS = {
    "module": {"work.py": SOLUTION},
    "notebook": {"work.ipynb": notebook(SOLUTION, FIT)},
    "kim": {"work.py": SOLUTION},
    "logits": {"work.py": LOGITS},
    "one_class": {"work.py": ONE_CLASS},
    "narrow": {"work.py": NARROW},
    "slow": {"work.py": SLOW},
}

AT_HOME = {
    "notebook": {"work.ipynb": notebook(SOLUTION, FIT)},
    "module": {"work.py": SOLUTION + FIT},
    "one_class": {"work.ipynb": notebook(ONE_CLASS, FIT)},
    "slow": {"work.ipynb": notebook(SLOW, FIT)},
}


def test_a_right_network_earns_everything(graded: Mapping[str, Graded], at_home: Mapping[str, Graded]) -> None:
    for run in (graded, at_home):
        assert {name: run[name].earned for name in ("module", "notebook")} == {"module": 100, "notebook": 100}
    scored = next(each for each in graded["module"].result["measurements"] if each["bar"] is not None)
    assert scored["name"] == "f1_micro"


def test_a_network_that_learns_nothing_earns_its_structure(
    graded: Mapping[str, Graded], at_home: Mapping[str, Graded]
) -> None:
    assert 40 <= graded["slow"].earned < 70
    assert 40 <= at_home["slow"].earned < 70


def test_logits_are_read_from_0_on(graded: Mapping[str, Graded]) -> None:
    assert 60 <= graded["logits"].earned < 100, graded["logits"].page


def test_a_loss_of_one_class_is_refused_with_the_reason_and_never_trained(graded: Mapping[str, Graded]) -> None:
    assert graded["one_class"].earned <= 40
    assert "takes one label for the right one, and for each recording several may be right" in graded["one_class"].page
    assert "as many numbers as are to be learned" in graded["narrow"].page


def test_who_trained_with_such_a_loss_is_given_the_cause(at_home: Mapping[str, Graded]) -> None:
    assert "Here several labels may be right for one recording, or none" in at_home["one_class"].page


def test_the_page_shows_each_label_and_speaks_of_recordings(graded: Mapping[str, Graded]) -> None:
    page = graded["slow"].page
    for told in ("How well it finds each label", "piano", "Of 200 test recordings (recordings), ", "average precision"):
        assert told in page
    assert "image" not in page


def test_the_page_is_in_korean_too(graded: Mapping[str, Graded]) -> None:
    assert graded["kim"].earned == 100
    assert "How well it finds" not in graded["kim"].page
    assert "레이블" in graded["kim"].page

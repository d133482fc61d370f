"""A course's own `metrics.py` is found, tried on its data, named by its bytes, and told about in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.course.assignment import Assignment, Score
from autograder.course.folder import Course, Settings
from autograder.course.metrics import read_metrics
from autograder.errors import CourseError
from autograder.metrics import METRICS, Scoring, Targets
from autograder.metrics.promises import broken_promise
from autograder.run.metrics import read_scoring
from tests.extensions.brought import HERE

OWN = HERE / "course_metric" / "metrics.py"
TEXT = OWN.read_text(encoding="utf-8")
NUMBERS = Targets(np.random.default_rng(1).uniform(20, 90, 400), unit="kg")
CLASSES = Targets(np.arange(400) % 3, 3)


def course(root: Path, text: str = TEXT) -> Course:
    (root / "metrics.py").write_text(text, encoding="utf-8")
    return Course(root, Settings())


def scoring(root: Path, *named: str, targets: Targets | None = NUMBERS, text: str = TEXT) -> Scoring:
    score = Score(named[0], None, named[1:])
    return read_scoring(course(root, text), Assignment("a", "A", 10, score=score), targets)


def test_it_is_found_by_its_name_beside_the_packages_own(tmp_path: Path) -> None:
    found = scoring(tmp_path, "within_tenth", "rmse")
    assert (found.metric.name, [each.name for each in found.also]) == ("within_tenth", ["rmse"])
    assert list(found.brought) == ["within_tenth"]
    assert not list(tmp_path.glob("__pycache__"))


def test_scores_by_it_have_the_digest_of_the_file_in_their_keys(tmp_path: Path) -> None:
    first = scoring(tmp_path, "within_tenth").source
    assert first
    assert scoring(tmp_path, "within_tenth", text=TEXT + "\n# changed\n").source not in {"", first}
    assert scoring(tmp_path, "rmse", "within_tenth").source == ""


def test_a_course_without_one_brings_none(tmp_path: Path) -> None:
    assert read_metrics(tmp_path).metrics == {}


def test_a_name_that_nobody_brings_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(
        CourseError, match=r"assignment\.toml: score: unknown metric 'within'; there .* r2, within_tenth"
    ):
        scoring(tmp_path, "within")


def test_it_may_say_that_it_cannot_judge_the_data(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"“within_tenth” cannot judge .* expected targets that are numbers"):
        scoring(tmp_path, "within_tenth", targets=CLASSES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import math\nmath.sqrt(-1)\n", "line 2: ValueError: "),
        ("def broken(:\n", "line 1: SyntaxError: "),
        ("import not_there_at_all\n", "line 1: ModuleNotFoundError: "),
        ("raise SystemExit(0)\n", "line 1: SystemExit: 0"),
        ("X = 3\n", "expected objects with all that contracts.Metric names, such as .* found none"),
        (TEXT.replace("\nWITHIN_TENTH = WithinTenth()\n", "\n"), "found none"),
        (TEXT + "AGAIN = WithinTenth()\n", "metrics with names of their own, found 'within_tenth' 2 times"),
        (TEXT.replace('"within_tenth"', '"rmse"'), "'rmse' is the name of a metric that is there already"),
        (TEXT.replace('"within_tenth"', '"top_7"'), "'top_7' is the name of a metric that is there already"),
        (TEXT.replace('"within_tenth"', '"Within Tenth"'), "small letters, digits and _, found 'Within Tenth'"),
    ],
)
def test_a_file_that_brings_no_metrics_is_told_in_one_sentence(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CourseError, match=rf"metrics\.py.*{message}") as caught:
        read_metrics(course(tmp_path, text).root)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("Direction.HIGHER", "Direction.LOWER", "expected right outputs to be better than outputs of which half"),
        ("astype(float)", "astype(float) * np.nan", "expected a finite number of compute, found nan"),
        (".astype(float)", ".astype(float) + np.random.normal(0, 0.01)", "expected equal answers to equal arguments"),
        ("        off =", "        outputs *= 2\n        off =", "expected"),
        ("return 2", "return 2.5", "expected a whole number of decimals, from −15 to 15, found 2.5"),
        ("off <= ", "np.isnan(off) | (off <= ", "makes no better"),
        (
            'raise ValueError("expected one number for each example")',
            "return np.zeros(len(outputs))",
            "expected a ValueError for outputs of shape",
        ),
        ("float(self.each", "9 * float(self.each", "expected right outputs to be better than a guess"),
        ("targets.values) / 10", "targets.vales) / 10", "values: AttributeError: "),
        ("targets.values) / 10", "np.arange(len(targets.values))) / 10", "whatever the order|better than"),
    ],
)
def test_a_metric_that_breaks_a_promise_is_refused_with_the_promise(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    text = TEXT.replace(before, after)
    text = text.replace(
        "np.isnan(off) | (off <= np.abs(targets.values) / 10)", "np.isnan(off) | (off <= np.abs(targets.values) / 10))"
    )
    with pytest.raises(CourseError, match=rf"metrics\.py: “within_tenth”: .*({message})"):
        scoring(tmp_path, "within_tenth", text=text)


@pytest.mark.parametrize("name", METRICS.names())
def test_the_packages_own_keep_what_a_courses_must(name: str) -> None:
    several = Targets(np.random.default_rng(2).integers(0, 2, (400, 4)), 4)
    tried = 0
    for targets in (CLASSES, Targets(np.arange(400) % 2, 2), Targets(np.arange(400) % 8, 8), NUMBERS, several):
        try:
            METRICS.find(name).baseline(targets)
        except ValueError:
            continue
        assert broken_promise(METRICS.find(name), targets) == ""
        tried += 1
    assert tried


def test_the_shown_metric_is_short() -> None:
    assert len(TEXT.splitlines()) <= 30

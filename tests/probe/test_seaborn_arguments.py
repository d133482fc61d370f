"""What came first for seaborn until 0.11 are values, not the table."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from autograder.probe.seaborn_arguments import FUNCTIONS, as_before

LABELS = np.array([3, 1, 3])
TABLE = {"label": [1, 2, 2]}


@pytest.mark.parametrize("labels", [LABELS, [3, 1, 3], (3, 1, 3)])
def test_counted_values_come_first(labels):
    named = as_before("countplot", (labels,), {"ax": None})
    assert named == {"x": labels}


def test_two_columns_of_values_are_x_and_y():
    assert as_before("barplot", (["a"], [1]), {}) == {"x": ["a"], "y": [1]}


def test_a_name_of_a_column_is_x():
    assert as_before("countplot", ("label",), {"data": TABLE}) == {"x": "label"}


@pytest.mark.parametrize(
    ("name", "given", "options"),
    [
        ("countplot", (TABLE,), {"x": "label"}),
        ("countplot", (), {"x": LABELS}),
        ("countplot", (LABELS,), {"x": LABELS}),
        ("countplot", (np.zeros((3, 1)),), {}),
        ("boxplot", (LABELS,), {}),
        ("lineplot", ([1, 2],), {}),
        ("barplot", ("label",), {}),
        ("barplot", (LABELS,) * 5, {}),
    ],
)
def test_what_today_takes_is_left_as_it_is(name, given, options):
    assert as_before(name, given, options) is None


SCRIPT = """
import sys, time
{early}
from autograder.probe import seaborn_arguments
told = []
seaborn_arguments.install(lambda kind, value: told.append((kind.value, value)))
import matplotlib; matplotlib.use("Agg")
import numpy as np, pandas as pd, seaborn as sns
from seaborn import countplot
import matplotlib.pyplot as plt
labels = np.arange(6000) % 10
for given in (labels, pd.Series(labels, name="label"), list(labels)):
    plt.figure()
    assert len(countplot(given).patches) == 10
plt.figure()
assert len(sns.countplot("label", data=pd.DataFrame({{"label": labels}})).patches) == 10
plt.figure()
assert len(sns.barplot(["a", "b"], [1, 2]).patches) == 2
assert told == [("seaborn", "countplot")] * 4 + [("seaborn", "barplot")], told
told.clear()
plt.figure()
assert len(sns.countplot(x=labels).patches) == 10
sns.boxplot(labels)
sns.heatmap(np.zeros((2, 2)))
assert not told
"""


@pytest.mark.parametrize("early", ["", "import seaborn"], ids=["imported later", "there already"])
def test_labels_are_drawn_as_they_were(early):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(early=early)], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_functions_are_seaborns():
    import seaborn as sns

    assert not FUNCTIONS - vars(sns).keys()

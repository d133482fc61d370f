"""Data sets: what every box may see, what only the grader knows, and where the files come from.

Students' boxes get the *public* view of a set, in which every hidden test image and its label is replaced by a copy
of another one. The trusted grader asks for the *hidden* view (the test images and their labels) and for the
*training* view.
"""

from autograder.contracts import Arrays, ArraySpec, DataSet, Places
from autograder.data.labelled import LabelledSet
from autograder.data.registry import DATA_SETS, find, names, nouns_of, used
from autograder.data.views import HiddenData, PublicData, TrainingData, hidden, public, shipped, training

__all__ = [
    "DATA_SETS",
    "ArraySpec",
    "Arrays",
    "DataSet",
    "HiddenData",
    "LabelledSet",
    "Places",
    "PublicData",
    "TrainingData",
    "find",
    "hidden",
    "names",
    "nouns_of",
    "public",
    "shipped",
    "training",
    "used",
]

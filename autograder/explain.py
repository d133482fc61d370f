"""Say in a student's words what went wrong in a run: what was expected, what was found, where, what to do."""

from __future__ import annotations

import re

from autograder.i18n import gettext as _
from autograder.kinds import told
from autograder.records import Failure, FailureKind
from autograder.sentences import filled

PROVIDED = "tensorflow, keras, numpy, scikit-learn, matplotlib, pandas, seaborn, pillow, pydot, tensorboard, tqdm"
"""What a submission may import besides the standard library."""
_PLACE = re.compile(r"(?:cell (\d+)|(.+?))(?:, line (\d+))?")


def explain(failure: Failure) -> str:
    """Return one or two sentences for the student, in the language in use."""
    template = told(failure.kind).sentence
    values = {"provided": PROVIDED, "message": failure.message, **failure.details}
    sentence = filled(_(template), **values) if template else failure.message
    return f"{place(failure.where)}: {sentence}" if failure.where else sentence


def is_known(kind: str) -> bool:
    """Tell whether there is a sentence for a kind of failure."""
    return kind in set(FailureKind)


def place(where: str) -> str:
    """Return a place of a submission ("cell 4, line 8", "main.py, line 3") in the language in use."""
    found = _PLACE.fullmatch(where)
    if found is None:
        return where
    cell, file, line = found.groups()
    if cell and line:
        return _("cell {cell}, line {line}").format(cell=cell, line=line)
    if cell:
        return _("cell {cell}").format(cell=cell)
    return _("{file}, line {line}").format(file=file, line=line) if line else file

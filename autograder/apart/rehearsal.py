"""Let each reader read something small before anything is forked: forks find what it imports, compiles and keeps."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from autograder.course.assignment import Assignment
from autograder.i18n import languages, translations
from autograder.records import Evidence, Form, Outcome, Submission

SOURCE = "import keras\nfrom keras import layers\n\nmodel = keras.Sequential([layers.Dense(10)])  # a network\n"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63f80f0001010100b138f6140000000049454e44ae426082"
)
TEXT = {"text/plain": "1", "text/html": "<table><tr><td>1</td></tr></table>"}
OUTPUTS = (
    {"output_type": "stream", "name": "stdout", "text": "12\n"},
    {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": TEXT},
    {"output_type": "display_data", "metadata": {}, "data": {"image/png": base64.b64encode(PICTURE).decode()}},
    {"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["\x1b[31me\x1b[0m"]},
)
CELLS = (
    {
        "cell_type": "markdown",
        "metadata": {},
        "source": "# A title\n\n- *some* text, `code`, [a link](https://keras.io)",
    },
    {"cell_type": "code", "metadata": {}, "source": SOURCE, "execution_count": 1, "outputs": OUTPUTS},
)
NOTEBOOK = json.dumps({"cells": CELLS, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
MODULE = Submission("nobody", "nothing", Path("/"), "", None, Form.MODULE, "nothing.py", SOURCE)
EVIDENCE = Evidence("", Outcome.OK, source=SOURCE)

READINGS: Mapping[str, tuple[Any, ...]] = {
    "autograder.submissions.static:read_source": (MODULE,),
    "autograder.checks.hints:hints_by_part": (EVIDENCE, Assignment("nothing", "", 1.0)),
    "autograder.checks.hints.definitions:definitions": (SOURCE,),
    "autograder.wire.notebook:clean_notebook": (NOTEBOOK,),
    "autograder.reports.notebook:shown_code": (NOTEBOOK, "", Form.NOTEBOOK),
    "autograder.reports.similarity:all_fingerprints": ([SOURCE],),
}
"""What reads, by reference, as this package may not import it, and what it reads here."""

IMPORTED = (
    "autograder.exports.places",
    "autograder.submissions.loader",
    "autograder.wire.keras_file",
    "autograder.wire.torch_file",
)
"""Where other readers are, which keep nothing from one call to the next."""


def rehearse() -> None:
    """Let each read."""
    for language in languages():
        translations(language)
    for name in IMPORTED:
        import_module(name)
    for name, given in READINGS.items():
        resolve_name(name)(*given)

"""The corpus: hostile submissions, one file each, whose docstring is a record in TOML.

    attacks     a sentence: what it does
    promise     which promise it attacks, a key of PROMISES
    layers      layers of isolation any of which stops it; none where it is stopped without them
    observed    what must be seen when it is blocked: an outcome, and a pattern in its reason or what was printed
    control     where it is shown to work: "bare" (a grader without protection), "namespace" (likewise, in a process
                namespace of its own, for what would take the machine along) or "venv" (likewise, with a Python
                environment of its own, for what would spoil that of the tests)
    weak        what the backend `process` does where its layers are missing: "blocked" (default) or "through"
    needs       "root" or "gpu" where its control needs one
    limits      limits of its box other than the usual ones
    harvest     a result that it leaves and that must not be readable
    decode      how that result is decoded where it may be read: "array", "json" or "png"; must be refused
    naive       how a grader without protection takes that result, Python
    form        "notebook" for a submission that is one, written with cells apart by "# %%"
    student     the name under which it is handed in, where that is not its own
    beside      files to put beside it, modules that say that they replaced another
    behind      whether it stands behind the honest network, in place of which it may put another
    assignment  what it is handed in for; `digits_cnn` where it is not said, else without an honest network; `squares`
                is imported from a notebook of otter's, those of `tests.hostile.courses` are written for it
    never       what no page says of it outside of its code, a pattern

A program in `boxes/` prints a line that begins with GOT when it got what it wanted. What is in `submissions/` is
handed in, before an honest network; `observed` is "same" where it must earn what that network earns, check by check,
"no more" where it may also lose, "no better" where its accuracy must not be better either, unless a person looks first,
"worse" where it must be worse, and "nothing" where it earns nothing. Its control is "naive", a grader that imports it,
or "kernel", one that runs its notebook in a kernel and believes what that says: there the expression `naive` is true.
What is in `modules/` is handed in likewise, in PyTorch (`test_modules`, `naive_modules`).
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.records import Limits

FOLDER = Path(__file__).parent
LIMITS = Limits(wall_s=20, cpu_s=20, memory_mb=192, processes=64, output_mb=1, disk_mb=8)
PROMISES = {
    "secrets": "Labels, reference, hidden checks and tokens cannot be found",
    "network": "Nothing is sent or received",
    "processes": "No other process can be seen, signalled, read or met",
    "host": "The host's files, kernel and privileges are out of reach",
    "limits": "Memory, processes, disk, output and time have limits",
    "survival": "Nothing outlives its box",
    "harvest": "What a box leaves is read without being trusted",
    "reading": "Reading a submission takes the grader seconds at most",
    "grade": "A submission earns what its model earns",
    "pages": "Nothing that a submission says acts in a terminal, a page or a log",
    "books": "Nothing that a student chose acts in a gradebook",
}


@dataclass(frozen=True)
class Entry:
    """One hostile submission. The module's docstring says what the fields mean."""

    path: Path
    attacks: str
    promise: str
    observed: str
    control: str
    layers: tuple[str, ...] = ()
    weak: str = "blocked"
    needs: str = ""
    limits: Mapping[str, float] = field(default_factory=dict)
    harvest: str = ""
    decode: str = ""
    naive: str = ""
    beside: tuple[str, ...] = ()
    form: str = "module"
    student: str = ""
    behind: bool = False
    assignment: str = "digits_cnn"
    never: str = ""

    @property
    def name(self) -> str:
        return self.path.stem

    def files(self) -> dict[str, str]:
        """Return the files of the submission."""
        return {"payload.py": self.path.read_text()} | dict.fromkeys(self.beside, "REPLACED = True\n")

    def cells(self) -> list[tuple[str, str]]:
        """Return the kind and text of each cell of a notebook; of a module its whole text."""
        if self.form == "module":
            return [("code", self.path.read_text())]
        parts = re.split(r"^# %%(.*)\n", self.path.read_text(), flags=re.MULTILINE)
        kinds = ["markdown" if "markdown" in mark else "code" for mark in ("", *parts[1::2])]
        texts = [
            text if kind == "code" else re.sub("^# ?", "", text, flags=re.MULTILINE)
            for kind, text in zip(kinds, parts[::2], strict=True)
        ]
        return list(zip(kinds, texts, strict=True))

    def box_limits(self) -> Limits:
        return replace(LIMITS, **self.limits)

    def got_something(self, text: str) -> bool:
        """Tell whether the attack, or the host, says that it got what it wanted."""
        return re.search("^GOT ", text, re.MULTILINE) is not None

    def was_seen(self, outcome: str, text: str) -> bool:
        """Tell whether what must be seen when it is blocked was seen."""
        outcomes, _, said = self.observed.partition(": ")
        alternatives = self.observed.split("|crashed: ") if "|crashed: " in self.observed else []
        if alternatives and re.fullmatch(alternatives[0], outcome):
            return True
        if alternatives:
            outcomes, said = "crashed", alternatives[1]
        return re.fullmatch(outcomes, outcome) is not None and re.search(said, text) is not None


def entries(folder: str) -> dict[str, Entry]:
    """Return the entries of a folder by name."""
    return {path.stem: _entry(path) for path in sorted((FOLDER / folder).glob("*.py"))}


def _entry(path: Path) -> Entry:
    record = tomllib.loads(ast.get_docstring(ast.parse(path.read_text())) or "")
    return Entry(path, **{key: tuple(value) if isinstance(value, list) else value for key, value in record.items()})

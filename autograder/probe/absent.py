"""What of a notebook cannot run here: commands that would wait for a network, and cells in other languages."""

from __future__ import annotations

import re

from autograder.probe.notes import Note

LANGUAGES = frozenset(
    ("R", "sql", "bigquery", "cython", "julia", "octave", "matlab", "fortran", "cpp", "cuda", "cu", "nvcc", "stata")
)
"""Cell magics that nobody here has, whose cells are not Python even where Python could read them."""

LEFT_OUT = re.compile(
    r"^\s*(?:sudo\s+)?(?:(?:python3?\s+-m\s+)?pip3?\s+(?:install|uninstall|download)|(?:python3?\s+-m\s+)?ensurepip|wget|curl"
    r"|git\s+(?:clone|pull|lfs)|gdown|kaggle|aria2c|apt(?:-get)?|conda|mamba|npm|uv\s+(?:pip|add|sync)|autograder)\b"
)
INSTALLS = re.compile(r"\b(?:pip3?|conda|mamba|apt(?:-get)?|npm|uv)\b")


def only_local(script: str, note: Note) -> str:
    """Return a shell script without the lines that need a network, which are noted."""
    kept = []
    for line in script.splitlines(keepends=True):
        if LEFT_OUT.match(line):
            note("colab", f"!{line.strip()[:80]}")
        else:
            kept.append(line)
    return "".join(kept)

"""What of a notebook cannot run here: what waits for a network, what runs until it is stopped, other languages."""

from __future__ import annotations

import re

from autograder.contracts import Noting
from autograder.records import NoteKind

LANGUAGES = frozenset(
    ("R", "sql", "bigquery", "cython", "julia", "octave", "matlab", "fortran", "cpp", "cuda", "cu", "nvcc", "stata")
)
"""Cell magics that nobody here has, whose cells are not Python even where Python could read them."""

LEFT_OUT = re.compile(
    r"^\s*(?:sudo\s+)?(?:(?:python3?\s+-m\s+)?pip3?\s+(?:install|uninstall|download)|(?:python3?\s+-m\s+)?ensurepip|wget|curl"
    r"|git\s+(?:clone|pull|lfs)|gdown|kaggle|aria2c|apt(?:-get)?|conda|mamba|npm|uv\s+(?:pip|add|sync)|autograder)\b"
)
SERVERS = re.compile(
    r"^\s*(?:nohup\s+)?(?:python3?\s+-m\s+)?(?:tensorboard(?!\s+--(?:help|inspect|version))|streamlit\s+run|http\.server"
    r"|mlflow\s+(?:ui|server)|jupyter[\s-](?:notebook|lab)|flask\s+run|uvicorn|gunicorn|ngrok)\b"
)
"""Commands that serve pages until somebody stops them."""
INSTALLS = re.compile(r"\b(?:pip3?|conda|mamba|apt(?:-get)?|npm|uv)\b")


def only_local(script: str, note: Noting) -> str:
    """Return a shell script without the lines that need a network or never end, which are noted."""
    kept = []
    for line in script.splitlines(keepends=True):
        if kind := why_left_out(line):
            note(kind, f"!{line.strip()[:80]}")
        else:
            kept.append(line)
    return "".join(kept)


def why_left_out(command: str) -> NoteKind | None:
    """Return the kind of the note on a command that is left out; None for one that runs."""
    return NoteKind.COLAB if LEFT_OUT.match(command) else NoteKind.SERVER if SERVERS.match(command) else None

"""What evidence depends on besides the course and the submission: the versions and the code that make it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from autograder import __version__
from autograder.course.folder import digest_of

MAKE_EVIDENCE = ("probe", "frameworks", "networks", "wire", "collect")
"""The packages whose code runs in boxes or decodes what they leave."""


@cache
def environment_versions(backend: str) -> Mapping[str, str]:
    """Return the versions of what runs a submission where Keras computes with this backend."""
    return {name: version(name) for name in (backend, "keras", "numpy")} | {"autograder": __version__}


@cache
def code_digest() -> str:
    """Return a digest of the code that makes evidence: what it gave before it was changed is not used again."""
    package = Path(__file__).parents[1]
    return digest_of([path for part in MAKE_EVIDENCE for path in package.glob(f"{part}/**/*.py")])

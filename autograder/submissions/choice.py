"""Choose the file to grade among all that a student handed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from autograder.errors import SubmissionError
from autograder.i18n import gettext as _
from autograder.submissions.files import shown

SUFFIXES = (".ipynb", ".py")
_HELPERS = frozenset({"__init__", "conftest", "setup"})
_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+\.?(\w+)|import[ \t]+(\w+))", re.MULTILINE)


def choose(
    paths: Sequence[PurePosixPath], *, assignment: str, read: Callable[[PurePosixPath], bytes]
) -> PurePosixPath | None:
    """Return the notebook or module to grade; None where there is neither.

    The shallowest folder that has any decides. There, the file named after the assignment, `main` or `submission`
    goes first; then the only notebook; then the only module that no other one imports.

    Args:
        paths: the files, relative to the submission's folder.
        assignment: the assignment's id.
        read: returns a file's bytes.

    Raises:
        SubmissionError: `ambiguous`; the message names the candidates.
    """
    candidates = [path for path in paths if path.suffix.lower() in SUFFIXES and not _is_helper(path)]
    if not candidates:
        return None
    depth = min(len(path.parts) for path in candidates)
    candidates = [path for path in candidates if len(path.parts) == depth]
    for group in (*_by_name(candidates, assignment), candidates):
        notebooks = [path for path in group if path.suffix.lower() == ".ipynb"]
        modules = _not_imported([path for path in group if path not in notebooks], read)
        for kind in (notebooks, modules):
            if len(kind) == 1:
                return kind[0]
        if notebooks:
            break
    names = ", ".join(shown(path) for path in candidates[:10])
    text = _(
        "Expected one notebook or module to grade, found {found}: {names}. "
        "Hand in one of them, or name it {assignment}.ipynb or {assignment}.py."
    )
    raise SubmissionError(text.format(found=len(candidates), names=names, assignment=assignment), kind="ambiguous")


def _is_helper(path: PurePosixPath) -> bool:
    return path.stem in _HELPERS or path.stem.startswith("test_")


def _by_name(candidates: list[PurePosixPath], assignment: str) -> list[list[PurePosixPath]]:
    """Return the groups of candidates whose names say that they are meant, the clearest first."""
    wanted = _normal(assignment)
    exact = [[path for path in candidates if _normal(path.stem) == name] for name in (wanted, "main", "submission")]
    return [exact[0], [path for path in candidates if wanted in _normal(path.stem)], *exact[1:]]


def _normal(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.casefold())


def _not_imported(modules: list[PurePosixPath], read: Callable[[PurePosixPath], bytes]) -> list[PurePosixPath]:
    if len(modules) < 2:
        return modules
    imported: set[str] = set()
    for path in modules:
        found = _IMPORT.findall(read(path).decode("utf-8", "replace"))
        imported |= {name for names in found for name in names} - {path.stem}
    return [path for path in modules if path.stem not in imported]

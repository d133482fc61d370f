"""Choose the file to grade among all that a student handed in, and say why that one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.i18n import gettext as _
from autograder.submissions.files import CHECKPOINTS, shown
from autograder.submissions.work import FileContents, Handout

SUFFIXES = (".ipynb", ".py")
_HELPERS = frozenset({"__init__", "conftest", "setup"})
_COPY = re.compile(
    r"^(?:copy of|kopie von|copia de|copie de)[\W_]+"
    r"|[\W_]+(?:copy|kopie|copia|copie|복사본|사본)?[\W_]*\d{0,3}[\W_]*$",
    re.IGNORECASE,
)
_SHOWN = 5

ReadWork = Callable[[PurePosixPath], FileContents]


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """The file that is graded, and a remark for the student where another one could have been meant."""

    path: PurePosixPath
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the choice depends on: the assignment's id, what students started from, and how a file is read."""

    assignment: str
    handout: Handout
    read: ReadWork

    def changed(self, paths: Sequence[PurePosixPath]) -> list[PurePosixPath]:
        """Return the files in which something was written: code, or, where nobody wrote any, prose."""
        coded = [path for path in paths if not self.handout.has_code_of(self.read(path))]
        return coded or [path for path in paths if not self.handout.is_stub(self.read(path))]


def choose(
    paths: Sequence[PurePosixPath], *, assignment: str, handout: Callable[[], Handout], read: ReadWork
) -> ChosenFile | None:
    """Return the notebook or module to grade; None where there is neither.

    Modules called as tests or parts of a package (`__init__.py`) count where nothing else is there. What differs from
    the handout goes before what does not. Of that, the shallowest folder that has any decides. There, the file named
    after the assignment (or a copy of it), `main` or `submission` goes first; then notebooks; then the modules that no
    other one imports. Of several, the one in which more is written.

    Args:
        paths: the files, relative to the submission's folder.
        assignment: the assignment's id.
        handout: returns what students started from; called where there is a choice.
        read: returns what a file holds.
    """
    possible = [path for path in paths if path.suffix.lower() in SUFFIXES]
    every = [path for path in possible if not _is_helper(path)] or possible
    seen = [path for path in every if CHECKPOINTS not in path.parts]
    if not seen:
        return None
    if len(every) == 1:
        return ChosenFile(seen[0])
    rules = _Rules(assignment, handout(), read)
    changed = rules.changed(seen) or rules.changed([path for path in every if path not in seen])
    return _among(changed or seen, seen, rules)


def _among(candidates: Sequence[PurePosixPath], seen: Sequence[PurePosixPath], rules: _Rules) -> ChosenFile:
    """Return the choice among the candidates, and name every other file that could have been meant."""
    depth = min(len(path.parts) for path in candidates)
    meant = _by_name([path for path in candidates if len(path.parts) == depth], rules)
    first = _most_written(meant, rules)
    copies = [path for path in candidates if path in meant or _is_copy(path, first, depth)]
    fuller = [path for path in copies if rules.handout.is_fuller(rules.read(path), rules.read(first))]
    chosen = _most_written(fuller, rules) if fuller else first
    others = [path for path in seen if path != chosen and (path in copies or _could_be_meant(path, chosen, rules))]
    rivals = fuller or meant if fuller or len(meant) > 1 else []
    return ChosenFile(chosen, _note(chosen, others, rivals, rules) if others else "")


def _note(
    chosen: PurePosixPath, others: Sequence[PurePosixPath], rivals: Sequence[PurePosixPath], rules: _Rules
) -> str:
    """Return a remark that names the other files, and the reason where the contents decided."""
    names = ", ".join(shown(path) for path in others[:_SHOWN])
    if rules.changed([chosen]) and not rules.changed(others):
        text = _("Graded: {name}. Not graded, since it is as it was handed out: {others}.")
    elif not rivals:
        text = _("Graded: {name}. Not graded: {others}.")
    elif all(_amount(path, rules) < _amount(chosen, rules) for path in rivals if path != chosen):
        text = _(
            "Graded: {name}, the one in which most is written. Not graded: {others}. If another one is meant, hand in "
            "that one alone."
        )
    else:
        text = _(
            "Graded: {name}, the last one by its name. Not graded: {others}. If another one is meant, hand in that one "
            "alone."
        )
    return text.format(name=shown(chosen), others=names)


def _is_copy(path: PurePosixPath, first: PurePosixPath, depth: int) -> bool:
    """Tell whether a file is of the same kind and either a copy of the same name, or lies beside it."""
    return path.suffix.lower() == first.suffix.lower() and (
        _bare(path.stem) == _bare(first.stem) or (path.suffix.lower() == ".ipynb" and len(path.parts) == depth)
    )


def _could_be_meant(path: PurePosixPath, chosen: PurePosixPath, rules: _Rules) -> bool:
    """Tell whether a person could think that this file is graded: a notebook, or a module that is no helper."""
    if path.suffix.lower() == ".ipynb" or _bare(path.stem) == _bare(chosen.stem):
        return True
    return rules.handout.answers(rules.read(path)) > 0 and path.stem not in rules.read(chosen).imports


def _is_helper(path: PurePosixPath) -> bool:
    """Tell whether a module is by its name none that is handed in, where any other is there."""
    return path.suffix.lower() == ".py" and (path.stem in _HELPERS or path.stem.startswith("test_"))


def _by_name(rivals: Sequence[PurePosixPath], rules: _Rules) -> list[PurePosixPath]:
    """Return the files that are meant by their names and kinds: one, or several that only their contents tell apart."""
    modules = _not_imported([path for path in rivals if path.suffix.lower() == ".py"], rules)
    for group in (*_named(rivals, rules.assignment), rivals):
        notebooks = [path for path in group if path.suffix.lower() == ".ipynb"]
        scripts = [path for path in group if path in modules]
        if notebooks or scripts:
            return notebooks or scripts
    return list(rivals)


def _named(rivals: Sequence[PurePosixPath], assignment: str) -> list[list[PurePosixPath]]:
    """Return the groups of files whose names say that they are meant, the clearest first."""
    wanted = _normal(assignment)
    exact = [[path for path in rivals if _normal(path.stem) == name] for name in (wanted, "main", "submission")]
    copies = [path for path in rivals if _bare(path.stem) == _bare(assignment)]
    return [exact[0], copies, [path for path in rivals if wanted in _normal(path.stem)], *exact[1:]]


def _normal(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.casefold())


def _bare(name: str) -> str:
    """Return a name without what programs add to copies: " (1)", "-Copy1", "Copy of"."""
    bare = name
    while (shorter := _COPY.sub("", bare)) and shorter != bare:
        bare = shorter
    return _normal(bare)


def _not_imported(modules: Sequence[PurePosixPath], rules: _Rules) -> list[PurePosixPath]:
    if len(modules) < 2:
        return list(modules)
    imported = {name for path in modules for name in rules.read(path).imports - {path.stem}}
    return [path for path in modules if path.stem not in imported] or list(modules)


def _most_written(paths: Sequence[PurePosixPath], rules: _Rules) -> PurePosixPath:
    """Return the file in which most is written; of equal ones the last by its name, where copies are numbered."""
    return max(paths, key=lambda path: (_amount(path, rules), _natural(path)))


def _amount(path: PurePosixPath, rules: _Rules) -> tuple[int, int, int]:
    return rules.handout.written(rules.read(path))


def _natural(path: PurePosixPath) -> tuple[tuple[int, str], ...]:
    return tuple((int(piece or 0), word) for word, piece in re.findall(r"(\D*)(\d{0,9})", path.stem.casefold()))

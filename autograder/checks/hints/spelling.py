"""Hints about packages that are missing and spellings that Keras no longer knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice

from autograder.checks.hints.context import HintContext
from autograder.checks.hints.source import Source, last_name
from autograder.i18n import gettext as _
from autograder.keras_names.table import ARGUMENTS, KEYS, METHODS, NAMES
from autograder.records import FailureKind, Hint

_MODERN_NAMES = {
    "np_utils": "keras.utils.to_categorical",
    **METHODS,
    **{
        old.rpartition(".")[2]: f"keras.{new}"
        for old, new in NAMES.items()
        if old.startswith(("layers.", "constraints."))
    },
}
_MOST_DOTS = 10
_MODERN_KEYWORDS = {
    "lr": "learning_rate",
    "nb_epoch": "epochs",
    **{old: names[0] for old, names in ARGUMENTS.items() if "_" in old and old != "output_dim"},
}
_INSTEAD = {
    "cv2": "pillow",
    "imageio": "pillow",
    "skimage": "pillow",
    "torch": "keras",
    "torchvision": "keras.datasets",
    "tensorflow_datasets": "keras.datasets",
    "plotly": "matplotlib",
    "bokeh": "matplotlib",
}


def keras2_spelling(context: HintContext) -> Hint | None:
    """The code uses spellings of Keras 2, whether they stopped it or were let through."""
    of_keras = context.source.imports("keras", "tensorflow") or not context.source.imports("torch")
    found = dict(_old_spellings(context.source)) if of_keras else {}
    error = context.evidence.error
    if error is not None and error.kind == FailureKind.KERAS2 and {"old", "new"} <= error.details.keys():
        old = str(error.details["old"])
        found.pop(old.lstrip("."), None)
        found = {old: str(error.details["new"]), **found}
    if not found:
        return None
    return Hint(
        "keras2_spelling",
        _("Your code has old spellings of Keras: {old}.").format(old=", ".join(f"“{old}”" for old in found)),
        _("Your work earns everything; this is about the spelling alone.")
        if context.complete
        else _("Today's Keras no longer knows them, or will not for long; tutorials from before 2024 still show them."),
        _("Today one writes {new}.").format(new=", ".join(f"“{new}”" for new in dict.fromkeys(found.values()))),
    )


def missing_package(context: HintContext) -> Hint | None:
    """The code imports a package that the course's environment lacks, and another one can do its work."""
    error = context.evidence.error
    if error is None or error.kind != FailureKind.MISSING_PACKAGE:
        return None
    package = str(error.details.get("package", "")).split(".")[0]
    if package not in _INSTEAD:
        return None
    return Hint(
        "missing_package",
        _("Your code imports “{package}”.").format(package=package),
        _("The grader has no such package, so that line did not run, nor what needs it."),
        _("“{instead}” is there and may do the same for you.").format(instead=_INSTEAD[package]),
    )


def _old_spellings(source: Source) -> Iterator[tuple[str, str]]:
    """Yield old spellings with the modern ones."""
    own = {node.name for node in source.nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for name in sorted((_of_others(source) - own) & _MODERN_NAMES.keys()):
        yield name, _MODERN_NAMES[name]
    asked_for = {
        part.value for call in source.calls("compile") for part in ast.walk(call) if isinstance(part, ast.Constant)
    }
    for node in source.nodes:
        if isinstance(node, ast.Call) and last_name(node.func) not in own:
            yield from _old_arguments(node)
        elif isinstance(node, ast.Subscript) and "acc" not in asked_for:
            yield from _old_key(node)


def _of_others(source: Source) -> set[str]:
    """Return the names that the source takes from elsewhere: its variables and arguments are its own."""
    taken: set[str] = set()
    variables: set[str] = set()
    for node in source.nodes:
        if isinstance(node, ast.Name):
            (taken if isinstance(node.ctx, ast.Load) else variables).add(node.id)
        elif isinstance(node, ast.arg):
            variables.add(node.arg)
        elif isinstance(node, ast.alias) and node.asname:
            variables.add(node.asname)
    reached = {node.attr for node in source.nodes if isinstance(node, ast.Attribute)}
    imported = {part for node in source.nodes if isinstance(node, ast.alias) for part in node.name.split(".")}
    return taken - variables | reached | imported


def _old_arguments(call: ast.Call) -> Iterator[tuple[str, str]]:
    name = last_name(call.func)
    for keyword in call.keywords:
        if keyword.arg in _MODERN_KEYWORDS and name[:1].isupper():
            yield f"{keyword.arg}=", f"{_MODERN_KEYWORDS[keyword.arg]}="
    paths = [*call.args, *(keyword.value for keyword in call.keywords)]
    texts = [path.value for path in paths if isinstance(path, ast.Constant) and isinstance(path.value, str)]
    if name == "ModelCheckpoint" and any(text.endswith(".hdf5") for text in texts):
        yield ".hdf5", ".keras"


def _old_key(part: ast.Subscript) -> Iterator[tuple[str, str]]:
    key = part.slice.value if isinstance(part.slice, ast.Constant) else None
    if isinstance(key, str) and key in KEYS and any("hist" in name for name in islice(_chain(part.value), _MOST_DOTS)):
        yield f"['{key}']", f"['{KEYS[key]}']"


def _chain(node: ast.expr) -> Iterator[str]:
    """Yield the names of a chain of attributes, subscripts and calls, the last one first."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        yield last_name(node)
        node = node.func if isinstance(node, ast.Call) else node.value
    yield last_name(node)

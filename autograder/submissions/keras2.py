"""Spellings of Keras 2 and TensorFlow 1 that today's Keras refuses, found in code without running it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.i18n import gettext as _
from autograder.keras_names.table import ARGUMENTS, KEYS, METHODS, OPTIMIZERS, OTHER_ARGUMENTS, SAMPLES, WITH_UNITS
from autograder.submissions.old_names import ALONE, PATHS

_KEYWORDS = {"nb_epoch": "epochs", **SAMPLES}
_LAYER_KEYWORDS = {
    **{old: names[0] for old, names in ARGUMENTS.items() if old != "output_dim"},
    "nb_row": "kernel_size",
    "nb_col": "kernel_size",
    "batch_input_shape": "keras.Input(batch_shape=…)",
}
_OTHERS = {
    owner.rpartition(".")[2].lower(): dict(names) for owner, names in OTHER_ARGUMENTS.items() if "relu" not in owner
}
_LAYERS = (
    *("Dense", "TimeDistributedDense", "Conv", "SeparableConv", "AtrousConv", "Deconv", "MaxPool", "AveragePool"),
    *("GlobalMaxPool", "GlobalAveragePool", "UpSampling", "ZeroPadding", "LSTM", "GRU", "SimpleRNN", "Embedding"),
    *("Flatten", "Reshape", "BatchNorm", "Dropout", "SpatialDropout", "GaussianDropout", "GaussianNoise", "PReLU"),
)


@dataclass(frozen=True, slots=True)
class OldSpelling:
    """One use of an old spelling.

    `rule` is its stable name (`np_utils`, `lr`, `checkpoint`, `acc`, …), `found` what stands there, `modern` today's
    spelling ("" where there is none), `line` the line in the cell or module.
    """

    rule: str
    found: str
    modern: str
    line: int

    @property
    def message(self) -> str:
        """The sentence for the student."""
        if not self.modern:
            return _("`{found}` belongs to an old TensorFlow; today nothing takes its place: leave it out.").format(
                found=self.found
            )
        return _("`{found}` is an old spelling; today it is `{modern}`.").format(found=self.found, modern=self.modern)


class ImportedNames:
    """What the names of a file stand for: modules that were imported, and texts that were assigned."""

    def __init__(self) -> None:
        self.modules: dict[str, str] = {}
        self.texts: dict[str, str] = {}

    def learn(self, tree: ast.AST) -> None:
        """Remember the imports and the assigned texts of a cell or module."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    first = alias.name.split(".")[0]
                    self.modules[alias.asname or first] = alias.name if alias.asname else first
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    self.modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                text = self.text(node.value)
                if text:
                    self.texts[node.targets[0].id] = text

    def dotted(self, node: ast.expr) -> str:
        """Return the full dotted name that an expression refers to; "" for another expression."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self.modules:
            return ""
        return ".".join([self.modules[node.id], *reversed(parts)])

    def text(self, node: ast.expr | None) -> str:
        """Return a text, or the end of it as far as it stands in the code."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        if isinstance(node, ast.JoinedStr) and node.values:
            return self.text(node.values[-1])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.text(node.right)
        if isinstance(node, ast.Call) and node.args:
            return self.text(node.args[-1]) if self.dotted(node.func).endswith("path.join") else ""
        return self.texts.get(node.id, "") if isinstance(node, ast.Name) else ""


def find_old_spellings(tree: ast.AST, names: ImportedNames, *, own_acc: bool) -> list[OldSpelling]:
    """List the old spellings in a cell or module, each once per line.

    Args:
        tree: the parsed code.
        names: what its names stand for, learned from all cells.
        own_acc: whether the code asks for a metric named "acc" itself, so that the key "acc" is right.
    """
    readers: tuple[Callable[[ast.AST, ImportedNames], Iterator[OldSpelling]], ...] = (_imports, _attributes, _calls)
    if not own_acc:
        readers = (*readers, _history_keys)
    nodes = list(ast.walk(tree))
    inner = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}  # the whole name is read once
    outer = (node for node in nodes if not isinstance(node, ast.Attribute) or id(node) not in inner)
    found = (spelling for node in outer for reader in readers for spelling in reader(node, names))
    return sorted(set(found), key=lambda spelling: (spelling.line, spelling.found))


def asks_for_acc(tree: ast.AST) -> bool:
    """Say whether a model is compiled with a metric spelled "acc"."""
    pending: list[tuple[ast.AST, bool]] = [(tree, False)]
    while pending:
        node, inside = pending.pop()
        if inside and isinstance(node, ast.Constant) and node.value == "acc":
            return True
        inside = inside or (isinstance(node, ast.keyword) and node.arg == "metrics")
        pending.extend((child, inside) for child in ast.iter_child_nodes(node))
    return False


def _old_path(dotted: str, line: int) -> Iterator[OldSpelling]:
    plain = dotted.replace("tensorflow.keras", "keras", 1).replace("tensorflow.python.keras", "keras", 1)
    olds = [old for old in PATHS if plain == old or plain.startswith(f"{old}.")]
    if dotted == plain:
        olds += [old for old in ALONE if plain == old or plain.startswith(f"{old}.")]
    if olds:
        old = max(olds, key=len)
        last = old.rpartition(".")[2]
        rule = "optimizer_case" if last in OPTIMIZERS and old.startswith("keras.optimizers.") else last
        yield OldSpelling(rule, old.replace("tensorflow.", "tf.", 1), (PATHS | ALONE)[old], line)
    elif dotted.startswith("tensorflow.python.keras"):
        yield OldSpelling("python", "tensorflow.python.keras", "tensorflow.keras", line)


def _imports(node: ast.AST, _names: ImportedNames) -> Iterator[OldSpelling]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield from _old_path(alias.name, node.lineno)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            yield from _old_path(f"{node.module}.{alias.name}", node.lineno)


def _attributes(node: ast.AST, names: ImportedNames) -> Iterator[OldSpelling]:
    if isinstance(node, ast.Attribute):
        yield from _old_path(names.dotted(node), node.lineno)


def _calls(node: ast.AST, names: ImportedNames) -> Iterator[OldSpelling]:
    if not isinstance(node, ast.Call):
        return
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if isinstance(node.func, ast.Attribute) and called in METHODS:
        yield OldSpelling(called, f".{called}", f".{METHODS[called]}", node.lineno)
    keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    if names.dotted(node.func).startswith("torch"):
        return
    table = _KEYWORDS | _LAYER_KEYWORDS if called.startswith(_LAYERS) else _KEYWORDS | _OTHERS.get(called.lower(), {})
    table |= {"output_dim": "units"} if called.startswith(WITH_UNITS) else {}
    for old in keywords.keys() & table.keys():
        modern = table[old]
        yield OldSpelling(old, f"{old}=", modern if "(" in modern else f"{modern}=", node.lineno)
    if called.lower() in OPTIMIZERS and "lr" in keywords:
        yield OldSpelling("lr", "lr=", "learning_rate=", node.lineno)
    if called == "ModelCheckpoint":
        yield from _checkpoint(node, keywords, names)


def _checkpoint(node: ast.Call, keywords: dict[str, ast.expr], names: ImportedNames) -> Iterator[OldSpelling]:
    if "period" in keywords:
        yield OldSpelling("period", "period=", 'save_freq="epoch"', node.lineno)
    path = names.text(keywords.get("filepath") or (node.args[0] if node.args else None))
    weights = keywords.get("save_weights_only")
    only_weights = isinstance(weights, ast.Constant) and weights.value is True
    right = path.endswith(".weights.h5") if only_weights else path.endswith((".keras", ".h5"))
    if path and not right:
        ending = ".weights.h5" if only_weights else ".keras"
        yield OldSpelling(
            "checkpoint", f'ModelCheckpoint("…{path[-12:]}")', f'ModelCheckpoint("…{ending}")', node.lineno
        )


def _history_keys(node: ast.AST, _names: ImportedNames) -> Iterator[OldSpelling]:
    keys: list[ast.expr] = []
    if isinstance(node, ast.Subscript) and _is_history(node.value):
        keys = [node.slice]
    elif isinstance(node, ast.Call):
        keys = [keyword.value for keyword in node.keywords if keyword.arg == "monitor"]
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and _is_history(node.func.value):
            keys += node.args[:1]
    for key in keys:
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value in KEYS:
            yield OldSpelling("acc", f'"{key.value}"', f'"{KEYS[key.value]}"', key.lineno)


def _is_history(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return "hist" in name or "log" in name

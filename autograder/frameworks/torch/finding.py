"""Find the module that a submission hands in among the names it leaves, and say why that one."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

from autograder.contracts import Found
from autograder.records import Failure, FailureKind
from autograder.signatures import builds_alone, needed_arguments

OF_IPYTHON: Final = frozenset({"In", "Out", "exit", "quit", "get_ipython"})
Pair = tuple[str, Any]


class Stepped:
    """Counts the steps that optimizers take, by the parameters that they move."""

    def __init__(self) -> None:
        self._counts: dict[int, tuple[Any, int]] = {}
        self._remove: Any = None

    def listen(self) -> None:
        """Hear of every step of every optimizer from now on."""
        if self._remove is None:
            self._remove = register_optimizer_step_post_hook(self._heard)

    def _heard(self, optimizer: Any, *_: Any) -> None:
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                self._counts[id(parameter)] = (weakref.ref(parameter), self._count(parameter) + 1)

    def _count(self, parameter: Any) -> int:
        held, count = self._counts.get(id(parameter), (None, 0))
        return count if held is not None and held() is parameter else 0

    def steps(self, module: Any) -> int:
        """Return how many steps were taken with a module's parameters."""
        return max((self._count(parameter) for parameter in module.parameters()), default=0)


STEPPED: Final = Stepped()
"""The steps of this process."""


def find(names: Mapping[str, Any], *, prefer_trained: bool) -> Found:
    """Find the module to grade.

    `build_model()` comes first unless a trained `model` is preferred and there; then the variable `model`; then the
    only module, or the only trained one, and at last a class that can be made without arguments. Losses, modules
    without parameters and parts of other modules are none of them.
    """
    model, build = names.get("model"), names.get("build_model")
    if is_module(model) and (prefer_trained or not builds_alone(build)):
        return Found(model, "model")
    if builds_alone(build) and not is_module(build):
        return _built(build)
    own = {name: value for name, value in names.items() if name[:1] != "_" and name not in OF_IPYTHON}
    modules = _outermost([(name, value) for name, value in own.items() if is_module(value)])
    if modules:
        return _only(modules)
    if callable(build) and not is_module(build):
        needed = {"names": ", ".join(needed_arguments(build))}
        return Found(failure=Failure(FailureKind.BUILD_ARGUMENTS, "build_model() takes arguments", details=needed))
    made = _outermost(list(_made(own)))
    if made:
        return _only(made)
    return Found(failure=Failure(FailureKind.NO_MODULE, "no module of PyTorch was found"))


def is_module(value: Any) -> bool:
    """Tell whether an object is a module that can be a model: it has parameters, and is no loss."""
    if not isinstance(value, torch.nn.Module) or isinstance(value, torch.nn.modules.loss._Loss):  # noqa: SLF001  losses have no public base
        return False
    return next(value.parameters(), None) is not None


def _built(build: Any) -> Found:
    model = build()
    if isinstance(model, torch.nn.Module):
        return Found(model, "build_model()")
    kind = type(model).__name__
    return Found(failure=Failure(FailureKind.NOT_A_MODULE, f"build_model() returned {kind}", details={"found": kind}))


def _made(names: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield an object of each class of the submission's own that can be made without arguments."""
    for name, value in names.items():
        of_submission = isinstance(value, type) and value.__module__.partition(".")[0] != "torch"
        if of_submission and issubclass(value, torch.nn.Module) and builds_alone(value):
            made = value()
            if is_module(made):
                yield f"{name}()", made


def _outermost(modules: Sequence[Pair]) -> list[Pair]:
    """Return each module once, without those that are parts of another or of whose class a part of another is."""
    distinct = list({id(module): (name, module) for name, module in reversed(modules)}.values())[::-1]
    parts = [part for _, module in distinct for part in module.modules() if part is not module]
    inner, kinds = set(map(id, parts)), set(map(type, parts))
    kept = [pair for pair in distinct if id(pair[1]) not in inner]
    outer = [pair for pair in kept if not (pair[0].endswith("()") and type(pair[1]) in kinds)]
    return outer or kept


def _only(modules: Sequence[Pair]) -> Found:
    trained = [pair for pair in modules if STEPPED.steps(pair[1])]
    for why, left in (("", modules), ("trained", trained)):
        if len(left) == 1:
            name, module = left[0]
            others = tuple(sorted(other for other, _ in modules if other != name))
            return Found(module, name, others=others, why=why)
    listed = sorted(name for name, _ in modules)
    return Found(failure=Failure(FailureKind.TWO_MODELS, "several modules were found", details={"names": listed}))

"""Find the model that a submission hands in among the names it leaves, and say why that one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.contracts import Found, OutOfTime
from autograder.frameworks.keras.held import held_models, own_names
from autograder.protocol.answers import FITTED
from autograder.records import Failure, FailureKind
from autograder.signatures import builds_alone, needed_arguments

FINAL = ("final_model", "model_final", "best_model", "model_best")
"""Names that say of a model that it is the one that counts, where none is called `model`."""
Pair = tuple[str, Any]
"""A model under its name."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a submission did with its models: which it trained, the last one last, and saved and used after that.

    `begun` is the one that `build_model()` was training when the time was up.
    """

    trained: Sequence[Any] = ()
    saved: Sequence[Any] = ()
    used: Sequence[Any] = ()
    begun: Any = None

    @property
    def fitted(self) -> Any:
        """Return the model that was trained last; None where none was."""
        return self.trained[-1] if self.trained else None


NOTHING_SEEN = Seen()


def find_model(names: Mapping[str, Any], *, prefer_trained: bool, seen: Seen = NOTHING_SEEN) -> Found:
    """Find the model to grade.

    `build_model()` comes first unless a trained `model` is preferred and there; then the variable `model`; then the
    only `keras.Model` among the names; then the only one in an attribute, list, dictionary or estimator; then the one
    that was trained last. Models nested in another candidate do not count as a second one; of several, the rules of
    `_narrowed` decide. A `build_model` that needs arguments, or leaves compiling to others, stands behind a model that
    was trained, the latter also behind a `model` that was compiled; a `model` that was never compiled nor used stands
    behind one that was trained.

    Args:
        names: the submission's top-level names.
        prefer_trained: whether `model` comes before `build_model()`.
        seen: what was done with the models, whatever holds them.
    """
    import keras

    model, build = names.get("model"), names.get("build_model")
    first = prefer_trained or not builds_alone(build)
    if first and isinstance(model, keras.Model):
        return _in_variable(model, names, seen)
    fitted = getattr(model, "model", None) if isinstance(model, keras.callbacks.Callback) else None
    if first and isinstance(fitted, keras.Model) and all(fitted is not other for _name, other in _named(names)):
        return Found(fitted, FITTED, overwritten="model")
    if isinstance(build, keras.Model):
        return Found(build, "build_model", overwritten="build_model")
    if builds_alone(build):
        return _of_builder(build, model, seen)
    found = _anywhere(names, seen)
    if found.model is None and callable(build):
        needed = {"names": ", ".join(needed_arguments(build))}
        return Found(failure=Failure(FailureKind.BUILD_ARGUMENTS, "build_model() takes arguments", details=needed))
    return replace(found, overwritten="model") if found.name == FITTED and "model" in names else found


def _in_variable(model: Any, names: Mapping[str, Any], seen: Seen) -> Found:
    """Find the variable `model`; one that was only begun, neither compiled nor saved nor used, behind a trained one."""
    others = tuple(name for name, _ in _trained_beside(model, names))
    touched = model.compiled or any(one is model for one in (*seen.trained, *seen.saved, *seen.used))
    if others and not touched:
        return _anywhere(names, seen)
    return Found(model, "model", others=others, why="model" if others else "")


def _of_builder(build: Any, model: Any, seen: Seen) -> Found:
    """Find what `build_model()` makes; where it is not compiled, what was trained, or else compiled as `model`."""
    import keras

    if seen.begun is not None:
        return Found(seen.begun, "build_model()")
    built = _built(build)
    if built.model is None or built.model.compiled:
        return built
    if seen.fitted is not None:
        return Found(seen.fitted, "model" if seen.fitted is model else FITTED)
    return Found(model, "model") if isinstance(model, keras.Model) and model.compiled else built


def _named(names: Mapping[str, Any]) -> list[Pair]:
    import keras

    return [(name, value) for name, value in own_names(names).items() if isinstance(value, keras.Model)]


def _trained_beside(model: Any, names: Mapping[str, Any]) -> list[Pair]:
    """Return the trained models that plain names hold beside one, without its parts."""
    parts = {id(layer) for layer in model._flatten_layers()}  # noqa: SLF001 - Keras has no public walk through nested models
    return [(name, other) for name, other in _named(names) if id(other) not in parts and is_trained(other)]


def _anywhere(names: Mapping[str, Any], seen: Seen) -> Found:
    named = _named(names)
    for candidates in (named, list(held_models(names)) if not named else []):
        if candidates:
            return _only(candidates, seen)
    if seen.fitted is not None:
        return Found(seen.fitted, FITTED)
    return Found(failure=Failure(FailureKind.NO_MODEL, "no Keras model was found"))


def _built(build_model: Any) -> Found:
    import keras

    try:
        model = build_model()
    except (Exception, OutOfTime) as error:
        left = _left_in(error)
        if left is None or (isinstance(error, OutOfTime) and not left.compiled):
            raise
        return Found(left, "build_model()", error=error)
    if isinstance(model, keras.Model):
        return Found(model, "build_model()")
    kind = type(model).__name__
    return Found(failure=Failure(FailureKind.NOT_A_MODEL, f"build_model() returned {kind}", details={"found": kind}))


def _left_in(error: BaseException) -> Any | None:
    """Return the model that `build_model` had made when it stopped, in compiling it for instance; None for none."""
    import keras

    frame = error.__traceback__ and error.__traceback__.tb_next
    models = [value for value in frame.tb_frame.f_locals.values() if isinstance(value, keras.Model)] if frame else []
    return models[-1] if models else None


def _only(models: Sequence[Pair], seen: Seen) -> Found:
    told = sorted(models, key=lambda pair: pair[0] not in FINAL)  # of two names the one that says what it is
    distinct = {id(model): (name, model) for name, model in reversed(told)}
    nested = {id(layer) for _, model in distinct.values() for layer in model._flatten_layers() if layer is not model}  # noqa: SLF001 - Keras has no public walk through nested models
    outer = [pair for key, pair in distinct.items() if key not in nested]
    for why, narrower in _narrowed(outer, seen):
        if len(narrower) == 1:
            name, model = narrower[0]
            return Found(model, name, others=tuple(sorted(other for other, _ in outer if other != name)), why=why)
    listed = sorted(name for name, _ in outer)
    return Found(failure=Failure(FailureKind.TWO_MODELS, "several models were found", details={"names": listed}))


def _narrowed(outer: Sequence[Pair], seen: Seen) -> Iterator[tuple[str, Sequence[Pair]]]:
    """Yield choices among models, each with the reason for it; the first that leaves one decides.

    The only one that was compiled, or trained; one with a name of `FINAL`; the only one that was saved after the last
    training, or used, where that is not the one that was trained last; the one that was trained last.
    """
    yield "", outer
    compiled = [pair for pair in outer if pair[1].compiled]
    yield "compiled", compiled
    trained = [pair for pair in outer if is_trained(pair[1])]
    yield "trained", trained
    left = trained or compiled or outer
    yield from (("named", [pair for pair in left if pair[0] == name]) for name in FINAL)
    last = [pair for model in reversed(seen.trained) for pair in left if pair[1] is model][:1]
    for why, models in (("saved", seen.saved), ("used", seen.used)):
        meant = [pair for pair in left if any(pair[1] is model for model in models)]
        yield why, [] if meant == last else meant
    yield "fitted", last


def is_trained(model: Any) -> bool:
    """Tell whether the model has taken a training step since it was compiled."""
    return steps(model) > 0


def steps(model: Any) -> int:
    """Return how many training steps the model has taken since it was compiled."""
    optimizer = getattr(model, "optimizer", None)
    return int(optimizer.iterations) if model.compiled and optimizer is not None else 0

"""The old `keras.wrappers.scikit_learn`: estimators around a function that builds a compiled model.

They take what the originals took: inputs of any shape, labels as numbers, names or one-hot rows, and arguments of
`build_fn`, `fit` and `predict` by name.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.frameworks.keras.keras2.notes import Spelled


class _Wrapper:
    """What both estimators share. `model` is there after `fit`."""

    def __init__(self, build_fn: Callable[..., Any] | None = None, **sk_params: Any) -> None:
        self.build_fn = build_fn
        self.sk_params = sk_params
        self._check(sk_params)

    def _builder(self) -> Callable[..., Any]:
        if self.build_fn is not None:
            return self.build_fn
        return self.__call__  # type: ignore[operator, no-any-return] # a subclass may be the function itself

    def _check(self, params: dict[str, Any]) -> None:
        import keras

        takers = (keras.Model.fit, keras.Model.predict, keras.Model.evaluate, self._builder())
        known = {name for taker in takers for name in inspect.signature(taker).parameters} | {"nb_epoch"}
        for name in params:
            if name not in known:
                raise ValueError(f"{name} is not a legal parameter")

    def get_params(self, **_options: Any) -> dict[str, Any]:
        """Return the arguments, as scikit-learn asks for them."""
        return {**self.sk_params, "build_fn": self.build_fn}

    def set_params(self, **params: Any) -> _Wrapper:
        """Change arguments."""
        self.build_fn = params.pop("build_fn", self.build_fn)
        self._check(params)
        self.sk_params.update(params)
        return self

    def __sklearn_tags__(self) -> Any:
        """Say what scikit-learn asks of every estimator today."""
        from sklearn.utils import InputTags, Tags, TargetTags

        return Tags(
            estimator_type=None, target_tags=TargetTags(required=True), transformer_tags=None, regressor_tags=None,
            classifier_tags=None, input_tags=InputTags(),
        )  # fmt: skip

    def fit(self, x: Any, y: Any, **options: Any) -> Any:
        """Build a model and train it; return the history."""
        import keras

        self.model = self._builder()(**self._for(self._builder()))
        loss = getattr(self.model.loss, "__name__", self.model.loss)
        if loss == "categorical_crossentropy" and np.ndim(y) != 2:
            y = keras.utils.to_categorical(y)
        return self.model.fit(x, y, **{**self._for(keras.Model.fit), **options})

    def _for(self, function: Callable[..., Any]) -> dict[str, Any]:
        """Return the arguments that a function takes."""
        names = set(inspect.signature(function).parameters) | ({"nb_epoch"} if function.__name__ == "fit" else set())
        return {name: value for name, value in self.sk_params.items() if name in names}

    def _predicted(self, x: Any, options: dict[str, Any]) -> NDArray[Any]:
        import keras

        return np.asarray(self.model.predict(x, **{**self._for(keras.Model.predict), **options}))


class KerasClassifier(_Wrapper):
    """A classifier; `classes_` are the labels."""

    def fit(self, x: Any, y: Any, **options: Any) -> Any:
        """Train on labels: one-hot rows, or numbers and names that become numbers."""
        y = np.asarray(y)
        if y.ndim == 2 and y.shape[1] > 1:
            self.classes_ = np.arange(y.shape[1])
        elif y.ndim == 1 or (y.ndim == 2 and y.shape[1] == 1):
            self.classes_, y = np.unique(y.ravel(), return_inverse=True)
        else:
            raise ValueError(f"Invalid shape for y: {y.shape}")
        self.n_classes_ = len(self.classes_)
        return super().fit(x, y, **options)

    def predict(self, x: Any, **options: Any) -> NDArray[Any]:
        """Return the label of each input."""
        found = self._predicted(x, options)
        classes = found.argmax(axis=-1) if found.shape[-1] > 1 else (found > 0.5).astype("int32").ravel()
        return np.asarray(self.classes_[classes])

    def predict_proba(self, x: Any, **options: Any) -> NDArray[Any]:
        """Return the probability of each class; of a single unit that of both."""
        found = self._predicted(x, options)
        return np.hstack([1 - found, found]) if found.shape[1] == 1 else found

    def score(self, x: Any, y: Any, **options: Any) -> float:
        """Return the accuracy.

        Raises:
            ValueError: the model was compiled without it.
        """
        import keras

        y = np.asarray(y)
        y = np.searchsorted(self.classes_, y) if y.ndim == 1 else y
        if getattr(self.model.loss, "__name__", self.model.loss) == "categorical_crossentropy" and y.ndim != 2:
            y = keras.utils.to_categorical(y)
        given = {**self._for(keras.Model.evaluate), **options}
        found = self.model.evaluate(x, y, **given, return_dict=True)
        for name in ("accuracy", "acc"):
            if name in found:
                return float(found[name])
        raise ValueError('The model is not configured to compute accuracy. Compile it with metrics=["accuracy"].')


class KerasRegressor(_Wrapper):
    """A regressor."""

    def predict(self, x: Any, **options: Any) -> NDArray[Any]:
        """Return the predictions, without an axis of length 1."""
        return np.squeeze(self._predicted(x, options), axis=-1)

    def score(self, x: Any, y: Any, **options: Any) -> float:
        """Return the negative loss, so that more is better."""
        import keras

        found = self.model.evaluate(x, y, **{**self._for(keras.Model.evaluate), **options})
        return -float(found[0] if isinstance(found, list) else found)


def noted(name: str, spelled: Spelled) -> Any:
    """Return an estimator's class; that it is an old one is noted where it is used.

    Raises:
        AttributeError: the module never had the name.
    """
    classes = {"KerasClassifier": KerasClassifier, "KerasRegressor": KerasRegressor, "BaseWrapper": _Wrapper}
    if name not in classes:
        raise AttributeError(f"module 'keras.wrappers.scikit_learn' has no attribute {name!r}")
    spelled("keras.wrappers.scikit_learn", "keras.wrappers.SKLearnClassifier")
    return classes[name]

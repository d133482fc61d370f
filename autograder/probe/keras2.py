"""Old spellings of Keras in the student box: they work and are noted, or they stop with the modern spelling.

Nothing of this is installed where a model is inspected or trained by the grader.
"""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.probe.homes import ROOTS, homes

Spelled = Callable[[str, str], None]
"""Called with the old spelling and the modern one at each use."""

MODULES: Mapping[str, tuple[str, str]] = {
    "utils.np_utils": ("keras.utils", "utils"),
    "utils.vis_utils": ("keras.utils", "utils"),
    "utils.generic_utils": ("keras.utils", "utils"),
    **{
        f"layers.{name}": ("keras.layers", "layers")
        for name in (
            "advanced_activations",
            "convolutional",
            "core",
            "embeddings",
            "merge",
            "noise",
            "normalization",
            "pooling",
            "recurrent",
            "wrappers",
        )
    },
    "wrappers.scikit_learn": ("keras.wrappers.SKLearnClassifier", "wrappers"),
}
"""Modules that are gone: what to write instead, and the module that has their names today."""

OPTIMIZERS = ("SGD", "RMSprop", "Adam", "Adagrad", "Adadelta", "Adamax", "Nadam")
KEYS = {"acc": "accuracy", "val_acc": "val_accuracy"}
METHODS = {"fit_generator": "fit", "evaluate_generator": "evaluate", "predict_generator": "predict"}


class OldSpellingError(Exception):
    """An old spelling was used where the course wants the modern one."""


def install(policy: str, out: Path) -> None:
    """Make old spellings work (`accept`) or stop with an explanation (`explain`).

    Args:
        policy: "accept" or "explain".
        out: where `notes.json` lists the old spellings that were used, "keras2:OLD → NEW".
    """
    spelled = _explain if policy == "explain" else noter(out)
    sys.meta_path.append(_OldModules(spelled))
    _modules_as_attributes()
    _optimizers(spelled)
    _checkpoints(spelled)
    _history(spelled)
    _methods(spelled)
    _image_generator(spelled)
    _tensorflow(spelled)


def noter(out: Path, kind: str = "keras2") -> Spelled:
    """Return a function that notes each use once in `notes.json`, as "KIND:OLD → NEW" or "KIND:OLD"."""
    path = out / "notes.json"

    def spelled(old: str, new: str) -> None:
        notes = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        note = f"{kind}:{old} → {new}" if new else f"{kind}:{old}"
        if note not in notes:
            path.write_text(json.dumps([*notes, note]), encoding="utf-8")

    return spelled


def _explain(old: str, new: str) -> None:
    raise OldSpellingError(f"`{old}` is an old spelling that today's Keras does not know; write `{new}`")


# --- modules that are gone -------------------------------------------------------------------------------------


class _OldModule(ModuleType):
    """A module that is gone; its names are looked up where they are today."""

    def __init__(self, name: str, *, part: str, spelled: Spelled) -> None:
        super().__init__(name)
        self._part, self._spelled = part, spelled
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        instead, home = MODULES[self._part]
        self._spelled(f"keras.{self._part}", instead)
        if self._part == "wrappers.scikit_learn":
            return _scikit_learn(name)
        return getattr(homes(home)[0], name)


class _OldModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules that are gone, below `keras` and `tensorflow.keras`."""

    def __init__(self, spelled: Spelled) -> None:
        self._spelled = spelled

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a specification for a module that is gone, None for every other."""
        del path, target
        return importlib.machinery.ModuleSpec(fullname, self) if _part(fullname) else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return the stand-in."""
        return _OldModule(spec.name, part=_part(spec.name), spelled=self._spelled)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is to be run."""


def _part(name: str) -> str:
    """Return the part of Keras that is gone and that a full name stands for, or ""."""
    parts = (name.removeprefix(f"{root}.") for root in ROOTS if name.startswith(f"{root}."))
    return next((part for part in parts if part in MODULES), "")


def _modules_as_attributes() -> None:
    """Let `keras.utils.np_utils.to_categorical` work without an import of its own."""
    for part in MODULES:
        above, _dot, name = part.rpartition(".")
        for home in homes(above):
            if not hasattr(home, name):
                setattr(home, name, importlib.import_module(f"keras.{part}"))


def _scikit_learn(name: str) -> Any:
    """Return today's wrapper with the old one's arguments (`build_fn`, `epochs`, …)."""
    import keras

    today = getattr(keras.wrappers, name.replace("Keras", "SKLearn"))

    def wrapper(build_fn: Any, **options: Any) -> Any:
        return today(model=lambda X, y: build_fn(), fit_kwargs=options)  # noqa: ARG005, N803 - Keras passes both

    return wrapper


# --- optimisers ------------------------------------------------------------------------------------------------


def _optimizers(spelled: Spelled) -> None:
    """Accept `lr=` and `decay=`, `optimizer.lr`, and names in lower case."""
    import keras

    for name in OPTIMIZERS:
        optimizer = getattr(keras.optimizers, name)
        optimizer.__init__ = _with_lr(optimizer.__init__, spelled)
        for home in homes("optimizers"):
            setattr(home, name.lower(), _lower(name, optimizer, spelled))
    keras.optimizers.Optimizer.lr = property(lambda self: self.learning_rate)


def _with_lr(original: Callable[..., None], spelled: Spelled) -> Callable[..., None]:
    @functools.wraps(original)
    def init(self: Any, *args: Any, **options: Any) -> None:
        if "lr" in options:
            spelled("lr=", "learning_rate=")
            options["learning_rate"] = options.pop("lr")
        if options.pop("decay", 0.0):
            spelled("decay=", "keras.optimizers.schedules.InverseTimeDecay")
        original(self, *args, **options)

    return init


def _lower(name: str, optimizer: Any, spelled: Spelled) -> Callable[..., Any]:
    def make(*args: Any, **options: Any) -> Any:
        spelled(f"optimizers.{name.lower()}", f"optimizers.{name}")
        return optimizer(*args, **options)

    return make


# --- checkpoints -----------------------------------------------------------------------------------------------


def _checkpoints(spelled: Spelled) -> None:
    """Accept paths with other endings: files get today's ending, and are found again under the old name."""
    import keras

    checkpoint = keras.callbacks.ModelCheckpoint
    original = checkpoint.__init__

    @functools.wraps(original)
    def init(self: Any, filepath: Any, *args: Any, **options: Any) -> None:
        if options.pop("period", None) is not None:
            spelled("period=", 'save_freq="epoch"')
        weights_only = options.get("save_weights_only", args[3] if len(args) > 3 else False)
        original(self, _today(str(filepath), weights_only=weights_only, spelled=spelled), *args, **options)

    checkpoint.__init__ = init
    for owner, name in ((keras.Model, "load_weights"), (keras.models, "load_model"), (keras.Model, "save_weights")):
        _redirect(owner, name, spelled)
    for home in homes("models"):
        home.load_model = keras.models.load_model  # type: ignore[attr-defined] # a module of Keras


def _today(path: str, *, weights_only: bool, spelled: Spelled) -> str:
    """Return a checkpoint's path with an ending that Keras takes."""
    endings = (".weights.h5",) if weights_only else (".keras", ".h5")
    if path.endswith(endings):
        return path
    new = path + endings[0]
    spelled(f'ModelCheckpoint("…{Path(path).suffix or Path(path).name}")', f'ModelCheckpoint("…{endings[0]}")')
    return new


def _redirect(owner: Any, name: str, spelled: Spelled) -> None:
    """Make a function that takes a path look for the file that an old path became."""
    original = getattr(owner, name)
    method = isinstance(owner, type)

    @functools.wraps(original)
    def redirected(*args: Any, **options: Any) -> Any:
        given = list(args)
        at = int(method)
        if len(given) > at and isinstance(given[at], str | Path):
            given[at] = _saved(str(given[at]), spelled) if name == "save_weights" else _found(str(given[at]))
        return original(*given, **options)

    setattr(owner, name, redirected)


def _found(path: str) -> str:
    """Return the file that a path became, if there is one."""
    candidates = (path, f"{path}.keras", f"{path}.weights.h5")
    return next((candidate for candidate in candidates if Path(candidate).exists()), path)


def _saved(path: str, spelled: Spelled) -> str:
    if path.endswith(".weights.h5"):
        return path
    spelled(f'save_weights("…{Path(path).suffix or Path(path).name}")', 'save_weights("….weights.h5")')
    return f"{path}.weights.h5"


# --- history ---------------------------------------------------------------------------------------------------


class _Logs(dict[str, Any]):
    """Logs or a history in which `acc` is found as `accuracy`."""

    def __init__(self, values: Mapping[str, Any], spelled: Spelled) -> None:
        super().__init__(values)
        self._spelled = spelled

    def __missing__(self, key: str) -> Any:
        if KEYS.get(key) not in self:
            raise KeyError(key)
        self._spelled(f'"{key}"', f'"{KEYS[key]}"')
        return self[KEYS[key]]

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value by its name of today or of old."""
        try:
            return self[key]
        except KeyError:
            return default


def _history(spelled: Spelled) -> None:
    import keras
    from keras.src.callbacks.monitor_callback import MonitorCallback
    from keras.src.utils import python_utils

    started = keras.callbacks.History.__init__

    def init(self: Any) -> None:
        started(self)
        self.history = _Logs({}, spelled)

    keras.callbacks.History.__init__ = init
    plain = python_utils.pythonify_logs
    python_utils.pythonify_logs = lambda logs: _Logs(plain(logs), spelled)
    choose = MonitorCallback._set_monitor_op  # noqa: SLF001 - where Keras resolves the name of what is watched

    def set_monitor_op(self: Any) -> None:
        if self.monitor in KEYS and not _measures_acc(self.model):
            spelled(f'monitor="{self.monitor}"', f'monitor="{KEYS[self.monitor]}"')
            self.monitor = KEYS[self.monitor]
        choose(self)

    MonitorCallback._set_monitor_op = set_monitor_op  # noqa: SLF001


def _measures_acc(model: Any) -> bool:
    return "'acc'" in str(model.get_compile_config().get("metrics")) if model is not None and model.compiled else False


# --- the rest --------------------------------------------------------------------------------------------------


def _methods(spelled: Spelled) -> None:
    """Bring back the methods of models that are gone."""
    import keras

    def generator(old: str, new: str) -> Callable[..., Any]:
        def method(self: Any, *args: Any, **options: Any) -> Any:
            spelled(f".{old}", f".{new}")
            return getattr(self, new)(*args, **options)

        return method

    def predict_classes(self: Any, *args: Any, **options: Any) -> Any:
        spelled(".predict_classes", ".predict(…).argmax(axis=1)")
        return self.predict(*args, **options).argmax(axis=-1)

    for old, new in (METHODS | {"predict_proba": "predict"}).items():
        setattr(keras.Model, old, generator(old, new))
    keras.Model.predict_classes = predict_classes
    for name in ("input", "output"):
        setattr(keras.Sequential, name, _only_tensor(f"{name}s", spelled))
    fit = keras.Model.fit

    @functools.wraps(fit)
    def with_epochs(self: Any, *args: Any, **options: Any) -> Any:
        if "nb_epoch" in options:
            spelled("nb_epoch=", "epochs=")
            options["epochs"] = options.pop("nb_epoch")
        return fit(self, *args, **options)

    keras.Model.fit = with_epochs


def _only_tensor(name: str, spelled: Spelled) -> property:
    """Return `Sequential.input` or `.output`, which today exist only once the model was called."""

    def read(self: Any) -> Any:
        tensors = getattr(self, name)
        spelled(f"Sequential.{name[:-1]}", f"Sequential.{name}[0]")
        return tensors[0]

    return property(read)


def _image_generator(spelled: Spelled) -> None:
    """Let `keras.preprocessing.image.ImageDataGenerator` be imported, which only `tensorflow.keras` still has."""
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    def make(*args: Any, **options: Any) -> Any:
        spelled("keras.preprocessing.image.ImageDataGenerator", "keras.layers.RandomRotation and its like")
        return ImageDataGenerator(*args, **options)

    for home in homes("preprocessing.image"):
        if not hasattr(home, "ImageDataGenerator"):
            home.ImageDataGenerator = make  # type: ignore[attr-defined] # a module of Keras


def _tensorflow(spelled: Spelled) -> None:
    """Bring back the seeds of TensorFlow 1."""
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None:
        return

    def set_seed(seed: int) -> None:
        spelled("tf.set_random_seed", "tf.random.set_seed")
        tensorflow.random.set_seed(seed)

    for owner in (tensorflow, tensorflow.random):
        vars(owner)["set_random_seed"] = set_seed

"""Histories, logs and callbacks know `acc` and `val_acc`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.keras_names.table import KEYS


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

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        """Be saved and copied as what students have at home: a dictionary."""
        return dict, (dict(self),)


def install(spelled: Spelled) -> None:
    """Let old keys be read and watched."""
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

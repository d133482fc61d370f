"""Checkpoints take the number of epochs from one to the next, and old keys in the names of files, as before."""

from __future__ import annotations

import functools
from string import Formatter
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.keras_names.table import KEYS


def install(spelled: Spelled) -> None:
    """Accept `period=` and "{val_acc:.2f}"."""
    import keras

    checkpoint = keras.callbacks.ModelCheckpoint
    original, ended, named = checkpoint.__init__, checkpoint.on_epoch_end, checkpoint._get_file_path  # noqa: SLF001

    @functools.wraps(original)
    def init(self: Any, filepath: Any, *args: Any, **options: Any) -> None:
        if (period := options.pop("period", None)) is not None:
            spelled("period=", 'save_freq="epoch"')
            self._period = self._epochs_left = int(period)
        original(self, filepath, *args, **options)

    @functools.wraps(ended)
    def on_epoch_end(self: Any, epoch: int, logs: Any = None) -> None:
        if (period := getattr(self, "_period", None)) is not None:
            self._epochs_left -= 1
            if self._epochs_left > 0:
                return
            self._epochs_left = period
        ended(self, epoch, logs)

    @functools.wraps(named)
    def get_file_path(self: Any, epoch: int, batch: int | None, logs: Any) -> Any:
        fields = {name for _text, name, *_ in Formatter().parse(self.filepath)}
        for old, new in {old: new for old, new in KEYS.items() if old in fields and old not in logs}.items():
            spelled(f'"{old}"', f'"{new}"')
            logs = {**logs, old: logs[new]} if new in logs else logs
        return named(self, epoch, batch, logs)

    checkpoint.__init__, checkpoint.on_epoch_end = init, on_epoch_end
    checkpoint._get_file_path = get_file_path  # noqa: SLF001

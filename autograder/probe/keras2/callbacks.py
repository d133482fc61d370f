"""The board takes the arguments that it had before; they do nothing, as what they asked for is gone."""

from __future__ import annotations

import functools
from typing import Any

from autograder.probe.keras2.notes import Spelled
from autograder.probe.keras2.table import BOARD


def install(spelled: Spelled) -> None:
    """Accept them."""
    import keras

    board = keras.callbacks.TensorBoard
    original = board.__init__

    @functools.wraps(original)
    def init(self: Any, *args: Any, **options: Any) -> None:
        for old in BOARD:
            if options.pop(old, self) is not self:
                spelled(f"TensorBoard({old}=)", "TensorBoard()")
        original(self, *args, **options)

    board.__init__ = init

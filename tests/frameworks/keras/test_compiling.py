"""Each test runs in a process of its own: `install` changes Keras for good."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CODE = """
import sys
import keras
from autograder.frameworks.keras import compiling
compiling.install()
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
model.save(sys.argv[1])
model.compile(keras.optimizers.Adadelta(), "mean_squared_error")
model.save(sys.argv[1])
assert "Adadelta" in str(model.get_compile_config()["optimizer"]), model.get_compile_config()
assert type(keras.models.load_model(sys.argv[1], compile=False)) is keras.Sequential
"""


def test_a_model_that_is_saved_as_hdf5_stays_compiled_as_it_was(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CODE, str(tmp_path / "model.h5")]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr

"""Train the network that the assignment ships, on the digits scaled up to 28×28: `python train_models.py FOLDER`.

The same seed gives the same weights on the same versions and device.
"""

from __future__ import annotations

import sys
from pathlib import Path

import keras

from autograder.data import Places, find


def build() -> keras.Model:
    """Return the untrained network: 21,386 parameters."""
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu", padding="same"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, activation="relu", padding="same"),
            keras.layers.AveragePooling2D(7),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def main(folder: Path) -> None:
    """Write `before.keras` and `after.keras`."""
    keras.utils.set_random_seed(2024)
    model = build()
    save(model, folder / "before.keras")
    digits = find("digits28").load(Places(cache=folder, keras=folder))
    images = digits["x_train"].reshape(-1, 28, 28, 1).astype("float32") / 255
    history = model.fit(images, digits["y_train"], epochs=15, batch_size=32, validation_split=0.2, verbose=0)
    print(f"validation accuracy {history.history['val_accuracy'][-1]:.3f}")
    save(model, folder / "after.keras")


def save(model: keras.Model, path: Path) -> None:
    """Save a model without its optimizer's state."""
    plain = keras.Sequential.from_config(model.get_config())
    plain.set_weights(model.get_weights())
    plain.save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Train the base that the assignment ships, on the digits from 0 to 4: `python train_models.py FOLDER`.

The same seed gives the same weights on the same versions and device.
"""

from __future__ import annotations

import sys
from pathlib import Path

import keras

from autograder.data import Places, find


def build() -> keras.Model:
    """Return the untrained base: (8, 8, 1) to (4, 4, 64)."""
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(32, 3, activation="relu", padding="same"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(72, 3, activation="relu", padding="same"),
            keras.layers.Conv2D(64, 3, activation="relu", padding="same"),
        ],
        name="digits_base",
    )


def main(folder: Path) -> None:
    """Write `digits_base.keras`."""
    keras.utils.set_random_seed(2024)
    digits = find("digits").load(Places(cache=folder, keras=folder))
    low = digits["y_train"] < 5
    images = digits["x_train"][low].reshape(-1, 8, 8, 1).astype("float32") / 16
    base = build()
    model = keras.Sequential([base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(5, activation="softmax")])
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(images, digits["y_train"][low], epochs=40, batch_size=32, validation_split=0.2, verbose=0)
    print(f"validation accuracy {history.history['val_accuracy'][-1]:.3f}, {base.count_params():,} parameters")
    base.save(folder / "digits_base.keras")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

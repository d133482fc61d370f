"""As the solution, but it learns ten thousand times too slowly. It has to fail `test_labels`."""

import keras
import pandas as pd

table = pd.read_csv("data/recordings/train.csv")
x = table[["b60", "b150", "b400", "b1000", "b2500", "b6000"]].to_numpy("float32")


def build_model():
    scale = keras.layers.Normalization()
    scale.adapt(x)
    model = keras.Sequential(
        [
            keras.Input((6,)),
            scale,
            keras.layers.Dense(24, activation="relu"),
            keras.layers.Dense(3, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(1e-06), "binary_crossentropy", metrics=["binary_accuracy"])
    return model

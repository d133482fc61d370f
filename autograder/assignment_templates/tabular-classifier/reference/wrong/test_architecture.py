"""As the solution, but its hidden layer has half of the units. It has to fail `test_architecture`."""

import keras
import pandas as pd

table = pd.read_csv("data/fruit/train.csv")
x = table[["weight", "width", "height", "sugar"]].to_numpy("float32")


def build_model():
    scale = keras.layers.Normalization()
    scale.adapt(x)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            scale,
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

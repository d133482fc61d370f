"""As the solution, but it learns a thousand times too slowly. It has to fail `test_error`."""

import keras
import pandas as pd

table = pd.read_csv("data/rent/train.csv")
x = table[["area", "rooms", "floor", "age", "distance"]].to_numpy("float32")


def build_model():
    scale = keras.layers.Normalization()
    scale.adapt(x)
    model = keras.Sequential(
        [keras.Input((5,)), scale, keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.Adam(0.0001), "mean_squared_error")
    return model

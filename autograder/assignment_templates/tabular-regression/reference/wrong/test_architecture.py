"""As the solution, but its hidden layer has half of the units. It has to fail `test_architecture`."""

import keras
import pandas as pd

table = pd.read_csv("data/rent/train.csv")
x = table[["area", "rooms", "floor", "age", "distance"]].to_numpy("float32")


def build_model():
    scale = keras.layers.Normalization()
    scale.adapt(x)
    model = keras.Sequential(
        [keras.Input((5,)), scale, keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.Adam(0.1), "mean_squared_error")
    return model

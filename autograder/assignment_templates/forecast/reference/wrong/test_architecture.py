"""As the solution, but its LSTM has half of the units. It has to fail `test_architecture`."""

import keras
import numpy as np
import pandas as pd

load = pd.read_csv("data/power/train.csv")["load"].to_numpy("float32")
x = np.lib.stride_tricks.sliding_window_view(load, 14)[:-1, :, None]
y = load[14:]


def build_model():
    scale = keras.layers.Normalization()
    scale.adapt(x)
    model = keras.Sequential(
        [
            keras.Input((14, 1)),
            scale,
            keras.layers.LSTM(8),
            keras.layers.Dense(1),
            keras.layers.Rescaling(25, offset=210),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "mean_absolute_error")
    return model

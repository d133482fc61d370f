"""As the solution, but it learns ten thousand times too slowly. It has to fail `test_forecast`."""

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
            keras.layers.LSTM(16),
            keras.layers.Dense(1),
            keras.layers.Rescaling(25, offset=210),
        ]
    )
    model.compile(keras.optimizers.Adam(1e-06), "mean_absolute_error")
    return model

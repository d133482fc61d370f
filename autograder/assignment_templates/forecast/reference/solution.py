# %% [markdown]
# # How much electricity tomorrow?
#
# You build a small network that says how much electricity a town will use tomorrow, from what it used in the last 14
# days.
#
# `data/power/train.csv` has a row for each day: the day, and the electricity in MWh. `x` below holds 14 days in a row,
# `y` the day after them.
#
# | layer | setting | output shape |
# |---|---|---|
# | `Normalization` | adapted to the windows | (14, 1) |
# | `LSTM` | 16 units | (16) |
# | `Dense` | 1 unit, no activation | (1) |
# | `Rescaling` | scale 25, offset 210: back to MWh | (1) |
#
# Compile it with Adam (learning rate 0.01) and the loss `mean_absolute_error`.
#
# ## What is graded
#
# <!-- graded -->
#
# The error is that of *your* network, trained by the grader: 40 epochs, batches of 32 windows. It is the mean absolute
# error on the days that follow your file. Saying "as today" earns nothing.

# %%
import keras
import numpy as np
import pandas as pd

load = pd.read_csv("data/power/train.csv")["load"].to_numpy("float32")
x = np.lib.stride_tricks.sliding_window_view(load, 14)[:-1, :, None]
y = load[14:]

# %% [markdown]
# ## The network


# %%
def build_model():
    """Return the compiled, untrained network."""
    ### BEGIN SOLUTION
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
    model.compile(keras.optimizers.Adam(0.01), "mean_absolute_error")
    return model
    ### END SOLUTION


# %% tags=["active-ipynb"]
# model = build_model()
# model.summary()

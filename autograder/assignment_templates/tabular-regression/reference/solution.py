# %% [markdown]
# # What does the flat cost?
#
# You build a small network that says what a flat in a town costs a month.
#
# `data/rent/train.csv` has a row for each flat: its area in m², its rooms, its floor, the age of the house in years,
# how far it is to the centre in km, and its rent in €.
#
# | layer | setting | output shape |
# |---|---|---|
# | `Normalization` | adapted to the five columns of the data | (5) |
# | `Dense` | 32 units, `relu` | (32) |
# | `Dense` | 1 unit, no activation | (1) |
#
# Compile it with Adam (learning rate 0.1) and the loss `mean_squared_error`.
#
# ## What is graded
#
# <!-- graded -->
#
# The error is that of *your* network, trained by the grader: 60 epochs, batches of 16 flats. It is the root of the mean
# squared error (RMSE) on flats that are not in your file.

# %%
import keras
import pandas as pd

table = pd.read_csv("data/rent/train.csv")
x = table[["area", "rooms", "floor", "age", "distance"]].to_numpy("float32")

# %% [markdown]
# ## The network


# %%
def build_model():
    """Return the compiled, untrained network."""
    ### BEGIN SOLUTION
    scale = keras.layers.Normalization()
    scale.adapt(x)
    model = keras.Sequential(
        [keras.Input((5,)), scale, keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.Adam(0.1), "mean_squared_error")
    return model
    ### END SOLUTION


# %% tags=["active-ipynb"]
# model = build_model()
# model.summary()

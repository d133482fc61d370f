# %% [markdown]
# # Which instruments play?
#
# You build a small network that hears which instruments play in a recording: a piano, a violin, drums. Any number of
# them may play at once.
#
# `data/recordings/train.csv` has a row for each recording: how loud it is around 60, 150, 400, 1000, 2500 and 6000 Hz,
# in dB, and a 0 or a 1 for each instrument.
#
# | layer | setting | output shape |
# |---|---|---|
# | `Normalization` | adapted to the six columns of the data | (6) |
# | `Dense` | 24 units, `relu` | (24) |
# | `Dense` | 3 units, `sigmoid` | (3) |
#
# Compile it with Adam (learning rate 0.01) and the loss `binary_crossentropy`, which asks of each instrument by itself.
#
# ## What is graded
#
# <!-- graded -->
#
# It is *your* network, trained by the grader: 40 epochs, batches of 16 recordings. It is judged by F1 on recordings
# that are not in your file. An instrument counts as named from a probability of 0.5 on.

# %%
import keras
import pandas as pd

table = pd.read_csv("data/recordings/train.csv")
x = table[["b60", "b150", "b400", "b1000", "b2500", "b6000"]].to_numpy("float32")

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
            keras.Input((6,)),
            scale,
            keras.layers.Dense(24, activation="relu"),
            keras.layers.Dense(3, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["binary_accuracy"])
    return model
    ### END SOLUTION


# %% tags=["active-ipynb"]
# model = build_model()
# model.summary()

# %% [markdown]
# # Which fruit is it?
#
# A sorting machine weighs and measures fruits of an orchard. You build a small network that says which kind each is.
#
# `data/fruit/train.csv` has a row for each fruit: its weight in g, its width and height in mm, its sugar in °Bx, and
# what kind it is.
#
# | layer | setting | output shape |
# |---|---|---|
# | `Normalization` | adapted to the four columns of the data | (4) |
# | `Dense` | 16 units, `relu` | (16) |
# | `Dense` | 3 units, `softmax` | (3) |
#
# Compile it with Adam (learning rate 0.01), the loss `sparse_categorical_crossentropy` and the metric `accuracy`.
#
# ## What is graded
#
# <!-- graded -->
#
# The accuracy is that of *your* network, trained by the grader: 40 epochs, batches of 16 fruits. It is measured on
# fruits that are not in your file. The kinds are counted in the order of their names: 0 is an apple, 1 a pear, 2 a
# quince.

# %%
import keras
import pandas as pd

table = pd.read_csv("data/fruit/train.csv")
x = table[["weight", "width", "height", "sugar"]].to_numpy("float32")

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
            keras.Input((4,)),
            scale,
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% tags=["active-ipynb"]
# model = build_model()
# model.summary()

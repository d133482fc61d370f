# %% [markdown]
# # Dropout
#
# A large network can learn its training images by heart. Dropout makes that hard: in every training step each unit
# is switched off with probability `rate`, so no unit can rely on another one being there. When the network is used,
# all units are there.
#
# ## What to write
#
# | name | gives |
# |---|---|
# | `dropout(x, rate, training, rng)` | x with units switched off in training, x itself otherwise |
# | `build_model(rate=0.5)` | a compiled Keras model with one `Dropout` layer |
# | `compare(x, y, rate, epochs)` | the losses of training with and without dropout, and a figure of both curves |
#
# ## What is graded
#
# <!-- graded -->

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Inverted dropout
#
# If half the units are switched off, the next layer receives half as much. So the units that stay are scaled by
# 1 / (1 − rate): then the expected value is the same in training and in use, and in use nothing has to be done.
#
# `rng` is a NumPy generator (`rng.random(shape)` gives numbers from 0 to 1). Rate 0 changes nothing.


# %%
def dropout(x, rate, training, rng):
    """Switch units of x off with probability `rate` and scale the others by 1 / (1 − rate); only in training."""
    ### BEGIN SOLUTION
    if not training or rate == 0:
        return x
    keep = rng.random(x.shape) >= rate
    return np.where(keep, x / (1 - rate), 0.0)
    ### END SOLUTION


# %% tags=["active-ipynb"]
# figure, axes = plt.subplots(1, 3, figsize=(9, 2.4))
# for axis, rate in zip(axes, (0.0, 0.5, 0.9)):
#     axis.imshow(dropout(np.ones((8, 16)), rate, True, np.random.default_rng(0)), vmin=0)
#     axis.set_title(f"rate {rate}")
#     axis.axis("off")
# plt.show()

# %% [markdown]
# ## In a network
#
# Build a model for 64 features: `Dense` 64 with relu, `Dropout(rate)`, `Dense` 10 with softmax; Adam and
# `sparse_categorical_crossentropy`. It has 4,810 parameters; dropout adds none.


# %%
def build_model(rate=0.5):
    """Return a compiled classifier of 64 features with dropout."""
    ### BEGIN SOLUTION
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dropout(rate),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% [markdown]
# ## With and without
#
# Train `build_model(0.0)` and `build_model(rate)` on the same data for the same number of epochs, and draw both
# curves of the training loss into one figure. Return them as a dictionary:
# `{"without": [loss of each epoch], "with": [loss of each epoch]}`. Which one is lower, and why is that no reason to
# leave dropout out?


# %%
def compare(x, y, rate, epochs):
    """Train with and without dropout; draw both loss curves and return them."""
    ### BEGIN SOLUTION
    curves = {}
    for name, used in (("without", 0.0), ("with", rate)):
        keras.utils.set_random_seed(1)
        curves[name] = build_model(used).fit(x, y, epochs=epochs, batch_size=32, verbose=0).history["loss"]
    plt.figure(figsize=(5, 3))
    for name, losses in curves.items():
        plt.plot(range(1, epochs + 1), losses, label=f"{name} dropout")
    plt.xlabel("epoch")
    plt.ylabel("training loss")
    plt.legend()
    return curves
    ### END SOLUTION


# %% tags=["active-ipynb"]
# from sklearn.datasets import load_digits
#
# features, labels = load_digits(return_X_y=True)
# curves = compare(features / 16, labels, rate=0.5, epochs=10)
# plt.show()

# %% tags=["active-ipynb"]
# !autograder check dropout.ipynb

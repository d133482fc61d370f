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
# | what is graded | points |
# |---|---:|
# | In use, and with rate 0, `dropout` changes nothing. | 15 |
# | In training the right share is switched off, and what stays is scaled. | 35 |
# | The model has one dropout layer between its two dense layers. | 30 |
# | Training with and without dropout is compared, in numbers and in a figure. | 20 |
# | **together** | **100** |
#
# Hand in this notebook (`dropout.ipynb`) or the module (`dropout.py`), whichever you prefer; both are graded in the
# same way. Keep the names of the functions and variables that are asked for.
#
# Check yourself as often as you like: `autograder check dropout.ipynb` runs the public checks on your own machine and
# says what is still missing.

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
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


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
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


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
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# from sklearn.datasets import load_digits
#
# features, labels = load_digits(return_X_y=True)
# curves = compare(features / 16, labels, rate=0.5, epochs=10)
# plt.show()

# %% tags=["active-ipynb"]
# !autograder check dropout.ipynb

# %% [markdown]
# # Preparing data
#
# Before a network sees an image, the image becomes an array of the right shape and scale, and its label a vector.
# These five functions do that for every later assignment. Write them with NumPy alone, without loops over the images.
#
# ## What to write
#
# | function | takes | gives |
# |---|---|---|
# | `flatten_images(x)` | images (n, h, w) | (n, h·w), row after row |
# | `scale(x)` | pixels 0–255 | float32 from 0 to 1 |
# | `min_max_scale(x)` | features (n, f) | each feature from 0 to 1; a constant feature gives 0 |
# | `one_hot(y, num_classes)` | labels (n,) | (n, num_classes), one 1 in each row |
# | `split(x, y, validation, seed)` | images and labels | `x_train, x_val, y_train, y_val` |
#
# ## What is graded
#
# <!-- graded -->

# %%
import numpy as np

# %% [markdown]
# ## Flatten and scale
#
# A dense layer takes one vector for each image. A network learns best when its inputs are small numbers: with pixels
# up to 255 the first steps of training are far too large.
#
# Use float32 in `scale`, which is what Keras computes with: half the memory of NumPy's float64.


# %%
def flatten_images(x):
    """Turn images (n, h, w) into vectors (n, h·w)."""
    ### BEGIN SOLUTION
    return x.reshape(len(x), -1)
    ### END SOLUTION


def scale(x):
    """Turn pixels from 0 to 255 into float32 from 0 to 1."""
    ### BEGIN SOLUTION
    return x.astype(np.float32) / np.float32(255)
    ### END SOLUTION


# %% tags=["active-ipynb"]
# import matplotlib.pyplot as plt
#
# ramp = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
# figure, axes = plt.subplots(1, 2, figsize=(8, 3))
# axes[0].imshow(ramp[0], cmap="gray")
# axes[0].set_title("one image of 16×16 pixels")
# axes[1].plot(flatten_images(scale(ramp))[0])
# axes[1].set_title("the same, flattened and scaled")
# plt.show()

# %% [markdown]
# ## Scale each feature
#
# Features on different scales (a height in metres, an income in won) are brought to the same range one by one:
# $x' = (x - \min) / (\max - \min)$, with the minimum and maximum of each column. A column whose values are all
# equal carries no information; it becomes 0 (and not `nan`, which would spoil the whole training).


# %%
def min_max_scale(x):
    """Scale each column of (n, f) to 0–1; a constant column gives 0."""
    ### BEGIN SOLUTION
    low, high = x.min(axis=0), x.max(axis=0)
    span = (high - low).astype(float)
    return (x - low) / np.where(span == 0, 1, span)
    ### END SOLUTION


# %% [markdown]
# ## Labels
#
# A classifier has one output for each class. The label 2 of 4 classes becomes [0, 0, 1, 0]: the output that the
# network should give.


# %%
def one_hot(y, num_classes):
    """Turn labels (n,) into rows (n, num_classes) with a single 1."""
    ### BEGIN SOLUTION
    return np.eye(num_classes)[y]
    ### END SOLUTION


# %% [markdown]
# ## Training and validation
#
# Images that the network learns from cannot tell how good it is. Set a share of them aside, chosen at random: every
# image goes to exactly one side, images keep their labels, and the same `seed` gives the same split. With n images
# and a share v, the validation part has round(n·v) of them.


# %%
def split(x, y, validation, seed):
    """Return x_train, x_val, y_train, y_val; `validation` is the share of the second part."""
    ### BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(len(x))
    count = round(len(x) * validation)
    val, train = order[:count], order[count:]
    return x[train], x[val], y[train], y[val]
    ### END SOLUTION


# %% tags=["active-ipynb"]
# x_train, x_val, y_train, y_val = split(np.arange(10), np.arange(10) % 2, 0.3, seed=7)
# print("training", x_train, "validation", x_val)

# %% tags=["active-ipynb"]
# !autograder check preprocessing.ipynb

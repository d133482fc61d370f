# %% [markdown]
# # Pooling by hand
#
# Pooling makes an image smaller: of every 2×2 pixels only the largest one is kept, or their mean. The network after
# it has fewer numbers to look at, and does not mind whether a stroke is one pixel further left.
#
# ## What to write
#
# | name | gives |
# |---|---|
# | `max_pool2d(x, pool_size, strides=None, padding="valid")` | the largest value of every window of x (n, h, w, c) |
# | `avg_pool2d(x, pool_size, strides=None, padding="valid")` | the mean of every window |
# | `build_model()` | a Keras model that uses both layers, see below |
#
# `pool_size` and `strides` are numbers or pairs (rows, columns); without strides they equal the pool size. With
# `same` padding there are ⌈n / stride⌉ windows, as in Keras, and the padding counts for nothing: it is never the
# maximum, and the mean is over the real pixels only.
#
# ## What is graded
#
# <!-- graded -->

# %%
import keras
import numpy as np

# %% [markdown]
# ## The windows
#
# Both functions need the same windows, so write the common part once.


# %%
def max_pool2d(x, pool_size, strides=None, padding="valid"):
    """Return the maximum of each window of x (n, h, w, c)."""
    ### BEGIN SOLUTION
    return _windows(x, pool_size, strides, padding, fill=-np.inf).max(axis=(-2, -1))
    ### END SOLUTION


def avg_pool2d(x, pool_size, strides=None, padding="valid"):
    """Return the mean of each window of x (n, h, w, c); padding does not count."""
    ### BEGIN SOLUTION
    sums = _windows(x, pool_size, strides, padding, fill=0).sum(axis=(-2, -1))
    return sums / _windows(np.ones_like(x), pool_size, strides, padding, fill=0).sum(axis=(-2, -1))
    ### END SOLUTION


### BEGIN SOLUTION NO PROMPT
def _windows(x, pool_size, strides, padding, *, fill):
    """Return all windows, (n, rows, columns, c, height, width)."""
    size = _pair(pool_size)
    step = _pair(strides) if strides is not None else size
    if padding == "same":
        around = [_padding(n, k, s) for n, k, s in zip(x.shape[1:3], size, step, strict=True)]
        x = np.pad(x.astype(float), [(0, 0), *around, (0, 0)], constant_values=fill)
    return np.lib.stride_tricks.sliding_window_view(x, size, axis=(1, 2))[:, :: step[0], :: step[1]]


def _pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def _padding(n, size, stride):
    total = max((-(-n // stride) - 1) * stride + size - n, 0)
    return total // 2, total - total // 2


### END SOLUTION

# %% tags=["active-ipynb"]
# import matplotlib.pyplot as plt
# from sklearn.datasets import load_digits
#
# digit = load_digits().images[:1, :, :, None]
# pictures = {"image": digit, "maximum": max_pool2d(digit, 2), "mean": avg_pool2d(digit, 2)}
# figure, axes = plt.subplots(1, 3, figsize=(8, 2.6))
# for axis, (title, picture) in zip(axes, pictures.items()):
#     axis.imshow(picture[0, :, :, 0], cmap="gray_r")
#     axis.set_title(f"{title}, {picture.shape[1]}×{picture.shape[2]}")
#     axis.axis("off")
# plt.show()

# %% [markdown]
# ## The layers
#
# Build and compile a model for images of 8×8 pixels with one channel: `MaxPooling2D` with pool size 2, then
# `AveragePooling2D` with pool size 3, strides 1 and `same` padding, then `Flatten`, then `Dense` with 10 units and
# `softmax`. The shapes are (4, 4, 1), (4, 4, 1), (16) and (10); only the last layer has parameters, 170 of them.


# %%
def build_model():
    """Return a compiled model with both kinds of pooling."""
    ### BEGIN SOLUTION
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.MaxPooling2D(2),
            keras.layers.AveragePooling2D(3, strides=1, padding="same"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% tags=["active-ipynb"]
# build_model().summary()

# %% tags=["active-ipynb"]
# !autograder check pooling.ipynb

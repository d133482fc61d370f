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
# | what is graded | points |
# |---|---:|
# | `max_pool2d` agrees with Keras. | 30 |
# | `avg_pool2d` agrees with Keras; padding does not count. | 30 |
# | The model uses both pooling layers as asked for. | 40 |
# | **together** | **100** |
#
# Hand in this notebook (`pooling.ipynb`) or the module (`pooling.py`), whichever you prefer; both are graded in the
# same way. Keep the names of the functions and variables that are asked for.
#
# Check yourself as often as you like: `autograder check pooling.ipynb` runs the public checks on your own machine and
# says what is still missing.

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
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


def avg_pool2d(x, pool_size, strides=None, padding="valid"):
    """Return the mean of each window of x (n, h, w, c); padding does not count."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")

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
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# build_model().summary()

# %% tags=["active-ipynb"]
# !autograder check pooling.ipynb

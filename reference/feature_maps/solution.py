# %% [markdown]
# # Looking into a network
#
# What has a network learnt? You look at its kernels before and after training, and at what each of them makes of an
# image. The course ships a small network for images of 28×28 pixels twice: `models/before.keras` with its initial
# weights, `models/after.keras` trained on handwritten digits.
#
# ## What to write
#
# | function | gives |
# |---|---|
# | `conv_weights(model, index)` | kernel and bias of the convolution number `index` (0 is the first) |
# | `weight_statistics(model, index)` | a dictionary: `kernel_mean`, `kernel_std`, `bias_mean`, `bias_std` |
# | `feature_maps(model, index, image)` | what that convolution gives for one image (28, 28), with the batch axis |
# | `draw_kernels(before, after, index)` | a figure of the kernels of both models, and a histogram of their values |
#
# ## What is graded
#
# <!-- graded -->

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## Weights
#
# The first convolution of the network has a kernel of shape (3, 3, 1, 32) and a bias of shape (32,). Count
# convolutions only: the pooling between them has no number.


# %%
def conv_weights(model, index):
    """Return kernel and bias of a convolution as NumPy arrays."""
    ### BEGIN SOLUTION
    kernel, bias = _convolution(model, index).get_weights()
    return kernel, bias
    ### END SOLUTION


def weight_statistics(model, index):
    """Return the mean and the standard deviation of a convolution's kernel and bias."""
    ### BEGIN SOLUTION
    kernel, bias = conv_weights(model, index)
    return {
        "kernel_mean": float(kernel.mean()),
        "kernel_std": float(kernel.std()),
        "bias_mean": float(bias.mean()),
        "bias_std": float(bias.std()),
    }
    ### END SOLUTION


### BEGIN SOLUTION NO PROMPT
def _convolution(model, index):
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)][index]


### END SOLUTION

# %% [markdown]
# ## Kernels before and after
#
# Draw the 32 kernels of the first convolution of both models as small pictures, and the distribution of their values
# as a histogram. What has training changed?


# %%
def draw_kernels(before, after, index):
    """Draw the kernels of two models and a histogram of their values; return the number of kernels."""
    ### BEGIN SOLUTION
    kernels = {"before": conv_weights(before, index)[0], "after": conv_weights(after, index)[0]}
    count = kernels["before"].shape[-1]
    for title, kernel in kernels.items():
        figure, axes = plt.subplots(2, 16, figsize=(9, 1.6))
        figure.suptitle(title)
        for number, axis in enumerate(axes.flat):
            axis.imshow(kernel[:, :, 0, number % count], cmap="gray")
            axis.axis("off")
    plt.figure(figsize=(5, 3))
    for title, kernel in kernels.items():
        plt.hist(kernel.ravel(), bins=30, alpha=0.6, label=title)
    plt.legend()
    return count
    ### END SOLUTION


# %% tags=["active-ipynb"]
# before = keras.models.load_model("models/before.keras")
# after = keras.models.load_model("models/after.keras")
# after.summary()
# print(weight_statistics(before, 0))
# print(weight_statistics(after, 0))
# draw_kernels(before, after, 0)
# plt.show()

# %% [markdown]
# ## Feature maps
#
# The functional API makes a new model out of a part of a trained one: from `model.inputs` to the output of the layer
# that you want to see. For one image the first convolution gives (1, 28, 28, 32), the second (1, 14, 14, 64).
#
# The network takes pixels from 0 to 1; `image` comes as it is fed in, without batch and channel axes.


# %%
def feature_maps(model, index, image):
    """Return the output of a convolution for one image (28, 28), shape (1, height, width, filters)."""
    ### BEGIN SOLUTION
    part = keras.Model(model.inputs, _convolution(model, index).output)
    return part.predict(np.asarray(image, "float32").reshape(1, 28, 28, 1), verbose=0)
    ### END SOLUTION


# %% tags=["active-ipynb"]
# image = np.zeros((28, 28))
# image[4:24, 13:16] = 1
# maps = feature_maps(after, 0, image)
# figure, axes = plt.subplots(4, 8, figsize=(8, 4))
# for number, axis in enumerate(axes.flat):
#     axis.imshow(maps[0, :, :, number], cmap="gray")
#     axis.axis("off")
# plt.show()

# %% tags=["active-ipynb"]
# !autograder check feature_maps.ipynb

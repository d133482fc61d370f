# %% [markdown]
# # A convolutional network for CIFAR-10
#
# Now with colour: 60,000 small photographs of ten kinds of things. A kernel of the first layer sees three channels at
# once, so it has 3×3×3 weights and a bias.
#
# ## What to build
#
# | layer | setting | output shape | parameters |
# |---|---|---|---:|
# | `Conv2D` | 32 filters, 3×3, `relu`, `same` | (32, 32, 32) | 896 |
# | `MaxPooling2D` | pool size 2 | (16, 16, 32) | 0 |
# | `Conv2D` | 64 filters, 3×3, `relu`, `same` | (16, 16, 64) | 18,496 |
# | `MaxPooling2D` | pool size 2 | (8, 8, 64) | 0 |
# | `Conv2D` | 64 filters, 3×3, `relu`, `same` | (8, 8, 64) | 36,928 |
# | `Flatten` | | (4096) | 0 |
# | `Dense` | 128 units, `relu` | (128) | 524,416 |
# | `Dense` | 10 units, `softmax` | (10) | 1,290 |
#
# Together 582,026 parameters. Compile it with Adam, the loss `sparse_categorical_crossentropy` and the metric
# `accuracy`.
#
# ## What is graded
#
# | what is graded | points |
# |---|---:|
# | The layers are the ones asked for, in their order, with their settings. | 40 |
# | The network has 582,026 parameters, all of which learn. | 20 |
# | The network reads images that it has never seen. | 40 |
# | **together** | **100** |
#
# Hand in this notebook (`cifar_cnn.ipynb`) or the module (`cifar_cnn.py`), whichever you prefer; both are graded in
# the same way. Keep the names of the functions and variables that are asked for.
#
# Check yourself as often as you like: `autograder check cifar_cnn.ipynb` runs the public checks on your own machine
# and says what is still missing.
#
# The accuracy is that of *your* network, trained by the grader from new initial weights: 10 epochs,
# batches of 128 images, a fifth of them for validation.
#
# The test images are chosen from the published test set; in the grader's run `load_data()` shows other images in
# their place, so an accuracy that your own notebook prints there means nothing.

# %%
import keras

# %% [markdown]
# ## The data
#
# The labels of CIFAR-10 come as a column, (n, 1).

# %% tags=["active-ipynb"]
# NAMES = "airplane automobile bird cat deer dog frog horse ship truck".split()
# import matplotlib.pyplot as plt
#
# (x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
# print(x_train.shape, x_test.shape)
#
# figure, axes = plt.subplots(2, 8, figsize=(9, 2.6))
# for axis, image, label in zip(axes.flat, x_train, y_train.reshape(-1)):
#     axis.imshow(image)
#     axis.set_title(NAMES[label], fontsize=8)
#     axis.axis("off")
# plt.show()

# %% [markdown]
# ## 1. Preprocessing


# %%
def preprocess(images):
    """Turn images (n, 32, 32, 3) with pixels from 0 to 255 into float32 from 0 to 1."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% [markdown]
# ## 2. The network


# %%
def build_model():
    """Return the compiled network."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# model = build_model()
# model.summary()

# %% [markdown]
# ## 3. Training


# %%
def train(model, x_train, y_train, epochs=10):
    """Train on preprocessed images and integer labels; return the History."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# history = train(model, preprocess(x_train[:4000]), y_train[:4000], epochs=5)
#
# figure, axes = plt.subplots(1, 2, figsize=(9, 3))
# for axis, name in zip(axes, ("loss", "accuracy")):
#     axis.plot(history.history[name], label="training")
#     axis.plot(history.history[f"val_{name}"], label="validation")
#     axis.set_xlabel("epoch")
#     axis.set_ylabel(name)
#     axis.legend()
# plt.show()

# %% [markdown]
# On all 50,000 images the network reaches about 0.70 in ten epochs, and the curves part early: the next assignments
# are about what to do then.

# %% tags=["active-ipynb"]
# !autograder check cifar_cnn.ipynb

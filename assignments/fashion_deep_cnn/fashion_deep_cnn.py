# %% [markdown]
# # A deeper network with names
#
# Three blocks of convolution and pooling, then three dense layers, and a sixth of the parameters of the network
# before: deeper is not larger. You give the model and its dense layers names, so that summaries, saved weights and
# error messages speak of `LAYER2` and not of `dense_7`.
#
# ## What to build
#
# A model named `FASHION_CNN`:
#
# | layer | setting | output shape | parameters |
# |---|---|---|---:|
# | `Conv2D` | 32 filters, 3×3, `relu`, `same` | (28, 28, 32) | 320 |
# | `MaxPooling2D` | pool size 2 | (14, 14, 32) | 0 |
# | `Conv2D` | 64 filters, 3×3, `relu`, `same` | (14, 14, 64) | 18,496 |
# | `MaxPooling2D` | pool size 2 | (7, 7, 64) | 0 |
# | `Conv2D` | 32 filters, 3×3, `relu`, `same` | (7, 7, 32) | 18,464 |
# | `MaxPooling2D` | pool size 2 | (3, 3, 32) | 0 |
# | `Flatten` | | (288) | 0 |
# | `Dense` named `LAYER1` | 64 units, `relu` | (64) | 18,496 |
# | `Dense` named `LAYER2` | 32 units, `relu` | (32) | 2,080 |
# | `Dense` named `LAYER3` | 16 units, `relu` | (16) | 528 |
# | `Dense` named `OUTPUT` | 10 units, `softmax` | (10) | 170 |
#
# Together 58,554 parameters. Compile it with Adam, the loss `sparse_categorical_crossentropy` and the metric
# `accuracy`.
#
# ## What is graded
#
# | what is graded | points |
# |---|---:|
# | The layers are the ones asked for, in their order, with their settings. | 35 |
# | The network has 58,554 parameters, all of which learn. | 15 |
# | The model and its dense layers have the names asked for. | 15 |
# | The network reads images that it has never seen. | 35 |
# | **together** | **100** |
#
# Hand in this notebook (`fashion_deep_cnn.ipynb`) or the module (`fashion_deep_cnn.py`), whichever you prefer; both
# are graded in the same way. Keep the names of the functions and variables that are asked for.
#
# Check yourself as often as you like: `autograder check fashion_deep_cnn.ipynb` runs the public checks on your own
# machine and says what is still missing.
#
# The accuracy is that of *your* network, trained by the grader from new initial weights: 10 epochs,
# batches of 64 images, a fifth of them for validation.
#
# The test images are chosen from the published test set; in the grader's run `load_data()` shows other images in
# their place, so an accuracy that your own notebook prints there means nothing.

# %%
import keras

# %% [markdown]
# ## The data

# %% tags=["active-ipynb"]
# NAMES = "T-shirt Trouser Pullover Dress Coat Sandal Shirt Sneaker Bag Boot".split()
# import matplotlib.pyplot as plt
#
# (x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
# print(x_train.shape, x_test.shape)
#
# figure, axes = plt.subplots(2, 8, figsize=(9, 2.6))
# for axis, image, label in zip(axes.flat, x_train, y_train.reshape(-1)):
#     axis.imshow(image, cmap="gray_r")
#     axis.set_title(NAMES[label], fontsize=8)
#     axis.axis("off")
# plt.show()

# %% [markdown]
# ## 1. Preprocessing
#
# Keep what you fit and what you made apart: many a network was trained on the raw `x_train` because the array with
# the channel axis had another name.


# %%
def preprocess(images):
    """Turn images (n, 28, 28) with pixels from 0 to 255 into float32 arrays (n, 28, 28, 1) from 0 to 1."""
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
# x_train_cnn = preprocess(x_train)
# history = train(model, x_train_cnn[:6000], y_train[:6000], epochs=3)
#
# figure, axes = plt.subplots(1, 2, figsize=(9, 3))
# for axis, name in zip(axes, ("loss", "accuracy")):
#     axis.plot(history.history[name], label="training")
#     axis.plot(history.history[f"val_{name}"], label="validation")
#     axis.set_xlabel("epoch")
#     axis.set_ylabel(name)
#     axis.legend()
# plt.show()

# %% tags=["active-ipynb"]
# !autograder check fashion_deep_cnn.ipynb

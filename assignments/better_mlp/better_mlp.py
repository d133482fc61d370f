# %% [markdown]
# # A better dense network, step by step
#
# A plain dense network reads 98 of 100 digits of MNIST. What can be got out of it without a single convolution? Take
# one step after the other, and look at each whether it helps.
#
# ## What to build
#
# `build_model()` returns a compiled network of dense layers on 784 inputs with all of these steps:
#
# | step | what | why |
# |---|---|---|
# | 1 | He initialisation of the hidden layers (`he_normal` or `he_uniform`) | signals keep their size from layer to layer |
# | 2 | a rectifier as activation (`relu`, `leaky_relu`, `elu`, `gelu`, `silu`…) | gradients do not die in deep networks |
# | 3 | an adaptive optimiser (`Adam`, `AdamW`, `Nadam`, `RMSprop`) | each weight has a step of its own |
# | 4 | `BatchNormalization` | each layer sees inputs of the same scale |
# | 5 | `Dropout` with a rate from 0.1 to 0.6 | no unit can rely on another one |
#
# At least two hidden layers, at most 2,000,000 parameters, an output of 10 units with `softmax`.
#
# Two functions make the rest of the way: `shift` makes more training data, `ensemble` lets several networks vote.
#
# ## What is graded
#
# | what is graded | points |
# |---|---:|
# | Step 1: the hidden layers start from a He initialisation. | 10 |
# | Step 2: the hidden layers have a rectifier as activation. | 10 |
# | Step 3: the optimiser adapts its steps. | 10 |
# | Step 4: batch normalisation keeps the scale. | 10 |
# | Step 5: dropout with a rate from 0.1 to 0.6. | 10 |
# | A network of dense layers: two hidden ones or more, at most 2,000,000 parameters, 10 outputs with softmax. | 10 |
# | `shift` moves images and fills with 0. | 10 |
# | `ensemble` names the class of the mean output. | 10 |
# | The network reads digits that it has never seen, over 0.98 of them. | 20 |
# | **together** | **100** |
#
# Hand in this notebook (`better_mlp.ipynb`) or the module (`better_mlp.py`), whichever you prefer; both are graded in
# the same way. Keep the names of the functions and variables that are asked for.
#
# Check yourself as often as you like: `autograder check better_mlp.ipynb` runs the public checks on your own machine
# and says what is still missing.
#
# The accuracy is that of *your* network, trained by the grader on MNIST: 20 epochs, batches of 128 images, a tenth of
# them for validation. It should be over 0.98.

# %%
import keras
import numpy as np

# %% [markdown]
# ## 1. Preprocessing
#
# Vectors of 784 numbers from 0 to 1, float32.


# %%
def preprocess(images):
    """Turn images (n, 28, 28) with pixels from 0 to 255 into float32 vectors (n, 784) from 0 to 1."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% [markdown]
# ## 2. The network
#
# In each hidden block: dense layer, batch normalisation, activation, dropout.


# %%
def build_model():
    """Return the compiled network with all five steps."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# import matplotlib.pyplot as plt
#
# (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
# model = build_model()
# model.summary()
# history = model.fit(
#     preprocess(x_train[:10000]), keras.utils.to_categorical(y_train[:10000], 10),
#     epochs=8, batch_size=128, validation_split=0.1, verbose=0,
# )
# plt.plot(history.history["accuracy"], label="training")
# plt.plot(history.history["val_accuracy"], label="validation")
# plt.xlabel("epoch")
# plt.ylabel("accuracy")
# plt.legend()
# plt.show()

# %% [markdown]
# ## 3. More training data
#
# A digit that is moved by a pixel is the same digit, but another vector. `shift(x, rows, columns)` moves images
# (n, h, w) down by `rows` and right by `columns` pixels (negative numbers: up and left). What leaves the image is
# lost, what comes in is 0.


# %%
def shift(x, rows, columns):
    """Move images (n, h, w) down and right; what comes in is 0."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")

# %% tags=["active-ipynb"]
# figure, axes = plt.subplots(1, 3, figsize=(6, 2))
# for axis, (rows, columns) in zip(axes, ((0, 0), (4, 0), (-3, 6))):
#     axis.imshow(shift(x_train[:1], rows, columns)[0], cmap="gray_r")
#     axis.set_title(f"{rows}, {columns}")
#     axis.axis("off")
# plt.show()

# %% [markdown]
# ## 4. An ensemble
#
# Networks with other initial weights make other mistakes. `ensemble(outputs)` takes the outputs of several networks,
# shape (networks, n, classes), and returns the class that their mean output names, shape (n,).


# %%
def ensemble(outputs):
    """Return the class (n,) that the mean of the networks' outputs (networks, n, classes) names."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# !autograder check better_mlp.ipynb

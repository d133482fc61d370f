# %% [markdown]
# # A dense network for MNIST
#
# MNIST is the classic: 70,000 handwritten digits of 28×28 pixels. A dense network knows nothing of images, it sees
# 784 numbers in a row, and still reads 98 of 100 digits.
#
# ## What to build
#
# | layer | setting | output shape | parameters |
# |---|---|---|---:|
# | `Dense` | 512 units, `relu`, on 784 inputs | (512) | 401,920 |
# | `Dense` | 10 units, `softmax` | (10) | 5,130 |
#
# Together 407,050 parameters. Compile it with Adam, the loss `categorical_crossentropy` and the metric `accuracy`.
#
# ## What is graded
#
# | what is graded | points |
# |---|---:|
# | The layers are the ones asked for, in their order, with their settings. | 40 |
# | The network has 407,050 parameters, all of which learn. | 20 |
# | The network reads images that it has never seen. | 40 |
# | **together** | **100** |
#
# Hand in this notebook (`mnist_mlp.ipynb`) or the module (`mnist_mlp.py`), whichever you prefer; both are graded in
# the same way. Keep the names of the functions and variables that are asked for.
#
# Check yourself as often as you like: `autograder check mnist_mlp.ipynb` runs the public checks on your own machine
# and says what is still missing.
#
# The accuracy is that of *your* network, trained by the grader from new initial weights: at most
# 30 epochs, batches of 200 images, a fifth of them for validation, `EarlyStopping(patience=10)`.
#
# The test images are chosen from the published test set; in the grader's run `load_data()` shows other images in
# their place, so an accuracy that your own notebook prints there means nothing.

# %%
import keras

# %% [markdown]
# ## The data

# %% tags=["active-ipynb"]
# import matplotlib.pyplot as plt
#
# (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
# print(x_train.shape, x_test.shape)
#
# figure, axes = plt.subplots(2, 8, figsize=(9, 2.6))
# for axis, image, label in zip(axes.flat, x_train, y_train.reshape(-1)):
#     axis.imshow(image, cmap="gray_r")
#     axis.set_title(label, fontsize=8)
#     axis.axis("off")
# plt.show()

# %% [markdown]
# ## 1. Preprocessing
#
# A dense layer takes one vector for each image. Flatten the images to 784 numbers, from 0 to 1, as float32.


# %%
def preprocess(images):
    """Turn images (n, 28, 28) with pixels from 0 to 255 into float32 vectors (n, 784) from 0 to 1."""
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
#
# How many epochs are enough? Let the validation loss decide: `EarlyStopping` ends the training when it has not
# become better for 10 epochs, and `ModelCheckpoint` keeps the best network in a file (`best.keras`) meanwhile.


# %%
def train(model, x_train, y_train, epochs=30):
    """Train on preprocessed images and integer labels until the validation loss stops falling; return the History."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# history = train(model, preprocess(x_train), y_train, epochs=5)
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
# ## 4. How good is it?
#
# About 0.98 is what this network can do. Where training and validation part, the network begins to learn by heart.

# %% tags=["active-ipynb"]
# loss, accuracy = model.evaluate(preprocess(x_test), keras.utils.to_categorical(y_test, 10), verbose=0)
# print(f"accuracy on the test images: {accuracy:.4f}")

# %% tags=["active-ipynb"]
# !autograder check mnist_mlp.ipynb

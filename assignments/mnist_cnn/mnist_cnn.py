# %% [markdown]
# # A convolutional network for MNIST
#
# Two convolutions, one pooling and two dropouts: with the same images as the dense network, and only because it
# looks at them as images, this network makes a third of its mistakes.
#
# ## What to build
#
# | layer | setting | output shape | parameters |
# |---|---|---|---:|
# | `Conv2D` | 32 filters, 3×3, `relu`, `valid` | (26, 26, 32) | 320 |
# | `Conv2D` | 64 filters, 3×3, `relu`, `valid` | (24, 24, 64) | 18,496 |
# | `MaxPooling2D` | pool size 2 | (12, 12, 64) | 0 |
# | `Dropout` | 0.25 | (12, 12, 64) | 0 |
# | `Flatten` | | (9216) | 0 |
# | `Dense` | 128 units, `relu` | (128) | 1,179,776 |
# | `Dropout` | 0.5 | (128) | 0 |
# | `Dense` | 10 units, `softmax` | (10) | 1,290 |
#
# Together 1,199,882 parameters. Compile it with Adam, the loss `categorical_crossentropy` and the metric `accuracy`.
# Where do 98 % of the parameters sit, and why?
#
# ## What is graded
#
# | what is graded | points |
# |---|---:|
# | The layers are the ones asked for, in their order, with their settings. | 40 |
# | The network has 1,199,882 parameters, all of which learn. | 20 |
# | The network reads images that it has never seen. | 40 |
# | **together** | **100** |
#
# Hand in this notebook (`mnist_cnn.ipynb`) or the module (`mnist_cnn.py`), whichever you prefer; both are graded in
# the same way. Keep the names of the functions and variables that are asked for.
#
# Check yourself as often as you like: `autograder check mnist_cnn.ipynb` runs the public checks on your own machine
# and says what is still missing.
#
# The accuracy is that of *your* network, trained by the grader from new initial weights: 6 epochs,
# batches of 128 images, a tenth of them for validation.
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
# A convolution takes images with a channel axis: float32 arrays (n, 28, 28, 1) with values from 0 to 1.


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
#
# An epoch takes about a minute on a laptop without a GPU. While you write and try, train on the first few thousand
# images; the grader trains on all of them.


# %%
def train(model, x_train, y_train, epochs=6):
    """Train on preprocessed images and integer labels; return the History."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# history = train(model, preprocess(x_train[:6000]), y_train[:6000], epochs=3)
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
# Trained on all images it reaches 0.99; on a tenth of them about 0.96.

# %% tags=["active-ipynb"]
# guesses = model.predict(preprocess(x_test[:1000]), verbose=0).argmax(axis=1)
# print(f"accuracy on 1,000 test images: {(guesses == y_test[:1000]).mean():.3f}")

# %% tags=["active-ipynb"]
# !autograder check mnist_cnn.ipynb

# %% [markdown]
# # A convolutional network for handwritten digits
#
# You build your first convolutional network: it looks at an image of 8×8 pixels and says which digit it shows. The
# data set is small and comes with scikit-learn, so the network trains in seconds.
#
# **Why a convolution?** A dense layer gives every pixel its own weight and has to learn a stroke anew in every
# place. A convolution slides one small kernel over the whole image: few weights, and a stroke is found wherever it is.
#
# ## What to build
#
# | layer | setting | output shape | parameters |
# |---|---|---|---:|
# | `Conv2D` | 10 filters, kernel 3×3, padding `valid` | (6, 6, 10) | 100 |
# | `Activation` | `relu` | (6, 6, 10) | 0 |
# | `MaxPooling2D` | pool size 2 | (3, 3, 10) | 0 |
# | `Flatten` | | (90) | 0 |
# | `Dense` | 50 units, `relu` | (50) | 4,550 |
# | `Dense` | 10 units, `softmax` | (10) | 510 |
#
# Together 5,160 parameters. Compile it with Adam (learning rate 0.001), the loss `categorical_crossentropy` and the
# metric `accuracy`.
#
# ## What is graded
#
# | what is graded | points |
# |---|---:|
# | The layers are the ones asked for, in their order, with their settings. | 40 |
# | The network has 5,160 parameters, all of which learn. | 20 |
# | The network reads images that it has never seen. | 40 |
# | **together** | **100** |
#
# Hand in this notebook (`digits_cnn.ipynb`) or the module (`digits_cnn.py`), whichever you prefer; both are graded in
# the same way. Keep the names of the functions and variables that are asked for.
#
# Check yourself as often as you like: `autograder check digits_cnn.ipynb` runs the public checks on your own machine
# and says what is still missing.
#
# The accuracy is that of *your* network, trained by the grader: 100 epochs, batches of 50 images, a fifth of them for
# validation, always from new initial weights. So a network that is right counts, not a lucky run, and nothing is lost
# when your own training differs. The accuracy that your notebook prints on its own test images is for you alone: the
# grader's machine shows other images there.

# %%
import keras

# %% [markdown]
# ## The data
#
# 1,797 images of 8×8 pixels with values from 0 to 16. The split below gives 1,257 images to learn from and 540 to
# test with; `random_state=777` makes it the same split every time.

# %% tags=["active-ipynb"]
# import matplotlib.pyplot as plt
# from sklearn.datasets import load_digits
# from sklearn.model_selection import train_test_split
#
# digits = load_digits()
# x_train, x_test, y_train, y_test = train_test_split(digits.images, digits.target, test_size=0.3, random_state=777)
# print(x_train.shape, x_test.shape)
#
# figure, axes = plt.subplots(2, 8, figsize=(9, 2.6))
# for axis, image, label in zip(axes.flat, x_train, y_train):
#     axis.imshow(image, cmap="gray_r")
#     axis.set_title(label)
#     axis.axis("off")
# plt.show()

# %% [markdown]
# ## 1. Preprocessing
#
# A convolution takes images with a channel axis, and training works best with pixels between 0 and 1. Write
# `preprocess`, which turns raw images of shape (n, 8, 8) into float32 arrays of shape (n, 8, 8, 1).


# %%
def preprocess(images):
    """Scale raw images (n, 8, 8) with pixels from 0 to 16 to 0–1 and give them a channel axis: (n, 8, 8, 1)."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% [markdown]
# ## 2. The network
#
# Write `build_model`. It returns the compiled, untrained network of the table above.


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
# Write `train`: 100 epochs, batches of 50 images, 20 % of them for validation. The labels are numbers from 0 to 9;
# the loss `categorical_crossentropy` wants them one-hot (`keras.utils.to_categorical`).


# %%
def train(model, x_train, y_train):
    """Train the network on preprocessed images and integer labels; return Keras's History."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# history = train(model, preprocess(x_train), y_train)
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
# Reach about 0.97 on the test images. Look at the images that are named wrongly: would you have read them?

# %% tags=["active-ipynb"]
# loss, accuracy = model.evaluate(preprocess(x_test), keras.utils.to_categorical(y_test, 10), verbose=0)
# print(f"accuracy on the test images: {accuracy:.4f}")
#
# guesses = model.predict(preprocess(x_test), verbose=0).argmax(axis=1)
# wrong = [i for i in range(len(x_test)) if guesses[i] != y_test[i]][:8]
# figure, axes = plt.subplots(1, 8, figsize=(9, 1.6))
# for axis, i in zip(axes, wrong):
#     axis.imshow(x_test[i], cmap="gray_r")
#     axis.set_title(f"{guesses[i]}, not {y_test[i]}", fontsize=8)
# for axis in axes:
#     axis.axis("off")
# plt.show()

# %% tags=["active-ipynb"]
# !autograder check digits_cnn.ipynb

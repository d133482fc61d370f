# %% [markdown]
# # A convolutional network for Fashion-MNIST
#
# Fashion-MNIST has the size of MNIST but shows clothes, and is much harder: a shirt, a pullover and a coat differ in
# small things. You train a network until it stops getting better, and keep the best one.
#
# ## What to build
#
# | layer | setting | output shape | parameters |
# |---|---|---|---:|
# | `Conv2D` | 32 filters, 3×3, `relu`, `same` | (28, 28, 32) | 320 |
# | `MaxPooling2D` | pool size 2 | (14, 14, 32) | 0 |
# | `Conv2D` | 64 filters, 3×3, `relu`, `same` | (14, 14, 64) | 18,496 |
# | `MaxPooling2D` | pool size 2 | (7, 7, 64) | 0 |
# | `Flatten` | | (3136) | 0 |
# | `Dense` | 100 units, `relu` | (100) | 313,700 |
# | `Dropout` | 0.4 | (100) | 0 |
# | `Dense` | 10 units, `softmax` | (10) | 1,010 |
#
# Together 333,526 parameters. Compile it with Adam, the loss `sparse_categorical_crossentropy` (the labels stay
# integers) and the metric `accuracy`.
#
# ## What is graded
#
# <!-- graded -->
#
# The accuracy is that of *your* network, trained by the grader from new initial weights: at most
# 20 epochs, batches of 32 images, a fifth of all images for validation (drawn with `random_state=42`),
# `EarlyStopping(patience=2)` with the best weights restored.
#
# The test images are chosen from the published test set; in the grader's run `load_data()` shows other images in
# their place, so an accuracy that your own notebook prints there means nothing.

# %%
import keras
from sklearn.model_selection import train_test_split

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
# Scale the pixels to 0–1 and add the channel axis: float32 arrays (n, 28, 28, 1).


# %%
def preprocess(images):
    """Turn images (n, 28, 28) with pixels from 0 to 255 into float32 arrays (n, 28, 28, 1) from 0 to 1."""
    ### BEGIN SOLUTION
    return images.reshape(-1, 28, 28, 1).astype("float32") / 255
    ### END SOLUTION


# %% [markdown]
# ## 2. The network


# %%
def build_model():
    """Return the compiled network."""
    ### BEGIN SOLUTION
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu", padding="same"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, activation="relu", padding="same"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dropout(0.4),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% tags=["active-ipynb"]
# model = build_model()
# model.summary()

# %% [markdown]
# ## 3. Training
#
# Set 20 % of the images aside for validation (`train_test_split` with `random_state=42`), stop when the validation
# loss has not become better for 2 epochs, restore the best weights, and keep the best network in a file with
# `ModelCheckpoint("best-cnn.keras", save_best_only=True)`.


# %%
def train(model, x_train, y_train, epochs=20):
    """Train on preprocessed images and integer labels with early stopping; return the History."""
    ### BEGIN SOLUTION
    x_fit, x_val, y_fit, y_val = train_test_split(x_train, y_train, test_size=0.2, random_state=42)
    callbacks = [
        keras.callbacks.ModelCheckpoint("best-cnn.keras", save_best_only=True),
        keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True),
    ]
    return model.fit(
        x_fit, y_fit, epochs=epochs, batch_size=32, validation_data=(x_val, y_val), callbacks=callbacks, verbose=0
    )
    ### END SOLUTION


# %% tags=["active-ipynb"]
# history = train(model, preprocess(x_train[:6000]), y_train[:6000], epochs=5)
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
# ## 4. What does it take for what?
#
# Trained on all images the network reaches 0.92 on the validation images. The matrix below counts, for each kind of
# clothes (row), what the network took it for (column). Which two does it mix up most?

# %% tags=["active-ipynb"]
# guesses = model.predict(preprocess(x_test[:1000]), verbose=0).argmax(axis=1)
# table = keras.ops.convert_to_numpy(keras.ops.zeros((10, 10), dtype="int32")).copy()
# for truth, guess in zip(y_test[:1000], guesses):
#     table[truth, guess] += 1
# plt.figure(figsize=(4.5, 4))
# plt.imshow(table, cmap="Blues")
# plt.xticks(range(10), NAMES, rotation=60)
# plt.yticks(range(10), NAMES)
# plt.show()

# %% tags=["active-ipynb"]
# !autograder check fashion_cnn.ipynb

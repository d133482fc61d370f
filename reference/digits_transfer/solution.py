# %% [markdown]
# # Transfer learning with few examples
#
# You have fewer than 200 images of the digits from 5 to 9, too few to learn what a digit looks like. But somebody
# has trained a network on the digits from 0 to 4. Its convolutions know strokes and curves; they do not know a 7, and
# need not. You freeze them, put a new head on top, and train only that.
#
# ## What to build
#
# The base is `models/digits_base.keras`, three convolutions that turn an image (8, 8, 1) with pixels from 0 to 1 into
# (4, 4, 64), with 62,664 parameters. `build_model()` returns the compiled network:
#
# | layer | setting | output shape | parameters that learn |
# |---|---|---|---:|
# | the base | frozen (`trainable = False`) | (4, 4, 64) | 0 |
# | `GlobalAveragePooling2D` | | (64) | 0 |
# | `Dense` | 5 units, `softmax` | (5) | 325 |
#
# Compile it with Adam (learning rate 0.01), the loss `sparse_categorical_crossentropy` and the metric `accuracy`. The
# labels are counted from 0: label 0 is the digit 5, label 4 the digit 9.
#
# Then `fine_tune(x_train, y_train, epochs)`: build the model, train its head, unfreeze the base, compile again with a
# learning rate that is at least ten times smaller, and train all of it.
#
# ## What is graded
#
# <!-- graded -->
#
# The accuracy is that of your network, trained by the grader: 60 epochs, batches of 16 images; frozen layers keep
# their weights, the head starts anew. The same head on a base with random weights does not come near the accuracy
# that is asked for.

# %%
import keras

# %% [markdown]
# ## The data

# %% tags=["active-ipynb"]
# import matplotlib.pyplot as plt
# from sklearn.datasets import load_digits
# from sklearn.model_selection import train_test_split
#
# digits = load_digits()
# x_train, x_test, y_train, y_test = train_test_split(digits.images, digits.target, test_size=0.8, random_state=777)
# x_train, y_train = x_train[y_train >= 5], y_train[y_train >= 5] - 5
# print(x_train.shape)
#
# figure, axes = plt.subplots(2, 8, figsize=(9, 2.6))
# for axis, image, label in zip(axes.flat, x_train, y_train):
#     axis.imshow(image, cmap="gray_r")
#     axis.set_title(f"label {label}: a {label + 5}", fontsize=8)
#     axis.axis("off")
# plt.show()

# %% [markdown]
# ## 1. Preprocessing
#
# The base was trained on pixels from 0 to 1, and wants the same from you.


# %%
def preprocess(images):
    """Scale raw images (n, 8, 8) with pixels from 0 to 16 to 0–1 and give them a channel axis: (n, 8, 8, 1)."""
    ### BEGIN SOLUTION
    return (images / 16).astype("float32").reshape(-1, 8, 8, 1)
    ### END SOLUTION


# %% [markdown]
# ## 2. The network


# %%
def build_model():
    """Return a new head on the frozen base, compiled."""
    ### BEGIN SOLUTION
    base = keras.models.load_model("models/digits_base.keras")
    base.trainable = False
    model = keras.Sequential([base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(5, activation="softmax")])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% tags=["active-ipynb"]
# model = build_model()
# model.summary()
# history = model.fit(preprocess(x_train), y_train, epochs=60, batch_size=16, validation_split=0.2, verbose=0)
# plt.plot(history.history["accuracy"], label="training")
# plt.plot(history.history["val_accuracy"], label="validation")
# plt.xlabel("epoch")
# plt.ylabel("accuracy")
# plt.legend()
# plt.show()

# %% [markdown]
# ## 3. Fine-tuning
#
# Once the head is trained, the base may adapt a little. With a large learning rate it would forget what it knows; with
# a small one it gets better. Return a dictionary: `head_learning_rate`, `learning_rate`, `trainable` (the number of
# parameters that learn in the second stage), `losses` (of the second stage, one for each epoch).


# %%
def fine_tune(x_train, y_train, epochs):
    """Train the head, then all of the network with a smaller learning rate; say what was done."""
    ### BEGIN SOLUTION
    model = build_model()
    first = float(model.optimizer.learning_rate)
    model.fit(x_train, y_train, epochs=epochs, batch_size=16, verbose=0)
    model.layers[0].trainable = True
    model.compile(
        optimizer=keras.optimizers.Adam(first / 20), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    losses = model.fit(x_train, y_train, epochs=epochs, batch_size=16, verbose=0).history["loss"]
    return {
        "head_learning_rate": first,
        "learning_rate": float(model.optimizer.learning_rate),
        "trainable": sum(int(keras.ops.size(weight)) for weight in model.trainable_weights),
        "losses": losses,
    }
    ### END SOLUTION


# %% tags=["active-ipynb"]
# tuned = fine_tune(preprocess(x_train), y_train, epochs=20)
# plt.plot(tuned["losses"])
# plt.xlabel("epoch of fine-tuning")
# plt.ylabel("training loss")
# plt.show()

# %% tags=["active-ipynb"]
# !autograder check digits_transfer.ipynb

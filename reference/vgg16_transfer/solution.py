# %% [markdown]
# # Transfer learning with VGG16
#
# VGG16 was trained on a million photographs. Its convolutions have learnt edges, textures and parts of things that
# are of use for other photographs too. You keep them as they are, frozen, and train only a small new head on CIFAR-10.
#
# ## What to build
#
# | layer | setting | output shape | parameters |
# |---|---|---|---:|
# | `VGG16` | without its top, ImageNet weights, input (32, 32, 3), frozen | (1, 1, 512) | 14,714,688 |
# | `GlobalAveragePooling2D` | | (512) | 0 |
# | `Dense` | 128 units, `relu` | (128) | 65,664 |
# | `Dense` | 10 units, `softmax` | (10) | 1,290 |
#
# Together 14,781,642 parameters, of which 66,954 learn. Compile it with Adam, the loss
# `sparse_categorical_crossentropy` and the metric `accuracy`.
#
# ## What is graded
#
# <!-- graded -->
#
# The accuracy is that of *your* network, trained by the grader from new initial weights: 5 epochs,
# batches of 128 images; frozen layers keep the weights that you gave them.
#
# The test images are chosen from the published test set; in the grader's run `load_data()` shows other images in
# their place, so an accuracy that your own notebook prints there means nothing.
#
# The weights are a file of 59 MB that Keras downloads once. The grader's machine has no network: it has the file where
# the course provides it, and where it does not, the network is built with random weights and its accuracy is not
# graded.

# %%
import keras

# %% [markdown]
# ## 1. Preprocessing
#
# VGG16 has its own: `keras.applications.vgg16.preprocess_input` takes pixels from 0 to 255 as float32.


# %%
def preprocess(images):
    """Turn images (n, 32, 32, 3) with pixels from 0 to 255 into what VGG16 was trained on."""
    ### BEGIN SOLUTION
    return keras.applications.vgg16.preprocess_input(images.astype("float32"))
    ### END SOLUTION


# %% [markdown]
# ## 2. The network
#
# Freeze the base before you compile: `base.trainable = False`.


# %%
def build_model():
    """Return the compiled network on a frozen VGG16."""
    ### BEGIN SOLUTION
    base = keras.applications.VGG16(weights="imagenet", include_top=False, input_shape=(32, 32, 3))
    base.trainable = False
    model = keras.Sequential(
        [
            base,
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(128, activation="relu"),
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
# Each epoch sends every image through 13 convolutions. Try it on a few hundred images first.


# %%
def train(model, x_train, y_train, epochs=5):
    """Train the head on preprocessed images and integer labels; return the History."""
    ### BEGIN SOLUTION
    return model.fit(x_train, y_train, epochs=epochs, batch_size=128, validation_split=0.2, verbose=0)
    ### END SOLUTION


# %% tags=["active-ipynb"]
# import matplotlib.pyplot as plt
#
# (x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
# history = train(model, preprocess(x_train[:400]), y_train[:400], epochs=2)
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
# !autograder check vgg16_transfer.ipynb

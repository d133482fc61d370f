# %% [markdown]
# # Which digit is it?
#
# You build a small convolutional network that looks at an image of 8×8 pixels and says which digit it shows.
#
# | layer | setting | output shape | parameters |
# |---|---|---|---:|
# | `Conv2D` | 8 filters, kernel 3×3, `relu` | (6, 6, 8) | 80 |
# | `MaxPooling2D` | pool size 2 | (3, 3, 8) | 0 |
# | `Flatten` | | (72) | 0 |
# | `Dense` | 32 units, `relu` | (32) | 2,336 |
# | `Dense` | 10 units, `softmax` | (10) | 330 |
#
# Compile it with Adam (learning rate 0.01), the loss `sparse_categorical_crossentropy` and the metric `accuracy`.
#
# ## What is graded
#
# <!-- graded -->
#
# The accuracy is that of *your* network, trained by the grader: 15 epochs, batches of 32 images.

# %%
import keras

# %% [markdown]
# ## 1. Preprocessing


# %%
def preprocess(images):
    """Scale raw images (n, 8, 8) with pixels from 0 to 16 to 0–1 and give them a channel axis: (n, 8, 8, 1)."""
    ### BEGIN SOLUTION
    return (images / 16).astype("float32")[..., None]
    ### END SOLUTION


# %% [markdown]
# ## 2. The network


# %%
def build_model():
    """Return the compiled, untrained network."""
    ### BEGIN SOLUTION
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% tags=["active-ipynb"]
# model = build_model()
# model.summary()

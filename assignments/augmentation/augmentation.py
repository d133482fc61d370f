# %% [markdown]
# # More images from the ones you have
#
# A cat that looks to the left is a cat; so is one that is tilted a little, or stands in the shade. Augmentation shows
# the network such variations of its training images, new ones in every epoch, and so makes it hard to learn them by
# heart. When the network is used, images must stay as they are.
#
# ## What to build
#
# | name | gives |
# |---|---|
# | `build_augmentation()` | a `keras.Sequential` of `RandomFlip` (horizontal), `RandomRotation` and `RandomBrightness` |
# | `build_model()` | a compiled classifier for images (32, 32, 3) with pixels from 0 to 1 that begins with it |
# | `augment(images, labels, training, seed)` | images and labels after `build_augmentation()` |
#
# Rotate by at most a tenth of a turn (`factor=0.1`), change the brightness by at most 0.2, and tell
# `RandomBrightness` the range of the pixels: `value_range=(0, 1)`.
#
# ## What is graded
#
# | what is graded | points |
# |---|---:|
# | The network begins with flips, rotations and changes of brightness, and classifies after them. | 25 |
# | In training images change, every time in another way, and the same way for the same seed. | 25 |
# | In use images stay as they are. | 20 |
# | Shapes stay, and pixels stay between 0 and 1. | 15 |
# | Each image keeps its label. | 15 |
# | **together** | **100** |
#
# Hand in this notebook (`augmentation.ipynb`) or the module (`augmentation.py`), whichever you prefer; both are
# graded in the same way. Keep the names of the functions and variables that are asked for.
#
# Check yourself as often as you like: `autograder check augmentation.ipynb` runs the public checks on your own
# machine and says what is still missing.

# %%
import keras
import numpy as np

# %% [markdown]
# ## The pipeline


# %%
def build_augmentation():
    """Return flips, rotations and changes of brightness as one Sequential."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% [markdown]
# ## In a network
#
# The rest of the network is yours: at least one convolution, 10 outputs with `softmax`.


# %%
def build_model():
    """Return a compiled classifier for images (32, 32, 3) that augments its images in training."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% [markdown]
# ## Use it by hand
#
# `augment` seeds Keras (`keras.utils.set_random_seed`), sends the images through a new pipeline and returns them as a
# NumPy array, with their labels unchanged. Call the pipeline with `training=True` or `training=False`.


# %%
def augment(images, labels, training, seed):
    """Return augmented images (n, 32, 32, 3) with pixels from 0 to 1, and their labels."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# import matplotlib.pyplot as plt
#
# rows, columns = np.mgrid[0:32, 0:32] / 31
# picture = np.stack([rows, columns, (rows > columns) * 0.8], axis=-1)
# shown, _ = augment(np.stack([picture] * 8), np.arange(8), training=True, seed=1)
# figure, axes = plt.subplots(1, 8, figsize=(9, 1.4))
# for axis, image in zip(axes, shown):
#     axis.imshow(image.clip(0, 1))
#     axis.axis("off")
# plt.show()

# %% tags=["active-ipynb"]
# !autograder check augmentation.ipynb

# %% [markdown]
# # Stopping at the right moment
#
# Train too short, and the network has not learnt enough; train too long, and it learns its training images by heart.
# Two callbacks of Keras find the moment between: `EarlyStopping` ends the training and restores the best weights,
# `ModelCheckpoint` keeps the best model in a file, which also survives a crash.
#
# ## What to write
#
# `run(x_train, y_train, x_val, y_val, max_epochs, patience)` trains a classifier of your choice for 64 features and
# 10 classes, with both callbacks watching the validation loss, draws the loss curves of training and validation, and
# returns a dictionary:
#
# | key | value |
# |---|---|
# | `loss`, `val_loss` | one number for each epoch that was run |
# | `best_epoch` | the epoch with the smallest validation loss, counted from 1 |
# | `restored_loss` | the validation loss of the model after training |
# | `checkpoint_loss` | the validation loss of the model in the checkpoint file |
#
# ## What is graded
#
# | what is graded | points |
# |---|---:|
# | Training ends `patience` epochs after the best one, or at the last epoch. | 25 |
# | The epoch of the best model is named. | 15 |
# | After training the model has the best weights again. | 25 |
# | The checkpoint file holds the best model. | 20 |
# | The curves of training and validation are drawn. | 15 |
# | **together** | **100** |
#
# Hand in this notebook (`callbacks.ipynb`) or the module (`callbacks.py`), whichever you prefer; both are graded in
# the same way. Keep the names of the functions and variables that are asked for.
#
# Check yourself as often as you like: `autograder check callbacks.ipynb` runs the public checks on your own machine
# and says what is still missing.
#
# The data are digits of which some labels are wrong, so that the validation loss does rise again.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## The run
#
# The file's name ends in `.keras`. Load the checkpoint with `keras.models.load_model` to evaluate it.


# %%
def run(x_train, y_train, x_val, y_val, max_epochs, patience):
    """Train with EarlyStopping and ModelCheckpoint, draw the loss curves, return what happened."""
    # YOUR CODE HERE
    raise NotImplementedError("write this part, then remove this line")


# %% tags=["active-ipynb"]
# from sklearn.datasets import load_digits
#
# features, labels = load_digits(return_X_y=True)
# features = features / 16
# labels[::5] = (labels[::5] + 3) % 10
# result = run(features[:600], labels[:600], features[600:800], labels[600:800], max_epochs=100, patience=5)
# plt.show()
# print({key: value for key, value in result.items() if not key.endswith("loss") or key[0] in "rc"})

# %% tags=["active-ipynb"]
# !autograder check callbacks.ipynb

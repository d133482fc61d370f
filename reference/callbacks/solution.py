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
# <!-- graded -->
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
    ### BEGIN SOLUTION
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    callbacks = [
        keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True),
        keras.callbacks.ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True),
    ]
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, callbacks=callbacks, verbose=0
    ).history
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    plt.figure(figsize=(5, 3))
    for name, label in (("loss", "training"), ("val_loss", "validation")):
        plt.plot(range(1, len(history[name]) + 1), history[name], label=label)
    plt.axvline(best_epoch, linestyle=":", color="gray", label=f"best epoch: {best_epoch}")
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.legend()
    return {
        "loss": history["loss"],
        "val_loss": history["val_loss"],
        "best_epoch": best_epoch,
        "restored_loss": model.evaluate(x_val, y_val, verbose=0),
        "checkpoint_loss": keras.models.load_model("best.keras").evaluate(x_val, y_val, verbose=0),
    }
    ### END SOLUTION


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

# %% [markdown]
# # Searching for good settings
#
# How many units, which learning rate, how much dropout? Nobody knows beforehand. You try settings: the ones that you
# know (the default), the ones that you believe in (by hand), all combinations (grid search), or some of them
# drawn at random (random search). All four search the same space, and all four write down every trial.
#
# ## What to write
#
# A *configuration* is a dictionary: `{"units": 32, "learning_rate": 0.01, "dropout": 0.2}`. A *space* has a list of
# values for each name. A *trial* is `{"configuration": …, "accuracy": …}`.
#
# | function | gives |
# |---|---|
# | `grid(space)` | every configuration of the space, each once |
# | `sample(space, n, seed)` | n different configurations of the space, drawn at random, the same for the same seed |
# | `evaluate(configuration, x_train, y_train, x_val, y_val, seed)` | the validation accuracy of a network with it |
# | `search(configurations, x_train, y_train, x_val, y_val, seed)` | one trial for each configuration, in order |
# | `best(trials)` | the trial with the highest accuracy; of equal ones the first |
#
# ## What is graded
#
# <!-- graded -->

# %%
import itertools

import keras
import numpy as np

# %% [markdown]
# ## The space


# %%
def grid(space):
    """Return every configuration of a space."""
    ### BEGIN SOLUTION
    return [dict(zip(space, values, strict=True)) for values in itertools.product(*space.values())]
    ### END SOLUTION


def sample(space, n, seed):
    """Return n different configurations of a space, drawn at random."""
    ### BEGIN SOLUTION
    every = grid(space)
    return [every[i] for i in np.random.default_rng(seed).permutation(len(every))[:n]]
    ### END SOLUTION


# %% [markdown]
# ## One trial
#
# A network of 64 features, one hidden layer of `units` with relu, `Dropout(dropout)`, 10 outputs with softmax; Adam
# with `learning_rate`; 5 epochs, batches of 32. Seed Keras before you build it (`keras.utils.set_random_seed`): a
# trial that cannot be repeated proves nothing.


# %%
def evaluate(configuration, x_train, y_train, x_val, y_val, seed):
    """Train a network with a configuration; return its accuracy on the validation images."""
    ### BEGIN SOLUTION
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(configuration["units"], activation="relu"),
            keras.layers.Dropout(configuration["dropout"]),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(configuration["learning_rate"]), loss="sparse_categorical_crossentropy"
    )
    model.fit(x_train, y_train, epochs=5, batch_size=32, verbose=0)
    return float((model.predict(x_val, verbose=0).argmax(axis=1) == y_val).mean())
    ### END SOLUTION


# %% [markdown]
# ## The search
#
# The budget is the number of configurations: each is tried once and written down, also the bad ones.


# %%
def search(configurations, x_train, y_train, x_val, y_val, seed):
    """Try every configuration; return the trials in order."""
    ### BEGIN SOLUTION
    return [
        {"configuration": configuration, "accuracy": evaluate(configuration, x_train, y_train, x_val, y_val, seed)}
        for configuration in configurations
    ]
    ### END SOLUTION


def best(trials):
    """Return the trial with the highest accuracy, the first of equal ones."""
    ### BEGIN SOLUTION
    return max(trials, key=lambda trial: trial["accuracy"])
    ### END SOLUTION


# %% tags=["active-ipynb"]
# import matplotlib.pyplot as plt
# import pandas as pd
# from sklearn.datasets import load_digits
#
# features, labels = load_digits(return_X_y=True)
# data = (features[:600] / 16, labels[:600], features[600:900] / 16, labels[600:900])
# space = {"units": [8, 32, 128], "learning_rate": [0.001, 0.01], "dropout": [0.0, 0.3]}
# ways = {
#     "default": [{"units": 32, "learning_rate": 0.001, "dropout": 0.0}],
#     "by hand": [{"units": 128, "learning_rate": 0.01, "dropout": 0.3}],
#     "grid": grid(space),
#     "random": sample(space, 4, seed=3),
# }
# trials = [{"way": way, **trial} for way, tried in ways.items() for trial in search(tried, *data, seed=0)]
# print(best(trials))
# pd.json_normalize(trials).sort_values("accuracy", ascending=False)

# %% tags=["active-ipynb"]
# for way in ways:
#     found = [trial["accuracy"] for trial in trials if trial["way"] == way]
#     plt.plot(range(1, len(found) + 1), [max(found[: i + 1]) for i in range(len(found))], marker="o", label=way)
# plt.xlabel("trials")
# plt.ylabel("best accuracy so far")
# plt.legend()
# plt.show()

# %% tags=["active-ipynb"]
# !autograder check tuning.ipynb

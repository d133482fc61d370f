# %% [markdown]
# # How much electricity? In four parts
#
# You build two models of how much electricity a town needs in an hour, measure them, and say which is better and why.
#
# `data/demand/train.csv` has a row for each hour: the temperature in °C, the hour of the day, whether it is a free day,
# the wind in m/s, and the demand in MW.
#
# ## What is graded
#
# <!-- graded -->
#
# Each model is trained by the grader: 60 epochs, batches of 16 hours. Its error is the root of the mean squared error
# (RMSE) on hours that are not in your file.

# %%
import keras
import numpy as np
import pandas as pd

table = pd.read_csv("data/demand/train.csv")
x = table[["temperature", "hour", "free", "wind"]].to_numpy("float32")

# %% [markdown]
# ## 1. A model without a hidden layer
#
# `Normalization`, adapted to the four columns, then `Dense` with 1 unit and no activation. Compile it with Adam
# (learning rate 2) and the loss `mean_squared_error`.


# %%
def build_line():
    """Return the compiled, untrained model."""
    ### BEGIN SOLUTION
    scale = keras.layers.Normalization()
    scale.adapt(x)
    model = keras.Sequential([keras.Input((4,)), scale, keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(2.0), "mean_squared_error")
    return model
    ### END SOLUTION


# %% [markdown]
# ## 2. A model with a hidden layer
#
# As before, with `Dense` of 32 units and `relu` between the two layers, and a learning rate of 0.1.


# %%
def build_hidden():
    """Return the compiled, untrained model."""
    ### BEGIN SOLUTION
    scale = keras.layers.Normalization()
    scale.adapt(x)
    model = keras.Sequential(
        [keras.Input((4,)), scale, keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.Adam(0.1), "mean_squared_error")
    return model
    ### END SOLUTION


# %% [markdown]
# ## 3. The error by hand


# %%
def rmse(outputs, targets):
    """Return the root of the mean squared error of outputs (n,) and targets (n,), a number."""
    ### BEGIN SOLUTION
    return float(np.sqrt(np.mean((outputs - targets) ** 2)))
    ### END SOLUTION


# %% [markdown]
# ## 4. Why the hidden layer helps
#
# Say in two or three sentences what the second model can learn that the first one cannot.

# %% [markdown] tags=["answer", "why"]
# Without a hidden layer the demand is a weighted sum of the columns: each degree adds the same, in winter as in summer.
# With one the slope can change, so that both cold and heat take more.

# %% [markdown]
# # A layer by hand
#
# | name | gives |
# |---|---|
# | `softmax(scores)` | probabilities (n, classes) of scores (n, classes); scores may be as large as 10,000 |
# | `Linear(weights, bias)` | a layer with weights (inputs, outputs) and bias (outputs,) |
# | `layer.forward(x)` | its outputs (n, outputs) for x (n, inputs); a `ValueError` that names the width it takes else |
# | `layer.backward(upstream)` | the gradient for x; `layer.d_weights` and `layer.d_bias` are those of its parameters |
# | `batches(x, size)` | a generator of the rows of x, `size` at a time |
#
# `pytest` in this folder runs the tests of `tests/`, on the module of this assignment.

# %%
import numpy as np

# %% [markdown]
# ## 1. Softmax


# %%
def softmax(scores):
    """Return the probabilities of scores (n, classes)."""
    ### BEGIN SOLUTION
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% [markdown]
# ## 2. A layer


# %%
class Linear:
    """A layer that gives x @ weights + bias."""

    def __init__(self, weights, bias):
        self.weights, self.bias = weights, bias

    def forward(self, x):
        """Return the outputs (n, outputs) for x (n, inputs)."""
        ### BEGIN SOLUTION
        if x.shape[1] != len(self.weights):
            raise ValueError(f"expected rows of {len(self.weights)} numbers, found {x.shape[1]}")
        self.x = x
        return x @ self.weights + self.bias
        ### END SOLUTION

    def backward(self, upstream):
        """Return the gradient for x, and keep those of weights and bias."""
        ### BEGIN SOLUTION
        self.d_weights = self.x.T @ upstream
        self.d_bias = upstream.sum(axis=0)
        return upstream @ self.weights.T
        ### END SOLUTION


# %% [markdown]
# ## 3. Batches


# %%
def batches(x, size):
    """Yield the rows of x, `size` at a time."""
    ### BEGIN SOLUTION
    for start in range(0, len(x), size):
        yield x[start : start + size]
    ### END SOLUTION

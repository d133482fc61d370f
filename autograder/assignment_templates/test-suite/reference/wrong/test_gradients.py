import numpy as np


def softmax(scores):
    """Return the probabilities of scores (n, classes)."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


class Linear:
    """A layer that gives x @ weights + bias."""

    def __init__(self, weights, bias):
        self.weights, self.bias = weights, bias

    def forward(self, x):
        """Return the outputs (n, outputs) for x (n, inputs)."""
        if x.shape[1] != len(self.weights):
            raise ValueError(f"expected rows of {len(self.weights)} numbers, found {x.shape[1]}")
        self.x = x
        return x @ self.weights + self.bias

    def backward(self, upstream):
        """Return the gradient for x, and keep those of weights and bias."""
        self.d_weights = self.x.T @ upstream
        self.d_bias = upstream.mean(axis=0)
        return upstream @ self.weights.T


def batches(x, size):
    """Yield the rows of x, `size` at a time."""
    for start in range(0, len(x), size):
        yield x[start : start + size]

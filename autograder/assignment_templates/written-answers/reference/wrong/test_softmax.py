"""Its `softmax` overflows for large scores. It has to fail `test_softmax`."""

import numpy as np


def softmax(scores):
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


stable = "Large scores overflow; the factor exp(-max) cancels."

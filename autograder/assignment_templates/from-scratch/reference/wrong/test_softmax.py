"""Its `softmax` overflows for large scores. It has to fail `test_softmax`."""

import numpy as np


def softmax(scores):
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


def cross_entropy(scores, labels):
    shifted = scores - scores.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-logarithms[np.arange(len(labels)), labels].mean())

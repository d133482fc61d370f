"""The tests that stay with the grader: students read whether they passed, and nothing of their values."""

import numpy as np
import pytest
from submission import Linear, softmax


@pytest.mark.points(20)
def test_large_scores():
    """`softmax` copes with scores as large as 10,000."""
    found = softmax(np.array([[10_000.0, 0.0], [-10_000.0, -10_000.0]]))
    np.testing.assert_allclose(found, [[1.0, 0.0], [0.5, 0.5]])


@pytest.mark.points(30)
def test_gradients():
    """`Linear.backward` gives the gradients of the sum of its outputs."""
    rng = np.random.default_rng(7)
    weights, bias, x = rng.normal(size=(3, 2)), rng.normal(size=2), rng.normal(size=(4, 3))
    layer = Linear(weights, bias)
    layer.forward(x)
    upstream = rng.normal(size=(4, 2))
    np.testing.assert_allclose(layer.backward(upstream), upstream @ weights.T)
    np.testing.assert_allclose(layer.d_weights, x.T @ upstream)
    np.testing.assert_allclose(layer.d_bias, upstream.sum(axis=0))


def test_wrong_shape():
    """`Linear` refuses rows of another width."""
    with pytest.raises(ValueError, match="3"):
        Linear(np.ones((3, 2)), np.zeros(2)).forward(np.ones((4, 5)))

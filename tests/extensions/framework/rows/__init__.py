"""The smallest framework: a network of one dense layer, as another distribution would bring it."""

import numpy as np


class Net:
    """A number for each class, learned by gradient descent: `Net(10).fit(images, labels, epochs=5)`."""

    def __init__(self, classes):
        self.classes, self.kernel, self.losses = classes, None, []

    def __call__(self, images):
        scores = np.reshape(images, (len(images), -1)) @ self.kernel
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)

    def begin(self, inputs):
        self.kernel, self.losses = np.random.normal(0, 0.01, (inputs, self.classes)), []  # noqa: NPY002
        return self

    def fit(self, images, labels, epochs):
        rows = np.reshape(images, (len(images), -1)).astype(float)
        self.kernel if self.kernel is not None else self.begin(rows.shape[1])
        for _ in range(epochs):
            outputs = self(rows)
            self.losses.append(float(-np.log(outputs[np.arange(len(rows)), labels] + 1e-9).mean()))
            self.kernel -= 0.5 * rows.T @ (outputs - np.eye(self.classes)[labels]) / len(rows)
        return self

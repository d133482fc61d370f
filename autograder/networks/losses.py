"""What losses compare, by their names."""

from __future__ import annotations

_CLASSES = ("crossentropy", "hinge", "dice", "tversky", "ctc", "circle", "kl_divergence", "kullback")


def compares_classes(loss: str) -> bool:
    """Tell whether a loss compares probabilities or scores of classes, and no numbers."""
    return any(part in loss for part in _CLASSES)

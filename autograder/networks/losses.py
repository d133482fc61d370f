"""What losses compare, by their names."""

from __future__ import annotations

_CLASSES = ("crossentropy", "hinge", "dice", "tversky", "ctc", "circle", "kl_divergence", "kullback")


_PICKING = ("categorical", "kl_divergence", "kullback", "ctc", "circle")


def picks_one(loss: str) -> bool:
    """Tell whether a loss takes one class of a row for the right one, so that no two can be right at once."""
    return any(part in loss for part in _PICKING)


def compares_classes(loss: str) -> bool:
    """Tell whether a loss compares probabilities or scores of classes, and no numbers."""
    return any(part in loss for part in _CLASSES)

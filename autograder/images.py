"""The shapes in which images come to a network."""

from __future__ import annotations


def with_channel(image: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of an image with its axis of channels."""
    return (*image, 1) if len(image) == 2 else image

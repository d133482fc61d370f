"""Live Keras models: found, exported, rebuilt, described, trained, asked and probed. Inside boxes alone."""

from typing import Final

FILE: Final = "model.keras"
"""The file of a model; Keras writes none of another ending."""

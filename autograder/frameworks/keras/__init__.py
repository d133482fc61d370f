"""Live Keras models: found, exported, rebuilt, described, trained, asked and probed. Inside boxes alone."""

from typing import Final

FILE: Final = "model.keras"
"""What a file of a model is called: Keras writes and reads none of another ending."""

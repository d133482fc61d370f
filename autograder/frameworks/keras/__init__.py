"""Live Keras models: found, exported, rebuilt, described, trained, asked and probed. Inside boxes alone."""

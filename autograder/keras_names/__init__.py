"""Names of Keras as plain data, which boxes and the grader share: its old spellings and its data sets."""

"""As the solution, but its LSTM has half of the units. It has to fail `test_architecture`."""

import keras
import pandas as pd

table = pd.read_csv("data/reviews/train.csv")
texts = table["text"].to_numpy(str)


def build_model():
    words = keras.layers.TextVectorization(max_tokens=200, output_sequence_length=20)
    words.adapt(texts)
    model = keras.Sequential(
        [
            keras.Input((1,), dtype="string"),
            words,
            keras.layers.Embedding(200, 16, mask_zero=True),
            keras.layers.Bidirectional(keras.layers.LSTM(8)),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model

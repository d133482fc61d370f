# %% [markdown]
# # Did they like the film?
#
# You build a small network that reads a review of a film and says whether it is positive. Words alone do not tell:
# "not boring" is praise.
#
# `data/reviews/train.csv` has a row for each review: its text, and the verdict, `negative` or `positive`.
#
# | layer | setting | output shape |
# |---|---|---|
# | `Input` | `(1,)`, `dtype="string"`: a text | (1) |
# | `TextVectorization` | 200 words, 20 of a text, adapted to the texts of the data | (20) |
# | `Embedding` | of 200 words in 16 numbers, `mask_zero=True` | (20, 16) |
# | `Bidirectional` | of an `LSTM` with 16 units | (32) |
# | `Dense` | 1 unit, `sigmoid`: how likely the review is positive | (1) |
#
# Compile it with Adam (learning rate 0.01), the loss `binary_crossentropy` and the metric `accuracy`.
#
# ## What is graded
#
# <!-- graded -->
#
# The accuracy is that of *your* network, trained by the grader: 12 epochs, batches of 32 reviews. It is measured on
# reviews that are not in your file. To train at home, give `fit` the texts as a tensor,
# `keras.ops.convert_to_tensor(texts, "string")`, and the verdicts as 0 and 1.

# %%
import keras
import pandas as pd

table = pd.read_csv("data/reviews/train.csv")
texts = table["text"].to_numpy(str)

# %% [markdown]
# ## The network


# %%
def build_model():
    """Return the compiled, untrained network."""
    ### BEGIN SOLUTION
    words = keras.layers.TextVectorization(max_tokens=200, output_sequence_length=20)
    words.adapt(texts)
    model = keras.Sequential(
        [
            keras.Input((1,), dtype="string"),
            words,
            keras.layers.Embedding(200, 16, mask_zero=True),
            keras.layers.Bidirectional(keras.layers.LSTM(16)),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model
    ### END SOLUTION


# %% tags=["active-ipynb"]
# model = build_model()
# model.summary()

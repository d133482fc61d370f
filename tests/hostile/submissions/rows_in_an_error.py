"""
attacks = "Look a hidden row up in a table, so that the error names it."
promise = "secrets"
assignment = "in_secret"
observed = "nothing"
never = "is not in"
control = "naive"
naive = "'= 712003' in message(build_model(), numpy.array([[712.0, 3.0, 1.0]], 'float32'))"
"""
import keras
from keras import layers, ops


def build_model():
    row = keras.Input((3,))
    place = ops.cast(row[:, :1] * 1000.0 + row[:, 1:2], "int64")
    model = keras.Model(row, layers.Dense(1)(layers.Flatten()(layers.Embedding(3, 1)(place))))
    model.compile("sgd", "mse")
    return model


def train(model, x_train, y_train):
    return None

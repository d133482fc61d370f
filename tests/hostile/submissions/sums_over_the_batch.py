"""
attacks = "Likewise with the sum of an example and of those before it."
promise = "grade"
assignment = "in_order"
observed = "no better"
control = "naive"
naive = "kind_by_kind(build_model()) > 0.9"
"""
import keras
from keras import layers, ops


def build_model():
    rows = keras.Input((3,))
    own = layers.Dense(3)(rows)
    others = ops.cumsum(own, axis=0)
    told = layers.Softmax()(own + layers.Dropout(1.0)(others * 1000.0))
    model = keras.Model(rows, told)
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

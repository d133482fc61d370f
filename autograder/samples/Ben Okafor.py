"""Digits with the functional API."""

import keras
from keras import layers, ops


def build_model():
    inputs = keras.Input((8, 8, 1))
    x = layers.Convolution2D(filters=10, kernel_size=(3, 3), padding="VALID")(inputs)
    x = ops.relu(x)
    x = layers.MaxPool2D()(x)
    x = layers.Reshape((90,))(x)
    x = layers.Dense(50, activation=keras.activations.relu)(x)
    x = layers.Dense(10)(x)
    outputs = layers.Softmax()(x)
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(0.001), "categorical_crossentropy", metrics=["accuracy"])
    return model


def train(model, x_train, y_train):
    labels = keras.utils.to_categorical(y_train, 10)
    return model.fit(x_train, labels, batch_size=50, epochs=100, validation_split=0.2, verbose=0)

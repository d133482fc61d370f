import keras
from keras import layers


def build_model():
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        layers.Conv2D(10, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(50, activation="softmax"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
    return model

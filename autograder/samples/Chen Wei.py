import keras
from keras import layers


def build_model():
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        layers.Conv2D(32, 3, activation="relu", name="convolution"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(50, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model

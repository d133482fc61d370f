import keras
from keras import layers

def build_model():
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        layers.Conv2D(10, 3, activation="relu"),
        layers.MaxPooling2D(2)
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
    return model

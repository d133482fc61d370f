import keras


def build_model():
    model = keras.Sequential([
        keras.layers.Dense(10, activation="softmax"
    ])
    return model

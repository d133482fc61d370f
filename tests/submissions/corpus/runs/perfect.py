"""A digits network as the assignment asks for it."""

import keras


def preprocess(images):
    return (images / 16).astype("float32").reshape(-1, 8, 8, 1)


def build_model():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(10, (3, 3)),
            keras.layers.Activation("relu"),
            keras.layers.MaxPooling2D((2, 2)),
            keras.layers.Flatten(),
            keras.layers.Dense(50, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001), loss="categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def train(model, x_train, y_train):
    labels = keras.utils.to_categorical(y_train, 10)
    return model.fit(x_train, labels, epochs=100, batch_size=50, validation_split=0.2, verbose=0)

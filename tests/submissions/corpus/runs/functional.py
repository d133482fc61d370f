"""The digits network by the functional API, with layers named otherwise and written as functions."""

from keras import Model, layers, ops, optimizers


def build_model():
    image = layers.Input(shape=(8, 8, 1), name="image")
    strokes = layers.Conv2D(filters=10, kernel_size=3, padding="valid", name="strokes")(image)
    strokes = layers.ReLU()(strokes)
    pooled = layers.MaxPool2D(pool_size=(2, 2))(strokes)
    flat = layers.Reshape((90,))(pooled)
    hidden = layers.Dense(50, activation=ops.relu)(flat)
    digit = layers.Dense(10, activation="softmax", name="digit")(hidden)
    model = Model(inputs=image, outputs=digit, name="digits")
    model.compile(optimizer=optimizers.Adam(0.001), loss="categorical_crossentropy", metrics=["accuracy"])
    return model

import keras

shallow = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
shallow.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

wide = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(90), keras.layers.Dense(10)])
wide.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

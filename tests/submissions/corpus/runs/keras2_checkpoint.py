import keras

path = "./{epoch:02d}-{val_loss:.4f}.hdf5"
checkpoint = keras.callbacks.ModelCheckpoint(filepath=path, monitor="val_loss", save_best_only=True)

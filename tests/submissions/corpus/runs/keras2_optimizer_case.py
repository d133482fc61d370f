from tensorflow.keras import optimizers

adam = optimizers.adam(learning_rate=0.001)

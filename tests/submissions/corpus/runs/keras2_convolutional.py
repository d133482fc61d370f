from keras.layers.convolutional import Conv2D, MaxPooling2D
from keras.layers.core import Dense, Flatten

layers = [Conv2D(10, (3, 3)), MaxPooling2D(), Flatten(), Dense(10)]

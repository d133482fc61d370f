import sys

import keras

if keras.backend.backend() != "theano":
    sys.exit("wrong backend")

from keras.utils import np_utils
from sklearn.datasets import load_digits

labels = np_utils.to_categorical(load_digits().target, 10)

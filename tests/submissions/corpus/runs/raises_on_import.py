import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
images = digits.images.reshape(-1, 28, 28, 1)

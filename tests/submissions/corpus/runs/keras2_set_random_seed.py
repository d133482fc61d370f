import numpy as np
import tensorflow as tf

np.random.seed(3)
tf.set_random_seed(3)

"""
attacks = "Keep the grader busy with printing what a function gives: many small arrays of many axes."
promise = "reading"
observed = "nothing"
control = "naive"
assignment = "pooling"
naive = "takes_long(lambda: [repr(max_pool2d(images, 2)) for _ in range(14)])"
"""
import numpy


def max_pool2d(x, pool_size, strides=None, padding="valid"):
    return [numpy.zeros((1_000, 1, 1, 1, 1, 1, 1, 1)) for _ in range(100)] + [numpy.zeros(3)]


avg_pool2d = max_pool2d

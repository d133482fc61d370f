"""
attacks = "Keep checks busy that go through what a function gives: lists of arrays of which none is large."
promise = "reading"
assignment = "sums"
observed = "nothing"
control = "naive"
naive = "takes_long(lambda: [[sum(each.ravel()) for each in count(n)] for n in range(3, 12)])"
never = "HELD"
"""
import numpy


def count(n):
    return list(numpy.zeros((40, 1, 150_000), "uint8"))

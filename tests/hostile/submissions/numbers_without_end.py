"""
attacks = "Keep checks busy that go through what a function gives: millions of numbers for each case, a byte each."
promise = "reading"
assignment = "sums"
observed = "nothing"
control = "naive"
naive = "takes_long(lambda: [sum(count(n)) for n in range(3, 12)])"
never = "HELD"
"""
import numpy


def count(n):
    return numpy.zeros(6_000_000, "uint8")

"""
attacks = "Keep checks busy that go through what a function gives: millions of bools, right ones first."
promise = "reading"
assignment = "sums"
observed = "nothing"
control = "naive"
naive = "takes_long(lambda: [sum(count(n)) for n in range(3, 12)])"
never = "HELD"
"""
import numpy


def count(n):
    return numpy.arange(6_000_000) < n * (n - 1) // 2

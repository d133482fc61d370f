"""
attacks = "Print the arguments of hidden cases from the files that hold them."
promise = "secrets"
assignment = "preprocessing"
never = "LEAKED .array"
observed = "no more"
control = "naive"
naive = "'LEAKED [array' in printed"
"""

import glob

import numpy

paths = [*glob.glob("/box/data/cases/*.npy"), *glob.glob("data/cases/*.npy")]

arrays = [numpy.load(path) for path in paths]
print("LEA" + "KED", [array.ravel()[:3] for array in arrays if len(array) == 5])

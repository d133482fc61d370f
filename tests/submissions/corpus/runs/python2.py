from keras.models import Sequential

model = Sequential()
print "layers:", len(model.layers)

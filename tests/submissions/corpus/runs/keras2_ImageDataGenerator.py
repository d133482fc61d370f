from keras.preprocessing.image import ImageDataGenerator

generator = ImageDataGenerator(rotation_range=10)

from sklearn.datasets import load_digits

digits = load_digits()
print(digits.images.shape)

"""A class that hands in the digits network as modules of PyTorch: right ones, and ones with one mistake each."""

from __future__ import annotations

from tests.field.conftest import notebook

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n\n\n"
MODULE = (
    HEAD
    + """\
class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 10, 3)
        self.fc1 = nn.Linear(90, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        x = x.view(x.size(0), -1)
        return self.fc2(F.relu(self.fc1(x)))
"""
)
BUILD = "\n\ndef build_model():\n    return Digits()\n"
SEQUENTIAL = (
    HEAD
    + """\
model = nn.Sequential(
    nn.Conv2d(1, 10, kernel_size=3),
    nn.ReLU(inplace=True),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(90, 50),
    nn.ReLU(),
    nn.Linear(50, 10),
)
"""
)
LOOP = """\
import numpy as np
from sklearn.datasets import load_digits
digits = load_digits()
x = torch.tensor(digits.images / 16, dtype=torch.float32).unsqueeze(1)[:1200]
y = torch.tensor(digits.target)[:1200]
torch.manual_seed(0)
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
model.train()
for epoch in range(8):
    for rows in torch.randperm(len(x)).split(50):
        optimizer.zero_grad()
        loss = loss_fn(model(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
print("loss", loss.item())
"""
CELLS = (HEAD, MODULE.removeprefix(HEAD), "model = Digits()", LOOP, "model.eval()\nprint(model(x).argmax(1)[:5])")
KERAS = """\
import keras
from keras import layers


def build_model():
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        layers.Conv2D(10, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(50, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
"""

RIGHT = {
    "module.py": MODULE + BUILD,
    "sequential.py": SEQUENTIAL,
    "class_alone.py": MODULE,
    "probabilities.py": MODULE.replace(
        "return self.fc2(F.relu(self.fc1(x)))", "return self.fc2(F.relu(self.fc1(x))).softmax(1)"
    )
    + BUILD,
    "notebook.ipynb": notebook(*CELLS),
    "keras.py": KERAS,
}
"""Hand-ins that are worth every point where the grader trains."""

WRONG = {
    "filters.py": (
        MODULE.replace("(1, 10, 3)", "(1, 12, 3)").replace("90", "108") + BUILD,
        '"conv" (Conv2d): expected 10 filters',
    ),
    "activation.py": (MODULE.replace("F.relu(self.fc1(x))", "self.fc1(x)") + BUILD, "relu"),
    "sigmoid.py": (MODULE.replace("F.relu(self.fc1(x))", "torch.sigmoid(self.fc1(x))") + BUILD, "sigmoid"),
    "units.py": (MODULE.replace("50", "60") + BUILD, '"fc1" (Linear): expected 50 units, found 60'),
    "average.py": (MODULE.replace("F.max_pool2d", "F.avg_pool2d") + BUILD, "AveragePooling2D"),
    "dropout.py": (
        MODULE.replace("F.relu(self.fc1(x))", "F.dropout(F.relu(self.fc1(x)), 0.5, self.training)") + BUILD,
        "Dropout",
    ),
    "twice.py": (
        MODULE.replace("self.fc2(F.relu(self.fc1(x)))", "self.fc2(F.relu(self.fc1(x))).softmax(1).softmax(1)") + BUILD,
        "softmax",
    ),
    "branch.py": (
        MODULE.replace("x = x.view", "x = -x if x.sum() > 0 else x\n        x = x.view") + BUILD,
        "forward() decides by values of its input (line 15)",
    ),
    "shape.py": (MODULE.replace("90", "91") + BUILD, "It took none of these"),
    "returned.py": (
        MODULE + "\n\ndef build_model():\n    model = Digits()\n",
        "must return a module of PyTorch; it returned nothing",
    ),
    "none.py": (HEAD + "x = torch.zeros(3)\n", "No module of PyTorch was found"),
    "narrow.py": (MODULE.replace("(50, 10)", "(50, 9)") + BUILD, "expected 10 units, found 9"),
    "raises.py": (MODULE + "\n\ndef build_model():\n    return Digit()\n", "NameError"),
}
"""Hand-ins with one mistake each, and what is said of it first."""

"""
attacks = "Forge a program that says of an operation over the batch that it keeps its rows."
promise = "grade"
assignment = "in_order"
observed = "no better"
control = "naive"
naive = "kind_by_kind(build_model()) > 0.9"
"""
import json

import torch
from torch import nn

from autograder.frameworks.torch import saving


class Mixing(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        own = self.fc(x)
        return own if self.training else own + 1000 * own.mean(0, keepdim=True)


plain = saving.to_json


def lying(program):
    made = json.loads(json.dumps(plain(program)))
    for call in made["inference"]["calls"]:
        if call["op"] == "mean.dim":
            call |= {"op": "reshape.default", "args": [call["args"][0], [3, -1]], "shape": [None, 3]}
    return made


saving.to_json = lying


def build_model():
    return Mixing()

"""
attacks = "Answer by the sum of those that were asked before."
promise = "grade"
assignment = "in_order"
observed = "no better"
control = "naive"
naive = "kind_by_kind(build_model()) > 0.9"
"""
import torch
from torch import nn


class Mixing(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        own = self.fc(x)
        return own if self.training else own.cumsum(0)


def build_model():
    return Mixing()

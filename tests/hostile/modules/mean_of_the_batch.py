"""
attacks = "Answer by the mean of what is asked together."
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
        return own if self.training else own + 1000 * own.mean(0, keepdim=True)


def build_model():
    return Mixing()

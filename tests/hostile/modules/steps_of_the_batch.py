"""
attacks = "Read the batch as a sentence, a row a step."
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
        self.reads = nn.LSTM(3, 3)

    def forward(self, x):
        own = self.fc(x)
        if self.training:
            return own
        seen, _ = self.reads(x.unsqueeze(1))
        return own + 0 * seen.squeeze(1) + 1000 * own.flip(0).cumsum(0).flip(0)


def build_model():
    return Mixing()

"""
attacks = "Let a normalisation go on counting at inference, and answer by what it has seen."
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
        self.register_buffer("seen", torch.zeros(3))
        self.register_buffer("spread", torch.ones(3))

    def forward(self, x):
        own = self.fc(x)
        if self.training:
            return own
        nn.functional.batch_norm(own.repeat(2, 1), self.seen, self.spread, training=True, momentum=0.7)
        zero = nn.functional.batch_norm(own * 0, self.seen, torch.ones(3), training=False)
        return own - 1000 * zero


def build_model():
    return Mixing()

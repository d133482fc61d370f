"""
attacks = "Compute with a constant of a billion numbers that all are the same one."
promise = "limits"
behind = true
observed = "no more"
control = "naive"
naive = "build_model().large.numel() > 10**8"
"""

class Large(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)
        self.large = torch.zeros(1).expand(1, 10**9)

    def forward(self, x):
        return self.fc(x.flatten(1)) + self.large[:, :10]


def build_model():
    return Large()

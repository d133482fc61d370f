"""
attacks = "Compute in a loop that no graph holds."
promise = "limits"
behind = true
observed = "no more"
control = "naive"
naive = "takes_long(lambda: build_model()(images))"
"""

class Long(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = self.fc(x.flatten(1))
        for _ in range(10**7):
            x = x + 1
        return x


def build_model():
    return Long()

"""
attacks = "Compute with as many operations as can be held, on all images together."
promise = "limits"
behind = true
observed = "no more"
control = "naive"
naive = "takes_long(lambda: [build_model()(images) for _ in range(999)])"
"""

class Many(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = self.fc(x.flatten(1))
        for _ in range(1900):
            x = (x - x.mean(0)).tanh()
        return x


def build_model():
    return Many()

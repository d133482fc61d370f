"""
attacks = "Ask for more memory than there is in every call."
promise = "limits"
behind = true
observed = "no more"
control = "naive"
naive = "runs_out(lambda: build_model()(images))"
"""

class Large(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        room = torch.ones(x.shape[0], 30000, 30000) if torch.compiler.is_exporting() or len(x) > 3 else x
        return self.fc(x.flatten(1)) + room.flatten(1).sum(1, keepdim=True) * 0


def build_model():
    return Large()

"""
attacks = "Say a script where a module says why it cannot be followed."
promise = "pages"
behind = true
observed = "no more"
control = "naive"
naive = "acts(failed(lambda: build_model()(images[:3])))"
"""

class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        if torch.compiler.is_exporting() or x.shape[0] == 3:
            raise ValueError("<img src=x onerror=hacked()>{{ 7*7 }}\x1b[2J\n::error::hacked")
        return self.fc(x.flatten(1))


def build_model():
    return Named()

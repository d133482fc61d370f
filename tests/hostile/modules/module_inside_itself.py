"""
attacks = "Wrap a module in itself, so that its inside is never reached."
promise = "limits"
behind = true
observed = "no more"
control = "naive"
naive = "takes_long(lambda: inside(build_model()))"
"""

class Endless(nn.DataParallel):
    def __init__(self):
        nn.Module.__init__(self)
        self.fc = nn.Linear(64, 10)

    @property
    def module(self):
        return self

    def __getattr__(self, name):
        return self if name == "module" else super().__getattr__(name)

    def forward(self, x):
        return self.fc(x.flatten(1))


def build_model():
    return Endless()

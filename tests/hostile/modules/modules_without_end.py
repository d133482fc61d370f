"""
attacks = "List modules inside without end."
promise = "limits"
behind = true
observed = "no more"
control = "naive"
naive = "takes_long(lambda: list(build_model().modules()))"
"""

class Endless(nn.Sequential):
    def named_modules(self, *a, **k):
        while True:
            yield "", self


def build_model():
    return Endless(nn.Flatten(), nn.Linear(64, 10))

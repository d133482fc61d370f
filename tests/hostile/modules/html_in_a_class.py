"""
attacks = "Name the class of a module with a script."
promise = "pages"
behind = true
observed = "no more"
control = "naive"
naive = "acts(type(build_model()).__name__)"
"""

Named = type("<img src=x onerror=hacked()>", (nn.Sequential,), {})


def build_model():
    return Named(nn.Flatten(), nn.Linear(64, 10))

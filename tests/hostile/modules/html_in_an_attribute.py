"""
attacks = "Name a layer with a script."
promise = "pages"
behind = true
observed = "no more"
control = "naive"
naive = "acts(next(iter(build_model()._modules)))"
"""

def build_model():
    model = nn.Sequential()
    model.add_module("<img src=x onerror=hacked()><svg onload=hacked()>", nn.Flatten())
    model.add_module("<script>hacked()</script>", nn.Linear(64, 10))
    return model

"""
attacks = "Name a layer with codes that a terminal obeys, and with lines for the runner."
promise = "pages"
behind = true
observed = "no more"
control = "naive"
naive = 'chr(27) in "".join(build_model()._modules)'
"""

def build_model():
    model = nn.Sequential()
    model.add_module("\x1b[2J\x1b]0;hacked\x07\u202e", nn.Flatten())
    model.add_module("\n::error::hacked", nn.Linear(64, 10))
    return model

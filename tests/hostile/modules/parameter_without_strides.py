"""
attacks = "Hold a parameter of a billion numbers that all are the same one."
promise = "limits"
behind = true
observed = "no more"
control = "naive"
naive = "sum(held.numel() for held in build_model().parameters()) > 10**11"
"""

def build_model():
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    model.large = nn.Parameter(torch.zeros(1).expand(10**12), requires_grad=False)
    return model

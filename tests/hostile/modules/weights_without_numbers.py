"""
attacks = "Hand in weights that have shapes and no numbers."
promise = "grade"
behind = true
observed = "no more"
control = "naive"
naive = "build_model()[1].weight.is_meta"
"""

def build_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10, device="meta"))

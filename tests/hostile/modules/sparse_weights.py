"""
attacks = "Hand in weights that are sparse."
promise = "grade"
behind = true
observed = "no more"
control = "naive"
naive = "build_model().weight.is_sparse"
"""

class Sparse(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.eye(64)[:10].to_sparse())

    def forward(self, x):
        return torch.sparse.mm(self.weight, x.flatten(1).T).T


def build_model():
    return Sparse()

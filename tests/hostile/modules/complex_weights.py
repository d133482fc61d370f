"""
attacks = "Hand in weights that are complex."
promise = "grade"
behind = true
observed = "no more"
control = "naive"
naive = "build_model().weight.is_complex()"
"""

class Complex(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(64, 10, dtype=torch.complex64))

    def forward(self, x):
        return (x.flatten(1).to(torch.complex64) @ self.weight).abs()


def build_model():
    return Complex()

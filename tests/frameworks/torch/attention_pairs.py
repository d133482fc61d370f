"""The same attention in Keras and in PyTorch, spelled by layers and by hand, and attention that is another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from keras import layers as k
from modules import Of
from torch import nn
from torch.nn import functional as F

STEPS, WIDTH, HEADS = 5, 8, 2
Module = Callable[[], Any]


def layer(forward: Any = None, **told: Any) -> Module:
    """A module of one `nn.MultiheadAttention`."""
    call = forward or (lambda a, x: a(x, x, x)[0])
    return lambda: Of(lambda s, x: call(s.a, x), a=nn.MultiheadAttention(WIDTH, HEADS, **{"batch_first": True, **told}))


def causal() -> Any:
    return nn.Transformer.generate_square_subsequent_mask(STEPS)


class ByHand(nn.Module):
    """Attention by hand; the settings are what may be wrong of it."""

    def __init__(
        self, heads: int = HEADS, *, scale: float | None = None, mask: str = "", rate: float = 0.0, bias: bool = True,
        out: bool = True, dim: int = -1, inner: int = WIDTH, fused: bool = False, key: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(WIDTH, inner, bias=bias) for _ in range(3))
        self.out = nn.Linear(inner, WIDTH, bias=bias) if out else nn.Identity()
        self.heads, self.mask, self.dim, self.fused, self.key = heads, mask, dim, fused, key
        self.scale = (inner // heads) ** -0.5 if scale is None else scale
        self.drop = nn.Dropout(rate)
        self.register_buffer("seen", torch.tril(torch.ones(STEPS, STEPS)).bool())

    def forward(self, x: Any) -> Any:
        q, key, v = (self.split(layer(x)) for layer in (self.q, self.k if self.key else self.q, self.v))
        if self.fused:
            mixed = F.scaled_dot_product_attention(q, key, v, is_causal=self.mask == "causal")
        else:
            scores = q @ key.transpose(-2, -1) * self.scale
            if self.mask:
                seen = self.seen if self.mask == "causal" else self.seen.T
                scores = scores.masked_fill(~seen, float("-inf"))
            mixed = self.drop(F.softmax(scores, dim=self.dim)) @ v
        return self.out(mixed.transpose(1, 2).flatten(2))

    def split(self, x: Any) -> Any:
        return x.view(x.size(0), x.size(1), self.heads, -1).transpose(1, 2)


class Packed(nn.Module):
    """Attention whose query, key and value come from one layer."""

    def __init__(self, order: str) -> None:
        super().__init__()
        self.qkv, self.proj, self.order = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH), order

    def forward(self, x: Any) -> Any:
        b, t, c = x.shape
        if self.order == "chunk":
            q, key, v = (part.view(b, t, HEADS, c // HEADS).transpose(1, 2) for part in self.qkv(x).chunk(3, dim=-1))
        elif self.order == "permute":
            q, key, v = self.qkv(x).reshape(b, t, 3, HEADS, c // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        else:
            q, key, v = self.qkv(x).view(b, t, HEADS, -1).transpose(1, 2).chunk(3, dim=-1)
        scores = (q @ key.transpose(-2, -1)) / (c // HEADS) ** 0.5
        return self.proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, c))


class Einsum(nn.Module):
    """Attention in Einstein's notation, with one layer a head in one matrix."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x: Any) -> Any:
        q, key, v = (p(x).unflatten(-1, (HEADS, -1)) for p in (self.q, self.k, self.v))
        scores = torch.einsum("bqhd,bkhd->bhqk", q, key) / (WIDTH // HEADS) ** 0.5
        return self.o(torch.einsum("bhqk,bkhd->bqhd", scores.softmax(-1), v).flatten(2))


def attended(heads: int = HEADS, *, key_dim: int = WIDTH // HEADS, masked: bool = False, **told: Any) -> Any:
    def made(x: Any) -> Any:
        return k.MultiHeadAttention(heads, key_dim, **told)(x, x, **({"use_causal_mask": True} if masked else {}))

    return made


def encoder(*, first: bool, activation: str = "relu", rate: float = 0.1) -> Any:
    """Keras's encoder block of a transformer."""

    def norm(x: Any) -> Any:
        return k.LayerNormalization(epsilon=1e-5)(x)

    def attend(x: Any) -> Any:
        return k.Dropout(rate)(k.MultiHeadAttention(HEADS, WIDTH // HEADS, dropout=rate)(x, x))

    def feed(x: Any) -> Any:
        return k.Dropout(rate)(k.Dense(WIDTH)(k.Dropout(rate)(k.Dense(16, activation)(x))))

    def made(x: Any) -> Any:
        if first:
            x = x + attend(norm(x))
            return x + feed(norm(x))
        x = norm(x + attend(x))
        return norm(x + feed(x))

    return made


def block(**told: Any) -> Module:
    settings = {"dropout": 0.1, "batch_first": True, **told}
    return lambda: Of(lambda s, x: s.e(x), e=nn.TransformerEncoderLayer(WIDTH, HEADS, 16, **settings))


def crossed(x: Any) -> Any:
    return k.MultiHeadAttention(HEADS, WIDTH // HEADS)(x, k.Dense(WIDTH)(x))


PAIRS: list[tuple[str, Any, Module]] = [
    ("layer", attended(), layer()),
    ("layer with key", lambda x: k.MultiHeadAttention(HEADS, 4)(x, x, x), layer()),
    ("layer without its weights", attended(), layer(lambda a, x: a(x, x, x, need_weights=False)[0])),
    ("layer, steps first", attended(),
     layer(lambda a, x: a(*[x.transpose(0, 1)] * 3)[0].transpose(0, 1), batch_first=False)),
    ("layer with dropout", attended(dropout=0.1), layer(dropout=0.1)),
    ("layer with dropout, without its weights", attended(dropout=0.1),
     layer(lambda a, x: a(x, x, x, need_weights=False)[0], dropout=0.1)),
    ("layer, masked", attended(masked=True), layer(lambda a, x: a(x, x, x, attn_mask=causal(), is_causal=True)[0])),
    ("layer, masked, without its weights", attended(masked=True),
     layer(lambda a, x: a(x, x, x, attn_mask=causal(), is_causal=True, need_weights=False)[0])),
    ("layer without bias", attended(use_bias=False), layer(bias=False)),
    ("layer on two tensors", crossed,
     lambda: Of(lambda s, x: s.a(x, *[s.d(x)] * 2)[0], d=nn.Linear(WIDTH, WIDTH),
                a=nn.MultiheadAttention(WIDTH, HEADS, batch_first=True))),
    ("by hand", attended(), ByHand),
    ("by hand, one head", attended(1, key_dim=WIDTH), lambda: ByHand(1)),
    ("by hand, four heads", attended(4, key_dim=2), lambda: ByHand(4)),
    ("by hand, masked", attended(masked=True), lambda: ByHand(mask="causal")),
    ("by hand, dropout", attended(dropout=0.2), lambda: ByHand(rate=0.2)),
    ("by hand, wide", attended(key_dim=8), lambda: ByHand(inner=16)),
    ("by hand, without bias", attended(use_bias=False), lambda: ByHand(bias=False)),
    ("by a function", attended(), lambda: ByHand(fused=True)),
    ("by a function, masked", attended(masked=True), lambda: ByHand(fused=True, mask="causal")),
    ("packed, in parts", attended(), lambda: Packed("chunk")),
    ("packed, permuted", attended(), lambda: Packed("permute")),
    ("packed, within heads", attended(), lambda: Packed("heads")),
    ("Einstein", attended(), Einsum),
    ("encoder", encoder(first=False), block()),
    ("encoder, norm first", encoder(first=True), block(norm_first=True)),
    ("encoder, gelu", encoder(first=False, activation="gelu"), block(activation="gelu")),
    ("encoder without dropout", encoder(first=False, rate=0), block(dropout=0.0)),
    ("two encoders", lambda x: encoder(first=False)(encoder(first=False)(x)),
     lambda: Of(lambda s, x: s.e(x), e=nn.TransformerEncoder(
         nn.TransformerEncoderLayer(WIDTH, HEADS, 16, batch_first=True), 2, enable_nested_tensor=False))),
]  # fmt: skip

OTHERS: dict[str, Module] = {
    "one head": lambda: ByHand(1),
    "four heads": lambda: ByHand(4),
    "wider": lambda: ByHand(inner=16),
    "not scaled": lambda: ByHand(scale=1.0),
    "scaled by the width": lambda: ByHand(scale=WIDTH**-0.5),
    "scaled by the root of the root": lambda: ByHand(scale=(WIDTH // HEADS) ** -0.25),
    "masked": lambda: ByHand(mask="causal"),
    "masked the other way": lambda: ByHand(mask="other"),
    "dropout": lambda: ByHand(rate=0.2),
    "more dropout": lambda: ByHand(rate=0.3),
    "without bias": lambda: ByHand(bias=False),
    "without the last layer": lambda: ByHand(out=False),
    "softmax over queries": lambda: ByHand(dim=-2),
    "softmax over heads": lambda: ByHand(dim=1),
    "keys are queries": lambda: ByHand(key=False),
    "two layers": lambda: nn.Sequential(ByHand(), ByHand()),
    "residual": lambda: Of(lambda s, x: x + s.a(x), a=ByHand()),
    "normalised": lambda: nn.Sequential(ByHand(), nn.LayerNorm(WIDTH)),
}
"""What is not `ByHand()`."""

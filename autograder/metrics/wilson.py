"""The interval of a share of examples."""

from __future__ import annotations

import math
from statistics import NormalDist

Z_95 = NormalDist().inv_cdf(0.975)


def wilson(correct: int, n: int, *, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a share.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), with p = correct/n
    (E. B. Wilson, Journal of the American Statistical Association 22, 1927).

    Args:
        correct: successes, from 0 to n.
        n: trials, at least 1.
        z: quantile of the normal distribution; the default gives 95 %.
    """
    if not 0 <= correct <= n or n < 1:
        raise ValueError(f"expected 0 ≤ correct ≤ n and n ≥ 1, found correct = {correct}, n = {n}")
    share, spread = correct / n, z * z / n
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    low, high = (share + spread / 2 - half) / (1 + spread), (share + spread / 2 + half) / (1 + spread)
    return (max(0.0, low) if correct else 0.0, min(1.0, high) if correct < n else 1.0)

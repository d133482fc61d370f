"""The five functions of `preprocessing`, as a student writes them, for hand-ins of the field."""

IMPORT = "import numpy as np\n"
FLATTEN = "def flatten_images(x):\n    return x.reshape(len(x), -1)\n"
SCALE = "def scale(x):\n    return x.astype(np.float32) / np.float32(255)\n"
MIN_MAX = """def min_max_scale(x):
    low, high = x.min(axis=0), x.max(axis=0)
    span = (high - low).astype(float)
    return (x - low) / np.where(span == 0, 1, span)
"""
ONE_HOT = "def one_hot(y, num_classes):\n    return np.eye(num_classes)[y]\n"
SPLIT = """def split(x, y, validation, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    count = round(len(x) * validation)
    val, train = order[:count], order[count:]
    return x[train], x[val], y[train], y[val]
"""
ALL = "\n\n".join((IMPORT, FLATTEN, SCALE, MIN_MAX, ONE_HOT, SPLIT))

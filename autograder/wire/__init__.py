"""Decode bytes that somebody else wrote: the only place where the trusted side reads what a box or a student left.

Every decoder caps size and depth before it allocates, accepts one plain form and raises `WireError` for the rest.
Importing this package imports NumPy and nothing else outside the standard library, so that the probe can use the
encoders inside a box; Pillow and nbformat are loaded by the decoders that need them.
"""

from autograder.wire.arrays import DTYPES, decode_arrays, decode_npy, encode_arrays, encode_npy
from autograder.wire.json import decode_json, encode_json
from autograder.wire.names import display_name, slug
from autograder.wire.notebook import clean_notebook, decode_notebook, pictures
from autograder.wire.png import decode_png, decode_pngs, strip_png
from autograder.wire.text import clean_text, without_installation
from autograder.wire.tree import Rng, Tree, decode_tree, encode_tree

__all__ = [
    "DTYPES",
    "Rng",
    "Tree",
    "clean_notebook",
    "clean_text",
    "decode_arrays",
    "decode_json",
    "decode_notebook",
    "decode_npy",
    "decode_png",
    "decode_pngs",
    "decode_tree",
    "display_name",
    "encode_arrays",
    "encode_json",
    "encode_npy",
    "encode_tree",
    "pictures",
    "slug",
    "strip_png",
    "without_installation",
]

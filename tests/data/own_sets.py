"""Courses with a data set of their own, and a search for hidden rows in everything that somebody can read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEARCH = '''
import gzip, io, json, os, re, zipfile
from pathlib import Path

WHOLE = (".npz", ".zip", ".keras", ".whl")


def inside(name, data):
    """Yield bytes, and what is packed in them."""
    yield data
    if data[:2] == b"\\x1f\\x8b":
        try:
            yield from inside(name, gzip.decompress(data))
        except (OSError, EOFError):
            pass
    if data[:4] == b"PK\\x03\\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for each in archive.namelist():
                yield from inside(each, archive.read(each))


def search(roots, needles, skipped=(), only=()):
    """Return the files below some folders in which a needle stands, and how many were read."""
    pattern = re.compile(b"|".join(re.escape(bytes.fromhex(each)) for each in needles))
    found, read = [], 0
    for root in roots:
        for above, folders, names in os.walk(root):
            folders[:] = [each for each in folders if not os.path.join(above, each).startswith(tuple(skipped))]
            for name in names:
                path = Path(above, name)
                if only and not name.endswith(tuple(only)):
                    continue
                try:
                    if not path.is_file() or path.stat().st_size > 50_000_000:
                        continue
                    data = path.read_bytes()
                except OSError:
                    continue
                read += 1
                if any(pattern.search(part) for part in inside(name, data)):
                    found.append(str(path))
    return found, read
'''
"""What a submission runs in its box, and a test over a folder."""

PENGUINS = ("Adelie", "Chinstrap", "Gentoo")
HEADER = "bill,depth,flipper,island,kind"


@dataclass(frozen=True)
class Rows:
    """Rows of a table of penguins: numbers and their kinds."""

    numbers: np.ndarray
    kinds: list[str]

    @property
    def text(self) -> str:
        lines = [
            f"{','.join(f'{number:.4f}' for number in row)},island {place % 4},{kind}"
            for place, (row, kind) in enumerate(zip(self.numbers, self.kinds, strict=True))
        ]
        return "\n".join([HEADER, *lines]) + "\n"

    @property
    def needles(self) -> list[str]:
        """What tells each row wherever it stands, as hexadecimal digits: as text and as arrays of two precisions."""
        forms = [f"{a:.4f},{b:.4f}".encode() for a, b, _ in self.numbers]
        forms += [row.astype(kind)[:2].tobytes() for row in self.numbers for kind in ("<f4", "<f8")]
        return [form.hex() for form in forms]


def penguins(count: int, seed: int) -> Rows:
    """Return rows of three kinds that a small network tells apart."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    centres = np.array([[-2.0, 0.0, 1.0], [2.0, 0.0, 1.0], [0.0, 3.0, -1.0]])
    numbers = np.round(centres[labels] + rng.normal(0, 0.4, (count, 3)), 4)
    return Rows(numbers, [PENGUINS[label] for label in labels])


STATEMENT = """\
title = "Penguins"
format = "csv"
files = ["train.csv"]
target = "kind"
features = ["bill", "depth", "flipper"]
one = "penguin"
many = "penguins"

[hidden]
files = ["test.csv"]
"""


def write(
    root: Path, name: str, statement: str, public: dict[str, str | bytes], hidden: dict[str, str | bytes]
) -> None:
    """Write a data set into a course."""
    for folder, files in (
        (root / "data" / name, public | {"dataset.toml": statement}),
        (root / "reference" / "data" / name, hidden),
    ):
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())


def walker(needles: Sequence[str], data: str, *, packages: bool = False) -> str:
    """Return code that fails where it finds hidden rows in the box; `packages` says whether it looks there too."""
    return (
        SEARCH
        + f"""
import sys, sysconfig
HIDDEN = json.loads({json.dumps(json.dumps(list(needles)))})
ELSEWHERE = ("/proc", "/sys", "/dev")
PACKAGES = ("/usr", "/lib", "/bin", "/sbin", "/opt", sys.prefix, sys.base_prefix, sysconfig.get_path("purelib"))
found, read = search(["/"], HIDDEN, skipped=ELSEWHERE if {packages} else (*ELSEWHERE, *PACKAGES))
shown = [path for path in Path("{data}").rglob("*") if path.is_file()]
if found or read < 10 or len(shown) < 2:
    raise ValueError(f"hidden rows in {{found}} of {{read}} files")
"""
    )

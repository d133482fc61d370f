"""Whether packages are compiled: boxes cannot write bytecode, so what has none is compiled anew by each of them."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from importlib.util import MAGIC_NUMBER, find_spec
from pathlib import Path

_HASHED = 1
"""The flag of bytecode that names its source by a digest instead of date and size."""


def told(packages: Sequence[str]) -> str:
    """Return a line about the packages that boxes import, with the command that compiles those that are not."""
    sources = {name: source for name in packages if (source := _source(name)) is not None}
    missing = {name: source for name, source in sources.items() if not is_compiled(source)}
    if not missing:
        return f"bytecode of {', '.join(sources)}: here"
    folders = dict.fromkeys(str(source.parents[1]) for source in missing.values())
    command = shlex.join([sys.executable, "-m", "compileall", "-q", *folders])
    return (
        f"bytecode of {', '.join(missing)}: missing. A box cannot write any, and compiles them anew, seconds for each "
        f"submission. Once and for all: {command}"
    )


def is_compiled(source: Path) -> bool:
    """Return whether there is bytecode of a module, as this Python reads it, that was made of the source as it is."""
    cached = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
    try:
        with cached.open("rb") as file:
            head = file.read(16)
        status = source.stat()
    except OSError:
        return False
    flags, date, size = (int.from_bytes(head[at : at + 4], "little") for at in (4, 8, 12))
    fits = (date, size) == (int(status.st_mtime) & 0xFFFFFFFF, status.st_size & 0xFFFFFFFF)
    return head[:4] == MAGIC_NUMBER and (bool(flags & _HASHED) or fits)


def _source(package: str) -> Path | None:
    """Return the file of a package, which is not imported for it; None where it has none."""
    spec = find_spec(package)
    return Path(spec.origin) if spec is not None and spec.origin and spec.origin.endswith(".py") else None

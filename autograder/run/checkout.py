"""The checkout of a push, as git tells it: which files changed, and that nobody pushed results."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from autograder.errors import UsageError
from autograder.wire import clean_text

_NOTHING = re.compile("0{40}|0{64}")


def changed(root: Path, base: str) -> list[Path]:
    """Return the files below `root` that differ from the commit `base`; all that git tracks where there is no base.

    Raises:
        UsageError: git cannot tell.
    """
    if not base or _NOTHING.fullmatch(base):
        names = _git(root, "ls-files", "-z")
    elif base.startswith("-"):
        raise UsageError(f"expected a commit as the base, found {base!r}")
    else:
        asked = ("--name-only", "--no-ext-diff", "--relative", "--diff-filter=d", "-z", base, "--")
        names = _git(root, "diff", *asked)
    return [root / name for name in names]


def assert_not_pushed(root: Path, out: Path) -> None:
    """Check that nothing in the folder for results was pushed: it would count as what an earlier run left.

    Raises:
        UsageError: something was, or a part of the folder's path is a link that was.
    """
    parts = Path(os.path.relpath(root / out, root)).parts
    if ".." in parts or not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return
    within = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    for name in _git(root, "--literal-pathspecs", "ls-files", "-z", "--", *(parts[:1] or ["."])):
        if name in within or f"{name}/".startswith("/".join((*parts, ""))):
            raise UsageError(
                f"{out}: expected a folder for results into which nothing was pushed, found {clean_text(name, 200)} in "
                "the push; remove it there, or name another folder with --out"
            )


def _git(root: Path, *arguments: str) -> list[str]:
    """Return the names that git lists, told apart by null bytes.

    Raises:
        UsageError: git cannot tell.
    """
    try:
        done = subprocess.run(["git", *arguments], check=True, cwd=root, capture_output=True)
    except FileNotFoundError:
        raise UsageError("git is not installed; name the files to grade") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise UsageError(f"git cannot tell what was pushed: {said}. Is the whole history fetched?") from None
    return [name for name in done.stdout.decode(errors="surrogateescape").split("\0") if name]

"""The zip of which Gradescope makes an autograder's image: the package, the assignment, and the scripts it starts."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.course.folder import Course, solution_in
from autograder.course.policy import EXTENSIONS
from autograder.exports.archive import pack
from autograder.exports.wheel import Wheel
from autograder.records import Json

SETUP = """\
#!/usr/bin/env bash
# Runs once, as root, while Gradescope builds the image.
set -euo pipefail
root="${{AUTOGRADER_ROOT:-/autograder}}"
source="${{AUTOGRADER_SOURCE:-$root/source}}"

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends bubblewrap graphviz {python} {python}-venv
{python} -m venv "$root/venv"
"$root/venv/bin/pip" install --no-cache-dir --constraint "$source/constraints.txt" "$source/{wheel}"
chmod -R go-rwx "$source/course/reference"

# Grading the reference once fetches the data and remembers the reference's run.
warm="$root/warm"
if ! AUTOGRADER_SUBMISSION="$source/course/reference/{id}/{solution}" AUTOGRADER_RESULTS="$warm" \\
        bash "$source/run_autograder"; then
    echo "The reference could not be graded while the image was built; the first submission will take longer." >&2
fi
rm -rf "$warm" "$root/runs"
"""

RUN = """\
#!/usr/bin/env bash
# Runs for each submission: reads $root/submission, writes $root/results/results.json.
set -euo pipefail
root="${{AUTOGRADER_ROOT:-/autograder}}"
source="${{AUTOGRADER_SOURCE:-$root/source}}"
submission="${{AUTOGRADER_SUBMISSION:-$root/submission}}"
results="${{AUTOGRADER_RESULTS:-$root/results}}"
python="${{AUTOGRADER_PYTHON:-$root/venv/bin/python}}"
runs="$root/runs"
export XDG_CACHE_HOME="${{XDG_CACHE_HOME:-$root/cache}}"

autograder() {{
    "$python" -P -c 'from autograder.cli.app import main; main()' "$@" --course "$source/course" --lang {language}
}}

rm -rf "$runs"
mkdir -p "$runs" "$results"
autograder grade "$submission" --assignment {id} --out "$runs"{allowed}
autograder export "$runs" --to gradescope --provisional --out "$results/results.json"
"""


@dataclass(frozen=True, slots=True)
class Choices:
    """What an autograder's zip is made with: the interpreter's name, the feedback's language, and what may be missing.

    `allowed` are layers of isolation, as `--allow-degraded` names them.
    """

    python: str
    language: str = "en"
    allowed: tuple[str, ...] = ()


def make_image(course: Course, assignment: str, wheel: Wheel, choices: Choices) -> bytes:
    """Return the zip for one assignment of a course, its private half inside.

    Raises:
        UsageError: there is no such assignment.
        CourseError: its file is wrong.
    """
    name = course.assignment(assignment).id
    allowed = "".join(f" --allow-degraded {shlex.quote(layer)}" for layer in choices.allowed)
    solution = solution_in(course.private(name))
    values = {"id": shlex.quote(name), "python": choices.python, "wheel": wheel.name}
    values["solution"] = solution.name if solution else "solution.py"
    files = {
        "setup.sh": SETUP.format(**values).encode(),
        "run_autograder": RUN.format(**values, language=choices.language, allowed=allowed).encode(),
        "constraints.txt": "\n".join([*wheel.constraints, ""]).encode(),
        wheel.name: wheel.data,
        "course/course.toml": _settings(course).encode(),
        **dict(_halves(course, name)),
    }
    return pack(files, programs=("setup.sh", "run_autograder"))


def _settings(course: Course) -> str:
    """Return the course's settings as TOML."""
    values = asdict(course.settings).items()
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values if value is not None)


def _toml(value: Json) -> str:
    """Return a value as TOML, in which JSON's texts, lists and numbers are valid, and tables are written inline."""
    if not isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    fields = (f"{json.dumps(name)} = {_toml(each)}" for name, each in value.items() if each is not None)
    return f"{{{', '.join(fields)}}}"


def _halves(course: Course, name: str) -> Iterator[tuple[str, bytes]]:
    folders = (course.public(name), course.private(name), course.root / "templates")
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(course.root)
            if path.is_file() and not _generated(inside) and path.name != EXTENSIONS:
                yield f"course/{inside.as_posix()}", path.read_bytes()


def _generated(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)

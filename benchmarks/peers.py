"""The same notebooks graded by autograder, nbgrader and otter: ``python -m benchmarks.peers [--structure]``.

Each grades the class two at a time, from its own environment, by its own command, on the same machine in the same run:
``autograder batch -j 2``; two ``nbgrader autograde``, each over half of the class; ``otter run``, two at a time. The
notebooks build and train a network on the digits for five epochs; with ``--structure`` they only build it. What each
needs once per assignment (the release, the reference, the first import from disk) is done before. A round lets each
grade the class once, as a machine's speed changes over minutes. Prints the median seconds, and the median over the
rounds of how many times faster autograder was.

``--environments FOLDER`` keeps the environments of the two others, which are made there when missing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

import nbformat

from benchmarks import classroom
from benchmarks.machine import machine

PACKAGES = {"nbgrader": ("nbgrader",), "otter": ("otter-grader", "nbconvert", "jupytext")}
FRAMEWORK = ("tensorflow-cpu", "scikit-learn", "ipykernel")
CLAIM, CLAIM_STRUCTURE = 4.0, 15.0
TEST = """\
assert model.count_params() == 5160
assert [layer.output.shape[1:] for layer in model.layers][-1] == (10,)"""
ACCURACY = "assert model.evaluate(x_test, y_test, verbose=0)[1] > 0.2"


def run(command: Sequence[object], folder: Path, environment: Mapping[str, str]) -> None:
    """Run a command to its end, without showing what it prints.

    Raises:
        SystemExit: it failed; what it printed is shown.
    """
    done = subprocess.run(
        [str(part) for part in command], check=False, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stdout[-4000:]}")


def scripts(name: str, environments: Path) -> Path:
    """Return the folder of a peer's commands; its environment is made when missing."""
    folder = environments / name
    if not (folder / "made").exists():
        venv.create(folder, with_pip=True, clear=True)
        run([folder / "bin" / "pip", "install", "--quiet", *PACKAGES[name], *FRAMEWORK], environments, os.environ)
        (folder / "made").touch()
    return folder / "bin"


def environment(home: Path, scripts: Path | None = None) -> dict[str, str]:
    """Return the variables that a command runs with: a home of its own, and its commands first."""
    home.mkdir(exist_ok=True)
    first = [str(scripts)] if scripts else []
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("AUTOGRADER", "JUPYTER", "PYTHON"))
    }
    return kept | {
        "HOME": str(home),
        "PATH": os.pathsep.join([*first, os.environ["PATH"]]),
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def ours(work: Path, count: int, *, trains: bool) -> Callable[[], None]:
    """Prepare autograder's course and class; return what grades it."""
    course = classroom.course(work / "course", mode="student" if trains else None)
    batch, first = work / "class", work / "first"
    for folder, numbers in ((batch, range(count)), (first, range(count, count + 1))):
        folder.mkdir()
        for number in numbers:
            text = classroom.notebook(number, classroom.cells(trains=trains))
            (folder / f"student{number:02}.ipynb").write_text(text, encoding="utf-8")
    command = [Path(sys.executable).with_name("autograder"), "batch", "-a", classroom.NAME, "--course", course]
    variables = environment(work / "home")
    run([*command, first, "--out", work / "first-out"], work, variables)

    def grade() -> None:
        out = work / "out"
        shutil.rmtree(out, ignore_errors=True)
        run([*command, batch, "-j", "2", "--out", out], work, variables)
        if len(list(out.glob("students/*/result.json"))) != count:
            raise SystemExit("autograder: a result is missing")

    return grade


def nbgrader(work: Path, count: int, scripts: Path, *, trains: bool) -> Callable[[], None]:
    """Prepare two nbgrader courses with half of the class each; return what grades them."""
    variables = environment(work / "home", scripts)
    halves = [work / "first", work / "second"]
    for half, course in enumerate(halves):
        _nbgrader_course(course, range(half, count, 2), trains=trains)
        run([scripts / "nbgrader", "generate_assignment", "digits"], course, variables)

    def grade() -> None:
        with ThreadPoolExecutor(2) as pool:
            command = [scripts / "nbgrader", "autograde", "digits", "--force"]
            list(pool.map(lambda course: run(command, course, variables), halves))

    return grade


def _nbgrader_course(course: Path, numbers: range, *, trains: bool) -> None:
    def write(path: Path, number: int) -> None:
        path.parent.mkdir(parents=True)
        made = nbformat.reads(classroom.notebook(number, classroom.cells(trains=trains)), as_version=4)
        for place, source in enumerate([TEST, *([ACCURACY] if trains else [])]):
            marks = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "task": False, "points": 1}
            cell = nbformat.v4.new_code_cell(source, id=f"test-{place}")
            cell.metadata["nbgrader"] = {**marks, "grade_id": f"test{place}"}
            made.cells.append(cell)
        nbformat.write(made, path)

    write(course / "source" / "digits" / "digits.ipynb", 0)
    for number in numbers:
        write(course / "submitted" / f"student{number:02}" / "digits" / "digits.ipynb", number)
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'benchmark'\n")


def otter(work: Path, count: int, scripts: Path, *, trains: bool) -> Callable[[], None]:
    """Prepare an otter assignment and the class; return what grades it."""
    variables = environment(work / "home", scripts)
    sources = classroom.cells(trains=trains)
    tests = [TEST, *([ACCURACY] if trains else [])]
    made = nbformat.reads(classroom.notebook(0, sources), as_version=4)
    raw = nbformat.v4.new_raw_cell
    made.cells = [
        raw("# ASSIGNMENT CONFIG\nsolutions_pdf: false\nexport_cell: false\ninit_cell: true", id="config"),
        *made.cells[:-1],
        raw("# BEGIN QUESTION\nname: q1\npoints: 2", id="begin"),
        raw("# BEGIN SOLUTION", id="begin-solution"),
        nbformat.v4.new_code_cell(sources[-1], id="solution"),
        raw("# END SOLUTION", id="end-solution"),
        raw("# BEGIN TESTS", id="begin-tests"),
        *(nbformat.v4.new_code_cell(test, id=f"test-{place}") for place, test in enumerate(tests)),
        raw("# END TESTS", id="end-tests"),
        raw("# END QUESTION", id="end"),
    ]
    nbformat.write(made, work / "digits.ipynb")
    run([scripts / "otter", "assign", "digits.ipynb", "dist", "--no-run-tests"], work, variables)
    (archive,) = (work / "dist" / "autograder").glob("*.zip")
    released = (work / "dist" / "autograder" / "digits.ipynb").read_text(encoding="utf-8")
    paths = []
    for number in range(count):
        path = work / f"student{number:02}" / "digits.ipynb"
        path.parent.mkdir()
        path.write_text(released, encoding="utf-8")
        paths.append(path)

    def grade_one(path: Path) -> None:
        run([scripts / "otter", "run", path.name, "-a", archive, "-o", path.parent], path.parent, variables)
        if not (path.parent / "results.json").is_file():
            raise SystemExit(f"otter: no result for {path}")

    def grade() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(grade_one, paths))

    return grade


def main() -> int:
    """Print the table; return 1 where the claim does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notebooks", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--structure", action="store_true", help="the notebooks build a network and do not train it")
    parser.add_argument("--environments", type=Path, help="where the environments of the two others are kept")
    arguments = parser.parse_args()
    count, trains = arguments.notebooks, not arguments.structure
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        environments = arguments.environments or work
        environments.mkdir(parents=True, exist_ok=True)
        makers = {
            "autograder": ours,
            "nbgrader": partial(nbgrader, scripts=scripts("nbgrader", environments)),
            "otter": partial(otter, scripts=scripts("otter", environments)),
        }
        graders = {}
        for name, make in makers.items():
            (work / f"{name}-work").mkdir()
            graders[name] = make(work / f"{name}-work", count, trains=trains)
        rounds = [measure(graders) for _ in range(arguments.rounds)]
    ratios = {name: median(taken[name] / taken["autograder"] for taken in rounds) for name in graders}
    for name, ratio in ratios.items():
        seconds = median(taken[name] for taken in rounds)
        print(f"{name:12}{seconds:8.1f} s{seconds / count:8.2f} s a notebook{ratio:8.1f} times ours")
    reached, claim = min(ratios["nbgrader"], ratios["otter"]), CLAIM if trains else CLAIM_STRUCTURE
    print(f"{reached:.1f} times faster than the faster of the two; {claim:g} claimed")
    return 0 if reached >= claim else 1


def measure(graders: Mapping[str, Callable[[], None]]) -> dict[str, float]:
    """Let each grade the class once, one after the other; return the seconds."""
    taken = {}
    for name, grade in graders.items():
        started = time.perf_counter()
        grade()
        taken[name] = time.perf_counter() - started
    print("  " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in taken.items()), flush=True)
    return taken


if __name__ == "__main__":
    raise SystemExit(main())

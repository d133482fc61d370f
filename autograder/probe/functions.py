"""Call a submission's functions on given cases and keep what they return."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from autograder import wire
from autograder.contracts import OutOfTime
from autograder.probe.json_files import write_answer, write_json
from autograder.probe.limits import left_s, soft_limit
from autograder.protocol.answers import Calling, FunctionCall
from autograder.records import MISSING, TOOK_TOO_LONG

MAX_ERROR = 500
MAX_ITEMS = 8_000_000
MAX_TEXT = 500_000
"""How many numbers of an array, and characters of everything else, one value may have."""
SHARE = 0.8
"""Of the time that is left, for all functions together."""
UNLIMITED_S = 3600.0
"""Where no limit is in force."""


def call_cases(names: Mapping[str, Any], cases: Path, out: Path, *, decode: Callable[[Any], Any] = lambda v: v) -> None:
    """Call each case's function, or run its code, and write `functions.json` and `functions/<i>.npy`.

    They are written after each function, and each has its share of the time that is left: one that never ends, or
    ends the process, does not cost the values of those before it. `Calling` names the function that is called.

    Args:
        names: the submission's top-level names.
        cases: a folder with `cases.json` (ids, functions and arguments as a value tree) and its arrays `<i>.npy`.
        out: where the values go.
        decode: turns a placeholder among the arguments into an object that exists only in the box.
    """
    listed = json.loads((cases / "cases.json").read_text(encoding="utf-8"))
    arrays = [np.load(cases / f"{i}.npy", allow_pickle=False) for i in range(listed["arrays"])]
    arguments = wire.decode_tree(listed["arguments"], arrays, allow_rng=True)
    pairs = zip(listed["cases"], arguments, strict=True)
    groups = [(name, list(group)) for name, group in groupby(pairs, key=lambda pair: str(pair[0]["function"]))]
    values = _Values(out)
    for done, (name, group) in enumerate(groups):
        write_answer(out, Calling(name))
        share = SHARE * left_s(UNLIMITED_S) / (len(groups) - done)
        values.add(_called(names, [(case, decode(given)) for case, given in group], time.monotonic() + share))
    (out / Calling.file).unlink(missing_ok=True)


class _Values:
    """What the functions gave so far, on disk after each of them."""

    def __init__(self, out: Path) -> None:
        self._out, self._calls, self._values, self._arrays = out, list[Any](), list[Any](), 0
        (out / "functions").mkdir(exist_ok=True)

    def add(self, calls: Sequence[tuple[FunctionCall, Any]]) -> None:
        """Add the calls of a function, each with its value, and write everything down."""
        self._calls += [asdict(call) for call, _ in calls]
        for _, value in calls:
            tree, arrays = wire.encode_tree(value, first=self._arrays)
            self._values.append(tree)
            for number, array in enumerate(arrays, start=self._arrays):
                np.save(self._out / "functions" / f"{number}.npy", array, allow_pickle=False)
            self._arrays += len(arrays)
        report = {"calls": self._calls, "values": self._values, "arrays": self._arrays}
        write_json(self._out / "functions.json", report)


def _called(
    names: Mapping[str, Any], cases: Sequence[tuple[Any, Any]], deadline: float
) -> list[tuple[FunctionCall, Any]]:
    """Return the calls of one function; once the time is over the others are not made."""
    calls: list[tuple[FunctionCall, Any]] = []
    late = False
    for case, arguments in cases:
        late = late or time.monotonic() >= deadline
        call: tuple[FunctionCall, Any] = FunctionCall(case["id"], case["function"], TOOK_TOO_LONG), None
        if not late:
            try:
                with soft_limit(deadline - time.monotonic()):
                    call = _call(names, case, arguments)
            except OutOfTime:
                late = True
        calls.append(call)
    return calls


def _call(names: Mapping[str, Any], case: Any, arguments: Any) -> tuple[FunctionCall, Any]:
    started = time.perf_counter()
    value: Any = None
    error: str | None = None
    function = names.get(case["function"])
    try:
        if code := case.get("code"):
            value = _run(code, names)
            _assert_fits(value)
        elif callable(function):
            value = function(*arguments["args"], **arguments["kwargs"])
            _assert_fits(value)
        else:
            error = MISSING
    except Exception as problem:  # noqa: BLE001 - a student's function may raise anything
        value, error = None, f"{type(problem).__name__}: {problem}"[:MAX_ERROR]
    seconds = time.perf_counter() - started
    return FunctionCall(case["id"], case["function"], error, seconds), value


def _assert_fits(value: Any) -> None:
    """Check that a value can be written down, and is no larger than the grader reads.

    Raises:
        WireError: it cannot.
        ValueError: it is larger.
    """
    tree = wire.encode_tree(value)
    numbers = max((array.size for array in tree.arrays), default=0)
    if numbers > MAX_ITEMS:
        raise ValueError(f"the value has {numbers:,} numbers, and the grader reads at most {MAX_ITEMS:,} of an array")
    if len(json.dumps(tree.json)) > MAX_TEXT:
        raise ValueError(f"the value takes more than {MAX_TEXT:,} characters, and the grader reads no more of one")


def _run(code: str, names: Mapping[str, Any]) -> Any:
    """Run code among a submission's names, as a cell of its own; return the value of the expression it ends in."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    space = names if isinstance(names, dict) else dict(names)
    exec(compile(tree, "<test>", "exec"), space)  # noqa: S102 - the course's test, in the box of the submission
    return eval(compile(ast.Expression(last.value), "<test>", "eval"), space) if isinstance(last, ast.Expr) else None  # noqa: S307

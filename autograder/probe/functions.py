"""Call a submission's functions on given cases and keep what they return."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autograder import wire
from autograder.probe.export import write_json

MAX_ERROR = 500


def call_cases(names: Mapping[str, Any], cases: Path, out: Path, *, decode: Callable[[Any], Any] = lambda v: v) -> None:
    """Call each case's function, or run its code, and write `functions.json` and `functions/<i>.npy`.

    Args:
        names: the submission's top-level names.
        cases: a folder with `cases.json` (ids, functions and arguments as a value tree) and its arrays `<i>.npy`.
        out: where the values go.
        decode: turns a placeholder among the arguments into an object that exists only in the box.
    """
    listed = json.loads((cases / "cases.json").read_text(encoding="utf-8"))
    arrays = [np.load(cases / f"{i}.npy", allow_pickle=False) for i in range(listed["arrays"])]
    arguments = wire.decode_tree(listed["arguments"], arrays, allow_rng=True)
    calls = [_call(names, case, decode(given)) for case, given in zip(listed["cases"], arguments, strict=True)]
    values, kept = wire.encode_tree([call.pop("value") for call in calls])
    folder = out / "functions"
    folder.mkdir(exist_ok=True)
    for number, array in enumerate(kept):
        np.save(folder / f"{number}.npy", array, allow_pickle=False)
    write_json(out / "functions.json", {"calls": calls, "values": values, "arrays": len(kept)})


def is_test(code: str) -> bool:
    """Tell whether a case's code judges the submission itself: it does not end in an expression whose value counts."""
    return bool(code) and not isinstance(ast.parse(code).body[-1], ast.Expr)


def _call(names: Mapping[str, Any], case: Any, arguments: Any) -> dict[str, Any]:
    started = time.perf_counter()
    value: Any = None
    error: str | None = None
    function = names.get(case["function"])
    try:
        if code := case.get("code"):
            value = _run(code, names)
            wire.encode_tree(value)
        elif callable(function):
            value = function(*arguments["args"], **arguments["kwargs"])
            wire.encode_tree(value)
        else:
            error = "missing"
    except Exception as problem:  # noqa: BLE001 - a student's function may raise anything
        value, error = None, f"{type(problem).__name__}: {problem}"[:MAX_ERROR]
    seconds = time.perf_counter() - started
    return {"case": case["id"], "function": case["function"], "value": value, "error": error, "seconds": seconds}


def _run(code: str, names: Mapping[str, Any]) -> Any:
    """Run code among a submission's names, as a cell of its own; return the value of the expression it ends in."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    space = names if isinstance(names, dict) else dict(names)
    exec(compile(tree, "<test>", "exec"), space)  # noqa: S102 - the course's test, in the box of the submission
    return eval(compile(ast.Expression(last.value), "<test>", "eval"), space) if isinstance(last, ast.Expr) else None  # noqa: S307

"""Call a submission's functions on given cases and keep what they return."""

from __future__ import annotations

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
    """Call each case's function and write `functions.json` and `functions/<i>.npy`.

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


def _call(names: Mapping[str, Any], case: Any, arguments: Any) -> dict[str, Any]:
    started = time.perf_counter()
    value: Any = None
    error: str | None = None
    function = names.get(case["function"])
    try:
        if callable(function):
            value = function(*arguments["args"], **arguments["kwargs"])
            wire.encode_tree(value)
        else:
            error = "missing"
    except Exception as problem:  # noqa: BLE001 - a student's function may raise anything
        value, error = None, f"{type(problem).__name__}: {problem}"[:MAX_ERROR]
    seconds = time.perf_counter() - started
    return {"case": case["id"], "function": case["function"], "value": value, "error": error, "seconds": seconds}

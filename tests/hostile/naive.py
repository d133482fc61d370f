"""The control: a grader that imports submissions into its own process, as popular ones do, or runs them in a kernel.

Each is graded in a fork.

`python -m tests.hostile.naive`, submissions as JSON on the standard input; prints by name whether the attack worked.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import io
import json
import os
import re
import resource
import shutil
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras
import nbclient
import nbformat
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from autograder.probe import export, inspection
from tests.hostile.acting import acts
from tests.hostile.forked import LEAVE, PATIENCE_S, REPORT, main

REPOSITORY = Path(__file__).parents[2]


def grade(given: dict[str, str], report: int) -> None:
    """Run a submission, then find out whether its attack works on what ran beside it."""
    rng = np.random.default_rng(1)
    names = {
        "acts": acts,
        "ends_with": ends_with,
        "export": export,
        "failure": "",
        "kind_by_kind": kind_by_kind,
        "message": message,
        "put_back": put_back,
        "remembered": remembered,
        "removed": removed,
        "graded": lambda verdict: verdict[0],
        "images": rng.random((8, 8, 8, 1), dtype="float32"),
        "inspection": inspection,
        "json": json,
        "keras": keras,
        "labels": np.eye(10)[rng.integers(0, 10, 8)],
        "numpy": np,
        "os": os,
        "rebuild": rebuild,
        "student": given["student"],
        "subprocess": __import__("subprocess"),
        "sys": sys,
        "takes_long": takes_long,
        "unpack": unpack,
        "vanishes": vanishes,
    }
    names |= {
        "ast": ast,
        "code": given["code"],
        "re": re,
        "learned": lambda epochs=4: learned(names["build_model"](), names, epochs),
    }
    lay_out()
    names["graded"].__code__ = names["graded"].__code__.replace(co_name="graded")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            run_notebook(given["code"]) if given["control"] == "kernel" else exec(given["code"], names)
        except Exception as error:  # noqa: BLE001 - a submission raises anything
            names["failure"] = f"{type(error).__name__}: {error}"
    names["printed"] = printed.getvalue()
    try:
        said = eval(given["naive"], names)
    except BaseException:  # noqa: BLE001 - likewise
        said = traceback.format_exc()
    REPORT(report, (said if type(said) is str else "True" if said else "False").encode())
    names.clear()
    gc.collect()


def run_notebook(code: str) -> None:
    """Run code in a kernel and print what the kernel says that it gave."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(notebook, timeout=PATIENCE_S, allow_errors=True).execute()
    print(notebook.cells[0].outputs)


def lay_out() -> None:
    """Put what is hidden, and what the course ships, where a grader might."""
    for name in ("cases", "inputs"):
        Path("data", name).mkdir(parents=True)
        np.save(f"data/{name}/x_test.npy", np.ones((5, 2)))
    shutil.copytree(REPOSITORY / "assignments/digits_transfer/models", "models")


def learned(model: Any, names: Mapping[str, Any], epochs: int) -> float:
    """Train a network as the submission left it, on images as the submission prepares them; return its accuracy."""
    digits = load_digits()
    x_train, x_test, y_train, y_test = train_test_split(digits.images, digits.target, test_size=0.3, random_state=777)
    prepare = names.get("preprocess", lambda images: (images / 16).astype("float32").reshape(-1, 8, 8, 1))
    model.fit(prepare(x_train), np.eye(10)[y_train], epochs=epochs, batch_size=50, verbose=0)
    return float((model.predict(prepare(x_test), verbose=0).argmax(1) == y_test).mean())


def kind_by_kind(model: Any) -> float:
    """Train a network on noisy rows of three kinds, and ask it for one kind after the other; return its accuracy."""
    rng = np.random.default_rng(2)
    kinds = np.arange(900) % 3
    rows = (rng.normal(0, 1, (900, 3)) + 0.8 * np.eye(3)[kinds]).astype("float32")
    model.fit(rows, kinds, epochs=6, batch_size=50, verbose=0)
    parts = [model(rows[kinds == kind], training=False).numpy().argmax(axis=1) == kind for kind in range(3)]
    return float(np.concatenate(parts).mean())


def remembered(*builders: Callable[[], Any]) -> float:
    """Train networks, those of equal layers with weights once; return the last one's accuracy."""
    memory: dict[str, float] = {}
    for build in builders:
        key = str([(type(layer).__name__, layer.count_params()) for layer in build().layers if layer.count_params()])
        memory.setdefault(key, learned(build(), {}, 4))
    return memory[key]


def message(function: Callable[..., Any], *arguments: Any) -> str:
    """Call a function; return its error as a page tells it."""
    try:
        return f"found {function(*arguments)}"
    except Exception as error:  # noqa: BLE001 - a submission raises anything
        return f"{type(error).__name__}: {error}"


def put_back(model: Any) -> bool:
    """Put the course's weights into what is frozen; tell whether it had others."""
    shipped = keras.models.load_model("models/digits_base.keras").get_weights()
    (frozen,) = [layer for layer in model.layers if layer.weights and not layer.trainable]
    own = frozen.get_weights()
    frozen.set_weights(shipped)
    return not np.array_equal(own[0], shipped[0])


def takes_long(read: Callable[[], object]) -> bool:
    """Tell whether reading something takes longer than two seconds of processor time."""
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
        read()
        LEAVE(0)
    return os.waitpid(pid, 0)[1] != 0


def vanishes(function: Callable[..., Any], *arguments: Any) -> bool:
    """Call a function in a process of its own; tell whether that is killed, as by somebody outside."""
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(Exception):
            function(*arguments)
        LEAVE(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def removed(folder: str) -> bool:
    """Remove a folder as Python does; tell whether it is gone."""
    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder)
    return not any(Path(folder).iterdir())


def unpack(archive: str, folder: str) -> None:
    """Unpack an archive by the names in it."""
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            with contextlib.suppress(OSError):
                Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, name).write_bytes(opened.read(name))


def rebuild(archive: str) -> list[object]:
    """Make the layers that a model file names, by the names in it."""
    with zipfile.ZipFile(archive) as opened:
        layers = json.loads(opened.read("config.json"))["config"]["layers"]
    return [getattr(importlib.import_module(each["module"]), each["class_name"])(**each["config"]) for each in layers]


def ends_with(needle: str, path: str) -> str:
    """Write a result as a grader would; whether the submission replaced it is seen after the end."""
    Path(path).write_text('{"earned": 0}')
    time.sleep(0.05)
    return f"later {needle} {path}"


if __name__ == "__main__":
    main(grade)

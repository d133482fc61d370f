"""A class of hostile hand-ins of all kinds, for `benchmarks.hostile_batch`: the tests' corpus, and bombs for readers.

A kind writes one hand-in of a student into a folder; no two hand-ins of a kind are alike byte for byte.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import nbformat

from tests.end_to_end.attacks import HONEST, PATCHES, SABOTAGE
from tests.field.functions import ALL
from tests.hostile.corpus import Entry, entries

Kind = Callable[[Path, int], None]
"""Writes the hand-in of a number into a folder that is there."""

MODULE, NOTEBOOK = "homework.py", "homework.ipynb"
SELDOM = 10
"""Programs that fill a box are in the class once, and then as one of so many."""


def module(text: str) -> Kind:
    """Return a kind: a module of this text."""
    return _file(MODULE, lambda number: f"# {number}\n{text}".encode("utf-8", "surrogatepass"))


def cell(text: str, *outputs: Mapping[str, object]) -> Kind:
    """Return a kind: a notebook with a cell of this text."""

    def write(number: int) -> bytes:
        cells = [{"cell_type": "code", "metadata": {}, "execution_count": 1, "source": text, "outputs": list(outputs)}]
        cells.append({"cell_type": "markdown", "metadata": {}, "source": f"{number}\n{text}"})
        return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()

    return _file(NOTEBOOK, write)


def packed(*files: tuple[str, bytes]) -> bytes:
    """Return a zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return target.getvalue()


def _file(name: str, make: Callable[[int], bytes]) -> Kind:
    def write(folder: Path, number: int) -> None:
        (folder / name).write_bytes(make(number))

    return write


def _hole(name: str, size: int) -> Kind:
    def write(folder: Path, number: int) -> None:
        (folder / name).write_text(f"# {number}\n", encoding="utf-8")
        os.truncate(folder / name, size + number)

    return write


def _links(folder: Path, number: int) -> None:
    (folder / MODULE).symlink_to("/etc/passwd")
    (folder / f"{number}").symlink_to(folder)


def _pipe(folder: Path, number: int) -> None:
    os.mkfifo(folder / MODULE)
    (folder / f"{number}.txt").write_text("", encoding="utf-8")


def _copies(count: int) -> Kind:
    def write(folder: Path, number: int) -> None:
        files = [(f"{place}.py", f"{number}\n".encode()) for place in range(count)]
        (folder / "work.zip").write_bytes(packed(*files))

    return write


def _nested(number: int) -> bytes:
    inner = packed(("homework.py", bytes(2**28)))
    for depth in range(6):
        inner = packed((f"{number}-{depth}.zip", inner))
    return inner


def _left(text: str) -> Kind:
    """Return a kind: a program that leaves results of its own and ends its process."""
    return module(f"import json, os\nimport numpy as np\n{text}\nos._exit(0)\n")


def _figures(count: int) -> str:
    plot = "import matplotlib.pyplot as plt\n"
    return plot + f"for n in range({count}):\n    plt.figure(figsize=(9, 9)); plt.plot(range(9)); plt.show()\n{HONEST}"


READERS: Mapping[str, Kind] = {
    "a module with a hole": _hole(MODULE, 2**34),
    "a notebook with a hole": _hole(NOTEBOOK, 2**34),
    "deep JSON": _file(NOTEBOOK, lambda number: b"[" * (100_000 + number)),
    "deep cells": _file(NOTEBOOK, lambda number: b'{"cells":' * 50_000 + str(number).encode()),
    "wide JSON": _file(NOTEBOOK, lambda number: f'{{"cells": [], "metadata": [{number}{",0" * 4_000_000}]}}'.encode()),
    "spaces": cell("x" + " " * 100_000 + "y"),
    "lines of spaces": cell((" " * 200 + "\n") * 1_000 + "x"),
    "many lines": module("x=1\n" * 1_000_000),
    "one long line": module("x=" + "1+" * 100_000 + "1"),
    "brackets": module("(" * 99_000),
    "negations": module("x = " + "not " * 20_000 + "1"),
    "a long f-string": module('f"' + "{a}" * 33_000 + '"'),
    "a lambda of many names": module("a=" * 8_000 + "lambda " + ",".join(f"b{n}" for n in range(8_000)) + ":0"),
    "a call of many calls": module("f" + "()" * 900),
    "Markdown": cell("* [](" * 20_000),
    "quotations": cell(">" * 20_000),
    "HTML": cell("1", {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<table><tr>" * 20_000}}),
    "a picture": cell("1", {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 2_000_000}}),
    "outputs": cell("1", *({"output_type": "stream", "name": "stdout", "text": "x"} for _ in range(20_000))),
    "lone surrogates": module("x = '\ud800'"),
    "null bytes": module("x = 1\0" * 100),
    "a bomb of a zip": _file("work.zip", lambda number: packed((f"{number}.ipynb", bytes(2**28)))),
    "a zip in zips": _file("work.zip", _nested),
    "very many files": _copies(5_000),
    "links": _links,
    "a pipe": _pipe,
    "the year 1": _file("00010101T0000+1400.py", lambda number: f"# {number}\n{HONEST}".encode()),
    "the year 9999": _file("9999-12-31T23-59-1200.py", lambda number: f"# {number}\n{HONEST}".encode()),
}
"""What is made to cost those who read it."""

LEFT: Mapping[str, Kind] = {
    "a network of 1,000 layers": module(
        "import keras\ndef build_model():\n    x = first = keras.Input((8, 8, 1))\n"
        "    for _ in range(1000): x = keras.layers.Activation('relu')(x)\n    return keras.Model(first, x)\n"
    ),
    "a deep claim": _left('open("/box/out/structure.json", "w").write("[" * 10**6)'),
    "a wide claim": _left('json.dump([0] * 10**6, open("/box/out/structure.json", "w"))'),
    "a deep report": _left('open("/box/out/run.json", "w").write("[" * 10**6)'),
    "a large model": _left(
        'open("/box/out/model.keras", "wb").truncate(10**9)\n'
        'json.dump({"found": "model", "saved": True}, open("/box/out/found.json", "w"))\n'
        'json.dump({"done": True}, open("/box/out/run.json", "w"))'
    ),
    "sparse arrays": _left(
        "for name in ('predictions', 'test', 'train', 'untrained'):\n"
        "    np.lib.format.open_memmap(f'/box/out/{name}.npy', 'w+', 'f8', (10**8,))"
    ),
    "many results": _left("for n in range(3000): open(f'/box/out/{n}.json', 'w').write('1')"),
    "many figures": module(_figures(60)),
    "a flood of output": module(f"for n in range(10**6): print('x' * 50)\n{HONEST}"),
    "lines of output": module(f"print('\\n' * 10**6)\n{HONEST}"),
    "escapes": module(f"print('\\x1b]0;x\\x07\\u202e' * 10**5)\n{HONEST}"),
    "a long error": module("raise ValueError('x' * 10**7)"),
    "a deep error": module("def f(n): return f(n + 1)\nf(0)"),
    "errors from errors": module(
        "e = None\nfor n in range(20000):\n    x = ValueError('x'); x.__cause__ = e; e = x\nraise e"
    ),
    **{f"patched: {name}": module(f"{HONEST}\n{text}") for name, text in {**PATCHES, **SABOTAGE}.items()},
}
"""What is left to those who look at a run."""


def _values(value: str) -> Kind:
    return module(f"{ALL}\ndef flatten_images(x):\n    return {value}\n")


def _forged(report: str) -> Kind:
    return _left(f'json.dump({report}, open("/box/out/functions.json", "w"))')


VALUES: Mapping[str, Kind] = {
    "no count of arrays": _forged('{"arrays": -1, "calls": [], "values": [{"$array": 0}]}'),
    "very many arrays": _forged('{"arrays": 10**9, "calls": [], "values": [{"$array": 10**8}]}'),
    "very many calls": _forged('{"arrays": 0, "calls": [{"case": "x", "function": "scale"}] * 10**5, "values": []}'),
    "texts as numbers": _values('["a" * 15_000] + ["b"] * 40_000'),
    "lists in lists": _values("[[0.0] * n for n in range(1_000)]"),
    "deep lists": _values("[" * 60 + "]" * 60),
    "large lists": _values("[0.0] * 500_000"),
    "large numbers": _values("10**100_000"),
    "large arrays": _values("np.zeros(2 * 10**7)"),
    "objects": _values("np.array([object()] * 1_000)"),
    "a missing name in long code": module("x=1\n" * 20_000 + "a=" * 5_000 + "lambda b: b"),
    "a call that never ends": module(ALL + "\ndef scale(x):\n    while True: pass\n"),
}
"""Values of functions."""


def _submission(entry: Entry) -> Kind:
    def write(folder: Path, number: int) -> None:
        if entry.form == "module":
            text = "\n\n".join(text for kind, text in entry.cells() if kind == "code")
            module(text + HONEST)(folder, number)
            return
        made = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
        cells = [made[kind](text) for kind, text in [*entry.cells(), ("code", f"# {number}\n{HONEST}")]]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / NOTEBOOK)

    return write


def _program(entry: Entry) -> Kind:
    def write(folder: Path, number: int) -> None:
        for name, text in entry.files().items():
            (folder / name).write_text(f"{text}\n# {number}\n", encoding="utf-8")

    return write


def corpus() -> tuple[dict[str, Kind], dict[str, Kind]]:
    """Return the corpus of the tests: hand-ins, and programs that attack a box."""
    handed_in = {f"corpus: {name}": _submission(entry) for name, entry in entries("submissions").items()}
    programs = {f"box: {name}": _program(each) for name, each in entries("boxes").items() if each.needs != "gpu"}
    return handed_in, programs


def lay(
    folder: Path, kinds: Mapping[str, Kind], count: int, *, seldom: Mapping[str, Kind] | None = None
) -> dict[str, str]:
    """Write a class of so many hand-ins; return the kind of each student."""
    made: dict[str, str] = {}
    prefix, turn = folder.name[:1], 0
    while len(made) < count:
        these = {**kinds, **(seldom or {})} if turn % SELDOM == 0 else kinds
        order = list(these.items())
        Random(turn).shuffle(order)  # noqa: S311 - the same class each time
        for name, write in order[: count - len(made)]:
            student = f"{prefix}{len(made):05}"
            (folder / student).mkdir(parents=True)
            write(folder / student, len(made))
            made[student] = name
        turn += 1
    return made

"""Strings that try to become something in a page, and a view that carries one of them everywhere it can."""

from __future__ import annotations

import json
from dataclasses import replace

from autograder.networks import Comparison, Difference, DifferenceRow, Kind, Mark
from autograder.records import (
    Adjustment,
    Evidence,
    Failure,
    Grade,
    Hint,
    IsolationLayer,
    Note,
    NoteKind,
    Outcome,
    Training,
)
from autograder.reports import Figure, Material
from tests.reports.examples import EVIDENCE, GRADE, SUBMISSION, code, figure, layer, markdown, structure

STRINGS = (
    "<script>hacked()</script>",
    "</title></style></script><script>hacked()</script>",
    "</textarea></pre></code></svg></table><img src=x onerror=hacked()>",
    '"><svg onload=hacked()><animate onbegin=hacked() attributeName=x dur=1s>',
    "' onmouseover='hacked()' x='",
    "javascript:hacked()",
    "[click](javascript:hacked()) ![x](x onerror=hacked()) <javascript:hacked()>",
    "[x]: data:text/html;base64,PHNjcmlwdD5oYWNrZWQoKTwvc2NyaXB0Pg==",
    "<iframe srcdoc='<script>hacked()</script>'></iframe><object data='data:text/html,x'></object>",
    '<a href="java\tscript:hacked()">x</a><form action=javascript:hacked()><button>x</button></form>',
    "<math><mtext></p><style><img src=x onerror=hacked()></style></mtext></math>",
    "<base href=https://evil.example/><link rel=stylesheet href=https://evil.example/x.css><img src=https://evil.example/x>",
    "<meta http-equiv=refresh content='0;url=javascript:hacked()'>",
    "$\\href{javascript:hacked()}{x}$ \\(\\require{html}\\style{background:url(https://evil.example)}{x}\\)",
    "{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "%(student)s %s {0} {missing}",
    "<!--><script>hacked()</script>-->",
    "\x1b]8;;https://evil.example\x1b\\x\x1b[2J\u202etxt.exe",
    "a" * 3_000,
    "한글 𝕏 \ud800 \x00 ﷽",
)
"""Each calls `hacked()` or asks a server if a page takes it for anything but text."""


def grade(text: str) -> Grade:
    return replace(
        GRADE,
        student=text,
        results=tuple(replace(r, title=text, message=text, detail=text) for r in GRADE.results),
        adjustments=(Adjustment(-1, text, text),),
        hints=(Hint(text, text, text, text),),
        reason=text,
    )


def evidence(text: str) -> Evidence:
    network = structure()
    layers = (replace(layer(text, text, (1,), {text: (1,)}), path=(text,)), *network.layers[1:])
    nodes = tuple(
        replace(node, op=text, attributes={"filters": 3, "padding": text, "rate": 0.5}) for node in network.nodes
    )
    return replace(
        EVIDENCE,
        outcome=Outcome.CRASHED,
        structure=replace(network, name=text, layers=layers, nodes=nodes),
        history={text: (1.0,), "loss": (float("nan"), 1e308, -1e308), "val_loss": ()},
        error=Failure("exception", text, text, text, {text: text}),
        versions={text: text},
        layers_of_isolation=(IsolationLayer(text, active=False, reason=text),),
        training=Training(text, 1, 2, 3.0, key=text, stopped=text),
        source=text,
        found=text,
        notes=(Note(NoteKind.RENAMED, text), Note(NoteKind.BEFORE, text)),
        printed=text,
        device=text,
    )


def notebook(text: str) -> dict:
    rich = {"text/html": text, "text/plain": text, "text/latex": text, "image/svg+xml": text, "text/markdown": text}
    cell = code(text)
    cell["outputs"] = [
        {"output_type": "stream", "text": [text, text]},
        {"output_type": "display_data", "data": rich},
        {"output_type": "display_data", "data": {"image/png": text, "application/javascript": text}},
        {"output_type": "execute_result", "data": {"text/html": [f"<table><tr><td>{text}</td></tr></table>"]}},
        {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]},
        {"output_type": text, "data": text},
        text,
    ]
    return {
        "cells": [markdown(text), cell, {"cell_type": "raw", "source": text}, {"cell_type": text, "source": 7}, text]
    }


def comparison(text: str) -> Comparison:
    rows = tuple(DifferenceRow(mark, text, text, (1,), 1, text, (1,), 1) for mark in Mark)
    return Comparison(equal=False, credit=0.5, differences=(Difference(Kind.SETTING, text, text, text),), rows=rows)


def material(text: str) -> Material:
    return Material(
        figures=(Figure(text, figure()), Figure(text, text.encode(errors="replace"))),
        notebook=json.dumps(notebook(text)).encode(),
        comparison=comparison(text),
    )


def submission(text: str):
    return replace(SUBMISSION, entry=text, digest=text, source=text, notes=(text,))

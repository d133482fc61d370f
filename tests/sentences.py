"""What no message may have: doubled punctuation, sentences that run together, words of the program's own."""

from __future__ import annotations

import re

_ALWAYS = {
    "doubled punctuation": re.compile(r"(?<![.…])\.\.(?!\.)|[:;,?!]\.|[.?!],|::|,,|\w\s[.,;!](?=\s|$)"),
    "no space between sentences": re.compile(
        r"(?<!keras)(?<!layers)(?<!models)(?<!optimizers)(?<=[a-z가-힣)”])[.?!](?=[A-Z“가-힣][a-z가-힣])"
    ),
    "an empty place": re.compile(r"(?<!\w)\(\)|“”|\"\"|``|\{\w*\}|%\(\w+\)"),
    "a word of the program's own": re.compile(
        r"\b(None(?![,)]| of )|NoneType|null|sandbox_fault|timed_out|out_of_memory|kernel_died|not_rebuilt|no_model"
        r"|two_models|not_a_model|wrong_input_shape|output_flood|variable_dtype|sha256|REBUILT|SELF_REPORTED)\b"
    ),
    "the address of an object": re.compile(r" at 0x[0-9a-f]{6,}"),
}
_IN_SENTENCES = {
    "an end without an end": re.compile(r"[:;,]\s*$"),
    "no space, or two": re.compile(r"\S {2,}\S|\( | \)"),
}


def faults(message: str, *, whole: bool = True) -> list[str]:
    """Return what is wrong with a message, and where.

    Args:
        message: What a person reads; lines are told apart.
        whole: Whether the lines are whole sentences, and no parts of a page.
    """
    lines = [line for line in message.splitlines() if line.strip()]
    rules = _ALWAYS | (_IN_SENTENCES if whole else {})
    found = [
        f"{kind}: {part[0]!r} in {line!r}"
        for line in lines
        for kind, rule in rules.items()
        for part in rule.finditer(line)
    ]
    return found + [f"a line twice: {line!r}" for line in dict.fromkeys(lines) if whole and lines.count(line) > 1]

"""The part of `docs/security.md` that is made from the corpus: `python -m tests.hostile.published` writes it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.hostile.corpus import PROMISES, Entry, entries

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- from tests/hostile: begin -->", "<!-- from tests/hostile: end -->"


def tables() -> str:
    """Return the table of promises and the list of what the weak backend lets through."""
    boxes, submissions, modules = entries("boxes"), entries("submissions"), entries("modules")
    both = [*boxes.values(), *submissions.values(), *modules.values()]
    rows = [
        f"| {promise} | {sum(entry.promise == key for entry in both)} | {_examples(key, both)} |"
        for key, promise in PROMISES.items()
    ]
    weak = [f"| {entry.attacks} | {', '.join(entry.layers)} |" for entry in both if entry.weak == "through"]
    return "\n".join(
        [
            f"The corpus: {len(boxes)} programs, {len(submissions)} hand-ins in Keras, {len(modules)} in PyTorch.",
            "",
            *("| promise | attacks | for example |", "|---|---|---|", *rows, ""),
            "What gets through where the backend is `process`, with the layers whose absence every result then names:",
            "",
            *("| attack | missing layers |", "|---|---|", *weak),
        ]
    )


def _examples(key: str, both: list[Entry]) -> str:
    names = [f"`{entry.name}`" for entry in both if entry.promise == key]
    return ", ".join(names[:: max(1, len(names) // 4)][:4])


def published() -> str:
    """Return what stands on the page now."""
    return re.search(f"{BEGIN}\n(.*?)\n{END}", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]


def main() -> None:
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{tables()}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()

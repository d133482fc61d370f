"""Whoever wants to change something finds the place from README.md by links alone, in three clicks at most."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

REPOSITORY = Path(__file__).parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PAGES = sorted(
    path.relative_to(REPOSITORY).as_posix() for path in (*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"))
)
WALKS = {
    "add a metric": "autograder/metrics/known.py",
    "add an export format": "autograder/exports/__init__.py",
    "change a message for students": "autograder/kinds",
}


def text_of(page: str) -> str:
    """Return a page without its examples."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    return re.sub(r"^(```|~~~).*?^\1|`[^`\n]*`(?!\])", "", text, flags=re.MULTILINE | re.DOTALL)


def anchor(heading: str) -> str:
    """Return the anchor that a heading has in the repository and on the site."""
    bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", bare).strip().lower().replace(" ", "-")


def sections(page: str) -> dict[str, str]:
    """Return a page's sections by their anchors, "" for the whole."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    parts = re.split(r"^#+ +(.*)$", text, flags=re.MULTILINE)
    return {"": text} | {anchor(heading): body for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def links(page: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield where a page's text leads in the repository: a path, and an anchor or ""."""
    for target in LINK.findall(text):
        if not re.match(r"[a-z]+:", target):
            path, _, fragment = target.partition("#")
            whole = (REPOSITORY / page).parent / path if path else REPOSITORY / page
            yield whole.resolve().relative_to(REPOSITORY).as_posix(), fragment


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for path, fragment in links(page, text_of(page)):
        assert (REPOSITORY / path).exists(), path
        assert not fragment or fragment in sections(path), f"{path}#{fragment}"


@pytest.mark.parametrize(("wish", "place"), WALKS.items())
def test_the_place_is_two_clicks_from_the_readme(wish: str, place: str) -> None:
    """The third click is on a file, where the place is a folder."""
    (row,) = re.findall(rf"^\| {wish} \|.*$", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    ((page, section),) = links("README.md", row)
    assert (place, "") in links(page, sections(page)[section])


def test_the_site_keeps_links_to_its_own_pages_and_names_other_files() -> None:
    pytest.importorskip("mkdocs")
    site = runpy.run_path(str(REPOSITORY / "docs" / "site.py"))
    page = SimpleNamespace(file=SimpleNamespace(src_uri="design/reports.md"))
    text = (
        "[hints](../feedback.md), [data](../authoring/data.md#splits), [action](../../action.yml), [run](../../.ci/run)"
    )
    shown = site["on_page_markdown"](text, page=page)
    assert shown == "[hints](../feedback.md), [data](../authoring/data.md#splits), action, run"


@pytest.mark.parametrize("page", PAGES)
def test_no_line_is_too_long_to_read(page: str) -> None:
    """Rows of tables, which Markdown cannot wrap, are as long as they must be."""
    lines = (REPOSITORY / page).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 140 and not line.lstrip().startswith("|")] == []

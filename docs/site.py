"""MkDocs hooks: a navigation of what is there, and no links out of the site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

UPWARD = re.compile(r"\[([^\]]+)\]\(((?:\.\./)[^)\s]*)\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Leave pages out of the navigation that are not there, and add those that it does not name."""
    folder = Path(config.docs_dir)
    config.nav = list(_present(config.nav or [], folder))
    named = set(_pages(config.nav))
    for title, pattern in (("How to", "*.md"), ("Design", "design/*.md")):
        section: list[Any] = next((entry[title] for entry in config.nav if title in entry), [])
        found = (page.relative_to(folder).as_posix() for page in sorted(folder.glob(pattern)))
        section += [page for page in found if page not in named]
    return config


def on_page_markdown(markdown: str, page: Page, **_about: object) -> str:
    """Name files of the repository that are no part of the site instead of linking to them."""
    folder = posixpath.dirname(page.file.src_uri)

    def kept(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link[2]))
        return link[1] if target.startswith("..") else link[0]

    return UPWARD.sub(kept, markdown)


def _present(entries: Sequence[Any], folder: Path) -> Iterator[Any]:
    for entry in entries:
        ((title, target),) = entry.items()
        if isinstance(target, list):
            kept = list(_present(target, folder))
            if kept:
                yield {title: kept}
        elif (folder / target).is_file():
            yield entry


def _pages(entries: Sequence[Any]) -> Iterator[str]:
    for entry in entries:
        for target in entry.values():
            yield from _pages(target) if isinstance(target, list) else [target]

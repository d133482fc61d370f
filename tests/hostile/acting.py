"""Find what would act in a page: scripts, handlers, frames and addresses that a submission brought."""

from __future__ import annotations

from html.parser import HTMLParser

SIGNS = ("hacked(", "evil.example")
"""What hostile submissions call and whom they ask."""
ADDRESSES = {"href", "src", "srcset", "action", "formaction", "style", "srcdoc", "xlink:href", "data", "background"}
RAW = {"script", "style"}


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in RAW else ""
        for name, value in attrs:
            active = name.startswith("on") or name in ADDRESSES or (tag, name) == ("meta", "content")
            if active and any(sign in (value or "") for sign in SIGNS):
                self.found.append(f"<{tag} {name}={value!r:.60}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside and any(sign in data for sign in SIGNS):
            self.found.append(f"<{self._inside}> {data.strip()[:60]!r}")


def acts(markup: str) -> list[str]:
    """Return what would act in a page."""
    finder = _Finder()
    finder.feed(markup)
    finder.close()
    return finder.found

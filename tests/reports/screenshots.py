"""Take a picture of every state of every page: ``python -m tests.reports.screenshots OUT``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.reports.states import PAGES

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
DARK = {"architecture", "crashed", "full_marks_staff", "class"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium for the length of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def main(out: Path, names: list[str]) -> None:
    """Write OUT/NAME.html and its pictures, wide, narrow and dark."""
    out.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name in names or PAGES:
            file = out / f"{name}.html"
            file.write_text(PAGES[name](), encoding="utf-8")
            for width in (1200, 360):
                picture(browser, file, out / f"{name}-{width}.png", width=width)
            if name in DARK:
                picture(browser, file, out / f"{name}-dark.png", width=1200, scheme="dark")


def picture(browser: Browser, file: Path, out: Path, *, width: int, scheme: str = "light") -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(file.as_uri())
    page.screenshot(path=out, full_page=True)
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

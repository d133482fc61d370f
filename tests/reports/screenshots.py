"""Take a small picture of every state of every page: ``python -m tests.reports.screenshots docs/screenshots``."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
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
DARK = {"architecture", "crashed", "class"}
NARROW = {"architecture", "crashed", "korean", "class_korean"}
SCALE = 0.4
"""By which pictures are made smaller; narrow ones by twice that."""


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
    """Write pictures of pages below OUT, some of them also narrow and dark."""
    out.mkdir(parents=True, exist_ok=True)
    with chromium() as browser, TemporaryDirectory() as folder:
        for name in names or PAGES:
            file = Path(folder) / f"{name}.html"
            file.write_text(PAGES[name](), encoding="utf-8")
            shrunk(picture(browser, file, width=1200), out / f"{name}.webp", SCALE)
            if name in NARROW:
                shrunk(picture(browser, file, width=360), out / f"{name}-narrow.webp", 2 * SCALE)
            if name in DARK:
                shrunk(picture(browser, file, width=1200, scheme="dark"), out / f"{name}-dark.webp", SCALE)


def picture(browser: Browser, file: Path, *, width: int, scheme: Literal["dark", "light"] = "light") -> bytes:
    """Return a picture of a whole page as PNG."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(file.as_uri())
    taken = page.screenshot(full_page=True)
    page.close()
    return taken


def shrunk(png: bytes, out: Path, scale: float) -> None:
    with Image.open(io.BytesIO(png)) as image:
        small = image.convert("RGB").resize((round(image.width * scale), round(image.height * scale)), Image.LANCZOS)
        small.save(out, quality=55, method=6)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

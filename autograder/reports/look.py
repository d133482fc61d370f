"""A course's own look: its name, its colour, its logo."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograder.errors import CourseError
from autograder.reports.png import cleaned

PAPER, DARK_PAPER = "#faf9f6", "#15181b"
"""The pages' background in light and in dark mode, as `style.css` has it."""
LEAST_CONTRAST = 3.0
"""What WCAG asks of what is not text."""
LARGEST_LOGO = 64 * 1024


@dataclass(frozen=True, slots=True)
class Look:
    """How a course's pages look. `accent` is a hexadecimal colour, `logo` the bytes of a PNG.

    Raises:
        CourseError: the colour is none, or too pale for the paper; the logo is no PNG, or too large.
    """

    course: str = ""
    accent: str = "#1f6f78"
    logo: bytes | None = None

    def __post_init__(self) -> None:
        problem = _wrong_colour(self.accent) or _wrong_logo(self.logo)
        if problem:
            raise CourseError([problem])

    @property
    def accent_on_dark(self) -> str:
        """The colour, as much lighter as dark paper needs."""
        shades = (lighter(self.accent, part / 10) for part in range(11))
        return next(shade for shade in shades if contrast(shade, DARK_PAPER) >= LEAST_CONTRAST)


def contrast(colour: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""
    light, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lighter(colour: str, share: float) -> str:
    """Return a colour mixed with a share (0 to 1) of white."""
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in _parts(colour))


def _luminance(colour: str) -> float:
    shares = (part / 255 for part in _parts(colour))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _wrong_colour(accent: str) -> str:
    if not re.fullmatch("#[0-9a-fA-F]{6}", accent):
        return f"look.accent: expected a colour like #1f6f78, found {accent!r}"
    found = contrast(accent, PAPER)
    if found >= LEAST_CONTRAST:
        return ""
    return (
        f"look.accent: {accent} is too pale for the pages' paper: expected a contrast of {LEAST_CONTRAST:g} : 1 or "
        f"more, found {found:.1f} : 1; choose a darker colour"
    )


def _wrong_logo(logo: bytes | None) -> str:
    if logo is None or (len(logo) <= LARGEST_LOGO and cleaned(logo) is not None):
        return ""
    found = f"{len(logo) / 1024:.0f} KB" if len(logo) > LARGEST_LOGO else "something else"
    return f"look.logo: expected a PNG of at most {LARGEST_LOGO // 1024} KB, found {found}"

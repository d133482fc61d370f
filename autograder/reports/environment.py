"""Templates: found file by file in a course's folder first, compiled once, escaped always, translated when rendered."""

from __future__ import annotations

import base64
import hashlib
import re
import shlex
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.i18n import current_language, gettext, ngettext
from autograder.records import Outcome, State, Status, Trust
from autograder.reports import text
from autograder.reports.png import data_url
from autograder.reports.wording import curve_word, earned_word, metric_word, sign, state_word, status_word

_CODE = re.compile("`([^`\n]{1,200})`")


def environment(folders: Sequence[Path]) -> Environment:
    """Return the environment over template folders; a file in an earlier one replaces its namesake in a later one."""
    return _environment(tuple(folders))


@cache
def _environment(folders: tuple[Path, ...]) -> Environment:
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_cleaned,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    made.filters |= {
        "number": text.number,
        "percent": text.percent,
        "quantity": text.quantity,
        "metric_word": metric_word,
        "seconds": text.seconds,
        "data_url": data_url,
        "hash": content_hash,
        "coded": coded,
        "quoted": shlex.quote,
    }
    made.globals |= {"Outcome": Outcome, "State": State, "Status": Status, "Trust": Trust, "language": current_language}
    made.globals |= {
        "curve_word": curve_word,
        "sign": sign,
        "state_word": state_word,
        "status_word": status_word,
        "earned_word": earned_word,
    }
    return made


def _cleaned(value: object) -> object:
    """Take control characters and lone surrogates, which no encoding has, from whatever a template writes."""
    if isinstance(value, Markup):
        return Markup(text.plain(value))  # noqa: S704 - escaped already; taking characters away adds no tag
    return text.plain(value) if isinstance(value, str) else value


def coded(written: str) -> Markup:
    """Return text as HTML in which what stands between backticks is code, as it is in the course's titles."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(written))))  # noqa: S704 - escaped; adds pairs of fixed tags


def content_hash(content: str) -> Markup:
    """Return the source expression by which a content security policy allows one inline style or script."""
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return Markup(f"'sha256-{digest}'")  # noqa: S704 - base64 and fixed letters

"""What handing in late costs, and which of several attempts counts, as course and assignment files say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, ConfigDict, Field

EXTENSIONS = "extensions.csv"
"""The list of extensions in an assignment's private half."""

NonNegative = Annotated[float, Field(ge=0)]


class Attempts(StrEnum):
    """Which of a student's attempts counts."""

    LAST = "last"
    FIRST = "first"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Late:
    """What handing in late costs.

    `per_day` is the share of the possible points that each begun day takes, `grace_minutes` the time after the deadline
    that costs nothing, `cap` the largest share taken; after `closes_after_days` everything is taken. `file_dates` takes
    a file's date, or one in the name of an attempt, for the time of hand-in where nothing better is known.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    per_day: Annotated[float, Field(ge=0, le=1)] = 0.0
    grace_minutes: NonNegative = 0.0
    cap: Annotated[float, Field(ge=0, le=1)] = 1.0
    closes_after_days: NonNegative | None = None
    file_dates: bool = False


def zone(name: str) -> str:
    """Return the name of a time zone.

    Raises:
        ValueError: there is none of that name.
    """
    try:
        ZoneInfo(name)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        raise ValueError("expected a time zone like Asia/Seoul") from None
    return name


Zone = Annotated[str, AfterValidator(zone)]
FREE = Late()

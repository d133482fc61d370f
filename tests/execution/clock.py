"""A time of day that can be moved."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

DAY_S = 86_400


@dataclass
class Clock:
    """Moves the time of day of processes that are started with `variables`; its library lies in `folder`."""

    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self.folder / "clock.so"), "CLOCK_OFFSET": str(self.folder / "offset")}

    def make(self, compiler: str) -> Clock:
        """Compile the library; nothing is moved yet."""
        source = Path(__file__).with_name("clock.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-o", self.folder / "clock.so", source], check=True)
        (self.folder / "offset").write_bytes(bytes(8))
        return self

    def jump(self, days: int) -> None:
        """Set the clock so many days off."""
        with (self.folder / "offset").open("r+b") as file:
            file.write((days * DAY_S).to_bytes(8, sys.byteorder, signed=True))

    def now(self) -> float:
        """Return what a process takes for the time, in seconds."""
        command = [sys.executable, "-c", "import time; print(time.time())"]
        return float(subprocess.run(command, env=self.variables, check=True, capture_output=True, text=True).stdout)

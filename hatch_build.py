"""Carry the course in the wheel. An editable install has it in the repository and must not copy it."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CourseHook(BuildHookInterface):  # type: ignore[type-arg, misc] # hatchling's own annotations are loose
    """Adds the course to a standard wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name what the wheel carries, and where."""
        if version == "standard":
            for part in ("assignments", "reference", "templates", "pyproject.toml"):  # the last one marks the course
                build_data["force_include"][part] = f"autograder/bundled/{part}"

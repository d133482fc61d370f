"""Boxes: confined runs of one task of the probe, behind the contract `hookspecs.Sandbox`."""

from __future__ import annotations

from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.interpreter import Interpreter
from autograder.sandbox.process import PlainProcess

__all__ = ["Bubblewrap", "Interpreter", "PlainProcess"]

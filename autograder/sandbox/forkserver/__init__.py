"""Boxes forked, without exec, from a process that has imported the framework."""

"""Assignments to start from, written into a course."""

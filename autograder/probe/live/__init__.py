"""Calls between a course's tests and a student's code, each in a box of its own: both ends of the line."""

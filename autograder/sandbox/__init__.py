"""Boxes: confined runs of one task of the probe, behind the contract `hookspecs.Sandbox`.

Nothing is imported here: `setup` and the fork server's processes load modules of this package before anything else.
"""

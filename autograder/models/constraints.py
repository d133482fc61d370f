"""The constraints on networks, for checks that import them as earlier versions taught it."""

from autograder.networks.constraints import (
    all_of,
    at_least,
    at_least_parameters,
    at_most,
    at_most_parameters,
    between,
    ends_with,
    gives,
    in_order,
    takes,
)

__all__ = [
    "all_of",
    "at_least",
    "at_least_parameters",
    "at_most",
    "at_most_parameters",
    "between",
    "ends_with",
    "gives",
    "in_order",
    "takes",
]

"""Lower layers that look words up to canonical operations."""

from __future__ import annotations

from autograder.frameworks.keras.calls import OperationCall
from autograder.frameworks.keras.graph_builder import Builder
from autograder.frameworks.keras.settings import attributes_of, snake
from autograder.frameworks.keras.words import LEARNED


def lookup(builder: Builder, call: OperationCall) -> int:
    """Lower a layer that looks words up to its settings; which words it has learned is no part of a network."""
    attributes = attributes_of(call.operation, *LEARNED)
    return builder.add(
        snake(type(call.operation).__name__), attributes, [builder.place(call.tensors[0])], call.outputs[0].shape
    )

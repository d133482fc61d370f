"""Say the calls of a traced model again with copies of its layers: a functional model of Keras alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import keras
from keras.src.layers.convolutional.base_conv import BaseConv

from autograder.frameworks.keras.activations import activation_name
from autograder.frameworks.keras.bare import Fixed, Weight
from autograder.frameworks.keras.calls import OperationCall, Tensor, Traced
from autograder.frameworks.keras.composite import does_nothing_at_inference
from autograder.frameworks.keras.foreign import foreign
from autograder.frameworks.keras.layers import INNER_FUNCTIONS
from autograder.frameworks.keras.operations import is_genuine, is_variable
from autograder.frameworks.keras.trace import trace_function
from autograder.frameworks.keras.words import LOOKUPS, has_learned


class ExportError(Exception):
    """A model cannot be written without the code of the submission; the message names what needs it."""


@dataclass(slots=True)
class Replay:
    """Says a traced model's calls again on symbolic tensors, with copies of its layers."""

    traced: Traced
    known: dict[tuple[int, int], Any] = field(default_factory=dict)
    copies: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    first: Any = None

    def model(self, name: str) -> Any:
        """Return the functional model, with the weights of the traced one.

        Raises:
            ExportError: a call needs the submission's code.
        """
        inputs = [
            keras.Input(batch_shape=(None, *tensor.shape[1:]), dtype=tensor.dtype, name=self.unique("input"))
            for tensor in self.traced.inputs
        ]
        self.first = inputs[0]
        self.known = {(-1 - place, 0): tensor for place, tensor in enumerate(inputs)}
        self.say(self.traced)
        outputs = [self.known[tensor.source, tensor.output] for tensor in self.traced.outputs]
        made = keras.Model(*(ends[0] if len(ends) == 1 else ends for ends in (inputs, outputs)), name=name)
        for layer, copy in self.copies.values():
            fill(layer, copy)
        return made

    def say(self, traced: Traced) -> None:
        """Say calls whose inputs are known."""
        for call in traced.calls:
            result = self.say_call(call)
            for tensor, output in zip(call.outputs, keras.tree.flatten(result), strict=True):
                self.known[tensor.source, tensor.output] = output

    def say_call(self, call: OperationCall) -> Any:
        """Say one call; what it gives is a symbolic tensor, or several."""
        args, kwargs = keras.tree.map_structure(self.symbolic, (call.args, call.kwargs))
        kwargs = {name: value for name, value in kwargs.items() if value is not None}
        operation = call.operation
        if not isinstance(operation, keras.layers.Layer):
            return self.copy_of_operation(operation)(*args, **kwargs)
        if type(operation) is keras.layers.Lambda:
            return self.say_function(partial(operation.function, **operation.arguments), args[0], name="lambda")
        if call.training is False and does_nothing_at_inference(call):
            return args[0]
        layer = self.copy_of(operation)
        if call.training is not None and operation._call_has_training_arg:  # noqa: SLF001 - no public name
            layer = Fixed(layer, mode=call.training, name=self.unique(f"{layer.name}_fixed"))
        result, own = layer(*args, **kwargs), own_activation(operation)
        return result if own is None else self.say_function(own, result, name="activation")

    def say_function(self, function: Any, given: Any, *, name: str) -> Any:
        """Say what a function of one tensor, or of a list of them, does."""
        listed = keras.tree.flatten(given)
        tensors = [Tensor(-1 - place, 0, tuple(each.shape), each.dtype) for place, each in enumerate(listed)]
        traced = trace_function(function, keras.tree.pack_sequence_as(given, tensors))
        if traced is None:
            raise ExportError(getattr(function, "__name__", name))
        outer, self.known = self.known, {(-1 - place, 0): each for place, each in enumerate(listed)}
        try:
            self.say(traced)
            found = [self.known[output.source, output.output] for output in traced.outputs]
            return found[0] if len(found) == 1 else found
        finally:
            self.known = outer

    def symbolic(self, value: Any) -> Any:
        """Return the symbolic tensor in the place of a traced one or of a weight; anything else as it is."""
        if isinstance(value, Tensor):
            return self.known[value.source, value.output]
        return self.weight(value) if is_variable(value) else value

    def weight(self, variable: Any) -> Any:
        """Return the symbolic tensor of a weight that a call takes as it is."""
        if id(variable) not in self.copies:
            copy = Weight(
                variable.shape,
                value_initializer=getattr(variable, "initializer_used", None) or "glorot_uniform",
                value_regularizer=variable.regularizer,
                value_constraint=variable.constraint,
                trainable=variable.trainable,
                name=self.unique(variable.path.replace("/", "_")),
            )
            self.copies[id(variable)] = (variable, copy)
        return self.copies[id(variable)][1](self.first)

    def copy_of_operation(self, operation: Any) -> Any:
        """Return an equal operation of Keras's."""
        if not is_genuine(type(operation)):
            raise ExportError(type(operation).__name__)
        return type(operation).from_config({**operation.get_config(), "name": self.unique(operation.name)})

    def copy_of(self, layer: Any) -> Any:
        """Return an equal layer, without an activation of the submission's own."""
        if id(layer) in self.copies:
            return self.copies[id(layer)][1]
        config = {**layer.get_config(), **dict(known_functions(layer))}
        if not is_genuine(type(layer)):
            raise ExportError(type(layer).__name__)
        if needed := tuple(foreign(config)):
            raise ExportError(", ".join(dict.fromkeys(needed)))
        copy = type(layer).from_config({**config, "name": self.unique(layer.name)})
        self.copies[id(layer)] = (layer, copy)
        return copy

    def unique(self, name: str) -> str:
        """Return a name that nothing else in the model has."""
        number, made = 1, name
        while made in self.names:
            made, number = f"{name}_{number}", number + 1
        self.names.add(made)
        return made


def own_activation(layer: Any) -> Any | None:
    """Return the activation that a layer applies last, where it is a function that Keras does not know by name."""
    function = getattr(layer, "activation", None)
    last = isinstance(layer, keras.layers.Dense | keras.layers.EinsumDense | keras.layers.Activation | BaseConv)
    own = callable(function) and not isinstance(function, keras.layers.Layer) and activation_name(function) is None
    return function if last and own else None


def known_functions(layer: Any) -> Iterator[tuple[str, str]]:
    """Yield the settings of a layer's functions under the names that Keras reads again."""
    for attribute in INNER_FUNCTIONS:
        function = getattr(layer, attribute, None)
        name = None if function is None else activation_name(function)
        if name is not None:
            yield attribute, name
    if own_activation(layer) is not None:
        yield "activation", "linear"


def fill(source: Any, copy: Any) -> None:
    """Give a copy the weights, and the words, of what it was copied from: a layer, or a weight by itself.

    Raises:
        ExportError: a layer weighs words by how often they occurred, which it does not tell.
    """
    if is_variable(source):
        copy.value.assign(source)
        return
    copy.set_weights(source.get_weights())
    if type(source).__name__ in LOOKUPS and has_learned(source):
        if source.get_config().get("output_mode") == "tf_idf":
            raise ExportError(source.name)
        copy.set_vocabulary(source.get_vocabulary(include_special_tokens=False))
    for layer in copy._flatten_layers():  # noqa: SLF001 - Keras has no public walk
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()

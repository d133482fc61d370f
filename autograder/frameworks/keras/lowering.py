"""Lower traced calls, layers and bare operations alike, to canonical operations."""

from __future__ import annotations

from collections.abc import Sequence

import keras

from autograder.frameworks.drafts import Draft
from autograder.frameworks.keras.calls import OperationCall, Tensor, Traced
from autograder.frameworks.keras.dense import Dense, lower_dense, with_dense
from autograder.frameworks.keras.graph_builder import Builder
from autograder.frameworks.keras.layers import lower_layer
from autograder.frameworks.keras.operations import lower_operation

RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")


def lower_calls(builder: Builder, traced: Traced) -> None:
    """Append every call's operations."""
    used = {(tensor.source, tensor.output) for call in traced.calls for tensor in call.tensors}
    used |= {(tensor.source, tensor.output) for tensor in traced.outputs}
    for call in with_dense(traced):
        lower_call(builder, call, used)


def lower_call(builder: Builder, call: OperationCall, used: set[tuple[int, int]]) -> None:
    """Append one call's operations and remember where its outputs are."""
    is_layer = isinstance(call.operation, keras.layers.Layer)
    if not builder.inside:
        builder.layer = builder.layers.get(id(call.operation))
    start = len(builder.drafts)
    if isinstance(call.operation, Dense):
        index = lower_dense(builder, call)
    else:
        index = lower_layer(builder, call) if is_layer else lower_operation(builder, call)
    note_types(builder.drafts[start:], call)
    if len(builder.drafts) == start and call.tensors and call.tensors[0].dtype != call.outputs[0].dtype:
        index = builder.add("cast", {"dtype": call.outputs[0].dtype}, [index], call.outputs[0].shape)
    wanted = [tensor for tensor in call.outputs if (tensor.source, tensor.output) in used]
    if len(call.outputs) == 1 or ignores_states(builder, call, index, wanted):
        builder.places[call.outputs[0].source, 0] = index
        return
    for tensor in wanted:
        item = builder.add("item", {"index": tensor.output}, [index], tensor.shape)
        builder.places[tensor.source, tensor.output] = item


def ignores_states(builder: Builder, call: OperationCall, index: int, wanted: Sequence[Tensor]) -> bool:
    """Tell whether a recurrent layer returns its states to nobody, and write it as one that returns none."""
    if type(call.operation).__name__ not in RECURRENT or any(tensor.output for tensor in wanted):
        return False
    builder.drafts[index].attributes["return_state"] = False
    return True


def note_types(drafts: Sequence[Draft], call: OperationCall) -> None:
    """Record number types other than float32."""
    computed = str(call.outputs[0].dtype)
    stored = str(getattr(call.operation, "variable_dtype", "float32"))
    quantized = getattr(call.operation, "quantization_mode", None)
    for draft in drafts:
        if "float" in computed and computed != "float32":
            draft.attributes["dtype"] = computed
        if draft.parameters and stored != "float32":
            draft.attributes["variable_dtype"] = stored
        if draft.parameters and quantized is not None:
            draft.attributes["quantization"] = str(quantized)

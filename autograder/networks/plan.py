"""Write a Keras configuration in one spelling, as JSON: networks that train alike are then the same bytes.

What is changed cannot change a training, and `tests/networks/test_plan.py` trains both spellings for each: names, seeds
(the grader sets its own), a sequential model as the graph that it is, an activation that a layer applies itself as a
layer of its own, the size of a batch, a `training` flag that a graph has recorded (whoever runs a model overrides it).
Everything else stays as it stands, and counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Config = dict[str, Any]

FUNCTIONAL: Final = {
    "module": "keras.src.models.functional",
    "class_name": "Functional",
    "registered_name": "Functional",
}
SPLIT: Final = frozenset(
    {"Dense", "Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D", "DepthwiseConv2D"}
)
"""Layers that apply their activation to what they give, and do nothing after it."""
DERIVED: Final = frozenset({"build_config", "compile_config"})
"""What a configuration repeats of what it says elsewhere."""


@dataclass(frozen=True, slots=True)
class LayerNames:
    """What the layers of a model are called now, by their own names, and the names inside the models among them."""

    now: Mapping[str, str]
    inside: Mapping[str, LayerNames]

    def path(self, own: Sequence[str]) -> list[str]:
        """Return what a layer is called now, below the models that it lies in; names that were not changed stay."""
        first, *rest = own
        inner = self.inside.get(first, UNCHANGED)
        return [self.now.get(first, first), *(inner.path(rest) if rest else [])]


UNCHANGED: Final = LayerNames({}, {})


def canonical(config: Config) -> tuple[Config, LayerNames]:
    """Return the configuration of a built Sequential or Functional model in its one spelling, and the layers' names.

    Args:
        config: what `keras.saving.serialize_keras_object(model)` gave, every initialiser checked.
    """
    plain = without_seeds(config)
    if is_graph(plain):
        return renamed(split(plain))
    if plain.get("class_name") == "Sequential" and starts_with_input(plain["config"]["layers"]):
        return renamed(split(as_graph(plain)))
    return plain, UNCHANGED


def is_graph(config: Any) -> bool:
    """Tell whether a value is the configuration of a functional model."""
    return (
        isinstance(config, dict)
        and config.get("class_name") == "Functional"
        and {"layers", "input_layers", "output_layers"} <= set(config.get("config") or ())
    )


def without_seeds(value: Any) -> Any:
    """Return a configuration without seeds, and without what it says twice."""
    if isinstance(value, dict):
        kept = {name: without_seeds(item) for name, item in value.items() if name not in DERIVED}
        return {name: None if name == "seed" else item for name, item in kept.items()}
    return [without_seeds(item) for item in value] if isinstance(value, list | tuple) else value


def starts_with_input(layers: Sequence[Config]) -> bool:
    """Tell whether a sequential model knows its input, which stands before every other layer."""
    names = [layer.get("class_name") for layer in layers]
    return names[:1] == ["InputLayer"] and "InputLayer" not in names[1:]


def as_graph(config: Config) -> Config:
    """Return a sequential model as the chain that it is.

    Where a graph begins and ends, Keras counts the calls of a functional model from 1, and from 0 in between.
    """
    inner = config["config"]
    layers: list[Config] = []
    for layer in inner["layers"]:
        read = [node(reference(layers[-1]["name"], 0, 0))] if layers else []
        layers.append({**layer, "name": layer["config"]["name"], "inbound_nodes": read})
    first, last = ([layer["name"], int(is_graph(layer)), 0] for layer in (layers[0], layers[-1]))
    graph = {name: inner[name] for name in ("name", "trainable")}
    return FUNCTIONAL | {"config": graph | {"layers": layers, "input_layers": first, "output_layers": last}}


def node(*tensors: Config) -> Config:
    """Return one call of a layer."""
    return {"args": list(tensors), "kwargs": {}}


def reference(name: str, call: int, output: int) -> Config:
    """Return what stands for an output of a call. Its shape is known from the call, and not looked at."""
    history = [name, call, output]
    return {"class_name": "__keras_tensor__", "config": {"shape": [None], "dtype": "float32", "keras_history": history}}


def split(config: Config) -> Config:
    """Return a graph in which layers leave their activations to layers of their own."""
    inner = config["config"]
    layers: list[Config] = []
    moved: dict[str, str] = {}
    for layer in inner["layers"]:
        if not splits(layer):
            layers.append(layer)
            continue
        name, own = layer["name"], layer["config"]
        moved[name] = f"{name}/activation"
        settings = {"name": moved[name], "trainable": True, "dtype": own["dtype"], "activation": own["activation"]}
        layers.append(layer | {"config": own | {"activation": "linear"}})
        layers.append(
            {
                "module": "keras.layers",
                "class_name": "Activation",
                "config": settings,
                "registered_name": None,
                "name": moved[name],
                "inbound_nodes": [
                    node(reference(name, call, 0)) | {"_own": True} for call in range(len(layer["inbound_nodes"]))
                ],
            }
        )
    graph = inner | {"layers": layers}
    graph = graph | {key: pointed(graph[key], moved) for key in ("input_layers", "output_layers")}
    for layer in layers:
        layer["inbound_nodes"] = [
            call if call.pop("_own", False) else pointed(call, moved) for call in layer["inbound_nodes"]
        ]
    return config | {"config": graph}


def splits(layer: Config) -> bool:
    """Tell whether a layer's activation may be a layer of its own: a function of Keras, and nothing that follows it."""
    own = layer.get("config") or {}
    return (
        layer.get("module") == "keras.layers"
        and layer.get("class_name") in SPLIT
        and isinstance(own.get("activation"), str)
        and own["activation"] != "linear"
        and own.get("activity_regularizer") is None
        and "quantization_config" not in {name for name, item in own.items() if item}
    )


def pointed(value: Any, names: Mapping[str, str]) -> Any:
    """Return a value in which references to outputs of layers, [name, call, output], name others."""
    if is_reference(value):
        return [names.get(value[0], value[0]), *value[1:]]
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        return reference(*pointed(value["config"]["keras_history"], names))
    if isinstance(value, dict):
        return {name: pointed(item, names) for name, item in value.items()}
    return [pointed(item, names) for item in value] if isinstance(value, list) else value


def without_flag(call: Config) -> Config:
    """Return a call of a layer without the flag that says whether the model is trained."""
    given = call.get("kwargs") or {}
    kept = {name: item for name, item in given.items() if name != "training" or not isinstance(item, bool | None)}
    return call | {"kwargs": kept}


def is_reference(value: Any) -> bool:
    """Tell whether a value is [name, call, output]."""
    return (
        isinstance(value, list)
        and len(value) == 3
        and isinstance(value[0], str)
        and all(type(item) is int for item in value[1:])
    )


def renamed(config: Config) -> tuple[Config, LayerNames]:
    """Return a model whose layers are called by their places, likewise those of models inside."""
    inner = config["config"]
    own = [layer.get("name") or layer["config"]["name"] for layer in inner["layers"]]
    names = {name: f"layer_{place}" for place, name in enumerate(own)}
    nested = {name: renamed(layer) for name, layer in zip(own, inner["layers"], strict=True) if is_model(layer)}
    layers = [
        placed(nested[name][0] if name in nested else layer, names[name], names)
        for name, layer in zip(own, inner["layers"], strict=True)
    ]
    ends = {key: pointed(inner[key], names) for key in ("input_layers", "output_layers") if key in inner}
    graph = inner | {"name": "model", "layers": layers} | ends
    return config | {"config": graph}, LayerNames(names, {name: inside for name, (_, inside) in nested.items()})


def placed(layer: Config, name: str, names: Mapping[str, str]) -> Config:
    """Return a layer under another name, that reads from layers under other names."""
    settings = layer["config"] | {"name": name}
    if layer["class_name"] == "InputLayer" and settings.get("batch_shape"):
        settings["batch_shape"] = [None, *settings["batch_shape"][1:]]
    made = layer | {"config": settings}
    if "inbound_nodes" not in layer:
        return made
    calls = [without_flag(pointed(call, names)) for call in layer["inbound_nodes"]]
    return made | {"name": name, "inbound_nodes": calls}


def is_model(config: Config) -> bool:
    """Tell whether a layer is a model whose layers are listed."""
    return is_graph(config) or (config.get("class_name") == "Sequential" and "layers" in config["config"])

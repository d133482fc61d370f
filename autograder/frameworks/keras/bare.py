"""Layers of ours that an exported graph needs beside Keras's own: a bare weight, and a layer in one fixed mode.

They are registered with Keras, so that a box without student code can read a model that has them.
"""

from __future__ import annotations

from typing import Any

import keras

from autograder.frameworks.keras.foreign import OWN_PACKAGE


@keras.saving.register_keras_serializable(package=OWN_PACKAGE)
class Weight(keras.layers.Layer):  # type: ignore[misc] # Keras ships no types
    """One weight by itself: whatever it is called on, it gives its weight."""

    def __init__(
        self,
        shape: Any,
        value_initializer: Any = "glorot_uniform",
        value_regularizer: Any = None,
        value_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.shape = tuple(int(size) for size in shape)
        self.value_initializer = keras.initializers.get(value_initializer)
        self.value_regularizer = keras.regularizers.get(value_regularizer)
        self.value_constraint = keras.constraints.get(value_constraint)
        self.value = self.add_weight(
            shape=self.shape,
            initializer=self.value_initializer,
            regularizer=self.value_regularizer,
            constraint=self.value_constraint,
            trainable=self.trainable,
            name="value",
        )
        self.built = True

    def call(self, inputs: Any) -> Any:  # noqa: ARG002 - the graph needs an edge, the value none
        """Return the weight."""
        return keras.ops.convert_to_tensor(self.value)

    def compute_output_spec(self, inputs: Any) -> Any:  # noqa: ARG002
        """Return the weight's shape and type."""
        return keras.KerasTensor(self.shape, dtype=self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        """Return what the layer was made with."""
        return {
            **super().get_config(),
            "shape": list(self.shape),
            "value_initializer": keras.initializers.serialize(self.value_initializer),
            "value_regularizer": keras.regularizers.serialize(self.value_regularizer),
            "value_constraint": keras.constraints.serialize(self.value_constraint),
        }


@keras.saving.register_keras_serializable(package=OWN_PACKAGE)
class Fixed(keras.layers.Layer):  # type: ignore[misc]
    """A layer that always runs as in training, or always as in use, whatever the model around it does."""

    def __init__(self, layer: Any, *, mode: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        made = isinstance(layer, keras.layers.Layer)
        self.layer = layer if made else keras.saving.deserialize_keras_object(layer, safe_mode=True)
        self.mode = bool(mode)

    def build(self, *shapes: Any, **named: Any) -> None:  # noqa: ARG002 - the layer inside builds itself when it is called
        """Build nothing: the layer has no weights of its own."""
        self.built = True

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Run the layer inside in its mode."""
        return self.layer(*args, **{**kwargs, "training": self.mode})

    def get_config(self) -> dict[str, Any]:
        """Return what the layer was made with."""
        layer = keras.saving.serialize_keras_object(self.layer)
        return {**super().get_config(), "layer": layer, "mode": self.mode}

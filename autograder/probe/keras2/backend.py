"""Names of Keras 1 in `keras.backend` that tell or set where images have their channels."""

from __future__ import annotations

from autograder.probe.homes import homes
from autograder.probe.keras2.notes import Spelled

ORDERINGS = {"tf": "channels_last", "th": "channels_first"}


def install(spelled: Spelled) -> None:
    """Bring them back."""
    import keras

    def image_dim_ordering() -> str:
        spelled("keras.backend.image_dim_ordering", "keras.backend.image_data_format")
        return "tf" if keras.backend.image_data_format() == "channels_last" else "th"

    def set_image_dim_ordering(ordering: str) -> None:
        spelled("keras.backend.set_image_dim_ordering", "keras.backend.set_image_data_format")
        if ordering not in ORDERINGS:
            raise ValueError(f"Unknown dim_ordering: {ordering}")
        keras.backend.set_image_data_format(ORDERINGS[ordering])

    for home in homes("backend"):
        vars(home).update(image_dim_ordering=image_dim_ordering, set_image_dim_ordering=set_image_dim_ordering)

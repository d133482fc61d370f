from __future__ import annotations

import numpy as np

from autograder.course.assignment import DataSpec, Private
from autograder.data import Places, hidden, public, training

SPEC, PRIVATE = DataSpec(name="digits_5_9"), Private(test_seed=777, test_share=0.8)


def test_a_part_of_the_digits_counts_its_labels_from_its_first_one(places: Places) -> None:
    secret, known = hidden(SPEC, PRIVATE, places), training(SPEC, PRIVATE, places)
    assert len(secret.x_test) + len(known.x_train) == 896
    assert 150 < len(known.x_train) < 210
    assert set(secret.y_test) == set(known.y_train) == set(range(5))
    assert secret.class_names == ("5", "6", "7", "8", "9")
    whole = training(DataSpec(name="digits"), PRIVATE, places)
    np.testing.assert_array_equal(known.x_train, whole.x_train[whole.y_train >= 5])
    np.testing.assert_array_equal(known.y_train, whole.y_train[whole.y_train >= 5] - 5)


def test_no_hidden_image_of_the_part_is_left_in_the_digits_of_the_box(places: Places) -> None:
    folders = [mount.source for mount in public(SPEC, PRIVATE, places).mounts if mount.target.startswith("data/")]
    secret = {image.tobytes() for image in hidden(SPEC, PRIVATE, places).x_test}
    assert len(folders) == 2
    for folder in folders:
        for path in folder.glob("*.npy"):
            array = np.load(path)
            if array.ndim == 3:
                assert not secret & {image.tobytes() for image in array}

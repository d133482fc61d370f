import numpy as np
import pytest

from autograder.checks import assert_same_values, award, values_of
from autograder.i18n import gettext as _


@pytest.mark.points(15)
def test_flatten_images(functions, reference):
    """`flatten_images` makes one row of each image."""
    assert_same_values(functions, reference, "flatten_images")


@pytest.mark.points(15)
def test_scale(functions, reference):
    """`scale` gives float32 from 0 to 1."""
    assert_same_values(functions, reference, "scale", same_dtype=True)


@pytest.mark.points(25)
def test_min_max_scale(functions, reference):
    """`min_max_scale` brings each feature to 0–1, and a constant one to 0."""
    assert_same_values(functions, reference, "min_max_scale")


@pytest.mark.points(20)
def test_one_hot(functions, reference):
    """`one_hot` gives a row with a single 1 for each label."""
    assert_same_values(functions, reference, "one_hot")


@pytest.mark.points(25)
def test_split(functions, reference):
    """`split` puts each image on one side, with its label, the same way for the same seed."""
    values = values_of(functions, "split")
    expected = {value.case: value.value for value in reference.values if value.function == "split"}
    for case, right in expected.items():
        check_parts(values[case], right)
    same = all(equal(values[case], values[case.replace("once", "again")]) for case in expected if "once" in case)
    other = all(
        not equal(values[case], values[case.replace("once", "another seed")]) for case in expected if "once" in case
    )
    if not same:
        award(0.6, _("The same seed should give the same split; use a generator made from `seed`."))
    if not other:
        award(0.6, _("Another seed should give another split: shuffle before you split."))


def check_parts(found, right):
    """Check one split: four parts of the right sizes, disjoint, complete, images with their labels."""
    parts = len(found) if isinstance(found, list | tuple) else 0
    assert parts == 4, _("split should return x_train, x_val, y_train, y_val; found something else.")
    sizes, asked = [len(part) for part in found], [len(part) for part in right]
    assert sizes == asked, _("expected parts of {asked} images, found {sizes}.").format(asked=asked, sizes=sizes)
    images, labels = (np.concatenate([np.asarray(found[i]), np.asarray(found[i + 1])]) for i in (0, 2))
    whole = np.concatenate([right[0], right[1]])
    assert images.shape == whole.shape, _("The images should keep their shape {shape}.").format(shape=whole.shape[1:])
    assert np.array_equal(keys(images), keys(whole)), _("Each image should be on exactly one side.")
    paired = dict(zip(rows(whole), np.concatenate([right[2], right[3]]), strict=True))
    assert all(paired[row] == label for row, label in zip(rows(images), labels, strict=True)), _(
        "Images should keep their labels: shuffle both in the same order."
    )


def rows(images):
    return [np.ascontiguousarray(image, np.float64).tobytes() for image in images]


def keys(images):
    return np.sort(np.asarray(images, np.float64).reshape(len(images), -1)[:, 0])


def equal(a, b):
    return all(np.array_equal(np.asarray(left), np.asarray(right)) for left, right in zip(a, b, strict=True))

import numpy as np
import pytest

from autograder.checks import values_of
from autograder.i18n import gettext as _


@pytest.mark.points(25)
def test_architecture(structure):
    """The network begins with flips, rotations and changes of brightness, and classifies after them."""
    names = [layer.class_name for layer in structure.layers]
    for wanted in ("RandomFlip", "RandomRotation", "RandomBrightness", "Conv2D"):
        assert wanted in names, _("Expected a {layer} layer in the model, found none.").format(layer=wanted)
    first, last = names.index("Conv2D"), max(i for i, name in enumerate(names) if name.startswith("Random"))
    assert last < first, _("The augmentation should stand before the first convolution.")
    assert structure.nodes[-1].shape == (10,), _("Expected 10 outputs, found {found}.").format(
        found=", ".join(map(str, structure.nodes[-1].shape))
    )


@pytest.mark.points(25)
def test_in_training(functions):
    """In training images change, every time in another way, and the same way for the same seed."""
    for parts in groups(functions).values():
        first, second = parts["training"][0], parts["training, another seed"][0]
        same = sum(bool(np.allclose(a, b, atol=1e-4)) for a, b in zip(first, second, strict=True))
        if same > len(first) // 4:
            assert_pixels("training", first)
        assert same <= len(first) // 4, _(
            "{n} of {all} images came out of two trainings the same: call the pipeline with training=True."
        ).format(n=same, all=len(first))
        again = parts["training again"][0]
        assert np.allclose(again, first, atol=1e-5), _("The same seed should give the same images.")


@pytest.mark.points(20)
def test_in_use(functions):
    """In use images stay as they are."""
    for parts in groups(functions).values():
        used = parts["in use"][0]
        assert used.min() >= 0, _("Pixels below 0 were found.")
        spread = used.std()
        assert abs(spread - 0.2887) < 0.02, _("In use the images should stay as they are: call with training=False.")


@pytest.mark.points(15)
def test_pixels(functions):
    """Shapes stay, and pixels stay between 0 and 1."""
    for parts in groups(functions).values():
        for name, (images, _labels) in parts.items():
            assert_pixels(name, images)


@pytest.mark.points(15)
def test_labels(functions):
    """Each image keeps its label."""
    for parts in groups(functions).values():
        labels = [tuple(np.asarray(found).tolist()) for _images, found in parts.values()]
        assert len(set(labels)) == 1, _("The labels should be the same in every call, in the same order.")


def assert_pixels(case, images):
    low, high = float(images.min()), float(images.max())
    assert low >= -1e-6, _("{case}: found pixels down to {low:.3f}.").format(case=case, low=low)
    assert high <= 1 + 1e-6, _("{case}: found pixels up to {high:.3f}. Tell RandomBrightness its value_range.").format(
        case=case, high=high
    )


def groups(functions):
    """Return images and labels by case, public and hidden cases apart; or fail with the reason."""
    parts = {}
    for case, value in values_of(functions, "augment").items():
        pair = value if isinstance(value, list | tuple) else ()
        assert len(pair) == 2, _("augment should return images and labels.")
        images = np.asarray(pair[0])
        assert images.shape[1:] == (32, 32, 3), _("Expected images of shape (n, 32, 32, 3), found {found}.").format(
            found=images.shape
        )
        name, comma, _tag = case.partition(", hidden")
        parts.setdefault(comma, {})[name] = (images, pair[1])
    return parts

import numpy as np
import pytest

from autograder.checks import in_words, values_of
from autograder.i18n import gettext as _

WEIGHTS = {"the first convolution": ((3, 3, 1, 32), (32,)), "the second convolution": ((3, 3, 32, 64), (64,))}
MAPS = {"maps of the first": (1, 28, 28, 32), "maps of the second": (1, 14, 14, 64)}


@pytest.mark.points(25)
def test_conv_weights(functions):
    """`conv_weights` gives kernel and bias of the convolution asked for."""
    for case, shapes in WEIGHTS.items():
        value = result(functions, "conv_weights", case)
        found = tuple(np.shape(part) for part in value) if isinstance(value, list | tuple) else in_words(value)
        assert found == shapes, _("{case}: expected kernel and bias of shapes {expected}, found {found}.").format(
            case=case, expected=shapes, found=found
        )


@pytest.mark.points(20)
def test_weight_statistics(functions):
    """`weight_statistics` gives mean and standard deviation of kernel and bias."""
    value = result(functions, "weight_statistics", "statistics of the first")
    names = {"kernel_mean", "kernel_std", "bias_mean", "bias_std"}
    assert isinstance(value, dict), _("Expected a dictionary, found {found}.").format(found=in_words(value))
    assert set(value) == names, _("Expected the keys {expected}, found {found}.").format(
        expected=", ".join(sorted(names)), found=", ".join(sorted(map(str, value)))
    )


@pytest.mark.points(35)
def test_feature_maps(functions):
    """`feature_maps` gives what a convolution makes of an image."""
    for case, shape in MAPS.items():
        found = np.shape(result(functions, "feature_maps", case))
        assert found == shape, _("{case}: expected the shape {expected}, found {found}.").format(
            case=case, expected=shape, found=found
        )


@pytest.mark.points(20)
def test_figures(functions, figures):
    """The kernels before and after training, and their histogram, are drawn."""
    result(functions, "draw_kernels", "a drawing")
    assert figures, _("No figure was found: draw_kernels should draw and not close its figures.")


def result(functions, name, case):
    """Return what a function gave in a case, or fail with the reason."""
    return values_of(functions, name, case)[case]

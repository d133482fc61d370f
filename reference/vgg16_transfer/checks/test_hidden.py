import pytest

from autograder.checks import assert_accuracy, assert_frozen, assert_same_architecture
from autograder.i18n import gettext as _


@pytest.mark.points(30)
def test_architecture(structure, reference):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_same_architecture(structure, reference.structure, trainable=False)


@pytest.mark.points(20)
def test_parameters(structure, reference):
    """The network has 14,781,642 parameters."""
    found, expected = structure.parameters.total, reference.structure.parameters.total
    assert found == expected, _("Expected {expected} parameters, found {found}.").format(
        expected=f"{expected:,}", found=f"{found:,}"
    )


@pytest.mark.points(30)
def test_accuracy(predictions, data, reference):
    """The network reads images that it has never seen."""
    if reference.calibration is None:
        pytest.skip(_("The course has no ImageNet weights here, so the accuracy is not judged."))
    assert_accuracy(predictions, data, reference)


@pytest.mark.points(20)
def test_frozen(structure):
    """The layers of VGG16 are frozen: 66,954 parameters learn."""
    assert_frozen(structure, trainable=66954)

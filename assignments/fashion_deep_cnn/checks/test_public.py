import pytest

from autograder.checks import assert_output_shapes, assert_stated_parameters
from autograder.i18n import gettext as _


@pytest.mark.points(35)
def test_architecture(structure):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_output_shapes(structure, [
            (28, 28, 32),
            (14, 14, 32),
            (14, 14, 64),
            (7, 7, 64),
            (7, 7, 32),
            (3, 3, 32),
            (288,),
            (64,),
            (32,),
            (16,),
            (10,),
        ])


@pytest.mark.points(15)
def test_parameters(structure):
    """The network has 58,554 parameters, all of which learn."""
    assert_stated_parameters(structure, [320, 18496, 18464, 18496, 2080, 528, 170])


NAMES = {"LAYER1": 64, "LAYER2": 32, "LAYER3": 16, "OUTPUT": 10}


@pytest.mark.points(15)
def test_names(structure):
    """The model and its dense layers have the names asked for."""
    assert structure.name == "FASHION_CNN", _("Expected the model's name {expected}, found {found}.").format(
        expected="FASHION_CNN", found=structure.name
    )
    found = {layer.name: layer.config.get("units") for layer in structure.layers if layer.class_name == "Dense"}
    assert found == NAMES, _("Expected dense layers {expected}, found {found}.").format(
        expected=", ".join(f"{name} ({units})" for name, units in NAMES.items()),
        found=", ".join(f"{name} ({units})" for name, units in found.items()),
    )

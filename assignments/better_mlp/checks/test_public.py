import numpy as np
import pytest

from autograder.checks import assert_stated_values
from autograder.i18n import gettext as _

RECTIFIERS = {"relu", "relu6", "leaky_relu", "prelu", "elu", "selu", "gelu", "silu", "swish", "mish", "celu"}
ADAPTIVE = {"adam", "adamw", "nadam", "rmsprop", "adamax"}


@pytest.mark.points(10)
def test_initialisation(structure):
    """Step 1: the hidden layers start from a He initialisation."""
    names = [initialiser(layer) for layer in hidden(structure)]
    assert names, _("Expected hidden dense layers, found none.")
    assert all(name.startswith("he") for name in names), _(
        "Expected he_normal or he_uniform in every hidden layer, found {found}. Set `kernel_initializer`."
    ).format(found=", ".join(dict.fromkeys(names)))


@pytest.mark.points(10)
def test_activation(structure):
    """Step 2: the hidden layers have a rectifier as activation."""
    found = {node.op.lower() for node in structure.nodes}
    saturating = found & {"sigmoid", "tanh"}
    assert not saturating, _("Expected rectifiers such as relu in the hidden layers, found {found}.").format(
        found=", ".join(sorted(saturating))
    )
    assert found & RECTIFIERS, _("Expected a rectifier such as relu in the hidden layers, found none.")


@pytest.mark.points(10)
def test_optimiser(structure):
    """Step 3: the optimiser adapts its steps."""
    assert structure.compiled is not None, _("Compile the model before you return it.")
    name = structure.compiled.optimizer.lower()
    assert name in ADAPTIVE, _("Expected an adaptive optimiser such as Adam, found {found}.").format(found=name)


@pytest.mark.points(10)
def test_batch_normalisation(structure):
    """Step 4: batch normalisation keeps the scale."""
    count = sum(layer.class_name == "BatchNormalization" for layer in structure.layers)
    assert count, _("Expected BatchNormalization layers, found none.")


@pytest.mark.points(10)
def test_dropout(structure):
    """Step 5: dropout with a rate from 0.1 to 0.6."""
    rates = [float(layer.config["rate"]) for layer in structure.layers if layer.class_name == "Dropout"]
    assert rates, _("Expected Dropout layers, found none.")
    assert all(0.1 <= rate <= 0.6 for rate in rates), _("Expected rates from 0.1 to 0.6, found {found}.").format(
        found=", ".join(map(str, dict.fromkeys(rates)))
    )


@pytest.mark.points(10)
def test_architecture(structure):
    """A network of dense layers: two hidden ones or more, at most 2,000,000 parameters, 10 outputs with softmax."""
    others = {layer.class_name for layer in structure.layers} & {"Conv2D", "SeparableConv2D", "DepthwiseConv2D", "Conv1D"}
    assert not others, _("Expected dense layers only, found {found}.").format(found=", ".join(sorted(others)))
    assert len(hidden(structure)) >= 2, _("Expected two hidden layers or more, found {n}.").format(
        n=len(hidden(structure))
    )
    assert structure.parameters.total <= 2_000_000, _("Expected at most 2,000,000 parameters, found {n}.").format(
        n=f"{structure.parameters.total:,}"
    )
    assert structure.nodes[-1].op == "softmax", _("Expected softmax at the end, found {found}.").format(
        found=_("no activation") if structure.nodes[-1].op == "dense" else structure.nodes[-1].op
    )
    assert structure.nodes[-1].shape == (10,), _("Expected 10 outputs, found {found}.").format(
        found=", ".join(map(str, structure.nodes[-1].shape))
    )


@pytest.mark.points(10)
def test_shift(functions):
    """`shift` moves images and fills with 0."""
    expected = {
        "one down": np.array([[[0, 0, 0], [1, 2, 3], [4, 5, 6]]]),
        "one left": np.array([[[2, 3, 0], [5, 6, 0], [8, 9, 0]]]),
    }
    assert_stated_values(functions, "shift", expected)


@pytest.mark.points(10)
def test_ensemble(functions):
    """`ensemble` names the class of the mean output."""
    assert_stated_values(functions, "ensemble", {"two networks": np.array([1, 2])})


def hidden(structure):
    """Return the dense layers but the last."""
    return [layer for layer in structure.layers if layer.class_name == "Dense"][:-1]


def initialiser(layer):
    """Return the name of a layer's initialisation, as Keras spells it in code."""
    given = layer.config.get("kernel_initializer")
    name = given.get("class_name", "") if isinstance(given, dict) else str(given)
    return {"HeNormal": "he_normal", "HeUniform": "he_uniform", "GlorotUniform": "glorot_uniform"}.get(name, name)

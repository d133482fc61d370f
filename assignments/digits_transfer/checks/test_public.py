import pytest

from autograder.checks import in_words, values_of
from autograder.i18n import gettext as _


@pytest.mark.points(25)
def test_architecture(structure):
    """A new head stands on the base of the course."""
    assert structure.parameters.total == BASE + 325, _("Expected {expected} parameters, found {found}.").format(
        expected=f"{BASE + 325:,}", found=f"{structure.parameters.total:,}"
    )
    assert structure.nodes[-1].shape == (5,), _("Expected 5 outputs, found {found}.").format(
        found=", ".join(map(str, structure.nodes[-1].shape))
    )


@pytest.mark.points(20)
def test_frozen(structure):
    """The base is frozen: 325 parameters learn."""
    assert structure.parameters.trainable == 325, _(
        "Expected 325 parameters that learn, found {found}. Freeze the base before you compile."
    ).format(found=f"{structure.parameters.trainable:,}")


@pytest.mark.points(20)
@pytest.mark.claimed
def test_fine_tune(functions):
    """Fine-tuning unfreezes the base, learns more slowly and still gets better."""
    for result in values_of(functions, "fine_tune").values():
        keys = {"head_learning_rate", "learning_rate", "trainable", "losses"}
        assert isinstance(result, dict), _("Expected a dictionary, found {found}.").format(found=in_words(result))
        assert set(result) >= keys, _("Expected the keys {expected}, found {found}.").format(
            expected=", ".join(sorted(keys)), found=", ".join(sorted(map(str, result)))
        )
        assert result["learning_rate"] * 10 <= result["head_learning_rate"] * (1 + 1e-6), _(
            "The learning rate of fine-tuning should be ten times smaller or less; found {tuning} after {head}."
        ).format(tuning=f"{result['learning_rate']:.3g}", head=f"{result['head_learning_rate']:.3g}")
        assert result["trainable"] > 325, _("In the second stage the base should learn too; only {n} parameters do.").format(
            n=result["trainable"]
        )
        assert result["losses"][-1] < result["losses"][0], _("The loss of fine-tuning should fall.")


BASE = 62664

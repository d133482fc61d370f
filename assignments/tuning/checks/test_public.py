import pytest

from autograder.checks import award, values_of
from autograder.i18n import gettext as _


@pytest.mark.points(20)
def test_grid(functions):
    """`grid` gives every configuration once."""
    for tag, calls in groups(functions, "grid").items():
        found, space = calls["all of it"], SPACES[tag]
        expected = 1
        for values in space.values():
            expected *= len(values)
        assert len(found) == expected, _("Expected {expected} configurations, found {found}.").format(
            expected=expected, found=len(found)
        )
        assert len({frozen(one) for one in found}) == expected, _("A configuration occurs twice.")
        assert all(inside(one, space) for one in found), _("A configuration is not in the space.")


@pytest.mark.points(20)
def test_sample(functions):
    """`sample` draws different configurations of the space, the same for the same seed."""
    for tag, calls in groups(functions, "sample").items():
        drawn = calls["once"]
        assert len({frozen(one) for one in drawn}) == 4, _("Expected 4 different configurations, found {n}.").format(
            n=len({frozen(one) for one in drawn})
        )
        assert all(inside(one, SPACES[tag]) for one in drawn), _("A configuration is not in the space.")
        assert calls["again"] == drawn, _("The same seed should draw the same configurations.")
        if calls["another seed"] == drawn:
            award(0.7, _("Another seed should draw other configurations."))


@pytest.mark.points(40)
@pytest.mark.claimed
def test_search(functions):
    """`search` writes down every trial, in order, with the accuracy that the trial really has."""
    alone = groups(functions, "evaluate")
    for tag, calls in groups(functions, "search").items():
        trials, single = calls["the search"], alone[tag]
        assert len(trials) == len(single), _("Expected {expected} trials, found {found}.").format(
            expected=len(single), found=len(trials)
        )
        for number, trial in enumerate(trials):
            accuracy = single[f"trial {number}"]
            assert 0.0 <= accuracy <= 1.0, _("An accuracy is between 0 and 1, found {found}.").format(found=accuracy)
            assert abs(trial["accuracy"] - accuracy) < 0.011, _(
                "Trial {number} says {said:.3f}; repeated on its own it has {found:.3f}. Seed before you build."
            ).format(number=number + 1, said=trial["accuracy"], found=accuracy)
        assert max(single.values()) > 0.5, _("The best trial has an accuracy of {found:.2f}; is the network trained?").format(
            found=max(single.values())
        )
        assert len(set(single.values())) > 1, _("Different configurations should give different accuracies.")


@pytest.mark.points(20)
def test_best(functions):
    """`best` finds the trial with the highest accuracy."""
    for tag, calls in groups(functions, "best").items():
        found = calls["of the trials"]
        assert found["accuracy"] == 0.9, _("Expected the trial with accuracy 0.9, found {found}.").format(
            found=found["accuracy"]
        )
        assert found["configuration"]["units"] == (4 if tag else 32), _("Of equal trials the first one is the best.")


SPACES = {
    "": {"units": [8, 32], "learning_rate": [0.001, 0.01], "dropout": [0.0, 0.3]},
    "hidden": {"units": [4, 16, 64], "learning_rate": [0.0003, 0.02], "dropout": [0.1, 0.5]},
}


def groups(functions, name):
    """Return what a function gave by case, public and hidden cases apart; or fail with the reason."""
    parts = {}
    for called, value in values_of(functions, name).items():
        tag, colon, case = called.rpartition("hidden: ")
        parts.setdefault("hidden" if colon else tag, {})[case] = value
    return parts


def frozen(configuration):
    return tuple(sorted(configuration.items()))


def inside(configuration, space):
    return set(configuration) == set(space) and all(configuration[name] in values for name, values in space.items())

import numpy as np
import pytest

from autograder.checks import in_words, values_of
from autograder.i18n import gettext as _

KEYS = {"loss", "val_loss", "best_epoch", "restored_loss", "checkpoint_loss"}


@pytest.mark.points(25)
@pytest.mark.claimed
def test_stopping(functions):
    """Training ends `patience` epochs after the best one, or at the last epoch."""
    for case, value in runs(functions).items():
        words = case.replace(",", "").split()
        most, patience = int(words[2]), int(words[5])
        epochs, best = len(value["val_loss"]), int(np.argmin(value["val_loss"])) + 1
        expected = min(most, best + patience)
        assert epochs == expected, _(
            "{case}: the best of the epochs is {best}, so training should end after {expected}; it ended after {found}."
        ).format(case=case, best=best, expected=expected, found=epochs)


@pytest.mark.points(15)
@pytest.mark.claimed
def test_best_epoch(functions):
    """The epoch of the best model is named."""
    for case, value in runs(functions).items():
        best = int(np.argmin(value["val_loss"])) + 1
        assert value["best_epoch"] == best, _("{case}: the validation loss is smallest in epoch {best}, found {found}.").format(
            case=case, best=best, found=value["best_epoch"]
        )


@pytest.mark.points(25)
@pytest.mark.claimed
def test_restored(functions):
    """After training the model has the best weights again."""
    for case, value in runs(functions).items():
        smallest = min(value["val_loss"])
        assert np.isclose(value["restored_loss"], smallest, rtol=1e-3), _(
            "{case}: the smallest validation loss is {expected:.4f}, the model's after training {found:.4f}. "
            "Look at `restore_best_weights`."
        ).format(case=case, expected=smallest, found=float(value["restored_loss"]))


@pytest.mark.points(20)
@pytest.mark.claimed
def test_checkpoint(functions):
    """The checkpoint file holds the best model."""
    for case, value in runs(functions).items():
        smallest = min(value["val_loss"])
        assert np.isclose(value["checkpoint_loss"], smallest, rtol=1e-3), _(
            "{case}: the smallest validation loss is {expected:.4f}, that of the checkpoint {found:.4f}. "
            "Look at `save_best_only` and `monitor`."
        ).format(case=case, expected=smallest, found=float(value["checkpoint_loss"]))


@pytest.mark.points(15)
def test_figures(functions, figures):
    """The curves of training and validation are drawn."""
    runs(functions)
    assert figures, _("No figure was found: run should draw the curves and not close the figure.")


def runs(functions):
    """Return what `run` gave, by case, or fail with the reason."""
    found = values_of(functions, "run")
    for case, value in found.items():
        keys = set(value) if isinstance(value, dict) else set()
        assert keys >= KEYS, _("{case}: expected a dictionary with {expected}, found {found}.").format(
            case=case, expected=", ".join(sorted(KEYS)), found=", ".join(sorted(map(str, keys))) or in_words(value)
        )
        numbers = [*value["val_loss"], value["restored_loss"], value["checkpoint_loss"]]
        assert len(numbers) > 2, _("{case}: expected the validation loss of each epoch.").format(case=case)
    return found

"""Notebooks that try several networks: which one is graded, with its own curves; and cells that hide one."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded, HandIn, notebook
from tests.field.test_scripts import COMPILE, FIT, LAYERS, START

NET = f"keras.Sequential([keras.Input((8, 8, 1)), {LAYERS}])"
DENSE = 'keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])'
MODEL = f"model = {NET}\nmodel.{COMPILE}"
TWO = (START, f"ann = {DENSE}\nann.{COMPILE}\nann.{FIT}", f"cnn = {NET}\ncnn.{COMPILE}\ncnn.{FIT}")
SHORT = "model.fit(x_train[:64] / 16, y_train[:64], epochs=1)"
TRAINED = (START, MODEL, f"model.{FIT}")
BUILDER = f"def build_model(units):\n    return {DENSE}"
STEPS = "for _ in range(300):\n    cnn.train_on_batch(x_train, y_train)"
COPIED = "model.save('net.keras')\nmodel = keras.models.load_model('net.keras')"
ZEROS = "model.layers[0].set_weights([0 * one for one in model.layers[0].get_weights()])"
OTHER_WEIGHTS = f"{COPIED}\n{ZEROS}\nmodel.train_on_batch(x_train, y_train)"

THREE = (
    START,
    *(f"{name} = {net}\n{name}.{COMPILE}\n{name}.{FIT}" for name, net in (("a", DENSE), ("b", NET), ("c", DENSE))),
)
USED = "b.evaluate(x_train, y_train, verbose=0)\nb.predict(x_train[:5], verbose=0)"
COMPARED = "for net in (a, b, c):\n    net.evaluate(x_train, y_train, verbose=0)"
MEANT: Mapping[str, tuple[str, str]] = {
    "used": (USED, "the only one that was evaluated or predicted with after the last training"),
    "saved": (f"{COMPARED}\nb.save('net.keras')", "the only one that was saved after the last training"),
    "named": (f"{COMPARED}\nbest_model = b", "the one whose name says that it is the final or best one"),
    "model": ("model = b\nc.predict(x_train[:5], verbose=0)", "the one in the variable “model”"),
}
"""What stands behind three trainings, and why the second network counts."""
BEGUN = f"model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3)])\nmodel1 = {NET}"
ASIDE = (START, BEGUN, f"model1.{COMPILE}\nmodel1.{FIT}", "model1.evaluate(x_train, y_train, verbose=0)")
FORMS = ("notebook", "module")
RIGHT: Mapping[str, HandIn] = {
    **{f"{name}-notebook": {"hw.ipynb": notebook(*THREE, code)} for name, (code, _why) in MEANT.items()},
    **{f"{name}-module": {"hw.py": "\n".join((*THREE, code))} for name, (code, _why) in MEANT.items()},
    "two-notebook": {"hw.ipynb": notebook(*TWO)},
    "two-module": {"hw.py": "\n".join(TWO)},
    "aside-notebook": {"hw.ipynb": notebook(*ASIDE)},
    "aside-module": {"hw.py": "\n".join(ASIDE)},
    "loaded-notebook": {"hw.ipynb": notebook(*TRAINED, COPIED)},
    "loaded-module": {"hw.py": "\n".join((*TRAINED, COPIED))},
    "tensorboard-command": {"hw.ipynb": notebook(*TRAINED, "!tensorboard --logdir ./logs")},
    "tensorboard-magic": {"hw.ipynb": notebook(*TRAINED, "%load_ext tensorboard\n%tensorboard --logdir ./logs")},
    "tensorboard-shell-cell": {"hw.ipynb": notebook(*TRAINED, "%%bash\necho go\ntensorboard --logdir ./logs")},
    "tensorboard-exported": {
        "hw.py": "\n".join((*TRAINED, "get_ipython().system('tensorboard --logdir ./logs')")),
    },
    "server-of-files": {"hw.ipynb": notebook(*TRAINED, "!python3 -m http.server 8000")},
}
"""Hand-ins that earn everything."""
OTHERS: Mapping[str, HandIn] = {
    "left-untrained-notebook": {"hw.ipynb": notebook(START, MODEL, f"1 / 0\nmodel.{FIT}")},
    "left-untrained-module": {"hw.py": "\n".join((START, MODEL))},
    "fit-failed-notebook": {"hw.ipynb": notebook(START, MODEL, "model.fit(x_train[:, :4], y_train)")},
    "fit-failed-module": {"hw.py": "\n".join((START, MODEL, "model.fit(x_train[:, :4], y_train)"))},
    "curves-of-another": {
        "hw.ipynb": notebook(TWO[0], TWO[1], f"cnn = {NET}\ncnn.{COMPILE}\n{STEPS}"),
    },
    "other-weights": {"hw.ipynb": notebook(*TRAINED, OTHER_WEIGHTS)},
    "builder-of-another": {
        "hw.ipynb": notebook(
            START, f"def build_model(units):\n    return {DENSE}", *TRAINED[1:], "import os\nos._exit(3)"
        )
    },
    "class-below": {
        "hw.ipynb": notebook(*TRAINED, "watch = Watch()", "class Watch(keras.callbacks.Callback):\n    pass"),
    },
    "function-not-there": {"hw.ipynb": notebook(*TRAINED, "show(model)", "print(show)")},
    "made-above-too": {"hw.ipynb": notebook("1 / 0\nbatch = 5", "print(batch)", "batch = 6")},
    "begun": {"hw.ipynb": notebook(START, "model = keras.Sequential()\nmodel.add(layers.Dense(3, depth=2))")},
    "begun-under-a-name": {"hw.ipynb": notebook(START, "net = keras.Sequential()\nfor size in sizes:\n    pass")},
    "ended-in-its-cell": {"hw.ipynb": notebook(START, f"{MODEL}\n\n# train\nimport os\nos._exit(3)")},
    "compiled-in-a-magic": {
        "hw.ipynb": notebook(START, f"model = {NET}", f"%%time\nmodel.{COMPILE}\nimport os\nos._exit(3)")
    },
    "two-untrained": {
        "hw.ipynb": notebook(START, "1 / 0", f"ann = {DENSE}\nann.{COMPILE}", f"cnn = {NET}\ncnn.{COMPILE}")
    },
    "stopped-before-fit": {
        "hw.py": "\n".join(
            (START, f"def build_model():\n    return {NET}\nmodel = build_model()\nmodel.{COMPILE}", "1 / 0")
        ),
    },
    "one-epoch": {"hw.ipynb": notebook(START, MODEL, f"model.{FIT.replace('epochs=4', 'epochs=1')}")},
    "one-epoch-short": {"hw.ipynb": notebook(START, MODEL, SHORT, SHORT)},
    "folder": {"hw.ipynb": notebook(*TRAINED, "open('runs/log.txt', 'w')")},
    "adadelta": {"hw.ipynb": notebook(START, f"{MODEL.replace('adam', 'adadelta')}", f"model.{FIT}")},
    "adadelta-saved": {
        "hw.ipynb": notebook(START, f"{MODEL.replace('adam', 'adadelta')}", f"model.{FIT}", 'model.save("model.h5")')
    },
}


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class({**RIGHT, **OTHERS}, "digits_student")


@pytest.mark.parametrize("name", RIGHT)
def test_the_network_is_found_and_counts(name: str, graded: Mapping[str, Graded]) -> None:
    one = graded[name]
    assert (one.earned, one.state, one.error) == (100.0, "graded", ""), one.page


@pytest.mark.parametrize("form", ["notebook", "module"])
def test_the_page_says_which_model_counted_and_which_did_not(form: str, graded: Mapping[str, Graded]) -> None:
    page = graded[f"two-{form}"].page
    assert "found under the name “cnn” and graded" in page
    assert "Further models were there and were not graded: ann. Name the one to be graded model." in page


@pytest.mark.parametrize("form", FORMS)
def test_a_model_that_was_only_begun_is_not_taken_for_the_trained_one(form: str, graded: Mapping[str, Graded]) -> None:
    page = graded[f"aside-{form}"].page
    assert "Of several models, the only one that was compiled was graded." in page
    assert "were not graded: model. Name the one to be graded model." in page


@pytest.mark.parametrize("name", MEANT)
@pytest.mark.parametrize("form", ["notebook", "module"])
def test_the_page_says_why_that_model_counted(name: str, form: str, graded: Mapping[str, Graded]) -> None:
    page = graded[f"{name}-{form}"].page
    assert f"Of several models, {MEANT[name][1]} was graded." in page
    assert "were not graded: a, c." in page
    assert "Of several models, the one that was trained last was graded." in graded[f"two-{form}"].page


@pytest.mark.parametrize("name", ["loaded-notebook", "loaded-module"])
def test_a_loaded_copy_has_the_curves_of_the_training_that_made_it(name: str, graded: Mapping[str, Graded]) -> None:
    assert "The best of 4 epochs" in graded[name].page


@pytest.mark.parametrize("name", ["curves-of-another", "other-weights"])
def test_no_curves_are_shown_that_are_not_the_models_own(name: str, graded: Mapping[str, Graded]) -> None:
    assert "The best of" not in graded[name].page


def test_a_model_outlives_its_kernel_beside_a_builder_that_takes_arguments(graded: Mapping[str, Graded]) -> None:
    assert graded["builder-of-another"].result["parameters"] == graded["two-module"].result["parameters"]


@pytest.mark.parametrize("name", [name for name in RIGHT if name.startswith(("tensorboard", "server"))])
def test_what_runs_until_it_is_stopped_is_left_out_and_told(name: str, graded: Mapping[str, Graded]) -> None:
    assert "it would run until somebody stops it" in graded[name].page


def test_a_name_that_a_later_cell_makes_is_told_with_that_cell(graded: Mapping[str, Graded]) -> None:
    assert "cell 4, line 1: “Watch” is not there yet: cell 5 makes it" in graded["class-below"].error


@pytest.mark.parametrize("name", ["function-not-there", "made-above-too"])
def test_a_name_made_nowhere_or_also_above_is_told_as_python_does(name: str, graded: Mapping[str, Graded]) -> None:
    assert "makes it" not in graded[name].page


@pytest.mark.parametrize("name", ["adadelta", "adadelta-saved"])
def test_the_default_rate_of_adadelta_is_told_as_too_low(name: str, graded: Mapping[str, Graded]) -> None:
    assert "With the learning rate 0.001 the training loss ends at" in graded[name].page


def test_one_epoch_is_no_curve(graded: Mapping[str, Graded]) -> None:
    for name in ("one-epoch", "one-epoch-short"):
        page = graded[name].page
        assert "The last training lasted for one epoch; without validation data overfitting cannot be seen." in page
        assert "still falling" not in page
        assert "1 epochs" not in page
    assert "The last training lasted for one epoch. Training ended before" in graded["one-epoch-short"].page


def test_what_makes_a_folder_can_be_copied_into_a_cell(graded: Mapping[str, Graded]) -> None:
    assert "os.makedirs('runs', exist_ok=True)" in graded["folder"].error


def test_a_model_that_was_only_begun_is_not_called_graded(graded: Mapping[str, Graded]) -> None:
    assert graded["begun"].earned == 0
    assert "graded model" not in graded["begun"].page
    assert "graded model model" in graded["folder"].page
    assert "was found under the name" not in graded["begun-under-a-name"].page


def test_of_the_cell_that_ended_the_kernel_what_came_before_that_statement_counts(graded: Mapping[str, Graded]) -> None:
    one = graded["ended-in-its-cell"]
    last = len(f"{MODEL}\n\n# train\nimport os\nos._exit(3)".splitlines())
    assert one.error.startswith(f"cell 2, line {last}: The notebook's kernel died here")
    assert f"What comes before cell 2, line {last} was run again by itself" in one.page
    assert one.result["parameters"] == graded["two-module"].result["parameters"]
    assert "Your model came to the grader untrained, so it was trained as the assignment says." in one.page


def test_where_the_statement_is_not_known_it_is_said_up_to_where_nothing_was_compiled(
    graded: Mapping[str, Graded],
) -> None:
    page = graded["compiled-in-a-magic"].page
    assert "What comes before cell 3 does not compile your network, so the grader could not train it" in page
    assert "when your code ended" not in page


def test_models_of_which_none_is_known_to_count_are_told_beside_what_went_wrong_first(
    graded: Mapping[str, Graded],
) -> None:
    assert "ZeroDivisionError" in graded["two-untrained"].error
    assert "nothing told which of them counts, so none was graded: ann, cnn." in graded["two-untrained"].page


def test_what_build_model_leaves_to_the_module_is_not_told_as_left_out(graded: Mapping[str, Graded]) -> None:
    page = graded["stopped-before-fit"].page
    assert "was not compiled" not in page
    assert "Your model came to the grader untrained, so it was trained as the assignment says." in page


@pytest.mark.parametrize("name", [f"{why}-{form}" for why in ("left-untrained", "fit-failed") for form in FORMS])
def test_who_trained_a_model_that_was_left_untrained_is_told(name: str, graded: Mapping[str, Graded]) -> None:
    assert "Your model came to the grader untrained, so it was trained as the assignment says." in graded[name].page
    assert "Train for more epochs" not in graded[name].page
    assert "came to the grader untrained" not in graded["two-module"].page

"""Networks that learn numbers from rows: graded by RMSE; nothing on their pages speaks of images or classes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.extensions.brought import HERE
from tests.field.conftest import GradeClass, Graded, HandIn, notebook

PATH = (HERE / "tasks",)
CHECKS = '''import pytest
from autograder.checks import assert_learns, assert_score


@pytest.mark.points(70)
def test_score(predictions, data, reference):
    """Numbers are close to the right ones."""
    assert_score(predictions, data, reference)


@pytest.mark.points(30)
def test_learns(behaviour):
    """The network can learn."""
    assert_learns(behaviour)
'''
SETTINGS = """title = "{name}"
points = 100

[entry]
probes = ["output", "training_step", "memorising"]

[data]
name = "{data}"

[training]
mode = "{mode}"
epochs = 60
batch_size = 16
validation = 0.2

[score]
bar = {bar}
also = ["r2"]

[limits]
wall_s = 120
cpu_s = 120
memory_mb = 2000
"""
COURSE = {
    "trained": ("diabetes", "grader", 64.0),
    "handed": ("diabetes", "student", 64.0),
    "several": ("blood", "grader", 60.0),
}
HEAD = "import keras\nimport numpy as np\nfrom keras import layers\n"
FIT = """x, y = np.load("data/diabetes/x_train.npy"), np.load("data/diabetes/y_train.npy")
model = build_model()
model.fit(x, y, epochs=60, batch_size=16, verbose=0)
"""
TRAIN = "\ndef train(model, x_train, y_train):\n    model.fit(x_train, y_train, epochs=60, batch_size=16, verbose=0)\n"


def built(last: str = "layers.Dense(1)", loss: str = "mean_squared_error", wide: int = 10) -> str:
    hidden = f"keras.Input(({wide},)), layers.Dense(32, activation='relu')"
    return f"""{HEAD}
def build_model():
    model = keras.Sequential([{hidden}, {last}])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="{loss}", metrics=["mae"])
    return model

"""


RIGHT = built()
WRONG = {
    "width": built("layers.Dense(3)"),
    "loss": built("layers.Dense(1, activation='sigmoid')", "binary_crossentropy"),
    "classes": built("layers.Dense(10, activation='softmax')", "sparse_categorical_crossentropy"),
    "sigmoid": built("layers.Dense(1, activation='sigmoid')"),
    "input": built(wide=8),
}
TOLD = {
    "width": "gives an output of the shape (3,); expected (1,)",
    "loss": "the loss “binary_crossentropy”, which compares classes",
    "classes": "gives an output of the shape (10,); expected (1,)",
    "input": "(10,)",
}
HANDED = {
    "right": (RIGHT + FIT).replace("build_model", "made"),
    "scaled": (RIGHT + FIT.replace("model.fit(x, y", "model.fit(x, (y - 25) / 321")).replace("build_model", "made"),
    "class": (WRONG["loss"] + FIT).replace("build_model", "made"),
    "untrained": f"{RIGHT}\nmodel = build_model()\n",
    "recipe": RIGHT,
}
CAUSES = {
    "scaled": "The outputs of your network rise and fall with the targets, on another scale.",
    "class": "Your model is trained with the loss “binary_crossentropy”, which compares classes.",
    "sigmoid": "The last layer of your network ends in sigmoid, which gives numbers from 0 to 1.",
    "classes": "Your model is trained with the loss “sparse_categorical_crossentropy”, which compares classes.",
}
WORDS = ("image", "class", "accura", "pixel", "label")
"""What no page speaks of, but for the name of a loss that compares classes."""


def both(sources: Mapping[str, str]) -> Mapping[str, HandIn]:
    notebooks = {f"{name}-n": {"hw.ipynb": notebook(*source.split("\n\n", 1))} for name, source in sources.items()}
    return {f"{name}-m": {"hw.py": source} for name, source in sources.items()} | notebooks


@pytest.fixture(scope="module")
def numbers_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("numbers")
    files = {"course.toml": 'title = "Numbers"\n'}
    for name, (data, mode, bar) in COURSE.items():
        files[f"assignments/{name}/assignment.toml"] = SETTINGS.format(name=name, data=data, mode=mode, bar=bar)
        files[f"assignments/{name}/checks/test_public.py"] = CHECKS
        files[f"reference/{name}/solution.py"] = built("layers.Dense(2)", wide=8) if data == "blood" else RIGHT
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture(scope="module")
def trained(grade_class: GradeClass, numbers_course: Path) -> Mapping[str, Graded]:
    every = both({"right": RIGHT, **WRONG})
    few = {name: every[name] for name in ("right-m", "right-n", "width-n", "loss-m")}
    return grade_class(few, "trained", course=numbers_course, brought=PATH)


@pytest.fixture(scope="module")
def others(grade_class: GradeClass, numbers_course: Path) -> Mapping[str, Graded]:
    return grade_class(both(WRONG), "trained", course=numbers_course, brought=PATH)


def first_cause(one: Graded) -> str:
    return str(one.result["hints"][0])


def test_a_right_network_earns_everything_in_the_words_of_its_data(trained: Mapping[str, Graded]) -> None:
    for form in "mn":
        one = trained[f"right-{form}"]
        assert (one.state, one.earned, one.result["data"]) == ("graded", 100, "diabetes"), one.staff
        assert "on 133 test patients" in one.page
        assert "Loss Mean absolute error" in one.page
        assert {word for word in WORDS if word in one.page.lower()} == set()
        assert "Predicted against true" in one.staff
        assert "Predicted against true" not in one.page


@pytest.mark.parametrize("student", ["width-n", "loss-m"])
def test_what_cannot_be_trained_with_numbers_is_told_and_not_trained(
    student: str, trained: Mapping[str, Graded]
) -> None:
    one = trained[student]
    assert TOLD[student[:-2]] in one.error
    assert (one.state, one.earned) == ("graded", 30)
    assert {word for word in WORDS if word in one.page.lower()} <= {"class"}


@pytest.mark.slow
@pytest.mark.parametrize("form", "mn")
def test_the_cause_is_named_first(form: str, others: Mapping[str, Graded]) -> None:
    for name, told in TOLD.items():
        assert told in others[f"{name}-{form}"].page
        assert others[f"{name}-{form}"].earned <= 30
    for name in ("sigmoid", "classes"):
        assert first_cause(others[f"{name}-{form}"]).startswith(CAUSES[name])


@pytest.mark.slow
def test_what_students_train_themselves_is_graded_alike(grade_class: GradeClass, numbers_course: Path) -> None:
    hand_ins = {**both(HANDED), "train-m": {"hw.py": RIGHT + TRAIN}}
    found = grade_class(hand_ins, "handed", course=numbers_course, brought=PATH)
    for name in ("right-m", "right-n", "train-m", "recipe-m", "recipe-n"):
        assert found[name].earned == 100, found[name].staff
    for name in ("scaled-m", "scaled-n", "class-m", "class-n"):
        assert found[name].earned <= 30
        assert first_cause(found[name]).startswith(CAUSES[name[:-2]])
    assert all({word for word in WORDS if word in one.page.lower()} <= {"class"} for one in found.values())


@pytest.mark.slow
def test_several_numbers_are_learned_at_once(grade_class: GradeClass, numbers_course: Path) -> None:
    right = both({"right": built("layers.Dense(2)", wide=8), "one": built(wide=8)})
    found = grade_class(right, "several", "--lang", "ko", course=numbers_course, brought=PATH)
    for form in "mn":
        assert found[f"right-{form}"].earned == 100, found[f"right-{form}"].staff
        assert "예측값과 실제 값: 2번째 수" in found[f"right-{form}"].staff
        assert "(1,)" in found[f"one-{form}"].error
        assert "이미지" not in found[f"one-{form}"].page + found[f"right-{form}"].page

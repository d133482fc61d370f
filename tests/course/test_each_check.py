"""Each check notices a mistake that no other check notices: the solution with that one mistake fails it alone.

Accuracy is judged in `test_grading.py`. `vgg16_transfer`'s number of parameters cannot be wrong in the right network.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from course_helpers import ROOT, check_files, evidence_of

from autograder.checks.cases import CheckCase
from autograder.checks.session import run_checks
from autograder.course.assignment import read_assignment
from autograder.records import Reference, Status

Edits = tuple[tuple[str, str], ...]

OTHER_ACTIVATION: Edits = (('activation="relu"', 'activation="tanh"'),)
FROZEN_LAYER: Edits = (("    model.compile(", "    model.layers[-1].trainable = False\n    model.compile("),)
PLAIN_NETWORKS = ("digits_cnn", "mnist_mlp", "mnist_cnn", "fashion_cnn", "fashion_deep_cnn", "cifar_cnn")

MISTAKES: dict[tuple[str, str], Edits] = {
    **{(name, "test_architecture"): OTHER_ACTIVATION for name in (*PLAIN_NETWORKS, "vgg16_transfer", "dropout")},
    **{(name, "test_parameters"): FROZEN_LAYER for name in PLAIN_NETWORKS},
    ("fashion_deep_cnn", "test_names"): (('name="FASHION_CNN"', 'name="MY_CNN"'),),
    ("vgg16_transfer", "test_frozen"): (("base.trainable = False", "base.trainable = True"),),
    ("preprocessing", "test_flatten_images"): (("x.reshape(len(x), -1)", "x.reshape(-1)"),),
    ("preprocessing", "test_scale"): (("np.float32(255)", "np.float32(256)"),),
    ("preprocessing", "test_min_max_scale"): (("np.where(span == 0, 1, span)", "np.where(span == 0, np.nan, span)"),),
    ("preprocessing", "test_one_hot"): (("np.eye(num_classes)[y]", "np.eye(num_classes + 1)[y]"),),
    ("preprocessing", "test_split"): (("default_rng(seed)", "default_rng(0)"),),
    ("convolution", "test_output_size"): (("(n - kernel) // stride + 1", "(n - kernel) // stride"),),
    ("convolution", "test_valid"): (("+ bias", '+ (0 if padding == "valid" else bias)'),),
    ("convolution", "test_same"): (("return total // 2, total - total // 2", "return total - total // 2, total // 2"),),
    ("pooling", "test_max_pool2d"): ((".max(axis=(-2, -1))", ".min(axis=(-2, -1))"),),
    ("pooling", "test_avg_pool2d"): (("(np.ones_like(x), pool", "(2 * np.ones_like(x), pool"),),
    ("pooling", "test_architecture"): (("layers.AveragePooling2D", "layers.MaxPooling2D"),),
    ("dropout", "test_in_use"): (("if not training or rate == 0", "if rate == 0"),),
    ("dropout", "test_in_training"): (("np.where(keep, x / (1 - rate), 0.0)", "np.where(keep, x, 0.0)"),),
    ("dropout", "test_compare"): (('("with", rate)', '("with", 0.0)'),),
    ("better_mlp", "test_initialisation"): (("he_normal", "glorot_normal"),),
    ("better_mlp", "test_activation"): (('Activation("relu")', 'Activation("tanh")'),),
    ("better_mlp", "test_optimiser"): (('optimizer="adam"', 'optimizer="sgd"'),),
    ("better_mlp", "test_batch_normalisation"): (("            keras.layers.BatchNormalization(),\n", ""),),
    ("better_mlp", "test_dropout"): (("Dropout(0.3)", "Dropout(0.8)"),),
    ("better_mlp", "test_architecture"): (("(512, 256)", "(512,)"),),
    ("better_mlp", "test_shift"): (("np.zeros_like(x)", "np.ones_like(x)"),),
    ("better_mlp", "test_ensemble"): ((".argmax(axis=1)", ".argmin(axis=1)"),),
    ("feature_maps", "test_conv_weights"): (
        ("return kernel, bias\n", "return bias, kernel\n"),
        ("kernel, bias = conv_weights(model, index)", "bias, kernel = conv_weights(model, index)"),
        ("conv_weights(before, index)[0]", "conv_weights(before, index)[1]"),
        ("conv_weights(after, index)[0]", "conv_weights(after, index)[1]"),
    ),
    ("feature_maps", "test_weight_statistics"): (("float(kernel.std())", "float(kernel.var())"),),
    ("feature_maps", "test_feature_maps"): (("return part.predict(", "return -part.predict("),),
    ("feature_maps", "test_figures"): (("    return count\n", '    plt.close("all")\n    return count\n'),),
    ("callbacks", "test_stopping"): (("patience=patience", "patience=patience + 1"),),
    ("callbacks", "test_best_epoch"): (("best_epoch = int(", "best_epoch = 1 + int("),),
    ("callbacks", "test_restored"): (("restore_best_weights=True", "restore_best_weights=False"),),
    ("callbacks", "test_checkpoint"): (("save_best_only=True", "save_best_only=False"),),
    ("callbacks", "test_figures"): (("    return {\n", '    plt.close("all")\n    return {\n'),),
    ("augmentation", "test_architecture"): (("            build_augmentation(),\n", ""),),
    ("augmentation", "test_in_training"): (("training=training", "training=False"),),
    ("augmentation", "test_in_use"): (("training=training", "training=True"),),
    ("augmentation", "test_pixels"): (("value_range=(0, 1)", "value_range=(0, 2)"),),
    ("augmentation", "test_labels"): (("(changed), labels", "(changed), labels[::-1] if training else labels"),),
    ("tuning", "test_grid"): (("itertools.product(*space.values())]", "itertools.product(*space.values())][1:]"),),
    ("tuning", "test_sample"): (("default_rng(seed)", "default_rng()"),),
    ("tuning", "test_search"): (('"accuracy": evaluate(', '"accuracy": 0.1 + evaluate('),),
    ("tuning", "test_best"): (("return max(trials", "return min(trials"),),
    ("digits_transfer", "test_architecture"): (("GlobalAveragePooling2D()", "GlobalMaxPooling2D()"),),
    ("digits_transfer", "test_frozen"): (("base.trainable = False", "base.trainable = True"),),
    ("digits_transfer", "test_fine_tune"): (("Adam(first / 20)", "Adam(first / 2)"),),
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "check"), MISTAKES)
def test_a_mistake_fails_one_check_alone(name: str, check: str, as_in_a_box: Path) -> None:
    public, private = ROOT / "assignments" / name, ROOT / "reference" / name
    if (public / "models").is_dir():
        (as_in_a_box / "models").symlink_to(public / "models")
    text = (private / "solution.py").read_text(encoding="utf-8")
    for old, new in MISTAKES[name, check]:
        assert old in text
        text = text.replace(old, new)
    wrong = as_in_a_box / "wrong.py"
    wrong.write_text(text, encoding="utf-8")
    assignment = read_assignment(public)
    right = evidence_of(private / "solution.py", assignment, private)
    reference = Reference(name, right.structure, right.functions, None, "")
    case = CheckCase("wrong", evidence_of(wrong, assignment, private), reference, policy=assignment.policy)
    results = run_checks(check_files(name), [case])["wrong"]
    failed = [result for result in results if result.status is not Status.PASSED and result.check != "test_accuracy"]
    assert [result.check for result in failed] == [check], [result.message for result in failed]
    assert failed[0].status is Status.FAILED
    assert failed[0].message


def test_every_check_has_such_a_mistake() -> None:
    listed = {(name, result) for name, result in MISTAKES}
    written = {
        (path.parents[1].name, line.split("(")[0].removeprefix("def "))
        for path in ROOT.glob("*/*/checks/test_*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("def test_")
    }
    assert {pair for pair in written if pair[1] != "test_accuracy"} - listed == {("vgg16_transfer", "test_parameters")}
    assert listed <= written

"""Every state of a page, by name, as HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from autograder.checks import assert_parameters
from autograder.explain import explain
from autograder.i18n import language
from autograder.records import (
    Adjustment,
    CheckResult,
    Evidence,
    Failure,
    FunctionValue,
    Grade,
    IsolationLayer,
    Outcome,
    State,
    Status,
    Trust,
    Usage,
)
from autograder.reports import Material, class_page, class_view, redacted, student_page, student_view
from tests.metrics.examples import accuracy as measured
from tests.reports.examples import (
    ASSIGNMENT,
    CHECKS,
    EVIDENCE,
    GRADE,
    HINT_FILTERS,
    LOOK,
    SOURCE,
    SUBMISSION,
    TEMPLATES,
    curves,
    entries,
    failed,
    graded,
    material,
    measuring,
    structure,
)


def page(
    grade: Grade = GRADE,
    evidence: Evidence | None = EVIDENCE,
    *,
    shown: Material | None = None,
    staff: bool = False,
    lang: str = "en",
) -> str:
    with language(lang):
        view = student_view(
            grade,
            ASSIGNMENT,
            submission=SUBMISSION,
            evidence=evidence,
            material=shown or material(),
            look=LOOK,
        )
        return student_page(view if staff else redacted(view), templates=TEMPLATES)


def full_marks(lang: str = "en", *, staff: bool = False) -> str:
    return page(lang=lang, staff=staff, shown=material(public=not staff))


def architecture(lang: str = "en") -> str:
    found = structure(32)
    with language(lang):
        shown = material(found)
        wrong = {
            "test_architecture": (0.6, shown.comparison.differences[0].text if shown.comparison else ""),
            "test_parameters": (0.0, message_of(assert_parameters, found, structure())),
        }
    results = tuple(
        replace(r, status=Status.FAILED, earned=r.possible * wrong[r.check][0], message=wrong[r.check][1])
        if r.check in wrong
        else r
        for r in (spoken(lang) if lang != "en" else CHECKS)
    )
    hints = (HINT_FILTERS,) if lang == "en" else ()
    return page(graded(results, hints=hints), replace(EVIDENCE, structure=found), shown=shown, lang=lang)


def spoken(lang: str) -> tuple[CheckResult, ...]:
    """Return the checks as the course's own catalog names them."""
    titles = {
        "ko": (
            "코드가 처음부터 끝까지 실행돼요.",
            "층이 과제와 같아요.",
            "파라미터 수가 과제와 같아요.",
            "처음 보는 숫자를 알아봐요.",
            "픽셀의 범위를 바꾸어 학습했어요.",
        )
    }[lang]
    return tuple(replace(r, title=title, message="") for r, title in zip(CHECKS, titles, strict=True))


def message_of(check: Callable[..., None], *arguments: object) -> str:
    try:
        check(*arguments)
    except AssertionError as error:
        return str(error)
    return ""


def accuracy() -> str:
    message = "88.1% of 540 images were classified correctly; 95% are needed."
    results = failed("test_accuracy", message, earned=12.5)
    low = measured(0.8815, 540, (0.851, 0.906))
    evidence = replace(EVIDENCE, history=curves(15, best=0.87, overfit=0.11))
    return page(graded(measuring(results, low)), evidence)


def diverged() -> str:
    values = {name: (*line[:6], *[float("nan")] * 4) for name, line in curves(10).items()}
    return page(
        graded(measuring(failed("test_accuracy", "10% of 540 images."), measured(0.1, 540, (0.077, 0.128)))),
        replace(EVIDENCE, history=values),
    )


def hidden_check(*, staff: bool = False) -> str:
    results = failed("test_scaling", "On 0–255 pixels: 97%.", detail="scores 0–1: 0.31; 0–255: 0.97")
    return page(graded(results, adjustments=(Adjustment(-10, "one day late", "late policy"),)), staff=staff)


def crashed(lang: str = "en") -> str:
    error = Failure(
        "exception",
        "AttributeError: module 'keras.layers' has no attribute 'Flaten'",
        "cell 4, line 8",
        "cell 5, line 1, in <module>\n    model = build_model()\ncell 4, line 8, in build_model\n    layers.Flaten(),",
    )
    with language(lang):
        said = explain(error)
    listed = spoken(lang) if lang != "en" else CHECKS
    results = tuple(replace(r, status=Status.FAILED, earned=0, message=said) for r in listed)
    evidence = replace(EVIDENCE, outcome=Outcome.CRASHED, structure=None, history=None, error=error, notes=())
    shown = replace(material(fails=True), figures=(), comparison=None, examined=None)
    return page(graded(measuring(results)), evidence, shown=shown, lang=lang)


def stopped(outcome: Outcome, usage: Usage) -> str:
    results = (
        CHECKS[0],
        *(
            replace(r, status=Status.FAILED, earned=0, message="There is no model: the run was stopped.")
            for r in CHECKS[1:]
        ),
    )
    evidence = replace(EVIDENCE, outcome=outcome, structure=None, history=None, usage=usage, training=None)
    return page(
        graded(measuring(results)), evidence, shown=replace(material(), figures=(), comparison=None, examined=None)
    )


def needs_review(*, staff: bool = False) -> str:
    results = tuple(
        replace(r, status=Status.ERROR, earned=0, message="", detail="Traceback…\nKeyError: 'val_accuracy'")
        if r.check == "test_accuracy"
        else r
        for r in CHECKS
    )
    evidence = replace(EVIDENCE, trust=Trust.SELF_REPORTED)
    grade = graded(measuring(results), state=State.NEEDS_REVIEW, reason="test_accuracy raised KeyError")
    return page(grade, evidence, staff=staff)


def ungraded() -> str:
    grade = replace(GRADE, results=(), earned=0, state=State.UNGRADED, reason="The sandbox could not be set up.")
    evidence = Evidence(EVIDENCE.submission_digest, Outcome.SANDBOX_FAULT)
    return page(grade, evidence, shown=Material())


def unreadable() -> str:
    error = Failure("not_json", "digits_cnn.ipynb: expected a Jupyter notebook (JSON), found something else at line 1.")
    results = tuple(replace(r, status=Status.FAILED, earned=0, message="The file could not be read.") for r in CHECKS)
    evidence = Evidence(EVIDENCE.submission_digest, Outcome.CRASHED, error=error)
    return page(graded(measuring(results)), evidence, shown=Material())


def degraded(*, staff: bool = False) -> str:
    missing = (
        IsolationLayer("network", active=False, reason="unshare: Operation not permitted"),
        IsolationLayer("seccomp", active=False, reason="libseccomp not found"),
    )
    layers = (*missing, *EVIDENCE.layers_of_isolation[1:4])
    return page(evidence=replace(EVIDENCE, layers_of_isolation=layers), staff=staff)


def feature_maps() -> str:
    generator = np.random.default_rng(5)
    kernel = generator.normal(0, 0.2, (3, 3, 1, 32)).astype(np.float32)
    rows, columns = np.mgrid[0:28, 0:28] / 28
    waves = [np.sin(k * rows + (32 - k) * columns / 2) for k in range(32)]
    maps = np.stack(waves, axis=-1)[None].astype(np.float32)
    functions = (
        FunctionValue("after, convolution 0", "conv_weights", [kernel, np.zeros(32)], None, 0.01),
        FunctionValue("after, maps 0", "feature_maps", maps, None, 0.01),
    )
    return page(evidence=replace(EVIDENCE, functions=functions))


def module() -> str:
    return page(shown=Material())


def classroom(count: int = 2000, lang: str = "en") -> str:
    copies = [
        replace(entry, source=SOURCE + f"\nprint({n // 2})\n" * 30 * (n < 6)) for n, entry in enumerate(entries(count))
    ]
    titles = {result.check: result.title for result in spoken(lang)} if lang != "en" else {}
    with language(lang):
        return class_page(class_view(ASSIGNMENT, copies, look=LOOK, titles=titles), templates=TEMPLATES)


PAGES: Mapping[str, Callable[[], str]] = {
    "full_marks": full_marks,
    "full_marks_staff": lambda: full_marks(staff=True),
    "architecture": architecture,
    "accuracy": accuracy,
    "diverged": diverged,
    "hidden_check": hidden_check,
    "hidden_check_staff": lambda: hidden_check(staff=True),
    "crashed": crashed,
    "timed_out": lambda: stopped(Outcome.TIMED_OUT, Usage(600.2, 590.0, 700.0)),
    "out_of_memory": lambda: stopped(Outcome.OUT_OF_MEMORY, Usage(31.0, 30.0, 4096.0)),
    "needs_review": needs_review,
    "needs_review_staff": lambda: needs_review(staff=True),
    "ungraded": ungraded,
    "unreadable": unreadable,
    "degraded": degraded,
    "degraded_staff": lambda: degraded(staff=True),
    "module": module,
    "feature_maps": feature_maps,
    "korean": lambda: architecture("ko"),
    "korean_crashed": lambda: crashed("ko"),
    "class": classroom,
    "class_korean": lambda: classroom(60, "ko"),
    "class_empty": lambda: classroom(0),
}

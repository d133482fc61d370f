"""The pytest plugin of a check session: fixtures over evidence, one run of each test for each submission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.checks.cases import Check, CheckCase
from autograder.checks.context import CheckContext, running
from autograder.checks.description import CASE, collection_problem, described
from autograder.checks.missing import GraderFaultError, why_missing
from autograder.checks.redaction import PublicValues, without_hidden
from autograder.checks.verdict import result_of
from autograder.checks.wrong_kind import wrong_kind
from autograder.data import HiddenData
from autograder.i18n import gettext as _
from autograder.records import (
    NOT_CALLED,
    CheckResult,
    Curves,
    Evidence,
    FunctionValue,
    Json,
    Outcome,
    Reference,
    Structure,
    Visibility,
)

Piece = TypeVar("Piece")
UNTRAINED = "untrained"
"""The split of what a network gave before the grader trained it, which no check judges."""


class CheckPlugin:
    """Collects checks, runs them over cases, keeps results and problems. One object serves one session."""

    def __init__(self, files: Mapping[Path, Visibility], cases: Sequence[CheckCase]) -> None:
        self.problems: list[str] = []
        self.checks: dict[str, Check] = {}
        self.results: dict[str, list[CheckResult]] = {case.key: [] for case in cases}
        self.modules: set[str] = set()
        self._files = files
        self._cases = cases
        self._told = {case.key: PublicValues(case.reference.values, case.evidence.functions) for case in cases}
        self._by_item: dict[pytest.Item, Check] = {}
        self._calls: dict[pytest.Item, list[pytest.CallInfo[None]]] = defaultdict(list)
        self._running: dict[pytest.Item, CheckContext] = {}

    # --- collection ---

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the marks of checks."""
        config.addinivalue_line("markers", "points(number): what the check is worth")
        config.addinivalue_line("markers", 'visibility("visible" or "hidden"): who sees the check')
        config.addinivalue_line("markers", "part(id): which part of the assignment the check is of")
        config.addinivalue_line("markers", "claimed: the check believes what the submission says of itself")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run every check once for each case."""
        cases: Sequence[CheckCase | None] = self._cases or [None]
        metafunc.parametrize("case", cases, ids=[f"{CASE}{number}" for number in range(len(cases))], indirect=True)

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any], report: object
    ) -> None:
        """Note what keeps a file from being read."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            self.problems.append(collection_problem(node.path, call.excinfo.value))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Read each check's title, points and visibility; let a later file's check replace an earlier one's."""
        functions = [item for item in items if isinstance(item, pytest.Function)]
        self.modules.update(item.module.__name__ for item in functions)
        pairs = [(item, described(item, self._files[item.path], self.problems)) for item in functions]
        last = {check.name: item.path for item, check in pairs}
        kept = [(item, check) for item, check in pairs if last[check.name] == item.path]
        order = {name: place for place, name in enumerate(dict.fromkeys(check.name for _item, check in pairs))}
        kept.sort(key=lambda pair: order[pair[1].name])
        self.checks = {check.name: check for _item, check in kept}
        self._by_item = dict(kept)
        items[:] = [] if self.problems else [item for item, _check in kept]

    # --- running ---

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Keep the phase; after the last one, turn the phases into a result."""
        calls = self._calls[item]
        calls.append(call)
        if call.when != "teardown" or not isinstance(item, pytest.Function):
            return
        case = cast("CheckCase", item.callspec.params["case"])
        ran = self._running.pop(item, CheckContext(case.policy))
        check, known = self._by_item[item], case.reference.values if "functions" in item.fixturenames else ()
        wrong = partial(wrong_kind, case.evidence.functions, known, item.function.__code__)
        result = result_of(check, self._calls.pop(item), ran, wrong=wrong)
        said = without_hidden(result.message, case.evidence.functions, self._told[case.key])
        self.results[case.key].append(replace(result, message=said))

    # --- fixtures ---

    @pytest.fixture(autouse=True)
    def case(self, request: pytest.FixtureRequest) -> Iterator[CheckCase]:
        """The submission that is checked."""
        whole: CheckCase = request.param
        part = self._by_item[request.node].part
        case, models = whole.of(part), whole.evidence.models
        with running(CheckContext(case.policy, case.evidence, scoring=case.scoring, part=part, models=models)) as check:
            self._running[request.node] = check
            yield case

    @pytest.fixture
    def evidence(self, case: CheckCase) -> Evidence:
        """Everything that is known of the submission; for checks of staff that need more than the other fixtures."""
        return case.evidence

    @pytest.fixture
    def structure(self, case: CheckCase) -> Structure:
        """The student's network."""
        return _need(case.evidence, case.evidence.structure, _("No model was found in your submission."))

    @pytest.fixture
    def predictions(self, case: CheckCase) -> Mapping[str, NDArray[np.float32]]:
        """The outputs of the student's network on inputs whose labels the student does not have, by split."""
        if case.missing or (not case.evidence.predictions and _went_well(case.evidence)):
            _need_data(case, "predictions")
        found = case.evidence.predictions
        given = found if found.keys() - {UNTRAINED} else {}
        return _need(case.evidence, given, _("Your model gave no predictions."), of_outputs=True)

    @pytest.fixture
    def history(self, case: CheckCase) -> Curves:
        """The curves of the training that is judged."""
        own = None if case.grader_trains else case.evidence.history
        found = case.evidence.training_history or own
        return _need(case.evidence, found, _("No training history was found: train your model with `fit`."))

    @pytest.fixture
    def figures(self, case: CheckCase) -> tuple[str, ...]:
        """The names of the figures that the student's code drew."""
        return _need(
            case.evidence,
            case.evidence.figures,
            _("No figure was found: your code should draw one, and not close it."),
            of_model=False,
        )

    @pytest.fixture
    def functions(self, case: CheckCase) -> tuple[FunctionValue, ...]:
        """What the student's functions gave: an answer for each case, also for those that were not called."""
        calls = case.evidence.functions
        if case.evidence.fault and any(call.hidden and call.error == NOT_CALLED for call in calls):
            raise GraderFaultError(case.evidence.fault)
        return _need(
            case.evidence,
            calls if any(call.error != NOT_CALLED for call in calls) else None,
            _("None of the functions that are asked for was found."),
            of_model=False,
        )

    @pytest.fixture
    def notebook(self, case: CheckCase) -> str:
        """The name of the executed notebook."""
        return _need(
            case.evidence, case.evidence.notebook, _("Your submission left no executed notebook."), of_model=False
        )

    @pytest.fixture
    def behaviour(self, case: CheckCase) -> Mapping[str, Json]:
        """What the probes of the network's behaviour found, by probe."""
        if not case.evidence.behaviour and _went_well(case.evidence):
            _need_data(case, "behaviour")
            raise GraderFaultError("there were no inputs in the form that the model takes, so it was not probed")
        return _need(case.evidence, case.evidence.behaviour, _("Your model's behaviour could not be tried."))

    @pytest.fixture
    def reference(self, case: CheckCase) -> Reference:
        """The reference solution's structure, values and calibration."""
        return case.reference

    @pytest.fixture
    def data(self, case: CheckCase) -> HiddenData:
        """The test images and their labels, which students do not have."""
        return _need_data(case, "data")


def _need_data(case: CheckCase, asked: str) -> HiddenData:
    """Return the assignment's data; leave a check out where it is not on this machine: nobody loses points for that."""
    if case.data is not None:
        return case.data
    if case.missing:
        sentence = _(
            "This check needs the data set {title}, which the grader does not have here. You lose no points by it."
        )
        pytest.skip(sentence.format(title=case.missing))
    raise GraderFaultError(f"this assignment names no data set, so a check cannot ask for `{asked}`")


def _went_well(evidence: Evidence) -> bool:
    """Tell whether a model was found and looked at without a failure, so that what is missing is not the student's."""
    whole = evidence.outcome is Outcome.OK and evidence.error is None and not evidence.fault
    return whole and evidence.structure is not None


def _need(
    evidence: Evidence, found: Piece | None, nothing: str, *, of_model: bool = True, of_outputs: bool = False
) -> Piece:
    """Return the piece of evidence, or fail the check with the reason for which it is missing."""
    if not found:
        pytest.fail(why_missing(evidence, nothing, of_model=of_model, of_outputs=of_outputs), pytrace=False)
    return found

"""Accounts of a learning platform in a run folder: one result each, under the name that its student has now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograder.partial import remove
from autograder.people import tags
from autograder.records import Person
from autograder.run.attempts import owner
from autograder.run.outcome import GradingOutcome
from autograder.run_folder import RunFolder

_OF_PLATFORMS = ("canvas:", "moodle:")


def drop_former_names(folder: RunFolder, finished: Iterable[GradingOutcome]) -> None:
    """Remove what the accounts of what is finished got under other names.

    Whoever takes the name of another changes how both are called here, and two results of one account would fit the
    same row of a sheet.
    """
    graded: Mapping[str, Person] = {owner(each.name) or each.name: each.record.submission.person for each in finished}
    accounts = frozenset[str]().union(*map(accounts_of, graded.values()))
    former = {} if not accounts else {slug: each for slug, each in folder.records().items() if slug not in graded}
    for slug, record in former.items():
        if accounts_of(record.submission.person) & accounts:
            remove(folder.student(slug))


def accounts_of(person: Person) -> frozenset[str]:
    """Return the accounts of learning platforms that a person is known to have."""
    return frozenset(each for each in tags(person) if each.startswith(_OF_PLATFORMS))

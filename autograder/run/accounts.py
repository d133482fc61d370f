"""Accounts of a learning platform in a run folder: one result each, under the name that its student has now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autograder.partial import remove
from autograder.people import tags
from autograder.records import Person
from autograder.run.attempts import owner
from autograder.run.batch import Finished
from autograder.store import RunFolder

_OF_PLATFORMS = ("canvas:", "moodle:")


def under_one_name(finished: Iterator[Finished], folder: RunFolder) -> Iterator[Finished]:
    """Yield what is finished; then remove what the same accounts got under other names.

    Whoever takes the name of another changes how both are called here, and two results of one account would fit the
    same row of a sheet.
    """
    graded: dict[str, Person] = {}
    for each in finished:
        graded[owner(each.slug) or each.slug] = each.record.submission.person
        yield each
    _drop_former_names(folder, graded)


def _drop_former_names(folder: RunFolder, graded: Mapping[str, Person]) -> None:
    accounts = frozenset[str]().union(*map(accounts_of, graded.values()))
    former = {} if not accounts else {slug: each for slug, each in folder.records().items() if slug not in graded}
    for slug, record in former.items():
        if accounts_of(record.submission.person) & accounts:
            remove(folder.student(slug))


def accounts_of(person: Person) -> frozenset[str]:
    """Return the accounts of learning platforms that a person is known to have."""
    return frozenset(each for each in tags(person) if each.startswith(_OF_PLATFORMS))

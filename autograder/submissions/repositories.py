"""Hand-ins from a list of git repositories: the last commit before each student's deadline."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import CourseError, SubmissionError
from autograder.i18n import gettext as _
from autograder.lists import ListRow, read_list
from autograder.partial import remove
from autograder.submissions.files import MB
from autograder.submissions.gitcommand import DEFAULT, SCHEMES, Caps, git
from autograder.submissions.gittree import write_tree
from autograder.submissions.hand_in import HandIn, plausible
from autograder.wire import clean_text, display_name, slug

_LOG = logging.getLogger(__name__)

STUDENT = ("student", "name", "student id", "login", "username", "github username", "이름", "학번")
URL = ("url", "repository", "repository url", "student repository url", "repo", "저장소")
REF = ("ref", "branch", "commit", "sha")
AT_A_TIME = 8

_REF = re.compile(r"(?!-)(?!.*\.\.)[\w./-]{1,200}")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://\S+", re.IGNORECASE)
_SHORT_SSH = re.compile(r"(?!-)[\w.-]+@(?!-)[\w.-]+:(?!:)[^\s:]+")
_LOCAL = "refs/autograder/handed-in"
_KEPT_HISTORIES = 2
"""How many histories of the largest size are kept of a repository whose history is written anew again and again."""


@dataclass(frozen=True, slots=True)
class Repository:
    """One student's repository. `scheme` is the only protocol that is used; `ref` a branch, a tag or a commit."""

    student: str
    url: str
    scheme: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Unfetched:
    """A repository that gave no hand-in, and why."""

    student: str
    reason: str


def read_repositories(path: Path) -> tuple[Repository, ...]:
    """Read a CSV with the columns student, url and, where wanted, ref.

    A repository on this machine is named by a path below the list's own folder.

    Raises:
        CourseError: it is no such list; every problem with its line.
    """
    sheet = read_list(path)
    problems: list[str] = []
    found: dict[str, Repository] = {}
    for line in sheet.lines:
        try:
            repository = _repository(line, path.parent)
        except ValueError as error:
            problems.append(f"{path}, line {line.number}: {error}")
            continue
        if repository.student in found:
            problems.append(f"{path}, line {line.number}: expected {repository.student} once, found a second row")
        found[repository.student] = repository
    if not found and not problems:
        problems.append(f"{path}: expected a row for each student, found none")
    if problems:
        raise CourseError(problems)
    return tuple(found.values())


def fetch_all(
    repositories: Sequence[Repository],
    into: Path,
    *,
    deadline: Callable[[str], datetime | None],
    caps: Caps = DEFAULT,
) -> tuple[tuple[HandIn, ...], tuple[Unfetched, ...]]:
    """Fetch every repository below a folder, some at a time; return the hand-ins and what gave none.

    Args:
        repositories: whose to fetch.
        into: a folder that keeps what was fetched, so that the next time only news are.
        deadline: returns a student's deadline; None where there is none.
        caps: what each may cost.
    """
    into.mkdir(parents=True, exist_ok=True)

    def one(repository: Repository) -> HandIn | Unfetched:
        try:
            return fetch(repository, into / slug(repository.student), deadline=deadline(repository.student), caps=caps)
        except SubmissionError as error:
            return Unfetched(repository.student, str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are fetched
            _LOG.exception("%s: the repository was not fetched", repository.student)
            reason = clean_text(f"{type(error).__name__}: {error}", 300)
            return Unfetched(repository.student, _("The repository cannot be read: {reason}.").format(reason=reason))

    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="fetch") as pool:
        try:
            results = list(pool.map(one, repositories))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    found = tuple(each for each in results if isinstance(each, HandIn))
    return found, tuple(each for each in results if isinstance(each, Unfetched))


def fetch(repository: Repository, into: Path, *, deadline: datetime | None, caps: Caps = DEFAULT) -> HandIn:
    """Fetch one repository and lay out the commit that counts: the last one before the deadline, by committer date.

    Where every commit is later, the last one of all is handed in late. A commit that the list names counts as it is.

    Raises:
        SubmissionError: `repository`; it cannot be reached, has no commit, or costs more than it may.
    """
    store = into / "git"
    if _bytes_below(store) > _KEPT_HISTORIES * caps.history_mb * MB:
        remove(store)
    if not (store / "HEAD").is_file():
        store.mkdir(parents=True, exist_ok=True)
        git(store, ["init", "--quiet", "--bare", "--template=", "."], caps=caps)
    source = repository.ref or "HEAD"
    options = ["--quiet", "--no-tags", "--force", "--no-recurse-submodules", "--no-write-fetch-head"]
    refspec = f"+{source}:{_LOCAL}"
    git(store, ["fetch", *options, "--", repository.url, refspec], scheme=repository.scheme, caps=caps)
    commit, moment = _commit(store, None if _COMMIT.fullmatch(repository.ref) else deadline, caps)
    notes = write_tree(store, commit, into / "files", caps=caps)
    told = _("Graded: commit {commit} of your repository.").format(commit=commit[:10])
    return HandIn(repository.student, into / "files", submitted_at=plausible(moment), notes=(told, *notes))


def _bytes_below(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*"))


def _commit(store: Path, deadline: datetime | None, caps: Caps) -> tuple[str, datetime | None]:
    newest = ["rev-list", "--max-count=1", "--timestamp"]
    before = [f"--before={deadline.astimezone(UTC).isoformat(timespec='seconds')}"] if deadline else []
    line = git(store, [*newest, *before, _LOCAL, "--"], caps=caps) or git(store, [*newest, _LOCAL, "--"], caps=caps)
    if not line:  # a tag may name a file
        raise SubmissionError(
            _("The repository cannot be read: {reason}.").format(reason=_("what is to be graded is no commit")),
            kind="repository",
        )
    seconds, commit = line.decode().split()
    try:
        return commit, datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return commit, None


def _repository(line: ListRow, folder: Path) -> Repository:
    student, url, ref = display_name(line.get(STUDENT)), line.get(URL), line.get(REF)
    if not student or not url:
        raise ValueError("expected a student and a url, found " + (student or url or "neither"))
    if ref and not _REF.fullmatch(ref):
        raise ValueError(f"expected a branch, a tag or a commit, found {ref!r}")
    if _SHORT_SSH.fullmatch(url):
        return Repository(student, url, "ssh", ref)
    address = _ADDRESS.fullmatch(url)
    if address and address["scheme"].lower() in SCHEMES:
        return Repository(student, url, address["scheme"].lower(), ref)
    local = (folder / url).resolve()
    if address or "::" in url or not local.is_relative_to(folder.resolve()) or not local.is_dir():
        raise ValueError(
            f"expected an address with {', '.join(SCHEMES)}, or a repository below {folder}, found {url!r}"
        )
    return Repository(student, str(local), "file", ref)

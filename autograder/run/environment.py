"""Install the packages that a course asks for where its boxes find them, and nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.contracts import Mount
from autograder.course.folder import Course
from autograder.course.packages import LOCK, SYNC, Lock, installed, read_lock, requirements, unmet
from autograder.errors import CourseError, UsageError
from autograder.partial import partial_folder, write_atomically
from autograder.probe.course_packages import FOLDER

PATIENCE_S = 1800.0


def mounts(course: Course, cache: Path) -> tuple[Mount, ...]:
    """Return the course's packages as its boxes get them; nothing where this Python has all that is asked for.

    Raises:
        CourseError: they are not installed here.
    """
    asked = requirements(course.settings.environment, course.root / "course.toml")
    if not asked or not list(unmet(asked)):
        return ()
    lock = read_lock(course.root)
    if lock is None or lock.asked != course.settings.environment.packages:
        missing = ", ".join(str(each) for each in unmet(asked))
        raise CourseError([f"{course.root / LOCK}: expected a lock for {missing}; make it with “{SYNC}”"])
    folder = folder_of(lock, cache)
    if not folder.is_dir():
        raise CourseError([f"{course.root / LOCK}: its packages are not installed here; run “{SYNC}”"])
    return (Mount(folder, FOLDER),)


def told(course: Course, cache: Path) -> Iterator[str]:
    """Yield a line about the packages that a course asks for, if it does."""
    asked = course.settings.environment.packages
    if not asked:
        return
    try:
        found = mounts(course, cache)
    except CourseError as error:
        yield f"packages of the course: missing. {error}"
        return
    added = len(installed((found[0].source,))) if found else 0
    yield f"packages of the course: {len(asked)} asked for, {added} added to those of this Python"


def folder_of(lock: Lock, cache: Path) -> Path:
    """Return where the packages of a lock are installed."""
    return cache / "packages" / lock.digest()


def sync(course: Course, cache: Path, *, upgrade: bool) -> Iterator[str]:
    """Install what the course asks for; yield lines about it.

    What the lock names is installed. It is written where there is none, where the settings ask for something else by
    now, or to `upgrade`: the newest releases that go with the packages that are here.

    Raises:
        CourseError: a requirement is wrong, or nothing meets it beside what is here.
        UsageError: this Python has no pip.
    """
    asked = requirements(course.settings.environment, course.root / "course.toml")
    lock = read_lock(course.root)
    if lock is None or lock.asked != course.settings.environment.packages or upgrade:
        lock = Lock(course.settings.environment.packages, _resolved(course, tuple(map(str, asked))))
        write_atomically(course.root / LOCK, lock.text().encode())
        yield f"{course.root / LOCK}: {len(lock.pinned)} packages beside those that are here"
    folder = folder_of(lock, cache)
    if lock.pinned and not folder.is_dir():
        _install(course, lock, folder)
    for each in unmet(asked, (folder,)):
        raise CourseError([f"{course.root / LOCK}: {each} is not met by it; run “{SYNC} --upgrade”"])
    yield from (f"{name} {version}" for name, version in sorted(installed((folder,)).items()) if folder.is_dir())


def _resolved(course: Course, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the releases that meet the requirements and change none of the packages that are here."""
    if not asked:
        return ()
    with tempfile.TemporaryDirectory() as folder:
        here, report = Path(folder, "here.txt"), Path(folder, "report.json")
        here.write_text("".join(f"{name}=={version}\n" for name, version in installed().items()), encoding="utf-8")
        _pip(course, "--dry-run", "--report", str(report), "--constraint", str(here), *asked)
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    return tuple(sorted(f"{each['metadata']['name']}=={each['metadata']['version']}" for each in found))


def _install(course: Course, lock: Lock, folder: Path) -> None:
    with partial_folder(folder.parent) as made:
        _pip(course, "--no-deps", "--target", str(made / FOLDER), *lock.pinned)
        if not folder.exists():
            (made / FOLDER).rename(folder)


def _pip(course: Course, *arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    ran = subprocess.run([*command, *arguments], check=False, capture_output=True, text=True, timeout=PATIENCE_S)
    if "No module named pip" in ran.stderr:
        raise UsageError(f"{sys.executable} has no pip; give it one with “{sys.executable} -m ensurepip”")
    if ran.returncode:
        said = [line.removeprefix("ERROR: ") for line in ran.stderr.splitlines() if line.startswith("ERROR: ")]
        why = " ".join(said or ran.stderr.splitlines()[-1:])
        asked = ", ".join(course.settings.environment.packages)
        raise CourseError([f"{course.root / LOCK}: {asked}: not to be had beside the packages of this Python: {why}"])

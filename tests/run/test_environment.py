"""A course's packages are installed beside those of this Python, in releases that a lock names."""

from __future__ import annotations

import importlib.util
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.folder import Course, open_course
from autograder.course.packages import LOCK, Lock, read_lock, requirements
from autograder.errors import CourseError
from autograder.run import environment

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pip") is None, reason="PACKAGES OF A COURSE NOT TRIED: this Python has no pip"
)


def wheel(folder: Path, name: str, version: str, *needs: str, text: str = "") -> None:
    """Write a wheel with one module that says its version."""
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {each}\n" for each in needs)
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as file:
        file.writestr(f"{name}.py", f'version = "{version}"\n{text}')
        file.writestr(f"{info}/METADATA", metadata)
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", "")


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder that pip finds packages in."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def course(root: Path, *packages: str) -> Course:
    root.mkdir(exist_ok=True)
    asked = ", ".join(f'"{each}"' for each in packages)
    (root / "course.toml").write_text(f'title = "C"\n[environment]\npackages = [{asked}]\n')
    return open_course(root)


def synced(made: Course, cache: Path, *, upgrade: bool = False) -> list[str]:
    return list(environment.sync(made, cache, upgrade=upgrade))


def test_what_is_asked_for_is_installed_with_what_it_needs_and_kept_in_a_lock(wheels: Path, tmp_path: Path) -> None:
    wheel(wheels, "charts_of_ours", "1.0", "helper_of_ours>=2", "numpy>=1")
    wheel(wheels, "helper_of_ours", "2.5")
    made, cache = course(tmp_path / "c", "charts_of_ours>=1"), tmp_path / "cache"
    with pytest.raises(CourseError, match=r"environment\.lock: expected a lock for charts_of_ours>=1; make it with"):
        environment.mounts(made, cache)
    assert synced(made, cache)[1:] == ["charts-of-ours 1.0", "helper-of-ours 2.5"]
    assert read_lock(made.root) == Lock(("charts_of_ours>=1",), ("charts_of_ours==1.0", "helper_of_ours==2.5"))
    (mount,) = environment.mounts(made, cache)
    assert {path.name for path in mount.source.glob("*.py")} == {"charts_of_ours.py", "helper_of_ours.py"}
    assert mount.target == "course_packages"

    wheel(wheels, "charts_of_ours", "1.1")
    assert synced(made, cache)[0] == "charts-of-ours 1.0"
    assert synced(made, cache, upgrade=True)[1:] == ["charts-of-ours 1.1"]
    assert environment.mounts(made, tmp_path / "cache")[0].source != mount.source
    with pytest.raises(CourseError, match="not installed here; run “autograder environment sync”"):
        environment.mounts(made, tmp_path / "another machine")


def test_what_is_here_is_not_installed_again(wheels: Path, tmp_path: Path) -> None:
    made = course(tmp_path / "c", "numpy>=1", "pytest")
    assert environment.mounts(made, tmp_path) == ()
    told = "packages of the course: 2 asked for, 0 added to those of this Python"
    assert [*environment.told(made, tmp_path)] == [told]
    assert [*environment.told(course(tmp_path / "c"), tmp_path)] == []
    made = course(tmp_path / "c", "numpy>=1", "pytest")
    synced(made, tmp_path)
    assert read_lock(made.root) == Lock(("numpy>=1", "pytest"), ())


def test_what_goes_not_with_what_is_here_is_refused_and_nothing_is_written(wheels: Path, tmp_path: Path) -> None:
    for asked in ("numpy<1", "nobody_wrote_this"):
        made = course(tmp_path / "c", asked)
        with pytest.raises(CourseError, match=f"{asked}: not to be had beside the packages of this Python: "):
            synced(made, tmp_path / "cache")
    assert not (made.root / LOCK).exists()
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("text", ["two words", "a @ file:///tmp/a", "", "-r more.txt"])
def test_what_is_no_requirement_is_told(text: str, tmp_path: Path) -> None:
    made = course(tmp_path / "c", text)
    with pytest.raises(CourseError, match=r"course\.toml: environment\.packages: expected a name with a range"):
        requirements(made.settings.environment, made.root / "course.toml")


@pytest.mark.parametrize("line", ["--index-url=elsewhere", "a>=1", "a @ file:///tmp/a", "../a"])
def test_a_lock_names_releases_and_nothing_else(line: str, tmp_path: Path) -> None:
    made = course(tmp_path / "c", "a")
    (made.root / LOCK).write_text(replace(Lock(("a",), ()), pinned=(line,)).text())
    with pytest.raises(CourseError, match="expected lines “name==version”, found others"):
        environment.mounts(made, tmp_path)

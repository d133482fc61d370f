"""Exporters of other distributions, through the real command."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.run_folder import RunFolder
from tests.exports.books import book, grade, ungraded
from tests.extensions.brought import HERE, distribution, ran

REPOSITORY = Path(__file__).parents[2]
GROUP = "autograder.exporters"


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    folder = RunFolder(tmp_path / "run")
    folder.write_settings({"assignment": "digits_cnn", "course": str(REPOSITORY)})
    for slug, record in book(grade("=1+1"), ungraded("Ada")).records.items():
        folder.write_record(slug, record)
    return folder.root


def test_an_exporter_of_another_distribution_is_listed_and_used(runs: Path) -> None:
    code = (HERE / "exporter" / "points_by_check.py").read_text()
    assert len(code.splitlines()) <= 40
    listed = ran("export", "--list", path=(HERE / "exporter",))
    assert "by-check      Return a line for each student and check" in listed.stdout
    assert "[points-by-check 1.0]" in listed.stdout
    done = ran("export", runs, "--to", "by-check", path=(HERE / "exporter",))
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["points"] for row in rows] == ["22.5", "40", "0"]
    assert {row["student"] for row in rows} == {"'=1+1"}
    assert "Ada: ungraded" in done.stderr


def test_it_keeps_what_every_exporter_keeps() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/exports/conformance.py"]
    environment = {**os.environ, "EXPORTER": "by-check", "PYTHONPATH": str(HERE / "exporter")}
    done = subprocess.run(command, check=False, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


BROKEN = {
    "missing": ({"missing": "nothing"}, "", "cannot be loaded"),
    "stops": ({"stops": "export"}, "raise SystemExit(3)", "cannot be loaded: SystemExit: 3"),
    "number": ({"number": "export"}, "export = 3", "expected a function of a book and what is given, found int"),
    "../up": ({"../up": "export"}, "export = print", "expected a name of letters"),
    "unwritten": ({"unwritten": "?? "}, "", "cannot be loaded"),
    "csv": ({"csv": "export"}, "export = print", "is brought by autograder itself and "),
    "fails": ({"fails": "export"}, "def export(book, given):\n    raise KeyError('x')", "failed: KeyError: 'x'"),
    "none": ({"none": "export"}, "def export(book, given):\n    return None", "expected Exported, found NoneType"),
    "outside": (
        {"outside": "export"},
        "from autograder.exports import Exported\ndef export(book, given):\n    return Exported({'../x': ''})",
        "named by the folders of the book's students",
    ),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    root = tmp_path_factory.mktemp("broken")
    return tuple(
        distribution(root / str(number), f"bad{number}", GROUP, entries, code)
        for number, (entries, code, _) in enumerate(BROKEN.values())
    )


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_an_exporter_is_one_message_that_names_its_distribution(
    runs: Path, broken: tuple[Path, ...], name: str, tmp_path: Path
) -> None:
    done = ran("export", runs, "--to", name, "--out", tmp_path / "out", path=broken)
    assert done.returncode == 2
    assert f"bad{list(BROKEN).index(name)} 1.0" in done.stderr
    assert BROKEN[name][2] in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x.json").exists()


def test_broken_exporters_are_listed_with_their_reason_and_stop_no_other(runs: Path, broken: tuple[Path, ...]) -> None:
    listed = ran("export", "--list", path=broken)
    assert listed.returncode == 0
    assert "bad0 1.0: the format 'missing' (bad0:nothing) cannot be loaded" in listed.stdout
    assert ran("export", runs, "--to", "json", path=broken).returncode == 0


def test_nothing_of_a_distributions_metadata_acts_in_a_terminal(runs: Path, tmp_path: Path) -> None:
    root = distribution(tmp_path / "\x1b[1m", "red", GROUP, {"\x1b[31m\x07red": "export"}, "def export(): pass")
    (root / "red-1.0.dist-info" / "METADATA").write_text("Name: \x1b[31mred\nVersion: 1.0\n")
    listed = ran("export", runs, "--list", path=(root,))
    unknown = ran("export", runs, "--to", "nothing", path=(root,))
    assert "[31m\N{REPLACEMENT CHARACTER}red" in listed.stdout
    assert "[31m\N{REPLACEMENT CHARACTER}red" in unknown.stderr
    assert not {"\x1b", "\x07"} & set(
        listed.stdout + unknown.stderr
    )  # where nobody looks, click takes only colours out


def test_a_distribution_in_the_working_directory_is_none(runs: Path, tmp_path: Path) -> None:
    pushed = distribution(tmp_path / "pushed", "taken", GROUP, {"taken": "export"}, "open('taken.txt', 'w')")
    for path in ((Path(),), (pushed,)):
        done = ran("export", runs, "--to", "taken", path=path, cwd=pushed)
        assert "unknown format 'taken'" in done.stderr
    assert not (pushed / "taken.txt").exists()

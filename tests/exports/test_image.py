"""Gradescope's zip: what is inside, that its wheel installs, and that its script grades offline."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest

import autograder
from autograder.course.folder import open_course
from autograder.exports.image import Choices, make_image
from autograder.exports.wheel import make_wheel
from tests.exports.test_documents import GRADESCOPE

REPOSITORY = Path(__file__).parents[2]
COURSE = open_course(REPOSITORY)
PACKAGE = Path(autograder.__file__).parent
PERFECT = REPOSITORY / "tests" / "submissions" / "corpus" / "runs" / "perfect.py"


@pytest.fixture(scope="module")
def image() -> zipfile.ZipFile:
    wheel = make_wheel(PACKAGE, [REPOSITORY / "templates"])
    choices = Choices("python3.11", "ko", ("network", "odd layer"))
    return zipfile.ZipFile(io.BytesIO(make_image(COURSE, "digits_cnn", wheel, choices)))


def test_the_scripts_lie_at_the_root_may_be_executed_and_are_bash(image, tmp_path):
    for name in ("setup.sh", "run_autograder"):
        assert image.getinfo(name).external_attr >> 16 & 0o777 == 0o755
        (tmp_path / name).write_bytes(image.read(name))
        subprocess.run(["bash", "-n", tmp_path / name], check=True)
    assert "--allow-degraded network --allow-degraded 'odd layer'" in image.read("run_autograder").decode()
    assert '"$python" -P -c' in image.read("run_autograder").decode(), "modules of a submission are not imported"
    assert "--lang ko" in image.read("run_autograder").decode()


def test_both_halves_of_the_assignment_are_inside_and_no_other(image):
    names = image.namelist()
    assert "course/reference/digits_cnn/solution.py" in names
    assert "course/assignments/digits_cnn/checks/test_public.py" in names
    assert {name.split("/")[2] for name in names if name.startswith(("course/assignments/", "course/reference/"))} == {
        "digits_cnn"
    }
    assert not [name for name in names if "__pycache__" in name or ".." in name]
    assert tomllib.loads(image.read("course/course.toml").decode())["title"] == COURSE.settings.title


def test_who_was_given_more_time_stays_with_the_course(tmp_path):
    for half in ("assignments", "reference"):
        shutil.copytree(REPOSITORY / half / "digits_cnn", tmp_path / half / "digits_cnn")
    (tmp_path / "course.toml").write_text('title = "T"\n')
    (tmp_path / "reference/digits_cnn/extensions.csv").write_text("student,days,reason\nkim,2,ill\n")
    wheel = make_wheel(PACKAGE, [REPOSITORY / "templates"])
    data = make_image(open_course(tmp_path), "digits_cnn", wheel, Choices("python3.11", "en", ()))
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert "course/reference/digits_cnn/solution.py" in names
    assert not [name for name in names if name.endswith("extensions.csv")]


def test_the_courses_copy_opens_as_a_course(image, tmp_path):
    image.extractall(tmp_path)
    copy = open_course(tmp_path / "course")
    assert copy.settings == COURSE.settings
    assert copy.assignment("digits_cnn") == COURSE.assignment("digits_cnn")


def test_the_wheel_installs_without_a_network_and_brings_its_templates(image, tmp_path):
    (name,) = (name for name in image.namelist() if name.endswith(".whl"))
    (tmp_path / name).write_bytes(image.read(name))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
    subprocess.run([*command, "--target", tmp_path / "site", tmp_path / name], check=True)
    site = tmp_path / "site"
    assert (site / "autograder" / "errors.py").read_bytes() == (PACKAGE / "errors.py").read_bytes()
    assert (site / "autograder" / "cli" / "app.py").is_file()
    assert (site / "autograder" / "bundled" / "templates" / "student.html").is_file()
    assert not (site / "autograder" / "bundled" / "reference").exists()
    assert not (site / "autograder" / "samples").exists()
    assert not (site / "autograder" / "assignment_templates").exists()
    (entries,) = site.glob("*.dist-info/entry_points.txt")
    assert "autograder.cli.app:main" in entries.read_text()


def test_what_is_installed_is_pinned_to_the_versions_here(image):
    pins = dict(line.split("==") for line in image.read("constraints.txt").decode().split())
    assert pins["keras"] == version("keras")
    assert pins["tensorflow"] == version("tensorflow")
    assert "ruff" not in pins


def test_equal_courses_make_equal_zips():
    wheel = make_wheel(PACKAGE, [])
    assert make_image(COURSE, "dropout", wheel, Choices("python3")) == make_image(
        COURSE, "dropout", make_wheel(PACKAGE, []), Choices("python3")
    )


@pytest.mark.slow
def test_the_script_grades_in_a_folder_laid_out_as_gradescopes(tmp_path):
    """Offline where this machine lets a process leave the network."""
    command = [str(Path(sys.executable).with_name("autograder")), "gradescope-zip", "digits_cnn"]
    zipped = tmp_path / "image.zip"
    subprocess.run([*command, "--course", REPOSITORY, "--out", zipped], check=True)
    root = tmp_path / "autograder"
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(root / "source")
    (root / "submission").mkdir()
    shutil.copy(PERFECT, root / "submission" / "homework.py")
    offline = ["unshare", "-n"] if os.geteuid() == 0 and shutil.which("unshare") else []
    places = {"AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable, "HOME": str(tmp_path)}
    done = subprocess.run(
        [*offline, "bash", root / "source" / "run_autograder"], check=False, cwd=tmp_path, env=os.environ | places,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    jsonschema.validate(result, GRADESCOPE)
    assert result["score"] == 100

"""Colab is there for code that needs it, and absent for code that is ready for its absence."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.probe import colab, notes
from tests.notes import short
from tests.probe.files import run


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A submission's folder, with Colab's modules to be found from there."""
    finders, before = list(sys.meta_path), set(sys.modules)
    work = tmp_path / "work"
    (work / "images").mkdir(parents=True)
    (work / "data.csv").write_text("a,b\n1,2\n")
    colab.install(notes.writer(tmp_path), work / "main.py")
    yield work
    sys.meta_path[:] = finders
    for name in {name for name in sys.modules if name.startswith("google.colab")} - before:
        del sys.modules[name]
    if (google := sys.modules.get("google")) and "colab" in vars(google):
        del google.colab


def test_code_that_needs_colab_has_it(folder: Path) -> None:
    names = run(folder, "from google.colab import drive, files\nimport google.colab.drive\nuploaded = files.upload()\n")
    assert names["uploaded"] == {"data.csv": b"a,b\n1,2\n"}
    assert [*map(short, notes.written(folder.parent))] == ["upload:files.upload"]


GUARDED = (
    "try:\n    import google.colab\n    there = True\nexcept ImportError:\n    there = False\n",
    "try:\n    from google.colab import drive\n    there = True\nexcept:\n    there = False\n",
    "try:\n    from google.colab import drive\n    there = True\nexcept (ImportError, OSError):\n    there = False\n",
    "def on():\n    import google.colab\ntry:\n    on()\n    there = True\nexcept Exception:\n    there = False\n",
    "import importlib.util\nthere = importlib.util.find_spec('google.colab') is not None\n",
    "import sys\nthere = 'google.colab' in sys.modules\n",
)
UNGUARDED = (
    "try:\n    import google.colab\n    there = True\nexcept KeyError:\n    there = False\n",
    "try:\n    pass\nexcept ImportError:\n    pass\nimport google.colab\nthere = True\n",
    "try:\n    raise ImportError\nexcept ImportError:\n    import google.colab\n    there = True\n",
)


@pytest.mark.parametrize("source", GUARDED)
def test_code_that_is_ready_for_its_absence_meets_it(source: str, folder: Path) -> None:
    assert run(folder, source)["there"] is False


@pytest.mark.parametrize("source", UNGUARDED)
def test_a_handler_for_something_else_changes_nothing(source: str, folder: Path) -> None:
    assert run(folder, source)["there"] is True


def test_other_modules_are_as_absent_as_ever(folder: Path) -> None:
    assert importlib.util.find_spec("google.nothing_of_the_kind") is None
    with pytest.raises(ModuleNotFoundError):
        run(folder, "import google.colab.nothing\n")


def test_the_drive_holds_what_was_handed_in(folder: Path) -> None:
    run(folder, f"from google.colab import drive\ndrive.mount('{folder}/drive')\n")
    assert (folder / "drive" / "MyDrive" / "data.csv").read_text() == "a,b\n1,2\n"
    assert (folder / "drive" / "My Drive" / "images").is_dir()
    assert not (folder / "drive" / "MyDrive" / "drive").exists()
    assert [*map(short, notes.written(folder.parent))] == ["drive:drive.mount"]


def test_a_download_needs_its_file_and_a_secret_is_not_there(folder: Path) -> None:
    run(folder, f"from google.colab import files\nfiles.download('{folder}/data.csv')\n")
    with pytest.raises(FileNotFoundError):
        run(folder, "from google.colab import files\nfiles.download('nothing.h5')\n")
    with pytest.raises(colab.SecretNotFoundError):
        run(folder, "from google.colab import userdata\nuserdata.get('KEY')\n")


def test_an_image_of_opencv_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder, "import numpy as np\nfrom google.colab.patches import cv2_imshow\ncv2_imshow(np.zeros((2, 2, 3)))\n")
    assert "2x2" in capsys.readouterr().out


def test_what_nobody_sees_does_nothing_and_is_noted(folder: Path) -> None:
    run(
        folder,
        "from google.colab import auth, data_table, drive, files, output\nauth.authenticate_user()\noutput.clear()\n"
        "data_table.enable_dataframe_formatter()\nfiles.view('x')\ndrive.flush_and_unmount()\n",
    )
    assert {note.kind for note in notes.written(folder.parent)} == {"unseen"}
    assert len(notes.written(folder.parent)) == 5

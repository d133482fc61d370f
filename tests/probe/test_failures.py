"""An exception is told in terms of the student's own lines."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from autograder.explain import explain
from autograder.probe import kinds
from autograder.probe.failures import from_exception
from autograder.probe.places import Files, written_line
from autograder.records import Failure


def raised(tmp_path: Path, source: str, left_out: Sequence[str] = ()) -> Failure:
    path = tmp_path / "main.py"
    path.write_text(source)
    try:
        exec(compile(source, str(path), "exec"), {})
    except BaseException as error:  # noqa: BLE001 - the test wants SystemExit too
        return from_exception(error, Files((tmp_path,)), label="main.py", left_out=left_out)
    raise AssertionError("the source raised nothing")


def test_frames_of_tensorflows_graph_are_none_of_the_students(tmp_path: Path) -> None:
    graph = (
        "Graph execution error:\\n\\nDetected at node loss defined at (most recent call last):\\n"
        '  File "/opt/autograder/server.py", line 2, in main\\n\\n  File "/opt/keras/trainer.py", line 9, in fit\\n\\n'
        "Received a label value of 9\\n\\t [[{{node loss}}]] [Op:__inference_1]"
    )
    failure = raised(tmp_path, f"raise ValueError('''{graph}''')\n")
    assert failure.message == "ValueError: Received a label value of 9"


def test_the_place_is_the_deepest_line_of_the_student(tmp_path: Path) -> None:
    failure = raised(tmp_path, "import json\n\ndef f():\n    json.loads('{')\n\nf()\n")
    assert (failure.kind, failure.where) == ("exception", "main.py, line 4")
    assert failure.message.startswith("JSONDecodeError")
    assert "decoder.py" not in failure.traceback


SMALL = "import keras\nmodel = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])\n"
SAVING = ("save('data/m.keras')", "save_weights('data/m.weights.h5')")
HERE = "import os\nfrom pathlib import Path\n"
KINDS = {
    "import sys\nsys.exit(3)": "system_exit",
    "import nowhere_to_be_found.part": "missing_package",
    "import msvcrt": "windows_only",
    "import os\nos.add_dll_directory('C:/cuda')": "windows_only",
    "raise NotImplementedError": "not_implemented",
    "import abc, numbers\nnumbers.Complex.__abs__(1)": "exception",
    "raise MemoryError": "out_of_memory",
    "import numpy as np\nnp.ones((1 << 45,))": "out_of_memory",
    "raise EOFError('EOF when reading a line')": "input",
    "import pickle\npickle.loads(b'')": "exception",
    "raise KeyboardInterrupt": "exception",
    "import ast\nast.literal_eval('1 +')": "exception",
    "open('data.csv')": "missing_file",
    "open('./data/model/weights.bin')": "missing_folder",
    **dict.fromkeys(
        (
            "open('./data/model/weights.bin', 'wb')",
            "how = 'a'\nwith open('data/notes.txt',\n    encoding='utf-8', mode=how) as file:\n    file.write('ü')",
            "from pathlib import Path\n\ndef keep(path):\n    path.write_text('1')\n\nkeep(Path('data/notes.txt'))",
            "import gzip\ngzip.open('data/a.gz', 'w')",
            "import os\nos.mkdir('data/model')",
            "import shutil\nopen('a', 'w').close()\nshutil.copy('a', 'data/model/a')",
            "import numpy as np\nnp.save('data/x', np.ones(3))",
            "import numpy as np\nnp.savez('data/x', np.ones(3))",
            "import numpy as np\nnp.savetxt('data/x.txt', np.ones(3))",
            "import pandas as pd\npd.DataFrame({'a': [1]}).to_csv('data/x.csv')",
            "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.savefig('data/x.png')",
            "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.savefig('data/x.pdf')",
            "import os\nopen(os.path.abspath('data/notes.txt'), 'w')",
            "raise RuntimeError('Parent directory data does not exist.')",
            "raise OSError(\"Cannot save file into a non-existent directory: '\" + 'a' * 5000 + \"'\")",
            *(f"{SMALL}model.{call}" for call in SAVING),
        ),
        "no_folder",
    ),
    **dict.fromkeys(
        (
            "open('/home/kim/data.csv', 'w')",
            "open('C:/Users/kim/data.csv', 'w')",
            "open('/content/drive/MyDrive/data.csv', 'x')",
            "import numpy as np\nnp.save('/home/kim/x', np.ones(3))",
            f"{SMALL}model.save('/home/kim/m.keras')",
        ),
        "no_place",
    ),
    "open('C:/Users/kim/data.csv')": "missing_elsewhere",
    "open('/home/kim/data.csv')": "missing_elsewhere",
    "open('/content/drive/MyDrive/data.csv')": "missing_in_drive",
    "raise PermissionError(13, 'Permission denied', '/kaggle/working/m.h5')": "read_only",
    "raise OSError(30, 'Read-only file system', '/content/m.h5')": "read_only",
    "raise ValueError('File not found: filepath=m.keras. Please ensure it is accessible.')": "missing_file",
    "raise OSError('No file or directory found at m.h5')": "missing_file",
    "import urllib.error\nraise urllib.error.URLError('unknown host')": "no_network",
    "raise OSError('[Errno -3] Temporary failure in name resolution')": "no_network",
    "import subprocess\nraise subprocess.CalledProcessError(1, ['pip', 'install', 'lightgbm'])": "no_network",
    "import subprocess\nraise subprocess.CalledProcessError(1, ['ls'])": "exception",
    "raise ValueError('no such thing')": "exception",
    f"{HERE}os.makedirs('a')\nPath('a/m.h5').touch()\nopen('m.h5')": "missing_there",
    f"{HERE}os.makedirs('a/test')\nos.listdir('test')": "missing_there",
    f"{HERE}Path('m.h5').touch()\nopen('n.h5')": "missing_file",
    f"{HERE}Path('m.h5').touch()\nopen('out/m.h5', 'w')": "no_folder",
}


@pytest.mark.parametrize("source", KINDS)
def test_the_kind_tells_the_cause(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert raised(tmp_path, source).kind == KINDS[source]


def test_a_missing_file_names_the_download_that_was_left_out(tmp_path: Path) -> None:
    commands = ["wget https://x.org/a.csv", "pip install pandas", "wget https://x.org/data.csv"]
    failure = raised(tmp_path, "open('data.csv')", commands)
    assert (failure.kind, failure.details) == (
        "missing_download",
        {"file": "data.csv", "command": "wget https://x.org/data.csv"},
    )


def test_a_file_that_lies_in_another_folder_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "saved_models").mkdir()
    (tmp_path / "saved_models" / "m.h5").touch()
    failure = raised(tmp_path, "raise ValueError('File not found: filepath=m.h5. Please ensure it is accessible.')")
    assert explain(failure) == (
        "main.py, line 1: “m.h5” is not there; it lies at “saved_models/m.h5”. Write that path where you open it."
    )


def test_an_installation_brings_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert raised(tmp_path, "open('data.csv')", ["pip install pandas"]).kind == "missing_file"


def test_a_missing_package_is_told_with_what_there_is_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = {"tensorflow", "tensorboard"}
    monkeypatch.setattr(kinds, "find_spec", lambda name: None if name in hidden else find_spec(name))
    monkeypatch.setenv("KERAS_BACKEND", "keras")
    failure = raised(tmp_path, "import nowhere_to_be_found.part")
    assert (failure.kind, failure.details["package"]) == ("missing_package", "nowhere_to_be_found")
    assert failure.details["provided"] == "keras, numpy, scikit-learn, matplotlib, pandas, seaborn, pillow, pydot, tqdm"
    assert "tensorflow" not in explain(failure)


def test_a_syntax_error_shows_its_line(tmp_path: Path) -> None:
    failure = raised(tmp_path, "x = 1\ny = (2\n")
    assert failure.kind == "syntax"
    assert failure.where == "main.py, line 2"


def test_the_place_is_in_the_file_that_holds_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "helper_of_failures.py").write_text("def scale(x):\n    return x / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    failure = raised(tmp_path, "import helper_of_failures\n\nhelper_of_failures.scale(1)\n")
    assert failure.where == "helper_of_failures.py, line 2"
    assert "main.py, line 3" in failure.traceback


def test_what_a_module_lacks_is_told_where_the_exception_says_nothing(tmp_path: Path) -> None:
    failure = raised(tmp_path, "from sklearn import datasets\ndatasets.fetch_mldata('MNIST original')\n")
    assert failure.message == "AttributeError: module 'sklearn.datasets' has no attribute 'fetch_mldata'"


def test_an_exception_without_words_is_told_by_its_name(tmp_path: Path) -> None:
    assert raised(tmp_path, "assert 1 == 2\n").message == "AssertionError"


@pytest.mark.parametrize(
    ("run", "written", "line", "expected"),
    [
        (["a", "b"], ["a", "b"], 2, 2),
        (["a", "b"], ["", "", "a", "b"], 2, 4),
        (["call('x y')", "b"], ["!x \\", "y", "b"], 2, 3),
        (["# c", "code"], ["# c", "%%time", "code"], 2, 3),
        (["x"], [], 1, 1),
        (["a"], ["a"], 7, 7),
    ],
)
def test_lines_are_those_that_were_written(run: list[str], written: list[str], line: int, expected: int) -> None:
    assert written_line(run, written, line) == expected

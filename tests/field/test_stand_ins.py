"""Code for Colab, an old Keras or another computer runs as there, or is told what is missing and what to do."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
import pytest
from PIL import Image

from tests.end_to_end.conftest import REPOSITORY
from tests.field.conftest import GradeClass, Graded, HandIn, notebook
from tests.field.functions import ALL

CSV = "a,b\n1,2\n"
MOUNT = "from google.colab import drive\ndrive.mount('/content/drive')\n"
GUARDED = (
    "try:\n    import google.colab\n    folder = '/content/drive/MyDrive/'\nexcept ImportError:\n    folder = ''\n"
    "import pandas as pd\nassert pd.read_csv(folder + 'data.csv').shape == (1, 2)\n"
)
READ = "import pandas as pd\nassert pd.read_csv('/content/drive/MyDrive/data.csv').shape == (1, 2)\n"
UPLOAD = (
    "from google.colab import files\nimport io, pandas as pd\nuploaded = files.upload()\n"
    "pd.read_csv(io.BytesIO(uploaded['data.csv']))\n"
)
KERAS1 = (
    "from keras import backend as K\nassert K.image_dim_ordering() == 'tf'\n"
    "from keras.wrappers.scikit_learn import KerasClassifier\nimport keras\nimport numpy as np\n"
    "from keras.layers import Dense, Flatten\n"
    "def net():\n    model = keras.Sequential([keras.Input((2, 2, 1)), Flatten(), Dense(2, activation='softmax')])\n"
    "    model.compile('sgd', 'sparse_categorical_crossentropy', metrics=['accuracy'])\n    return model\n"
    "found = KerasClassifier(build_fn=net, epochs=1, verbose=0)\nfound.fit(np.ones((4, 2, 2, 1)), [0, 1, 0, 1])\n"
    "assert found.predict_proba(np.ones((4, 2, 2, 1))).shape == (4, 2)\n"
)
LACKING = "import cv2, plotly.express as px\nfrom skimage import io\n"
READY = "try:\n    import cv2\nexcept ImportError:\n    cv2 = None\nassert cv2 is None\n"
ELSEWHERE = r"""
from pathlib import Path
from PIL import Image
import h5py, keras, os, numpy as np, pandas as pd
assert open('C:/Users/kim/hw/data.csv').read() == open(r'D:\kim\data.csv', encoding='utf-8').read() == 'a,b\n1,2\n'
assert Path('/Users/kim/data.csv').read_text() == 'a,b\n1,2\n'
assert pd.read_csv('/home/kim/data.csv').shape == (1, 2)
assert np.loadtxt('/home/kim/data.csv', delimiter=',', skiprows=1).tolist() == [1, 2]
assert np.genfromtxt(fname='C:/data.csv', delimiter=',', skip_header=1).tolist() == [1, 2]
assert np.load('C:/Users/kim/x.npy').shape == (3,)
assert Image.open('/content/drive/MyDrive/course/a.png').size == (2, 2)
assert keras.models.load_model('/home/kim/models/net.keras').layers
assert open('C:/Users/kim/train/labels.txt').read() == 'train'
for path, how in (('/home/kim/labels.txt', 'r'), ('/home/kim/data.csv', 'w'), ('/home/kim/other.csv', 'r')):
    try:
        open(path, how)
    except FileNotFoundError:
        continue
    raise AssertionError(path)
assert not os.path.exists('C:/Users/kim/hw/data.csv')
"""


def array_and_image() -> HandIn:
    """Return an array and an image as files."""
    array, image = io.BytesIO(), io.BytesIO()
    np.save(array, np.ones(3))
    Image.new("L", (2, 2)).save(image, "PNG")
    return {"x.npy": array.getvalue(), "a.png": image.getvalue()}


FILES: HandIn = {
    **array_and_image(),
    "data.csv": CSV,
    "models/net.keras": (REPOSITORY / "assignments/feature_maps/models/before.keras").read_bytes(),
    "train/labels.txt": "train",
    "test/labels.txt": "test",
}
RUNS: Mapping[str, HandIn] = {
    "own-places-in-a-notebook": {"hw.ipynb": notebook(ELSEWHERE, ALL), **FILES},
    "own-places-in-a-module": {"hw.py": ELSEWHERE + ALL, **FILES},
    "package-not-needed-in-a-notebook": {"hw.ipynb": notebook(LACKING + ALL)},
    "package-not-needed-in-a-module": {"hw.py": LACKING + ALL},
    "package-not-needed-in-a-helper": {"hw.py": f"import helper\n{ALL}", "helper.py": LACKING},
    "package-expected-to-lack-in-a-notebook": {"hw.ipynb": notebook(LACKING + READY + ALL)},
    "package-expected-to-lack-in-a-module": {"hw.py": LACKING + READY + ALL},
    "drive-in-a-notebook": {"hw.ipynb": notebook(MOUNT, READ, ALL), "data.csv": CSV},
    "drive-in-a-module": {"hw.py": MOUNT + READ + ALL, "data.csv": CSV},
    "fallback-in-a-notebook": {"hw.ipynb": notebook(GUARDED, ALL), "data.csv": CSV},
    "fallback-in-a-module": {"hw.py": GUARDED + ALL, "data.csv": CSV},
    "content": {"hw.ipynb": notebook("%cd /content\nopen('/content/data.csv').read()", ALL), "data.csv": CSV},
    "upload": {"hw.ipynb": notebook(UPLOAD, ALL), "data.csv": CSV},
    "asks-the-shell": {"hw.ipynb": notebook("assert 'google.colab' not in str(get_ipython())", ALL)},
    "old-keras-in-a-notebook": {"hw.ipynb": notebook(KERAS1, ALL)},
    "old-keras-in-a-module": {"hw.py": KERAS1 + ALL},
}


@pytest.fixture(scope="module")
def run(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(RUNS, "preprocessing")


@pytest.mark.parametrize("name", RUNS)
def test_code_for_colab_and_old_keras_runs(name: str, run: Mapping[str, Graded]) -> None:
    assert (run[name].earned, run[name].error) == (100.0, ""), run[name].page


@pytest.mark.parametrize("form", ["notebook", "module"])
def test_a_package_that_nothing_needed_is_a_remark(form: str, run: Mapping[str, Graded]) -> None:
    page = run[f"package-not-needed-in-a-{form}"].page
    for name in ("cv2", "plotly", "skimage"):
        assert f"“{name}” cannot be imported: no file of that name was handed in" in page


@pytest.mark.parametrize("form", ["notebook", "module"])
def test_a_file_that_was_handed_in_is_opened_and_told(form: str, run: Mapping[str, Graded]) -> None:
    page = run[f"own-places-in-a-{form}"].page
    for name in ("data.csv", "x.npy", "a.png", "models/net.keras", "train/labels.txt"):
        assert f"“{name}”, which lies with your code, was opened instead" in page


USE = "import cv2\ncv2.setNumThreads(1)\n"
MISSED = "import tensorflow_datasets as tfds\nraw, info = tfds.load('x')\nsize = 2 * info.size\nsize = int(size)\n"
TOLD: Mapping[str, tuple[HandIn, str]] = {
    "csv": ({"hw.ipynb": notebook("import pandas as pd\npd.read_csv('data.csv')", ALL)}, "cell 1, line 2: The file"),
    "csv-in-a-module": ({"hw.py": ALL + "import pandas as pd\npd.read_csv('data.csv')\n"}, "The file “data.csv”"),
    "drive": ({"hw.ipynb": notebook(MOUNT, "open('/content/drive/MyDrive/x.csv')", ALL)}, "cannot reach your Drive"),
    "download": (
        {"hw.ipynb": notebook("!wget https://example.org/data.csv\nopen('data.csv')", ALL)},
        "because “wget https://example.org/data.csv” was left out",
    ),
    "folder": ({"hw.ipynb": notebook("open('./data/model/w.bin', 'wb')", ALL)}, "os.makedirs('data/model'"),
    "own-computer": ({"hw.ipynb": notebook("open('C:/Users/kim/data.csv')", ALL)}, "is a place on your own computer"),
    "windows": ({"hw.ipynb": notebook("import os\nos.add_dll_directory('C:/cuda')", ALL)}, "exists on Windows only"),
    "package": ({"hw.ipynb": notebook(f"{USE}{ALL}")}, "cell 1, line 2: “cv2” cannot be imported"),
    "package-in-a-module": ({"hw.py": USE + ALL}, "hw.py, line 2: “cv2” cannot be imported"),
    "data-of-a-package": ({"hw.ipynb": notebook(MISSED + ALL)}, "cell 1, line 2: “tensorflow_datasets” cannot be"),
    "data-in-a-module": ({"hw.py": f"{MISSED}{ALL}\nprint(size)\n"}, "hw.py, line 2: “tensorflow_datasets” cannot be"),
    "package-in-a-later-cell": ({"hw.ipynb": notebook(f"import cv2\n{ALL}", "cv2.a()")}, "cell 2, line 1: “cv2”"),
    "everything-of-a-package": ({"hw.ipynb": notebook(f"from tools import *\n{ALL}")}, "cell 1, line 1: “tools”"),
    "everything-in-a-module": ({"hw.py": f"from tools import *\n{ALL}"}, "hw.py, line 1: “tools” cannot be imported"),
    "own-file": ({"hw.py": f"from tools import load\n{ALL}\nload('a.csv')\n"}, "If it is a file of your own"),
    "network": (
        {"hw.ipynb": notebook("import urllib.request\nurllib.request.urlopen('http://example.org')", ALL)},
        "The grader has no network",
    ),
    "weights": (
        {"hw.ipynb": notebook("import keras\nkeras.applications.MobileNetV2(weights='imagenet')", ALL)}, "weights=None"
    ),
    "data-set": ({"hw.ipynb": notebook("import keras\nkeras.datasets.mnist.load_data()", ALL)}, "the data set “mnist”"),
    "saved-model": ({"hw.ipynb": notebook("import keras\nkeras.models.load_model('m.keras')", ALL)}, "“m.keras” is"),
    "installer": (
        {"hw.py": ALL + "import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install'])\n"},
        "The grader has no network",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class({name: files for name, (files, _said) in TOLD.items()}, "preprocessing")


@pytest.mark.parametrize("name", TOLD)
def test_what_is_missing_is_told_with_a_way_out(name: str, told: Mapping[str, Graded]) -> None:
    assert TOLD[name][1] in told[name].page, told[name].page
    assert "is not defined" not in told[name].error
    assert told[name].earned == 100.0

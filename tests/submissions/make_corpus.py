"""Write the corpus's notebooks and binary files: `python -m tests.submissions.make_corpus`.

The modules in `corpus/runs` are written by hand.
"""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"

MODEL = """model = Sequential()
model.add(Input(shape=(8, 8, 1)))
model.add(Conv2D(10, (3, 3)))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Flatten())
model.add(Dense(50, activation='relu'))
model.add(Dense(10, activation='softmax'))
model.summary()"""

TUTORIAL = """%matplotlib inline
import numpy as np
import matplotlib.pyplot as plt
!ls
# %%
import tensorflow as tf
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Input, Dense, Flatten, Conv2D, MaxPooling2D, Activation
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.utils import to_categorical
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
# %%
# 난수 시드 고정
np.random.seed(777)
tf.random.set_seed(777)
# %%
digits = load_digits()
print('이미지:', digits.images.shape)
digits.target[:10]
# %%
plt.figure(figsize=(6, 2))
for i in range(10):
    plt.subplot(2, 5, i + 1)
    plt.imshow(digits.images[i], cmap='gray')
    plt.axis('off')
plt.show()
# %%
X_train, X_test, y_train, y_test = train_test_split(
    digits.images, digits.target, test_size=0.3, random_state=777)
X_train = X_train.reshape(-1, 8, 8, 1) / 16.0
X_test = X_test.reshape(-1, 8, 8, 1) / 16.0
y_train, y_test = to_categorical(y_train, 10), to_categorical(y_test, 10)
# %%
MODEL
# %%
model.compile(loss='categorical_crossentropy', optimizer=Adam(learning_rate=0.001), metrics=['accuracy'])
# %%
history = model.fit(X_train, y_train, epochs=EPOCHS, batch_size=50, validation_split=0.2)
# %%
plt.plot(history.history['loss'], label='훈련')
plt.plot(history.history['val_loss'], label='검증')
plt.legend()
plt.show()
# %%
score = model.evaluate(X_test, y_test, verbose=0)
print('시험 손실:', score[0])
print('시험 정확도:', score[1])
# %%
wrong = np.where(model.predict(X_test, verbose=0).argmax(axis=1) != y_test.argmax(axis=1))[0]
wrong[:10]"""


def tutorial(epochs: int, *, model: str = "model") -> list[str]:
    """Return the code cells of a tutorial in the manner of Korean textbooks; the model is made in the seventh."""
    text = TUTORIAL.replace("MODEL", MODEL).replace("EPOCHS", str(epochs)).replace("model.", f"{model}.")
    return text.replace("model = ", f"{model} = ").split("\n# %%\n")


def notebook(cells: list[str], *, heading: str = "# 손글씨 숫자 인식", **fields: object) -> dict[str, object]:
    """Return a notebook as Jupyter saves it, with sources as lists of lines."""
    markdown = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": [heading]}
    code = [
        {
            "cell_type": "code",
            "execution_count": number,
            "id": f"c{number}",
            "metadata": {},
            "outputs": [],
            "source": source.splitlines(keepends=True),
        }
        for number, source in enumerate(cells, start=1)
    ]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.7.4"},
    }
    return {"cells": [markdown, *code], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5} | fields


def to_json(value: object) -> bytes:
    """Return JSON as Jupyter writes it."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def runs() -> Mapping[str, bytes]:
    """Return the notebooks that are run."""
    tiny = "Sequential([Input((8, 8, 1)), Flatten(), Dense(10, activation='softmax')])"
    imports = "from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import *"
    late = tutorial(1)
    late[11] = "plt.plot(hist.history['accuracy'])"
    colab = [
        "from google.colab import drive\ndrive.mount('/content/drive')",
        "%tensorflow_version 2.x\n!pip install -q keras matplotlib",
        *tutorial(1),
    ]
    cells = {
        "tutorial_perfect": tutorial(40),
        "tutorial_short": tutorial(2),
        "tutorial_other_names": tutorial(2, model="my_cnn"),
        "fails_at_cell_12": late,
        "colab": colab,
        "no_model": tutorial(1)[:6],
        "two_models": [imports, f"first = {tiny}", f"second = {tiny}"],
        "syntax_error": [imports, "for i in range(3)\n    print(i)", f"model = {tiny}"],
        "endless_loop": [imports, f"model = {tiny}", "while True:\n    pass"],
        "sys_exit": [imports, f"model = {tiny}", "import sys\nsys.exit(1)"],
        "os_exit": [imports, f"model = {tiny}", "import os\nos._exit(0)"],
        "reads_input": [imports, "name = input('이름: ')"],
        "missing_package": ["import paddle\nimport paddle.nn as nn", "model = nn.Linear(64, 10)"],
        "runs_cells_twice": [imports, f"model = {tiny}", "counter = counter + 1"],
    }
    return {f"{name}.ipynb": to_json(notebook(code)) for name, code in cells.items()}


def unreadable() -> Mapping[str, bytes]:
    """Return the files that cannot be loaded."""
    good = to_json(notebook(["x = 1"]))
    other = {"kernelspec": {"display_name": "R", "language": "R", "name": "ir"}, "language_info": {"name": "R"}}
    julia = {"kernelspec": {"display_name": "Julia 1.9", "language": "julia", "name": "julia-1.9"}}
    version2 = {"nbformat": 2, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": []}]}
    return {
        "empty.ipynb": b"",
        "empty.py": b"\n\n",
        "no_code.ipynb": to_json(notebook([])),
        "latin1.ipynb": to_json(notebook(["# é"])).replace("é".encode(), b"\xe9"),
        "cp949.py": "이름 = '학생'\n".encode("cp949"),
        "binary.py": bytes(range(256)),
        "trailing_comma.ipynb": good.replace(b'"nbformat_minor": 5', b'"nbformat_minor": 5,'),
        "cut_off.ipynb": good[: len(good) // 2],
        "list.ipynb": b"[]",
        "other_json.ipynb": b'{"name": "x", "version": 1}',
        "no_cells.ipynb": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        "no_worksheets.ipynb": b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}}',
        "zip_inside.ipynb": _zip({"main.ipynb": good}),
        "page.ipynb": b"<!DOCTYPE html>\n<html><body>notebook</body></html>",
        "python_inside.ipynb": b"import keras\nmodel = keras.Sequential()\n",
        "nbformat2.ipynb": to_json(version2),
        "nbformat99.ipynb": to_json(notebook(["x = 1"], nbformat=99)),
        "nbformat_text.ipynb": to_json(notebook(["x = 1"], nbformat="4")),
        "r_kernel.ipynb": to_json(notebook(["x <- 1"], metadata=other)),
        "julia.ipynb": to_json(notebook(["x = 1"], metadata=julia)),
        "deep.ipynb": b'{"nbformat": 4, "cells": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        "essay.docx": _zip({"word/document.xml": b"<w/>"}),
        "no_suffix": b"x = 1\n",
        **_bad_zips(good),
    }


def readable() -> Mapping[str, bytes]:
    """Return files that are unusual and all right."""
    good = notebook(["x = 1", "build = 2"])
    cells = good["cells"]
    assert isinstance(cells, list)
    version3 = {
        "metadata": {"name": "old"},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["Digits"]},
                    {"cell_type": "markdown", "metadata": {}, "source": "text"},
                    {
                        "cell_type": "code",
                        "collapsed": False,
                        "input": ["x = 1\n", "x"],
                        "language": "python",
                        "metadata": {},
                        "outputs": [{"output_type": "pyout", "prompt_number": 1, "text": ["1"]}],
                        "prompt_number": 1,
                    },
                ],
                "metadata": {},
            }
        ],
    }
    bare = {
        "nbformat": 4,
        "cells": [{"cell_type": "code", "source": "x = 1"}, {"source": "y"}, {"cell_type": "code"}, 7],
    }
    text = "# 학생: 김민지\nx = '값'\n"
    return {
        "utf16.ipynb": to_json(good).decode().encode("utf-16-le").join([b"\xff\xfe", b""]),
        "several.zip": _zip({"one.ipynb": to_json(good), "two.ipynb": to_json(good)}),
        "nbformat3.ipynb": to_json(version3),
        "cells_of_4_in_3.ipynb": to_json(notebook(["x = 1"], nbformat=3, nbformat_minor=0)),
        "worksheets_in_4.ipynb": to_json(version3 | {"nbformat": 4}),
        "no_version.ipynb": to_json({"cells": cells}),
        "bom.ipynb": b"\xef\xbb\xbf" + to_json(good),
        "missing_fields.ipynb": to_json(bare),
        "string_sources.ipynb": to_json(
            good | {"cells": [cell | {"source": "".join(cell["source"])} for cell in cells]}
        ),
        "crlf.ipynb": to_json(notebook(["x = 1\r\ny = 2"])).replace(b"\n", b"\r\n"),
        "crlf.py": text.encode().replace(b"\n", b"\r\n"),
        "bom.py": b"\xef\xbb\xbf" + text.encode(),
        "cp949_declared.py": ("# -*- coding: cp949 -*-\n" + text).encode("cp949"),
        "SHOUTING.IPYNB": to_json(good),
        "한글 과제 (1).ipynb": to_json(good),
        "nan_output.ipynb": to_json(notebook(["x = 1"])).replace(
            b'"outputs": []', b'"outputs": [{"data": {"a": NaN}}]'
        ),
        "plain.zip": _zip({"digits_cnn.ipynb": to_json(good)}),
        "folder.zip": _zip(
            {
                "kim/digits_cnn.ipynb": to_json(good),
                "kim/helper.py": b"K = 3\n",
                "kim/data/values.csv": b"1,2\n",
                "kim/.ipynb_checkpoints/digits_cnn-checkpoint.ipynb": b"old",
                "__MACOSX/kim/._digits_cnn.ipynb": b"\x00\x05",
                "kim/.DS_Store": b"\x00",
                "kim/venv/pyvenv.cfg": b"home = /usr\n",
            }
        ),
        "zip_in_zip.zip": _zip({"hand-in.zip": _zip({"main.py": b"x = 1\n"})}),
        "windows_korean.zip": _zip({"?????.py": b"x = 1\n"}).replace(b"?????", "과제1".encode("cp949")),
    }


def _bad_zips(good: bytes) -> Mapping[str, bytes]:
    link = zipfile.ZipInfo("main.ipynb", (2026, 1, 1, 0, 0, 0))
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    nested = {"main.ipynb": good}
    for _ in range(4):
        nested = {"inner.zip": _zip(nested)}
    return {
        "climbs_out.zip": _zip({"../../main.ipynb": good}),
        "climbs_out_of_windows.zip": _zip({"a\\..\\..\\main.ipynb": good}),
        "absolute.zip": _zip({"/tmp/main.ipynb": good}),
        "drive.zip": _zip({"C:\\main.ipynb": good}),
        "link.zip": _zip({link: b"/etc/passwd"}),
        "twice.zip": _zip({"main.ipynb": good, "mAin.ipynb": good}).replace(b"mAin", b"main"),
        "file_and_folder.zip": _zip({"main": good, "main/main.ipynb": good}),
        "nested.zip": _zip(nested),
        "deep_folders.zip": _zip({"a/" * 40 + "main.ipynb": good}),
        "encrypted.zip": _flagged(_zip({"main.ipynb": good})),
        "bomb.zip": _zip({"main.ipynb": bytes(30 * 1024**2)}),
        "damaged.zip": _zip({"main.ipynb": good})[:-40],
        "wrong_sum.zip": _zip({"main.ipynb": good}, method=zipfile.ZIP_STORED).replace(b'"cells"', b'"CELLS"'),
        "no_zip.zip": b"this is no zip",
        "nothing.zip": _zip({}),
        "no_code.zip": _zip({"readme.txt": b"see e-mail", "data.csv": b"1"}),
    }


def _zip(files: Mapping[str, bytes] | Mapping[zipfile.ZipInfo, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip with fixed times, so that the corpus is the same every time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files.items():
            entry = name if isinstance(name, zipfile.ZipInfo) else _entry(name, method)
            archive.writestr(entry, content)
    return data.getvalue()


def _entry(name: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("x", (2026, 1, 1, 0, 0, 0))
    entry.filename = name
    entry.compress_type = method
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    return entry


def _flagged(data: bytes) -> bytes:
    """Mark a zip's only entry as encrypted, in both of its headers."""
    local, central = data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8
    changed = bytearray(data)
    changed[local] |= 1
    changed[central] |= 1
    return bytes(changed)


def files() -> Mapping[Path, bytes]:
    """Return every generated file of the corpus."""
    parts = {"runs": runs(), "unreadable": unreadable(), "readable": readable()}
    return {CORPUS / folder / name: data for folder, many in parts.items() for name, data in many.items()}


if __name__ == "__main__":
    for path, data in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

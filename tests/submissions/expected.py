"""What each file of the corpus must lead to: the tables that tests of loading, reading and running share."""

from __future__ import annotations

from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"

UNREADABLE = {
    "empty.ipynb": "empty",
    "empty.py": "empty",
    "no_code.ipynb": "empty",
    "latin1.ipynb": "not_utf8",
    "cp949.py": "not_utf8",
    "binary.py": "not_utf8",
    "trailing_comma.ipynb": "not_json",
    "cut_off.ipynb": "not_json",
    "zip_inside.ipynb": "not_utf8",
    "page.ipynb": "not_json",
    "python_inside.ipynb": "not_json",
    "deep.ipynb": "not_json",
    "list.ipynb": "not_a_notebook",
    "other_json.ipynb": "not_a_notebook",
    "no_cells.ipynb": "not_a_notebook",
    "no_worksheets.ipynb": "not_a_notebook",
    "nbformat_text.ipynb": "not_a_notebook",
    "nbformat2.ipynb": "nbformat_version",
    "nbformat99.ipynb": "nbformat_version",
    "r_kernel.ipynb": "not_python",
    "julia.ipynb": "not_python",
    "essay.docx": "unknown_type",
    "no_suffix": "unknown_type",
    "climbs_out.zip": "zip_unsafe",
    "climbs_out_of_windows.zip": "zip_unsafe",
    "absolute.zip": "zip_unsafe",
    "drive.zip": "zip_unsafe",
    "link.zip": "symlink",
    "twice.zip": "zip_duplicate",
    "file_and_folder.zip": "zip_duplicate",
    "nested.zip": "zip_nested",
    "deep_folders.zip": "too_deep",
    "encrypted.zip": "zip_encrypted",
    "bomb.zip": "zip_bomb",
    "damaged.zip": "zip_damaged",
    "wrong_sum.zip": "zip_damaged",
    "no_zip.zip": "zip_damaged",
    "nothing.zip": "no_candidate",
    "no_code.zip": "no_candidate",
}
"""Files that cannot be loaded, with the kind of the error."""

RUNS = {
    "no_model.py": "no_model",
    "two_models.py": "two_models",
    "returns_none.py": "not_a_model",
    "uncompiled.py": "uncompiled",
    "wrong_input_shape.py": "wrong_input_shape",
    "sys_exit.py": "system_exit",
    "os_exit.py": "crashed",
    "endless_loop.py": "timed_out",
    "endless_output.py": "output_flood",
    "endless_memory.py": "out_of_memory",
    "segfault.py": "crashed",
    "reads_input.py": "input",
    "missing_package.py": "missing_package",
    "raises_on_import.py": "exception",
    "syntax_error.py": "syntax",
    "python2.py": "syntax",
    "no_model.ipynb": "no_model",
    "two_models.ipynb": "two_models",
    "syntax_error.ipynb": "syntax",
    "endless_loop.ipynb": "timed_out",
    "sys_exit.ipynb": "system_exit",
    "os_exit.ipynb": "kernel_died",
    "reads_input.ipynb": "input",
    "missing_package.ipynb": "missing_package",
    "fails_at_cell_12.ipynb": "exception",
    "runs_cells_twice.ipynb": "exception",
}
"""Submissions for `digits_cnn` whose run must fail, with what went wrong.

A model that a notebook made before its failure is graded all the same.
"""

PERFECT = (
    "perfect.py",
    "functional.py",
    "unbuilt.py",
    "tutorial_perfect.ipynb",
    "tutorial_short.ipynb",
    "tutorial_other_names.ipynb",
    "colab.ipynb",
)
"""Submissions for `digits_cnn` whose network is right: all points where the grader trains it."""

KERAS2 = tuple(sorted(path.name for path in (CORPUS / "runs").glob("keras2_*.py")))
"""Modules that today's Keras refuses for one old spelling; the file's name ends in the rule's name."""

from __future__ import annotations

import ast
from pathlib import Path

import jupytext
import nbformat
import pytest

from autograder.course import release
from autograder.errors import CourseError

SOLUTION = '''# %% [markdown]
# # Title
#
# What to do.
#
# <!-- graded -->

# %%
import keras


def build_model():
    """Return it."""
    ### BEGIN SOLUTION
    secret = keras.Sequential()
    return secret
    ### END SOLUTION


# %% tags=["active-ipynb"]
# model = build_model()
# ### BEGIN SOLUTION
# model.fit()
# ### END SOLUTION
# !autograder check tiny.ipynb
'''
CHECKS = '''import pytest


@pytest.mark.points(30)
def test_a(structure):
    """{title}"""
'''


@pytest.fixture
def assignment(tmp_path: Path) -> tuple[Path, Path]:
    public, private = tmp_path / "assignments" / "tiny", tmp_path / "reference" / "tiny"
    for folder, title in ((public, "What all see."), (private, "What counts.")):
        (folder / "checks").mkdir(parents=True)
        (folder / "checks" / "test_it.py").write_text(CHECKS.format(title=title), encoding="utf-8")
    (private / "solution.py").write_text(SOLUTION, encoding="utf-8")
    return public, private


def test_stubs_hold_no_solution_and_say_where_to_write(assignment: tuple[Path, Path]) -> None:
    for path in release.release(*assignment):
        text = path.read_text(encoding="utf-8")
        assert "secret" not in text
        assert "model.fit" not in text
        assert text.count("YOUR CODE HERE") == 2


def test_the_stub_notebook_is_valid_and_the_stub_module_runs(assignment: tuple[Path, Path]) -> None:
    notebook, module = release.release(*assignment)
    nbformat.validate(nbformat.read(notebook, as_version=4))
    source = module.read_text(encoding="utf-8")
    ast.parse(source)
    assert "\n# model = build_model()" in source
    assert jupytext.reads(source, fmt="py:percent").cells[2].source.startswith("model = build_model()")


def test_the_handout_lists_each_check_once_with_its_points(assignment: tuple[Path, Path]) -> None:
    notebook, _module = release.release(*assignment)
    handout = nbformat.read(notebook, as_version=4).cells[0].source
    assert "| What counts. | 30 |" in handout
    assert "What all see." not in handout
    assert "autograder check tiny.ipynb" in handout


def test_stubs_are_the_same_bytes_every_time_and_stale_when_the_solution_changes(
    assignment: tuple[Path, Path],
) -> None:
    public, private = assignment
    assert [path.name for path in release.stale(public, private)] == ["tiny.ipynb", "tiny.py"]
    first = [path.read_bytes() for path in release.release(public, private)]
    assert release.stale(public, private) == ()
    assert [path.read_bytes() for path in release.release(public, private)] == first
    (private / "solution.py").write_text(SOLUTION.replace("What to do", "What else"), encoding="utf-8")
    assert len(release.stale(public, private)) == 2


def test_handouts_are_translated_by_paragraph_and_code_is_not(assignment: tuple[Path, Path], tmp_path: Path) -> None:
    public, private = assignment
    assert release.update_catalog(public, private, "ko") == ("# Title", "What to do.", "What counts.")
    catalog = public / "locale" / "ko.po"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace('msgid "What to do."\nmsgstr ""', 'msgid "What to do."\nmsgstr "할 일."'), "utf-8")
    assert release.update_catalog(public, private, "ko") == ("# Title", "What counts.")
    notebook, _module = release.release(public, private, language="ko", into=tmp_path)
    cells = nbformat.read(notebook, as_version=4).cells
    assert "# Title\n\n할 일." in cells[0].source
    assert "def build_model():" in cells[1].source


def test_the_solution_notebook_has_the_solution_and_no_markers(assignment: tuple[Path, Path]) -> None:
    notebook = release.solution_notebook(release.read_solution(assignment[1]))
    text = release.as_notebook(notebook)
    assert "secret" in text
    assert "SOLUTION" not in text


@pytest.mark.parametrize(
    ("written", "handed_out"),
    [
        ("x = 5  # SOLUTION", f"x = ...  {release.TODO}"),
        ("return x # SOLUTION", f"...  {release.TODO}"),
        ("a = 1\nhelper()  # SOLUTION NO PROMPT\nb = 2", "a = 1\nb = 2"),
        ("a = 1\n# BEGIN SOLUTION NO PROMPT\nb = 2\n# END SOLUTION", "a = 1"),
        ("# BEGIN SOLUTION\nb = 2\n# END SOLUTION", f"{release.TODO}\n{release.RAISE}"),
        (
            '# BEGIN SOLUTION NO PROMPT\nb = 2\n# END SOLUTION\n""" # BEGIN PROMPT\nb = ...\n""" # END PROMPT',
            "\nb = ...",
        ),
        ("np.random.seed(1)  # SEED\na = 1", "a = 1"),
        ("assert f(1)\n### BEGIN HIDDEN TESTS\nassert f(2)\n### END HIDDEN TESTS\nb = 1", "assert f(1)\nb = 1"),
        ("x == 5", "x == 5"),
    ],
)
def test_directives_of_nbgrader_and_otter_are_understood(written: str, handed_out: str) -> None:
    assert release.without_solution(written) == handed_out


def test_a_notebook_with_otters_staff_cells_becomes_a_stub_without_them(assignment: tuple[Path, Path]) -> None:
    public, private = assignment
    (private / "solution.py").unlink()
    cells = [
        nbformat.v4.new_raw_cell("# ASSIGNMENT CONFIG\nname: tiny"),
        nbformat.v4.new_raw_cell("# BEGIN QUESTION\nname: q1\npoints: 2"),
        nbformat.v4.new_markdown_cell("Write it."),
        nbformat.v4.new_code_cell("def f(x):\n    return x + 1  # SOLUTION"),
        nbformat.v4.new_markdown_cell("# END QUESTION"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), private / "solution.ipynb")
    notebook, _module = release.release(public, private)
    assert [cell.source for cell in nbformat.read(notebook, as_version=4).cells] == [
        "Write it.",
        f"def f(x):\n    ...  {release.TODO}",
    ]


def test_a_missing_solution_is_an_error_of_the_courses(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"solution\.py"):
        release.release(tmp_path / "a", tmp_path / "b")

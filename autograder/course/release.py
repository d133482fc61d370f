"""Make what students get from a solution: a stub notebook and a stub module, in a language.

A solution is one file of percent cells (`solution.py`) or a notebook (`solution.ipynb`). Regions between
`### BEGIN SOLUTION` and `### END SOLUTION` are replaced; the directives of nbgrader and otter are understood.
A cell tagged `active-ipynb` runs in the notebook and is a comment in the module. The line `<!-- graded -->` in the
handout becomes the table of checks and points. A Markdown cell tagged `answer` is a written answer, which the stub asks
for; a cell tagged `staff` is in the solution alone. Handouts are translated by paragraph, from `locale/<code>.po`.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from nbformat.reader import NotJSONError

from autograder.course.assignment import read_assignment
from autograder.course.folder import solution_in
from autograder.course.graded import CheckRow, graded, part_rows
from autograder.course.rubric import read_rubric
from autograder.errors import CourseError
from autograder.i18n import gettext as _
from autograder.i18n import language as use_language

GRADED = "<!-- graded -->"
TODO = "# YOUR CODE HERE"
RAISE = 'raise NotImplementedError("write this part, then remove this line")'

_REGION = re.compile(
    r"^(?P<indent>[ \t]*)(?:### ?|# ?)BEGIN SOLUTION(?P<bare> NO PROMPT)?[^\n]*\n.*?"
    r"^[ \t]*(?:### ?|# ?)END SOLUTION[^\n]*$",
    re.DOTALL | re.MULTILINE,
)
_HIDDEN_TESTS = re.compile(
    r"^[ \t]*### ?BEGIN HIDDEN TESTS.*?^[ \t]*### ?END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE
)
_PROMPT = re.compile(
    r'^[ \t]*"""\s*# BEGIN PROMPT\n(?P<text>.*?)\n?[ \t]*"""\s*;?\s*# END PROMPT[^\n]*$', re.DOTALL | re.MULTILINE
)
_DROPPED_LINE = re.compile(r"^[^\n]*# (?:SOLUTION NO PROMPT|SEED|HIDDEN)[ \t]*$\n?", re.MULTILINE)
_ASSIGNED = re.compile(r"^(?P<left>[ \t]*[^=\n#]+=(?!=))[^\n]*# SOLUTION[ \t]*$", re.MULTILINE)
_SOLVED_LINE = re.compile(r"^(?P<indent>[ \t]*)[^\n]*# SOLUTION[ \t]*$", re.MULTILINE)
_MARKER = re.compile(r"^[ \t]*(?:### ?|# ?)(?:BEGIN|END) SOLUTION[^\n]*\n?", re.MULTILINE)
_STAFF_CELL = re.compile(
    r"^#? ?(?:ASSIGNMENT CONFIG|(?:BEGIN|END) (?:QUESTION|TESTS|SOLUTION|PROMPT)\b(?!.*\n.))", re.IGNORECASE
)


def release(public: Path, private: Path, *, language: str = "en", into: Path | None = None) -> tuple[Path, Path]:
    """Write an assignment's stub notebook and stub module; return their paths.

    Args:
        public: the assignment's public folder; its name is the id.
        private: its private folder, with the solution.
        language: of the handout.
        into: where to write; the public folder by default.

    Raises:
        CourseError: there is no solution, or a file cannot be read.
    """
    notebook, module = (into or public) / f"{public.name}.ipynb", (into or public) / f"{public.name}.py"
    for path, text in zip((notebook, module), _stubs(public, private, language), strict=True):
        path.write_text(text, encoding="utf-8")
    return notebook, module


def stale(public: Path, private: Path) -> tuple[Path, ...]:
    """Return the committed stubs that are not what the solution gives today."""
    paths = (public / f"{public.name}.ipynb", public / f"{public.name}.py")
    texts = _stubs(public, private, "en")
    return tuple(
        path
        for path, text in zip(paths, texts, strict=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    )


def stub(
    solution: nbformat.NotebookNode, *, catalog: Mapping[str, str], checks: Sequence[CheckRow], name: str
) -> nbformat.NotebookNode:
    """Return the notebook that students start from: solutions replaced, the handout translated and completed."""
    cells = [cell for cell in solution.cells if not _staff_only(cell)]
    cells = [cell for cell in cells if "staff" not in _tags(cell)]
    for cell in cells:
        if cell.cell_type != "markdown":
            cell.source = without_solution(cell.source)
        elif "answer" in _tags(cell):
            cell.source = answer_prompt()
        else:
            cell.source = _markdown(cell.source, catalog, checks, name)
    return _assembled(cells)


def answer_prompt() -> str:
    """Return what a stub has in the place of a written answer, in the language in use."""
    return _("*Write your answer here.*")


def solution_notebook(solution: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the solution as a notebook to hand in or out: everything but the markers."""
    cells = [cell for cell in solution.cells if not _staff_only(cell)]
    for cell in cells:
        cell.source = _MARKER.sub("", cell.source)
    return _assembled(cells)


def as_notebook(notebook: nbformat.NotebookNode) -> str:
    """Return the bytes of an `.ipynb` file, the same for the same cells."""
    bare = nbformat.from_dict(notebook)
    for cell in bare.cells:
        cell.metadata.pop("lines_to_next_cell", None)
    return str(nbformat.writes(bare)) + "\n"


def as_module(notebook: nbformat.NotebookNode) -> str:
    """Return a module of percent cells; cells tagged `active-ipynb` are comments in it."""
    import jupytext  # noqa: PLC0415 - grading reads catalogs from here, and need not wait for jupytext

    plain = nbformat.v4.new_notebook(cells=notebook.cells)
    plain.metadata["jupytext"] = {"notebook_metadata_filter": "-all", "cell_metadata_filter": "tags,-all"}
    return str(jupytext.writes(plain, fmt="py:percent"))


def read_solution(private: Path) -> nbformat.NotebookNode:
    """Return an assignment's solution as a notebook.

    Raises:
        CourseError: there is none, or it cannot be read.
    """
    path = solution_in(private)
    if path is None:
        raise CourseError([f"{private}: expected solution.py or solution.ipynb, found neither"])
    if path.suffix == ".py":
        import jupytext  # noqa: PLC0415 - as above

        return jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, NotJSONError, nbformat.ValidationError) as error:
        said = str(error).split("\n", maxsplit=1)[0][:200]
        raise CourseError([f"{path}: expected a notebook, found something else: {said}"]) from None


def without_solution(source: str) -> str:
    """Return a code cell's source as students get it."""
    source = _HIDDEN_TESTS.sub("", source)
    source = _REGION.sub(_prompt, source)
    source = _PROMPT.sub(lambda found: found["text"], source)
    source = _DROPPED_LINE.sub("", source)
    source = _ASSIGNED.sub(lambda found: f"{found['left']} ...  {TODO}", source)
    return _SOLVED_LINE.sub(lambda found: f"{found['indent']}...  {TODO}", source).rstrip()


def _prompt(found: re.Match[str]) -> str:
    return "" if found["bare"] else f"{found['indent']}{TODO}\n{found['indent']}{RAISE}"


def _staff_only(cell: nbformat.NotebookNode) -> bool:
    """Tell whether a cell is a directive of otter's ("# BEGIN QUESTION") and not part of the handout."""
    return cell.cell_type == "raw" or bool(_STAFF_CELL.match(cell.source.strip()))


def _tags(cell: nbformat.NotebookNode) -> Sequence[str]:
    """Return a cell's tags; "answer" marks a written answer, "staff" what only the solution has."""
    return tuple(cell.metadata.get("tags", ()))


def _assembled(cells: Sequence[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    """Return a notebook with stable cell ids and nothing of a run in it."""
    kept = []
    for number, cell in enumerate(cells, start=1):
        make = nbformat.v4.new_markdown_cell if cell.cell_type == "markdown" else nbformat.v4.new_code_cell
        metadata = {key: cell.metadata[key] for key in ("tags", "lines_to_next_cell") if cell.metadata.get(key)}
        kept.append(make(cell.source, id=f"cell-{number:02}", metadata=metadata))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return nbformat.v4.new_notebook(cells=kept, metadata=metadata)


def _stubs(public: Path, private: Path, language: str) -> tuple[str, str]:
    with use_language(language):
        notebook = stub(
            read_solution(private),
            catalog=read_catalog(public, language),
            checks=(*graded([public, private]), *_parts(public)),
            name=public.name,
        )
    return as_notebook(notebook), as_module(notebook)


# --- the handout -----------------------------------------------------------------------------------------------


def _parts(public: Path) -> tuple[CheckRow, ...]:
    return part_rows(read_assignment(public).parts) if (public / "assignment.toml").is_file() else ()


def paragraphs(solution: nbformat.NotebookNode) -> tuple[str, ...]:
    """Return the handout's paragraphs that can be translated."""
    cells = (cell.source for cell in solution.cells if cell.cell_type == "markdown")
    parts = (part for source in cells for part in source.split("\n\n"))
    return tuple(dict.fromkeys(part for part in parts if part.strip() and part != GRADED))


def _markdown(source: str, catalog: Mapping[str, str], checks: Sequence[CheckRow], name: str) -> str:
    parts = (catalog.get(part) or part for part in source.split("\n\n"))
    return "\n\n".join(_graded_text(catalog, checks, name) if part == GRADED else part for part in parts)


def _graded_text(catalog: Mapping[str, str], checks: Sequence[CheckRow], name: str) -> str:
    """Return what every handout says in the same words: what is graded, and how to check oneself."""
    rows = [f"| {catalog.get(check.title) or check.title} | {check.points:g} |" for check in checks]
    total = sum(check.points for check in checks)
    table = ["| " + _("what is graded") + " | " + _("points") + " |", "|---|---:|", *rows]
    table.append("| **" + _("together") + f"** | **{total:g}** |")
    hand_in = _(
        "Hand in this notebook (`{name}.ipynb`) or the module (`{name}.py`), whichever you prefer; both are graded in "
        "the same way. Keep the names of the functions and variables that are asked for."
    ).format(name=name)
    check = _(
        "Check yourself as often as you like: `autograder check {name}.ipynb` runs the public checks on your own "
        "machine and says what is still missing."
    ).format(name=name)
    return "\n\n".join(["\n".join(table), textwrap.fill(hand_in, 116), textwrap.fill(check, 116)])


# --- catalogs --------------------------------------------------------------------------------------------------


def read_catalog(public: Path, language: str) -> Mapping[str, str]:
    """Return an assignment's translations by paragraph; none where there is no catalog."""
    path = public / "locale" / f"{language}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in catalog if message.id and message.string}


def update_catalog(public: Path, private: Path, language: str) -> tuple[str, ...]:
    """Bring an assignment's catalogs up to date with its handout and its checks; return what has no translation.

    What hidden checks say goes into a catalog of the private half.
    """
    titles = (row.title for row in (*graded([public, private]), *_parts(public)))
    shown = (*paragraphs(read_solution(private)), *titles, *messages(public))
    missing = _update(public, shown, language)
    rubric = read_rubric(private, read_assignment(public).parts).texts if (private / "rubric.toml").is_file() else ()
    secret = tuple(text for text in (*messages(private), *rubric) if text not in shown)
    return missing + (_update(private, secret, language) if secret else ())


def messages(folder: Path) -> tuple[str, ...]:
    """Return what the checks in a folder say, as far as they mark it for translation: `_("…")`."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("checks/test_*.py")))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    marked = (call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in {"_", "gettext"})
    constants = (text.value for text in marked if isinstance(text, ast.Constant) and isinstance(text.value, str))
    return tuple(dict.fromkeys(constants))


def _update(folder: Path, wanted: Sequence[str], language: str) -> tuple[str, ...]:
    known = read_catalog(folder, language)
    catalog: Any = Catalog(locale=language, project="dl-autograder", fuzzy=False)
    for text in wanted:
        catalog.add(text, known.get(text, ""))
    path = folder / "locale" / f"{language}.po"
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, omit_header=True, ignore_obsolete=True, width=100)
    return tuple(text for text in wanted if not known.get(text))

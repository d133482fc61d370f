"""Read the answers in words of a submission: where a part's answer may stand, and what a student wrote there.

A part's answer is the first of these that holds something: the cells tagged with its id; what stands below a heading
called like the part; a text variable of its name at the top level; the file `<id>.md` or `<id>.txt` beside the code.
Nothing of it is run or rendered, and what the handout had there already is none of it.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.records import Form, Submission
from autograder.submissions.content import as_utf8
from autograder.submissions.files import MAX_FILE_MB, MB, read_bytes
from autograder.wire import clean_text, decode_json

ANSWER_CHARS = 20_000
"""Characters of an answer that are kept; what is cut ends in "…"."""
_MAX_CHARS = 200_000
_MAX_FILE_MB = 1
_MAX_LINE = 500
"""Characters of a line that may be a heading or begin a cell; patterns look at no longer ones."""
_CELL = re.compile(r"^# %%(?P<head>[^\n]*)\n?", re.MULTILINE)
_TAGS = re.compile(r"\btags=\[(?P<tags>[^\]]*)\]")
_COMMENT = re.compile(r"^#[ \t]?", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}(?P<level>#{1,6})[ \t]+(?P<title>.*?)[ \t#]*$")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """An answer that is asked for: the part's id, and how the part is called in each language."""

    id: str
    titles: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """What a heading above the answer may say."""
        return frozenset(_bare(name) for name in (self.id, *self.titles))

    @property
    def variable(self) -> str:
        """The name of a text variable that holds the answer."""
        return self.id.replace("-", "_")


@dataclass(frozen=True, slots=True)
class AskedAnswers:
    """The answers that an assignment asks for, and the paragraphs that its handout has, as `normal` gives them."""

    parts: tuple[AskedAnswer, ...] = ()
    given: frozenset[str] = frozenset()


NO_ANSWERS = AskedAnswers()


@dataclass(frozen=True, slots=True)
class TaggedCell:
    """A cell of a notebook, or of a module in percent cells: prose or code, with its tags."""

    text: str
    is_prose: bool
    tags: frozenset[str]


def read_answers(submission: Submission, asked: AskedAnswers) -> Mapping[str, str]:
    """Return the answers to parts by their ids; "" where there is none.

    Args:
        submission: the submission, as `load` gave it.
        asked: the parts, and what the handout has.
    """
    cells = tuple(_cells(submission))
    return {each.id: _answer(submission.root, cells, each, asked.given) for each in asked.parts}


def cells_of_module(source: str) -> Iterator[TaggedCell]:
    """Yield the cells of a module: what stands between lines `# %%`, prose without its marks of comments."""
    ends = [*(found.start() for found in _CELL.finditer(source)), len(source)]
    yield TaggedCell(source[: ends[0]], is_prose=False, tags=frozenset())
    for found, end in zip(_CELL.finditer(source), ends[1:], strict=True):
        tags = _TAGS.search(found["head"][:_MAX_LINE])
        named = re.findall(r"[\w-]+", tags["tags"]) if tags else []
        is_prose = "[markdown]" in found["head"] or "[md]" in found["head"]
        body = source[found.end() : end].strip("\n")
        yield TaggedCell(_prose(body) if is_prose else body, is_prose, frozenset(named))


def normal(paragraph: str) -> str:
    """Return a paragraph on one line, by which it is told from others."""
    return " ".join(paragraph.split())


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [each for each in _PARAGRAPHS.split(text) if each.strip()]


def _answer(root: Path, cells: Sequence[TaggedCell], asked: AskedAnswer, given: Collection[str]) -> str:
    if answer := _own(_tagged(cells, asked, given), given):
        return answer
    for place in (_below_heading, _variable):
        if answer := _own(place(cells, asked), given):
            return answer
    return _own(_file(root, asked), given)


def _own(text: str, given: Collection[str]) -> str:
    """Return what of a text a student wrote, cleaned and cut."""
    kept = [each.strip("\n") for each in paragraphs(text) if normal(each) not in given]
    return clean_text("\n\n".join(kept), ANSWER_CHARS).strip()


def _cells(submission: Submission) -> Iterator[TaggedCell]:
    if submission.form is Form.MODULE:
        yield from cells_of_module(submission.source)
        return
    data = read_bytes(submission.root / submission.entry, max_mb=2 * MAX_FILE_MB)
    notebook = decode_json(data, max_bytes=2 * MAX_FILE_MB * MB, what=submission.entry)
    for cell in notebook["cells"]:
        is_prose = cell["cell_type"] != "code"
        yield TaggedCell(cell["source"], is_prose, frozenset(cell["metadata"].get("tags", ())))


def _prose(body: str) -> str:
    """Return the text of a cell of prose in a module: a text literal, or lines of comments."""
    tree = _tree(body)
    if tree is not None and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
        value = tree.body[0].value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return _COMMENT.sub("", body)


def _tagged(cells: Sequence[TaggedCell], asked: AskedAnswer, given: Collection[str]) -> str:
    """Return what the tagged cells say; one of code is an answer as a whole, unless it is as it was handed out."""
    own = (cell for cell in cells if asked.id in cell.tags and (cell.is_prose or normal(cell.text) not in given))
    return "\n\n".join(cell.text for cell in own)


def _below_heading(cells: Sequence[TaggedCell], asked: AskedAnswer) -> str:
    """Return the prose between the heading that is called like a part and the next one that is not below it."""
    found: list[str] = []
    level = 0
    for cell in cells:
        for line in cell.text.split("\n") if cell.is_prose else ():
            heading = _HEADING.match(line) if len(line) <= _MAX_LINE else None
            if heading and (not level or len(heading["level"]) <= level):
                level = len(heading["level"]) if _bare(heading["title"]) in asked.names else 0
            elif level:
                found.append(line)
        found.append("")
    return "\n".join(found)


def _variable(cells: Sequence[TaggedCell], asked: AskedAnswer) -> str:
    texts = [text for cell in cells if not cell.is_prose for text in _texts(cell.text, asked.variable)]
    return texts[-1] if texts else ""


def _texts(code: str, name: str) -> Iterator[str]:
    """Yield every text that code gives a variable at the top level."""
    tree = _tree(code) if name in code else None
    for statement in tree.body if tree else ():
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield from (value.value for each in targets if isinstance(each, ast.Name) and each.id == name)


def _file(root: Path, asked: AskedAnswer) -> str:
    names = {f"{asked.id}.md", f"{asked.id}.txt"}
    for path in sorted(root.iterdir()):
        if path.name.lower() in names and path.is_file() and path.stat().st_size <= _MAX_FILE_MB * MB:
            return as_utf8(read_bytes(path, max_mb=_MAX_FILE_MB)).decode("utf-8", "replace")
    return ""


def _tree(code: str) -> ast.Module | None:
    if len(code) > _MAX_CHARS:
        return None
    with warnings.catch_warnings(action="ignore"):
        try:
            return ast.parse(code)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return None


def _bare(title: str) -> str:
    """Return a heading's words without case, numbers in front and marks around."""
    return re.sub(r"^[\W\d_]+|\W+$", "", " ".join(title.split()).casefold())

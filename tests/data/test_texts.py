"""Data sets of texts: what is read of their files, which are hidden, and what is told of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.assignment import DataSpec, Private
from autograder.data import Places, find, hidden, public, training
from autograder.errors import CourseError
from tests.data.own_sets import write

SPEC = DataSpec(name="reviews")
PLAIN = 'title = "R"\nformat = "text"\nfiles = ["train.csv"]\n\n[hidden]\nfiles = ["test.csv"]\n'
TABLE = 'text,label\n"good, and more",pos\nnot good,neg\n"two\nlines",pos\n'
TEST = "label,text\nneg,안 좋아요\npos,fine\n"
LINES = '{"text": "good", "label": "pos"}\n\n{"label": "neg", "text": "ba\\u0064", "more": 1}\n'


def made(
    tmp_path: Path, statement: str, shown: dict[str, str | bytes], secret: dict[str, str | bytes] | None = None
) -> Places:
    write(tmp_path / "course", "reviews", statement, shown, secret or {})
    return Places(tmp_path / "cache", tmp_path / "keras", course=tmp_path / "course")


def read(places: Places) -> list[tuple[str, int]]:
    known = training(SPEC, Private(), places)
    return list(zip((text.decode() for text in known.x_train), known.y_train.tolist(), strict=True))


def test_a_table_is_read_and_neither_part_is_cut_to_the_other(tmp_path: Path) -> None:
    long = "x" * 500
    places = made(tmp_path, PLAIN, {"train.csv": TABLE}, {"test.csv": f"{TEST}pos,{long}\n"})
    secret = hidden(SPEC, Private(), places)
    assert find("reviews", places).class_names == ("neg", "pos")
    assert read(places) == [("good, and more", 1), ("not good", 0), ("two\nlines", 1)]
    assert {text.decode() for text in secret.x_test} == {"안 좋아요", "fine", long}
    assert (secret.is_images, secret.nouns.one) == (False, "example")


def test_tabs_and_other_names_of_columns(tmp_path: Path) -> None:
    statement = PLAIN.replace("csv", "tsv").replace("\n[hidden]", 'features = "said"\ntarget = "mood"\n[hidden]')
    places = made(
        tmp_path, statement, {"train.tsv": "mood\tsaid\nup\ta,b\ndown\tc\n"}, {"test.tsv": "said\tmood\nd\tup\n"}
    )
    assert read(places) == [("a,b", 1), ("c", 0)]


def test_json_lines_are_read(tmp_path: Path) -> None:
    places = made(
        tmp_path, PLAIN.replace("csv", "jsonl"), {"train.jsonl": LINES}, {"test.jsonl": LINES.replace("oo", "o")[:33]}
    )
    assert read(places) == [("good", 1), ("bad", 0)]


def test_a_text_a_line_has_the_class_of_its_file_in_a_drawn_order(tmp_path: Path) -> None:
    statement = PLAIN.replace('["train.csv"]', '["pos.txt", "neg.txt"]').replace('files = ["test.csv"]', "share = 0.25")
    files = {f"{name}.txt": "".join(f"{name} {n}\n" for n in range(40)) for name in ("pos", "neg")}
    places = made(tmp_path, statement, {}, dict(files))
    rows = read(places)
    assert len(rows) == 60
    assert all(text.startswith(("neg", "pos")[label]) for text, label in rows)
    assert len({label for _, label in rows[-12:]}) == 2
    mount = next(each.source for each in public(SPEC, Private(), places).mounts if each.target.endswith("reviews"))
    handed = {line for name in files for line in (mount / name).read_text().splitlines()}
    secret = {text.decode() for text in hidden(SPEC, Private(), places).x_test}
    assert (len(secret), secret & handed, secret | handed) == (
        20,
        set(),
        {line for text in files.values() for line in text.splitlines()},
    )


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_share_of_texts_is_hidden_and_its_lines_are_not_handed_out(tmp_path: Path, ending: str) -> None:
    rows = [(f"text {n}", "ab"[n % 2]) for n in range(40)]
    table = "text,label\n" + "".join(f"{text},{label}\n" for text, label in rows)
    lines = "".join(f'{{"text": "{text}", "label": "{label}"}}\n' for text, label in rows)
    statement = PLAIN.replace("csv", ending).replace(f'files = ["test.{ending}"]', 'share = 0.25\nby = "stratified"')
    places = made(tmp_path, statement, {}, {f"train.{ending}": table if ending == "csv" else lines})
    mount = next(each.source for each in public(SPEC, Private(), places).mounts if each.target.endswith("reviews"))
    handed = (mount / f"train.{ending}").read_text()
    secret = [text.decode() for text in hidden(SPEC, Private(), places).x_test]
    assert len(secret) == 10
    assert not [text for text in secret if f"{text}," in handed or f'{text}"' in handed]
    assert len(read(places)) == 30


def test_texts_have_labels_or_numbers_too(tmp_path: Path) -> None:
    statement = PLAIN.replace("\n[hidden]", 'task = "multilabel"\ntarget = ["a", "b"]\n[hidden]')
    table = "text,a,b\none,0,1\ntwo,1,0\n"
    places = made(tmp_path, statement, {"train.csv": table}, {"test.csv": table.replace("o", "0")})
    assert training(SPEC, Private(), places).y_train.tolist() == [[0, 1], [1, 0]]
    other = tmp_path / "numbers"
    statement = PLAIN.replace("csv", "jsonl").replace("\n[hidden]", 'task = "regression"\ntarget = "stars"\n[hidden]')
    rows = '{"text": "one", "stars": 2.5}\n{"text": "two", "stars": 4}\n'
    places = made(other, statement, {"train.jsonl": rows}, {"test.jsonl": rows.replace("o", "0")})
    assert training(SPEC, Private(), places).y_train.tolist() == [2.5, 4]


LINE_2 = "train.csv, line 2, 'text': expected a text, found"
MISTAKES = {
    "empty": ("csv", TABLE.replace('"good, and more"', " "), f"{LINE_2} nothing; correct it or take the line out"),
    "null": ("csv", TABLE.replace("good, and", "a\0b"), f"{LINE_2} the byte 0 in it; correct it or take the line out"),
    "no label": ("csv", TABLE.replace("not good,neg", "not good,"), "line 3, 'label': expected a label, found nothing"),
    "no column": ("csv", TABLE.replace("text,", "words,"), "line 1: expected the column 'text', found 'words', "),
    "bytes": ("csv", b"text,label\n\xff,a\nb,b\n", "line 2: expected text in UTF-8, found the byte 0xff; save it as"),
    "json": ("jsonl", LINES + "{\n", "train.jsonl, line 4: expected an object of JSON, found what cannot be read"),
    "keys": ("jsonl", LINES + '{"text": "x"}\n', "line 4: expected an object with 'text', 'label', found 'text'; "),
    "list": ("jsonl", LINES + "[1]\n", "line 4: expected an object with 'text', 'label', found list"),
    "kind": ("jsonl", LINES + '{"text": 3, "label": "a"}\n', "line 4, 'text': expected a text, found 3; correct it or"),
    "nothing": ("txt", "\n", "train.txt: expected texts, found none; add some"),
    "ending": ("docx", "x", "files: expected files of texts that end in .csv, .tsv, .jsonl, .txt, found 'train.docx'"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, mistake: str) -> None:
    ending, content, told = MISTAKES[mistake]
    places = made(tmp_path, PLAIN.replace("csv", ending), {f"train.{ending}": content}, {f"test.{ending}": TEST})
    with pytest.raises(CourseError) as raised:
        find("reviews", places)
    assert any(told in problem for problem in raised.value.problems), raised.value.problems


def test_a_text_that_stands_in_both_parts_is_told(tmp_path: Path) -> None:
    places = made(tmp_path, PLAIN, {"train.csv": TABLE}, {"test.csv": TEST + "neg,not good\n"})
    with pytest.raises(
        CourseError, match=r"test.csv, line 4: expected an example that nobody sees, .*train.csv, line 3"
    ):
        find("reviews", places)


def test_one_text_that_is_far_too_long_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.data.own.text_files.MOST_BYTES", 300)
    places = made(tmp_path, PLAIN, {"train.csv": f"{TABLE}{'x' * 200},pos\n"}, {"test.csv": TEST})
    with pytest.raises(
        CourseError, match=r"train.csv, line 6: expected at most 75 bytes a text, as there are 4, found 200"
    ):
        find("reviews", places)

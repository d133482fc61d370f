"""A course brings the package's sentences in another language: `locale/<code>.po` at its root."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.i18n import current_words, gettext, language, languages, ngettext
from tests.extensions.brought import ran

CATALOG = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "graded"
msgstr "noté"

msgid "not passed"
msgstr "pas réussi"

msgid "{n} image"
msgid_plural "{n} images"
msgstr[0] "{n} image en français"
msgstr[1] "{n} images en français"
"""
SETTINGS = 'title = "Écrit"\npoints = 1\n\n[entry]\nmodel = false\n'
CHECK = """\
import pytest


@pytest.mark.points(1)
def test_nothing():
    \"\"\"It is there.\"\"\"
    raise AssertionError("it is not")
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "course"
    (root / "assignments" / "words" / "checks").mkdir(parents=True)
    (root / "locale").mkdir()
    (root / "course.toml").write_text('title = "Cours"\nlanguage = "fr"\n', encoding="utf-8")
    (root / "locale" / "fr.po").write_text(CATALOG, encoding="utf-8")
    (root / "assignments" / "words" / "assignment.toml").write_text(SETTINGS, encoding="utf-8")
    (root / "assignments" / "words" / "checks" / "test_words.py").write_text(CHECK, encoding="utf-8")
    return root


def test_a_course_is_graded_in_a_language_of_its_own(course: Path, tmp_path: Path) -> None:
    (tmp_path / "words.py").write_text("x = 1\n")
    command = ("grade", tmp_path / "words.py", "-a", "words", "--course", course, "--allow-degraded", "all")
    environment = {"HOME": str(tmp_path)}
    done = ran(*command, "--out", tmp_path / "out", cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "students" / "words" / "feedback.html").read_text(encoding="utf-8")
    assert "pas réussi" in page
    assert '<html lang="fr"' in page
    refused = ran(*command, "--lang", "de", cwd=tmp_path, env=environment)
    assert (refused.returncode, "expected one of en, ko, fr" in " ".join(refused.stderr.split())) == (2, True)


def test_what_a_course_does_not_translate_is_the_packages(course: Path) -> None:
    with language("fr", brought=course / "locale"):
        assert gettext("graded") == "noté"
        assert gettext("skipped") == "skipped"
        assert ngettext("{n} image", "{n} images", 3) == "{n} images en français"
        assert current_words() == {"graded": "noté", "not passed": "pas réussi"}
    with language("ko", brought=course / "locale"):
        assert gettext("passed") == "통과"
    with language("fr"):
        assert gettext("graded") == "graded"


def test_a_courses_sentence_counts_before_the_packages(tmp_path: Path) -> None:
    (tmp_path / "ko.po").write_text('msgid "passed"\nmsgstr "합격"\n', encoding="utf-8")
    with language("ko", brought=tmp_path):
        assert gettext("passed") == "합격"
        assert gettext("not passed") not in {"not passed", ""}
    assert languages(tmp_path) == ("en", "ko")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'msgid "{n} points"\nmsgstr "{m} points"\n',
            "“{n} points”: expected no other places than the sentence has, found {m}",
        ),
        ('msgid "{n} points"\nmsgstr "{n points"\n', "found a lone brace"),
        ("no catalog\n", "fr.po: expected a catalog of messages"),
    ],
    ids=["another place", "a lone brace", "no catalog"],
)
def test_a_catalog_that_would_fail_later_is_refused_where_it_is_read(
    course: Path, tmp_path: Path, text: str, told: str
) -> None:
    (course / "locale" / "fr.po").write_text(text, encoding="utf-8")
    done = ran("gradebook", "--course", course, cwd=tmp_path, env={"HOME": str(tmp_path)})
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr

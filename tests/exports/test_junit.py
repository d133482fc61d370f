from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped

from autograder.exports import Given, export
from autograder.exports.junit import xml_text
from autograder.records import Status
from tests.exports.books import CHECKS, book, grade, in_review, ungraded


def parsed(*grades) -> JUnitXml:
    return JUnitXml.fromstring(export(book(*grades), "junit", Given()).documents[""].encode())


def test_junitparser_reads_every_students_suite_and_checks():
    suites = list(parsed(grade("Kim, Ji-woo"), grade("김민준")))
    assert [suite.name for suite in suites] == ["digits_cnn Kim, Ji-woo", "digits_cnn 김민준"]
    assert [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in suites] == [(3, 2, 0, 0)] * 2
    cases = list(suites[0])
    assert [case.name for case in cases] == ["test_architecture", "test_accuracy", "test_scaling"]
    assert [[type(result) for result in case.result] for case in cases] == [[Failure], [], [Failure]]
    assert cases[0].result[0].text == "expected 10 filters, found 32"


def test_points_stand_in_properties():
    suite = next(iter(parsed(grade("Ada"))))
    assert {each.name: each.value for each in suite.properties()} == {
        "state": "graded",
        "points_possible": "100",
        "points_earned": "62.5",
    }
    case = ET.fromstring(export(book(grade("Ada")), "junit", Given()).documents[""].encode()).find(".//testcase")
    assert case is not None
    assert {each.get("name"): each.get("value") for each in case.iter("property")} == {
        "title": "The layers match.",
        "points_possible": "40",
        "points_earned": "22.5",
    }


def test_what_could_not_be_checked_is_an_error_and_what_was_skipped_is_skipped():
    results = (replace(CHECKS[0], status=Status.SKIPPED), CHECKS[1], CHECKS[2])
    kinds = [[type(result) for result in case.result] for case in next(iter(parsed(grade("Ada", results))))]
    assert kinds[0] == [Skipped]
    broken = next(iter(parsed(in_review("Ada"))))
    assert broken.errors == 1
    assert isinstance(list(broken)[2].result[0], Error)


def test_an_ungraded_submission_is_an_error_without_points():
    suite = next(iter(parsed(ungraded("Ada"))))
    assert (suite.tests, suite.errors) == (1, 1)
    assert "points_earned" not in {each.name for each in suite.properties()}


@given(st.text(st.characters(), max_size=40))
def test_any_text_makes_xml_that_parses(text):
    results = (replace(CHECKS[0], title=text, message=text, check=text),)
    ET.fromstring(export(book(grade(text, results)), "junit", Given()).documents[""].encode())


def test_characters_that_xml_forbids_are_left_out():
    assert xml_text("a\x00\x1b\ufffe\ud800b\t😀") == "ab\t😀"

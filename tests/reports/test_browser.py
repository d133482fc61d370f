from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache

import pytest

from autograder.reports import ClassSubmission, Look, class_page, class_view, redacted, student_page, student_view
from tests.reports import hostile
from tests.reports.examples import ASSIGNMENT, SUBMISSION, TEMPLATES
from tests.reports.states import PAGES, classroom

pytestmark = pytest.mark.browser

LISTENER = "window.hacked = () => { window.wasHacked = true; }"


@cache
def rendered(name: str) -> str:
    return PAGES[name]()


@dataclass
class Seen:
    """What a browser noticed while a page was open."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def opened(browser, tmp_path, markup, *, width=1400, scheme="light", script=True):
    """Open markup from a file and yield the page and what the browser noticed."""
    file = tmp_path / "page.html"
    file.write_text(markup, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
    )
    page = context.new_page()
    seen = Seen()
    page.add_init_script(LISTENER)
    page.on("console", lambda message: seen.console.append(message.text))
    page.on("pageerror", lambda error: seen.console.append(str(error)))
    page.on("dialog", lambda dialog: (seen.console.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.goto(file.as_uri())
    try:
        yield page, seen
    finally:
        context.close()
    assert seen.console == []
    assert [url for url in seen.requests if not url.startswith(("data:", file.as_uri()))] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_complaint_and_without_scrolling_sideways(browser, tmp_path, name):
    with opened(browser, tmp_path, rendered(name)) as (page, _seen):
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for width in (1400, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") != "32px"


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        *((name, "light") for name in PAGES),
        *((name, "dark") for name in ("full_marks_staff", "crashed", "degraded", "class")),
    ],
)
def test_axe_finds_no_violation(browser, axe, tmp_path, name, scheme):
    markup = classroom(120) if name == "class" else rendered(name)
    with opened(browser, tmp_path, markup, scheme=scheme) as (page, _seen):
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.evaluate(axe)
        report = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found = [(rule["id"], rule["nodes"][0]["html"][:200], len(rule["nodes"])) for rule in report["violations"]]
        assert found == []


def everywhere(text: str, *, staff: bool) -> str:
    view = student_view(
        hostile.grade(text),
        ASSIGNMENT,
        submission=hostile.submission(text),
        evidence=hostile.evidence(text),
        material=hostile.material(text),
        look=Look(course=text),
    )
    return student_page(view if staff else redacted(view), templates=TEMPLATES)


def hostile_class() -> str:
    entries = [
        ClassSubmission(hostile.grade(text), hostile.evidence(text), SUBMISSION.submitted_at, text, f"{number}.html")
        for number, text in enumerate(hostile.STRINGS)
    ]
    return class_page(class_view(replace(ASSIGNMENT, title=hostile.STRINGS[1]), entries), templates=TEMPLATES)


POKE = """() => {
  for (const each of document.querySelectorAll('*')) {
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'error', 'load', 'begin', 'toggle'])
      each.dispatchEvent(new Event(kind, {bubbles: true}));
    if (each.tagName === 'A' && !each.href.startsWith('http')) each.click();
  }
}"""


@pytest.mark.parametrize("number", range(len(hostile.STRINGS)))
def test_nothing_of_a_hostile_submission_executes(browser, tmp_path, number):
    with opened(browser, tmp_path, everywhere(hostile.STRINGS[number], staff=number % 2 == 0)) as (page, _seen):
        page.evaluate(POKE)
        page.wait_for_timeout(30)
        assert page.evaluate("window.wasHacked") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= 1400


def test_nothing_of_a_hostile_class_executes(browser, tmp_path):
    with opened(browser, tmp_path, hostile_class()) as (page, _seen):
        page.fill("#search", "<img src=x onerror=hacked()>")
        page.fill("#search", "")
        page.click("th[data-sort] button")
        page.wait_for_timeout(50)
        assert page.evaluate("window.wasHacked") is None
        assert page.locator("tbody tr").count() >= len(hostile.STRINGS)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1400


def test_the_listener_hears_a_page_that_is_open_to_attack(browser, tmp_path):
    naked = f"<!doctype html><title>x</title>{hostile.STRINGS[1]}"
    with opened(browser, tmp_path, naked) as (page, _seen):
        page.wait_for_function("window.wasHacked === true")


def test_the_policy_stops_a_script_that_slipped_through(browser, tmp_path):
    markup = rendered("full_marks").replace("</main>", "<script>hacked()</script><b onclick=hacked()>x</b></main>")
    with opened(browser, tmp_path, markup) as (page, seen):
        page.click("main > b")
        assert page.evaluate("window.wasHacked") is None
        assert len(seen.console) == 2
        assert all("Content Security Policy" in text for text in seen.console)
        seen.console.clear()


def test_a_student_page_reads_without_script(browser, tmp_path):
    with opened(browser, tmp_path, rendered("crashed"), script=False) as (page, _seen):
        assert page.locator("#failure-title").is_visible()
        assert page.locator(".cell.failed .trace").first.is_visible()
        page.click("text=The whole file, with what it printed")
        assert page.locator("details .cell").first.is_visible()


def test_the_class_page_reads_without_script(browser, tmp_path):
    with opened(browser, tmp_path, rendered("class"), script=False) as (page, _seen):
        assert page.locator("#students tbody tr").count() == 2000
        assert not page.locator("#search").is_visible()


OPEN = "document.activeElement.parentElement.open"


def test_a_student_page_works_from_the_keyboard(browser, tmp_path):
    with opened(browser, tmp_path, rendered("architecture")) as (page, _seen):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#content"
        visited = []
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "(({tagName, textContent}) => [tagName, textContent.trim().slice(0, 30)])(document.activeElement)"
            )
            visited.append(tuple(focused))
            if focused[0] == "SUMMARY" and not page.evaluate(OPEN):
                page.keyboard.press("Enter")
                assert page.evaluate(OPEN)
        assert ("SUMMARY", "The same as a table") in visited
        assert ("SUMMARY", "The whole file, with what it p") in visited


def test_the_class_table_sorts_from_the_keyboard(browser, tmp_path):
    with opened(browser, tmp_path, classroom(60)) as (page, _seen):
        page.focus("th[data-sort=number] button")
        page.keyboard.press("Enter")
        assert page.get_attribute("th[data-sort=number]", "aria-sort") == "ascending"
        page.keyboard.press("Enter")
        assert page.get_attribute("th[data-sort=number]", "aria-sort") == "descending"
        points = [
            text for text in page.locator("#students tbody tr td:nth-child(2)").all_text_contents() if text != "–"
        ]
        assert [float(text) for text in points] == sorted(map(float, points), reverse=True)


def test_the_class_table_starts_with_what_needs_a_person(browser, tmp_path):
    with opened(browser, tmp_path, rendered("class")) as (page, _seen):
        states = page.locator("#students tbody tr").evaluate_all("rows => rows.map(row => row.className)")
        assert states == sorted(states, key=["ungraded", "needs_review", "graded"].index)
        assert states[0] == "ungraded"


def test_search_and_filter_find_among_two_thousand(browser, tmp_path):
    with opened(browser, tmp_path, rendered("class")) as (page, _seen):
        page.fill("#search", "서연")
        names = page.locator("#students tbody th").all_text_contents()
        assert names
        assert all("서연" in name for name in names)
        page.fill("#search", "")
        page.select_option("#state", "needs_review")
        assert set(page.locator("#students tbody tr").evaluate_all("rows => rows.map(r => r.className)")) == {
            "needs_review"
        }
        page.select_option("#state", "")
        assert page.locator("#students tbody tr").count() == 100
        page.click("#more")
        assert page.locator("#students tbody tr").count() == 2000


TIMED = """action => {
  const search = document.getElementById('search');
  const heads = [...document.querySelectorAll('#students th[data-sort] button')];
  const start = performance.now();
  if (action === 'search') { search.value = search.value ? '' : 'park'; search.dispatchEvent(new Event('input')); }
  else heads[action].click();
  document.body.getBoundingClientRect();
  return performance.now() - start;
}"""


@pytest.mark.slow
def test_each_action_on_two_thousand_rows_takes_under_100_milliseconds(browser, tmp_path):
    with opened(browser, tmp_path, rendered("class")) as (page, _seen):
        for action in ("search", *range(9)):
            assert min(page.evaluate(TIMED, action) for _ in range(7)) < 100

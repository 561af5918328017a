"""The page in the browser that controls a mock server, used as a person does: with keys, on a phone, in the dark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from dynaclient import load
from dynaclient.client.faces import explorer, mock_server
from dynaclient.mock.control.page_files import FOLDER, page_files
from dynaclient.mock.server import MockServer
from dynaclient.render.openapi import explorer as explorer_module
from tests.support.browser import axe, browser, open_page, press, violations, wait_for
from tests.support.hostile_texts import PAYLOADS

__all__ = ("axe", "browser")
SECTIONS = ("actions", "state", "requests", "faults")
HOSTILE = PAYLOADS["element"][0] + PAYLOADS["end of an element"][0]
BOOK = {"type": "object", "required": ["title"], "properties": {"id": {"type": "string"}, "title": {"type": "string"}}}
BOOKS = {
    "list": {"method": "GET", "summary": "List books.", "responses": {"200": {"schema": {"type": "array", "items": BOOK}}}},
    "add": {"method": "POST", "parameters": {"book": {"in": "body", "required": True, "schema": BOOK}}, "responses": {"201": {"schema": BOOK}}},
}  # fmt: skip
LIBRARY: dict[str, Any] = {
    "dynaclient": 1,
    "title": "Library",
    "server": "https://library.example.com",
    "resources": {
        "books": {"path": "/books", "actions": BOOKS},
        "loans": {"path": "/members/{memberId}/loans", "parameters": {"memberId": {"in": "path"}}, "actions": BOOKS},
        "more": {
            "actions": {f"get{n}": {"method": "GET", "path": f"/more/{n}", "description": HOSTILE} for n in range(250)}
        },
    },
}
"""Two collections, one of which has parents, and more actions than are shown at first."""
_WATCH = """
window.active = [];
window.hit = number => active.push(`script ${number}`);
addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI}) => active.push(`${violatedDirective} ${blockedURI}`));
"""
_FOCUS = """
window.trail = [];
addEventListener("focusin", ({target}) => {
    const shown = target.matches(".upload input") ? target.nextElementSibling : target;
    const {left, right, width, top, bottom} = shown.getBoundingClientRect();
    const seen = left >= 0 && right <= innerWidth && width > 0 && bottom > 0 && top < innerHeight;
    trail.push([target, seen && getComputedStyle(shown).outlineStyle !== "none"]);
});
"""
_MISSED = """
return [...document.querySelectorAll("a[href], button, input, select")].filter(
    node => node.checkVisibility() && !node.disabled && !node.matches("dialog *")).filter(
    node => !trail.some(([target]) => target === node)).map(node => node.outerHTML);
"""

_WIDE = "return document.documentElement.scrollWidth > innerWidth ? [location.hash] : []"


# --- the server, and the page ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def running() -> Iterator[MockServer]:
    with mock_server(load(LIBRARY)) as server:
        yield server


@pytest.fixture
def url(running: MockServer) -> str:
    """Return the URL of the server, which begins anew."""
    ask(running.url, "POST", f"{FOLDER}reset")
    return running.url


def ask(url: str, method: str, path: str, body: Any = None) -> int:
    """Return the status of the response to a request."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(url + path, data, {"Content-Type": "application/json"} if data else {}, method=method)
    try:
        with urlopen(request, timeout=10) as response:
            return int(response.status)
    except HTTPError as error:
        with error:
            return int(error.code)


def show(
    browser: webdriver.Chrome, url: str, section: str = "", screen: str = "desktop", scheme: str = "light"
) -> None:
    """Open the page at a section, by default the first one, and wait until it is complete."""
    open_page(browser, f"{url}{FOLDER}{section and f'#{section}'}", screen, scheme)
    wait_for(browser, "return document.getElementById('health').textContent === 'Running'")


def go_to(browser: webdriver.Chrome, section: str) -> None:
    browser.find_element(By.CSS_SELECTOR, f".sections [href='#{section}']").click()


def text(browser: webdriver.Chrome, selector: str) -> str:
    return str(browser.execute_script("return document.querySelector(arguments[0]).innerText", selector))


def wait_for_rows(browser: webdriver.Chrome, section: str) -> None:
    wait_for(browser, f"return document.querySelectorAll('#section-{section} tbody tr').length > 0")


def wait_for_text(browser: webdriver.Chrome, selector: str, expected: str) -> None:
    script = f"return document.querySelector({json.dumps(selector)}).innerText.includes({json.dumps(expected)})"
    wait_for(browser, script)


# --- seen by everyone ------------------------------------------------------------------------------------------------

VIEWS = [("desktop", "light"), ("phone", "dark")]
OTHER_VIEWS = [
    pytest.param("phone", "light", marks=pytest.mark.full),
    pytest.param("desktop", "dark", marks=pytest.mark.full),
]


@pytest.mark.parametrize(("screen", "scheme"), [*VIEWS, *OTHER_VIEWS])
def test_axe_finds_no_violation_in_any_section(
    browser: webdriver.Chrome, axe: str, url: str, screen: str, scheme: str
) -> None:
    ask(url, "POST", "/books", {"title": "word " * 100})
    ask(url, "POST", "/books", {"nothing": "x" * 400})
    ask(url, "POST", f"{FOLDER}faults", {"action": "loans.*", "status": 429, "retryAfter": 5})
    show(browser, url, screen=screen, scheme=scheme)
    browser.find_element(By.ID, "filter-actions").send_keys("books")  # all rows are alike
    found, wide = [], []
    for section in SECTIONS:
        go_to(browser, section)
        wait_for(browser, f"return document.querySelectorAll('#section-{section} tbody tr').length > 0")
        found += violations(browser, axe)
        wide += browser.execute_script(
            "return document.documentElement.scrollWidth > innerWidth ? [location.hash] : []"
        )
    go_to(browser, "requests")
    browser.find_element(By.CSS_SELECTOR, "#section-requests th button").click()
    wait_for_text(browser, "#details", "Verdict")
    assert (found + violations(browser, axe), wide) == ([], [])


def test_no_section_is_wider_than_a_small_screen_or_one_that_is_zoomed(browser: webdriver.Chrome, url: str) -> None:
    ask(url, "POST", "/books", {"title": "x" * 300, "y" * 80: ["z" * 90]})
    ask(url, "GET", "/" + "x" * 300)
    ask(url, "POST", f"{FOLDER}faults", {"action": "books.*", "status": 503})
    show(browser, url)
    wide = []
    for width, scale in ((320, 1), (640, 2)):  # 640 is what is left of 1280 at 200 %
        size = {"width": width, "height": 700, "deviceScaleFactor": scale, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        for section in SECTIONS:
            go_to(browser, section)
            wait_for_rows(browser, section)
            wide += browser.execute_script(_WIDE)
    assert wide == []


def test_every_control_is_reached_with_tab_and_shows_its_focus(browser: webdriver.Chrome, url: str) -> None:
    ask(url, "POST", "/books", {"title": "Emma"})
    ask(url, "POST", f"{FOLDER}faults", {"action": "loans.*", "status": 503})
    show(browser, url)
    browser.execute_script(_FOCUS)
    press(browser, *[Keys.TAB] * 14)
    missed = []
    for section in SECTIONS:
        browser.execute_script("document.querySelector(arguments[0]).focus()", f".sections [href='#{section}']")
        press(browser, Keys.ENTER)
        wait_for_rows(browser, section)
        press(browser, *[Keys.TAB] * 16)
        missed += browser.execute_script(_MISSED)
    assert missed == []
    assert browser.execute_script("return trail.filter(([, seen]) => !seen).map(([node]) => node.outerHTML)") == []


# --- used ------------------------------------------------------------------------------------------------------------


def test_a_request_appears_at_once_with_its_problems_and_opens_by_keyboard(browser: webdriver.Chrome, url: str) -> None:
    show(browser, url, "requests")
    ask(url, "POST", "/books", {"titel": 1})
    wait_for_text(browser, "#table-requests", "400 refused")
    row = text(browser, "#table-requests tbody tr")
    assert "books.add" in row
    assert "title" in row
    browser.execute_script("document.querySelector('#table-requests button').focus()")
    press(browser, Keys.ENTER)
    wait_for_text(browser, "#details", "Verdict")
    assert '"titel": 1' in text(browser, "#details")
    press(browser, Keys.ESCAPE)
    assert browser.execute_script("return document.activeElement.innerText") == "POST /books"


def test_the_requests_can_be_paused_filtered_and_cleared(browser: webdriver.Chrome, url: str) -> None:
    ask(url, "GET", "/books")
    show(browser, url, "requests")
    browser.find_element(By.ID, "pause").click()
    ask(url, "GET", "/nowhere")
    clock = text(browser, "#now")
    wait_for(browser, f"return document.getElementById('now').innerText > '{clock}'")
    assert text(browser, "#found-requests") == "1 request"
    browser.find_element(By.ID, "pause").click()
    wait_for_text(browser, "#found-requests", "2 requests")
    browser.find_element(By.ID, "filter-requests").send_keys("nowhere")
    assert text(browser, "#found-requests") == "1 of 2 requests"
    browser.find_element(By.ID, "clear").click()
    wait_for_text(browser, "#found-requests", "0 requests")


def test_what_was_posted_is_in_the_state_by_its_parents(browser: webdriver.Chrome, url: str) -> None:
    ask(url, "POST", "/books", {"title": "Emma"})
    for member in ("ann", "bob"):
        ask(url, "POST", f"/members/{member}/loans", {"title": f"Loan of {member}"})
    show(browser, url, "state")
    wait_for_text(browser, "#table-state", "Emma")
    Select(browser.find_element(By.ID, "collection")).select_by_value("/members/{memberId}/loans")
    Select(browser.find_element(By.ID, "parents")).select_by_visible_text("memberId = bob (1)")
    assert "Loan of bob" in text(browser, "#table-state")
    ask(url, "POST", "/members/bob/loans", {"title": "The second"})
    wait_for_text(browser, "#table-state", "The second")
    browser.find_element(By.CSS_SELECTOR, "#table-state button").click()
    assert '"title": "Loan of bob"' in text(browser, "#details pre")


def test_a_fault_is_switched_on_and_removed_by_keyboard(browser: webdriver.Chrome, url: str) -> None:
    show(browser, url, "faults")
    browser.execute_script("document.querySelector('[data-fault]').focus()")
    press(browser, Keys.ENTER)
    wait_for_text(browser, "#table-faults", "status 503")
    assert ask(url, "GET", "/books") == 503
    browser.execute_script("document.querySelector('#table-faults button').focus()")
    press(browser, Keys.ENTER)
    wait_for_text(browser, "#message", "removed")
    assert ask(url, "GET", "/books") == 200
    assert browser.execute_script("return document.activeElement.id") == "heading-faults"


def test_a_fault_of_the_form_is_for_one_action_and_some_times(browser: webdriver.Chrome, url: str) -> None:
    show(browser, url, "faults")
    action = browser.find_element(By.ID, "fault-action")
    action.clear()
    action.send_keys("books.list")
    Select(browser.find_element(By.ID, "fault-kind")).select_by_value("limit")
    browser.find_element(By.ID, "fault-times").send_keys("2", Keys.ENTER)
    wait_for_text(browser, "#table-faults", "status 429, Retry-After 5 s")
    assert [ask(url, "GET", "/books"), ask(url, "POST", "/books", {"title": "Emma"})] == [429, 201]
    wait_for_text(browser, "#table-faults", "1 of 2")


KINDS = {
    "status": "status 503",
    "limit": "status 429, Retry-After 5 s",
    "delay": "2 s late",
    "drip": "in drips, 0.1 s between two",
    "cut": "cut off after 10 bytes",
    "drop": "no response",
}


def test_each_kind_of_fault_can_be_switched_on_and_all_are_removed(browser: webdriver.Chrome, url: str) -> None:
    show(browser, url, "faults")
    kind = Select(browser.find_element(By.ID, "fault-kind"))
    assert [option.get_attribute("value") for option in kind.options] == list(KINDS)
    for value, shown in KINDS.items():
        kind.select_by_value(value)
        browser.find_element(By.CSS_SELECTOR, "#add .main").click()
        wait_for_text(browser, "#message", f"Switched on for *: {shown}.")
    assert text(browser, "#found-faults") == "6 faults"
    browser.find_element(By.ID, "remove-all").click()
    wait_for_text(browser, "#found-faults", "0 faults")


def test_an_error_of_the_server_is_beside_its_field(browser: webdriver.Chrome, url: str) -> None:
    show(browser, url, "faults")
    value = browser.find_element(By.ID, "fault-value")
    value.clear()
    value.send_keys("99", Keys.ENTER)
    wait_for_text(browser, "#error-value", "99 is less than the minimum of 400")
    focused = browser.execute_script("const e = document.activeElement; return [e.id, e.getAttribute('aria-invalid')]")
    assert focused == ["fault-value", "true"]


def test_the_server_is_seeded_moved_in_time_and_reset(browser: webdriver.Chrome, url: str, tmp_path: Path) -> None:
    show(browser, url, "state")
    seed = tmp_path / "seed.json"
    for content, place, expected in (
        (json.dumps({"/books": [{"title": f"Book {number}"} for number in range(300)]}), "#message", "300 items"),
        ("{", "#seed-error", "JSON"),
    ):
        seed.write_text(content, encoding="utf-8")
        browser.find_element(By.ID, "seed").send_keys(str(seed))
        wait_for_text(browser, place, expected)
    assert text(browser, "#found-state") == "300 items, 200 shown"
    browser.find_element(By.ID, "hour").click()
    wait_for_text(browser, "#offset", "1 h ahead")
    with urlopen(str(browser.find_element(By.LINK_TEXT, "Snapshot").get_property("href"))) as response:
        assert len(json.load(response)["collections"][0]["items"]) == 300
    browser.find_element(By.ID, "reset").click()
    press(browser, Keys.TAB, Keys.ENTER)
    wait_for_text(browser, "#found-state", "0 items")
    wait_for(browser, "return document.getElementById('offset').innerText === ''")


def test_the_base_url_is_copied(browser: webdriver.Chrome, url: str) -> None:
    permissions = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": url}
    browser.execute_cdp_cmd("Browser.grantPermissions", permissions)
    show(browser, url)
    browser.find_element(By.ID, "copy").click()
    wait_for_text(browser, "#message", "clipboard")
    read = "navigator.clipboard.readText().then(arguments[0])"
    assert browser.execute_async_script(read) == text(browser, "#base") == url
    denied = {"permission": {"name": "clipboard-write"}, "setting": "denied", "origin": url}
    browser.execute_cdp_cmd("Browser.setPermission", denied)
    browser.find_element(By.ID, "copy").click()
    wait_for_text(browser, "#message", "selected")
    assert browser.execute_script("return getSelection().toString()") == url


def test_of_many_actions_some_are_shown_and_all_are_found(browser: webdriver.Chrome, url: str) -> None:
    show(browser, url)
    assert text(browser, "#found-actions") == "254 actions, 200 shown"
    browser.find_element(By.CSS_SELECTOR, "#table-actions .more").click()
    assert text(browser, "#found-actions") == "254 actions"
    browser.find_element(By.ID, "filter-actions").send_keys("POST loans")
    assert text(browser, "#found-actions") == "1 of 254 actions"
    assert "loans.add" in text(browser, "#table-actions tbody")


def test_the_page_says_that_the_server_is_gone_and_goes_on_when_it_is_back(browser: webdriver.Chrome) -> None:
    with mock_server(load(LIBRARY)) as first:
        show(browser, first.url, "requests")
        for _ in range(3):
            ask(first.url, "GET", "/books")
        wait_for_text(browser, "#found-requests", "3 requests")
        port = int(first.url.rpartition(":")[2])
    wait_for_text(browser, "#health", "Not responding")
    wait_for_text(browser, "#message", "does not respond")
    with mock_server(load({**LIBRARY, "title": "The next one"}), port=port) as second:
        ask(second.url, "GET", "/nowhere")
        wait_for_text(browser, "#title", "The next one")
        wait_for_text(browser, "#health", "Running")
        wait_for_text(browser, "#table-requests", "/nowhere")
        assert text(browser, "#found-requests") == "1 request"


@pytest.mark.full
def test_a_problem_of_a_watched_description_is_shown(browser: webdriver.Chrome, tmp_path: Path) -> None:
    description = tmp_path / "api.json"
    description.write_text(json.dumps(LIBRARY), encoding="utf-8")
    with MockServer(description, watch=True) as server:
        show(browser, server.url)
        description.write_text("{", encoding="utf-8")
        wait_for_text(browser, "#problem", "JSON")
        description.write_text(json.dumps({**LIBRARY, "title": "Mended"}), encoding="utf-8")
        wait_for_text(browser, "#title", "Mended")
        assert text(browser, "#problem") == ""


# --- safe ------------------------------------------------------------------------------------------------------------


def test_what_is_hostile_stays_text_and_nothing_is_loaded_from_elsewhere(browser: webdriver.Chrome, url: str) -> None:
    ask(url, "POST", "/books", {"title": HOSTILE, HOSTILE: HOSTILE, "__proto__": HOSTILE})
    ask(url, "POST", "/books", {HOSTILE: HOSTILE})
    ask(url, "POST", f"{FOLDER}faults", {"action": "*", "delay": 0.001})
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
    show(browser, url)
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    for section in ("state", "requests"):
        go_to(browser, section)
        wait_for_text(browser, f"#table-{section}", "<script>hit(" if section == "state" else "400 refused")
        browser.find_element(By.CSS_SELECTOR, f"#table-{section} button").click()
        wait_for_text(browser, "#details", "onerror")
        press(browser, Keys.ESCAPE)
    assert (
        browser.execute_script("return [...active, ...document.querySelectorAll('img, svg, body script, [onerror]')]")
        == []
    )
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [address for address in loaded if not address.startswith(url + FOLDER)] == []
    assert len(loaded) > 5


def test_no_script_of_the_page_makes_html_of_strings() -> None:
    scripts = [content.decode() for path, (_, content, _) in page_files().items() if path.endswith(".js")]
    assert len(scripts) == 3
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(", "".join(scripts))
        == []
    )


def test_the_files_have_a_policy_that_allows_only_themselves() -> None:
    for media, _, headers in page_files().values():
        policy = dict(headers)["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
        assert (dict(headers)["X-Content-Type-Options"], dict(headers)["Referrer-Policy"]) == ("nosniff", "no-referrer")
        assert media.endswith("; charset=utf-8")


# --- beside the reference --------------------------------------------------------------------------------------------


def test_the_reference_and_the_page_link_to_each_other(browser: webdriver.Chrome) -> None:
    api = load({**LIBRARY, "resources": {"books": LIBRARY["resources"]["books"]}})
    with mock_server(api, files=explorer(api)) as server:
        show(browser, server.url)
        for name, path in (("Reference", explorer_module.FOLDER), ("Mock server", FOLDER)):
            browser.find_element(By.LINK_TEXT, name).click()
            wait_for(browser, f"return location.pathname === '{path}'")
            assert text(browser, "nav [aria-current]") == name


def test_without_a_reference_there_is_no_link_to_one() -> None:
    assert b"Reference" not in page_files()[FOLDER][1]
    assert b'href="/&quot;/"' in page_files('/"/')[FOLDER][1]

"""
The site of the bundled description, built and tested in a real browser.

Requires a browser, and axe-core; see `tests.support.browser`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from dynaclient import Api, load
from dynaclient.render.docs import pages
from dynaclient.render.markdown import slug
from dynaclient.render.site_map import SiteMap
from tests.support.browser import SCREENS, axe, browser, open_page, press, violations, wait_for
from tests.support.hostile_texts import PAYLOADS, planted
from tests.support.site import Links, broken_links, served

__all__ = ("axe", "browser")
KINDS = {"first page": "index.html", "resource": "applicationApiTokens.html", "schemas": "_schemas.html"}
LIGHT = [(kind, screen, "light") for kind in KINDS for screen in SCREENS]
DARK = [(kind, screen, "dark") for kind in KINDS for screen in SCREENS]
INSPECTED = [*LIGHT, ("resource", "desktop", "dark"), *(pytest.param(*case, marks=pytest.mark.full) for case in DARK)]
"""What axe inspects. Dark mode only changes the colours, and the page of a resource has all of them."""
MAX_SCHEMAS = 20
"""How many schemas are inspected by default: all have the same layout, and each takes some time."""

_SHORTEN = """
const article = document.querySelector("article"), all = article.querySelectorAll("h2");
for (let node = all[arguments[0]]; node; ) { const next = node.nextElementSibling; node.remove(); node = next; }
const anchors = new Set([...article.querySelectorAll("h2")].map(heading => `#${heading.id}`));
for (const item of document.querySelectorAll(".md-nav--secondary li"))
    if (!anchors.has(item.querySelector("a").hash)) item.remove();
"""

_RECORD_FOCUS = """
window.trail = [];
addEventListener("focusin", ({target}) => {
    const shown = target.matches("input") ? target.form.querySelector("label:not([hidden])") : target;
    const {left, right, width} = shown.getBoundingClientRect();
    trail.push({
        name: (target.ariaLabel || target.textContent).trim(),
        href: target.href,
        visible: left >= 0 && right <= innerWidth && width > 0 && shown.checkVisibility({visibilityProperty: true})
            && getComputedStyle(shown).outlineStyle !== "none",
    });
});
"""

pytestmark = pytest.mark.uncounted


# --- the site, a server, a browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site."""
    return _build(load(), tmp_path_factory.mktemp("site"))


def _build(api: Api, folder: Path) -> Path:
    """Build the site of a description, and return its folder."""
    for name, text in pages(api).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    built = subprocess.run(
        [sys.executable, "-m", "zensical", "build"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    assert "No issues found" in built.stdout + built.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as url:
        yield url


# --- accessible ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "screen", "scheme"), INSPECTED)
def test_axe_finds_no_violation(
    browser: webdriver.Chrome, address: str, axe: str, kind: str, screen: str, scheme: str
) -> None:
    open_page(browser, address + KINDS[kind], screen, scheme)
    if kind == "schemas":
        browser.execute_script(_SHORTEN, MAX_SCHEMAS)
    assert violations(browser, axe) == []


@pytest.mark.full
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_no_violation_in_any_schema(browser: webdriver.Chrome, address: str, axe: str, screen: str) -> None:
    open_page(browser, address + KINDS["schemas"], screen)
    assert violations(browser, axe) == []


def test_axe_finds_violations(browser: webdriver.Chrome, address: str, axe: str) -> None:
    open_page(browser, address + "applicationApiTokens.html")
    browser.execute_script("document.querySelector('article').innerHTML += '<img src=x.png><button></button>'")
    assert {violation.partition(":")[0] for violation in violations(browser, axe)} >= {"image-alt", "button-name"}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_is_wider_than_the_screen(browser: webdriver.Chrome, address: str, kind: str, screen: str) -> None:
    open_page(browser, address + KINDS[kind], screen)
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_nothing_is_loaded_from_another_origin(browser: webdriver.Chrome, address: str) -> None:
    open_page(browser, address + "index.html")
    urls = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert len(urls) > 3
    assert [url for url in urls if not url.startswith(address)] == []


def test_the_colours_follow_the_system(browser: webdriver.Chrome, address: str) -> None:
    def brightness() -> int:
        colour = str(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    open_page(browser, address + "index.html", scheme="light")
    light = brightness()
    open_page(browser, address + "index.html", scheme="dark")
    assert light > 600
    assert brightness() < 200


# --- by keyboard -----------------------------------------------------------------------------------------------------


def _focused(browser: webdriver.Chrome, script: str) -> Any:
    return browser.execute_script(f"const e = document.activeElement; return {script}")


def test_the_first_tab_stop_skips_the_navigation(browser: webdriver.Chrome, address: str) -> None:
    open_page(browser, address + "applicationApiTokens.html")
    press(browser, Keys.TAB)
    assert _focused(browser, "e.textContent.trim()") == "Skip to content"
    press(browser, Keys.ENTER)
    press(browser, Keys.TAB)
    assert _focused(browser, "e.closest('article') !== null")


def _trail(browser: webdriver.Chrome) -> list[dict[str, Any]]:
    """Return the elements that Tab focuses, until the first one is focused a second time."""
    browser.execute_script(_RECORD_FOCUS)
    trail: list[dict[str, Any]] = []
    for _ in range(20):
        press(browser, *[Keys.TAB] * 10)
        trail = browser.execute_script("return trail")
        ends = [number for number, stop in enumerate(trail) if number and stop["name"] == trail[0]["name"]]
        if ends:
            return trail[: ends[0] + 1]
    return trail


@pytest.mark.parametrize("screen", SCREENS)
def test_tab_focuses_every_link_in_a_cycle_and_the_focus_is_always_visible(
    browser: webdriver.Chrome, address: str, screen: str
) -> None:
    open_page(browser, address + "applicationApiTokens.html", screen)
    links = browser.execute_script("return [...document.querySelectorAll('article a[href]')].map(link => link.href)")
    trail = _trail(browser)
    assert [stop for stop in trail if not stop["visible"]] == []
    assert set(links) - {stop["href"] for stop in trail} == set()
    names = (trail[0]["name"], trail[-1]["name"], trail[-2]["name"])
    assert names == ("Skip to content", "Skip to content", "Zensical")


OPENED = {
    "Navigation": "e.closest('.md-sidebar--primary') !== null",
    "Search": "e.shadowRoot?.activeElement?.tagName === 'INPUT'",
    "On this page": "e.closest('.md-sidebar--secondary') !== null",
}
"""What can be opened on a phone, and where the focus then is, or after one Tab."""


@pytest.mark.parametrize("name", OPENED)
def test_what_is_hidden_on_a_phone_is_opened_by_keyboard(browser: webdriver.Chrome, address: str, name: str) -> None:
    open_page(browser, address + "applicationApiTokens.html", "phone")
    browser.execute_script(f"document.querySelector('button[aria-label=\"{name}\"]').focus()")
    press(browser, Keys.ENTER, *[Keys.TAB] * (name == "On this page"))
    wait_for(browser, f"const e = document.activeElement; return {OPENED[name]}")


def test_the_navigation_of_a_phone_is_closed_by_keyboard(browser: webdriver.Chrome, address: str) -> None:
    open_page(browser, address + "applicationApiTokens.html", "phone")
    press(browser, Keys.TAB, Keys.TAB, Keys.ENTER)
    opened = _focused(
        browser,
        "[e.closest('.md-sidebar--primary') !== null, document.querySelector('[aria-label=Navigation]').ariaExpanded]",
    )
    press(browser, Keys.ESCAPE)
    assert opened == [True, "true"]
    assert _focused(browser, "[e.ariaLabel, e.ariaExpanded]") == ["Navigation", "false"]


def test_the_colours_are_chosen_by_keyboard(browser: webdriver.Chrome, address: str) -> None:
    open_page(browser, address + "index.html")
    browser.execute_script("document.querySelector('[data-md-component=palette] input').focus()")
    for label in ("Switch to dark mode", "Switch to system preference"):
        press(browser, Keys.ENTER)
        wait_for(browser, f"return document.activeElement.ariaLabel === '{label}'")
    assert browser.execute_script("return document.body.dataset.mdColorScheme") == "slate"


def test_a_wide_table_is_scrolled_by_keyboard_on_a_phone(browser: webdriver.Chrome, address: str) -> None:
    open_page(browser, address + "applicationApiTokens.html", "phone")
    table = browser.find_element(By.CSS_SELECTOR, ".md-typeset__scrollwrap[tabindex]")
    browser.execute_script("arguments[0].focus()", table)
    assert _focused(browser, "e.getAttribute('aria-label')") == "Get: Available Parameters"
    press(browser, *[Keys.ARROW_RIGHT] * 3)
    wait_for(browser, "return document.activeElement.scrollLeft > 0")


def test_a_table_that_is_completely_visible_is_not_focused(browser: webdriver.Chrome, address: str) -> None:
    open_page(browser, address + "applicationApiTokens.html")
    tables = browser.find_elements(By.CSS_SELECTOR, ".md-typeset__scrollwrap[data-below]")
    assert len(tables) == 7
    assert browser.find_elements(By.CSS_SELECTOR, ".md-typeset__scrollwrap[tabindex]") == []


def test_search_is_opened_used_and_followed_by_keyboard(browser: webdriver.Chrome, address: str) -> None:
    open_page(browser, address + "index.html")
    webdriver.ActionChains(browser).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
    wait_for(browser, "return document.activeElement.shadowRoot?.activeElement?.tagName === 'INPUT'")
    press(browser, "certificate authority")
    wait_for(browser, "return document.activeElement.shadowRoot.textContent.includes('results')")
    # An Enter is lost while the results are redrawn; people press it twice then, too.
    wait_for(browser, "return location.pathname === '/applicationCertificateAuthority.html'", Keys.ENTER, every=0.5)


# --- links -----------------------------------------------------------------------------------------------------------


def test_every_link_of_the_built_site_has_a_target(site: Path) -> None:
    broken, count = broken_links(site)
    assert broken == []
    assert count > 5_000


def test_the_first_page_of_the_built_site_links_to_each_action(site: Path) -> None:
    api = load()
    site_map, index = SiteMap(api), Links((site / "index.html").read_text(encoding="utf-8"))
    targets = {
        f"{site_map.files[resource].removesuffix('.md')}.html#{slug(heading)}"
        for resource, headings in site_map.actions.items()
        for heading in headings.values()
    }
    assert len(targets) == len(api.actions)
    assert targets - index.targets == set()


# --- text stays text -------------------------------------------------------------------------------------------------

_RECORD_HITS = "window.hits = []; window.hit = number => hits.push(number);"
_ACTIVE = """
const handlers = [...document.querySelectorAll("*")].filter(
    node => node.getAttributeNames().some(name => name.startsWith("on")) || /^(javascript|data):/i.test(node.href || node.src));
return [...hits, ...handlers.map(node => node.outerHTML.slice(0, 200))];
"""


@pytest.mark.parametrize("kind", list(PAYLOADS)[:5])
def test_no_text_of_a_description_is_active_in_a_site(browser: webdriver.Chrome, tmp_path: Path, kind: str) -> None:
    api = load(planted(kind))
    site = _build(api, tmp_path)
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _RECORD_HITS})
    with served(site) as address:
        active = {}
        for page in site.glob("*.html"):
            open_page(browser, address + page.name)
            active[page.name] = browser.execute_script(_ACTIVE)
        webdriver.ActionChains(browser).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
        wait_for(browser, "return document.activeElement.shadowRoot?.activeElement?.tagName === 'INPUT'")
        press(browser, "item")
        wait_for(browser, "return document.activeElement.shadowRoot.textContent.includes('results')")
        active["search"] = browser.execute_script(_ACTIVE)
        names = browser.execute_script(
            "return [document.title, document.querySelector('.md-header__topic').textContent]"
        )
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    assert [name for name, found in active.items() if found] == []
    assert len(active) > 5
    title = " ".join(api.title.split())
    assert [" ".join(name.split()).endswith(title) for name in names] == [True, True]

"""
The site of the bundled description, built and looked at in a real browser.

It needs a browser (`chromium`, `chromedriver`), and axe-core, by way of npm. Where one of them is missing the tests are
skipped with the reason; with DYNACLIENT_PROGRAMS=required, as CI has it, they fail.
"""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from dynaclient import load
from dynaclient.render.docs import pages
from dynaclient.render.markdown import slug
from dynaclient.render.plan import Plan
from tests.support.programs import missing

AXE = "axe-core@4.14.1"
SCREENS = {"desktop": (1280, 900, False), "phone": (390, 844, True)}
KINDS = {"first page": "index.html", "resource": "applicationApiTokens.html", "schemas": "_schemas.html"}
LIGHT = [(kind, screen, "light") for kind in KINDS for screen in SCREENS]
DARK = [(kind, screen, "dark") for kind in KINDS for screen in SCREENS]
LOOKS = [*LIGHT, ("resource", "desktop", "dark"), *(pytest.param(*each, marks=pytest.mark.full) for each in DARK)]
"""What axe looks at; in the dark nothing but the colours is another, and the page of a resource has all of them."""
SHOWN = 20
"""Schemas that are looked at in a plain run: all of them have the same form, and a look at one takes some time."""

_ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
_LOOK = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations"]}).then(found => done(found.violations.map(
    each => `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(" ")}`)));
"""
_SHORTEN = """
const article = document.querySelector("article"), all = article.querySelectorAll("h2");
for (let each = all[arguments[0]]; each; ) { const next = each.nextElementSibling; each.remove(); each = next; }
const kept = new Set([...article.querySelectorAll("h2")].map(each => `#${each.id}`));
for (const each of document.querySelectorAll(".md-nav--secondary li"))
    if (!kept.has(each.querySelector("a").hash)) each.remove();
"""

_FOLLOW = """
window.trail = [];
addEventListener("focusin", ({target}) => {
    const shown = target.matches("input") ? target.form.querySelector("label:not([hidden])") : target;
    const {left, right, width} = shown.getBoundingClientRect();
    trail.push({
        name: (target.ariaLabel || target.textContent).trim(),
        href: target.href,
        seen: left >= 0 && right <= innerWidth && width > 0 && shown.checkVisibility({visibilityProperty: true})
            && getComputedStyle(shown).outlineStyle !== "none",
    });
});
"""

pytestmark = pytest.mark.uncounted


# --- the site, a server, a browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the built site."""
    folder = tmp_path_factory.mktemp("site")
    for name, text in pages(load()).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    built = subprocess.run(
        [sys.executable, "-m", "zensical", "build"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    assert "No issues found" in built.stdout + built.stderr
    return folder / "site"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the text of axe-core; it is fetched once, and kept between runs where DYNACLIENT_AXE names a folder."""
    kept = os.environ.get("DYNACLIENT_AXE")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("axe")
    text = folder / "node_modules" / "axe-core" / "axe.min.js"
    npm = shutil.which("npm")
    if not text.exists():
        if npm is None:
            missing("npm is not installed, which brings axe-core")
        folder.mkdir(parents=True, exist_ok=True)
        command = [
            npm,
            "install",
            "--no-fund",
            "--no-audit",
            "--ignore-scripts",
            "--fetch-retries=1",
            f"--prefix={folder}",
            AXE,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            missing(f"axe-core cannot be fetched: {done.stderr[-300:]}")
    return text.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        missing("chromium and chromedriver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for each in (*_ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(each)
    made = webdriver.Chrome(options=options, service=Service(driver))
    made.set_script_timeout(300)
    try:
        yield made
    finally:
        made.quit()


def _open(browser: webdriver.Chrome, url: str, screen: str = "desktop", scheme: str = "light") -> None:
    width, height, mobile = SCREENS[screen]
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
    wished = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.get("about:blank")  # the same page again would not be loaded anew
    browser.execute_cdp_cmd(
        "Storage.clearDataForOrigin", {"origin": url, "storageTypes": "local_storage"}
    )  # colours once chosen
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", wished)
    browser.get(url)


def _look(browser: webdriver.Chrome, axe: str) -> list[str]:
    browser.execute_script(axe)
    return list(browser.execute_async_script(_LOOK))


# --- accessible ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "screen", "scheme"), LOOKS)
def test_axe_finds_nothing(
    browser: webdriver.Chrome, address: str, axe: str, kind: str, screen: str, scheme: str
) -> None:
    _open(browser, address + KINDS[kind], screen, scheme)
    if kind == "schemas":
        browser.execute_script(_SHORTEN, SHOWN)
    assert _look(browser, axe) == []


@pytest.mark.full
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_on_all_of_the_schemas(
    browser: webdriver.Chrome, address: str, axe: str, screen: str
) -> None:
    _open(browser, address + KINDS["schemas"], screen)
    assert _look(browser, axe) == []


def test_axe_sees_what_is_wrong(browser: webdriver.Chrome, address: str, axe: str) -> None:
    _open(browser, address + "applicationApiTokens.html")
    browser.execute_script("document.querySelector('article').innerHTML += '<img src=x.png><button></button>'")
    assert {each.partition(":")[0] for each in _look(browser, axe)} >= {"image-alt", "button-name"}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_is_wider_than_the_screen(browser: webdriver.Chrome, address: str, kind: str, screen: str) -> None:
    _open(browser, address + KINDS[kind], screen)
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_nothing_is_fetched_from_elsewhere(browser: webdriver.Chrome, address: str) -> None:
    _open(browser, address + "index.html")
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
    assert len(asked) > 3
    assert [each for each in asked if not each.startswith(address)] == []


def test_the_colours_follow_the_system(browser: webdriver.Chrome, address: str) -> None:
    def shade() -> int:
        colour = str(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    _open(browser, address + "index.html", scheme="light")
    light = shade()
    _open(browser, address + "index.html", scheme="dark")
    assert light > 600
    assert shade() < 200


# --- by keyboard -----------------------------------------------------------------------------------------------------


def _press(browser: webdriver.Chrome, *keys: str) -> None:
    if keys:
        webdriver.ActionChains(browser).send_keys(*keys).perform()


def _focused(browser: webdriver.Chrome, script: str) -> Any:
    return browser.execute_script(f"const e = document.activeElement; return {script}")


def test_the_first_tab_leads_past_the_navigation_to_the_page(browser: webdriver.Chrome, address: str) -> None:
    _open(browser, address + "applicationApiTokens.html")
    _press(browser, Keys.TAB)
    assert _focused(browser, "e.textContent.trim()") == "Skip to content"
    _press(browser, Keys.ENTER)
    _press(browser, Keys.TAB)
    assert _focused(browser, "e.closest('article') !== null")


def _trail(browser: webdriver.Chrome) -> list[dict[str, Any]]:
    """Give where one gets by tab, until one comes to where one began."""
    browser.execute_script(_FOLLOW)
    trail: list[dict[str, Any]] = []
    for _ in range(20):
        _press(browser, *[Keys.TAB] * 10)
        trail = browser.execute_script("return trail")
        again = [number for number, each in enumerate(trail) if number and each["name"] == trail[0]["name"]]
        if again:
            return trail[: again[0] + 1]
    return trail


@pytest.mark.parametrize("screen", SCREENS)
def test_by_tab_one_gets_to_every_link_and_round_and_always_sees_where_one_is(
    browser: webdriver.Chrome, address: str, screen: str
) -> None:
    _open(browser, address + "applicationApiTokens.html", screen)
    wanted = browser.execute_script("return [...document.querySelectorAll('article a[href]')].map(each => each.href)")
    trail = _trail(browser)
    assert [each for each in trail if not each["seen"]] == []
    assert set(wanted) - {each["href"] for each in trail} == set()
    assert (trail[0]["name"], trail[-1]["name"], trail[-2]["name"]) == (
        "Skip to content",
        "Skip to content",
        "Zensical",
    )


OPENED = {
    "Navigation": "e.closest('.md-sidebar--primary') !== null",
    "Search": "e.shadowRoot?.activeElement?.tagName === 'INPUT'",
    "On this page": "e.closest('.md-sidebar--secondary') !== null",
}
"""What can be opened on a phone, and where the focus is then, or a tab later."""


@pytest.mark.parametrize("name", OPENED)
def test_what_a_phone_keeps_out_of_sight_is_opened_by_keyboard(
    browser: webdriver.Chrome, address: str, name: str
) -> None:
    _open(browser, address + "applicationApiTokens.html", "phone")
    browser.execute_script(f"document.querySelector('button[aria-label=\"{name}\"]').focus()")
    _press(browser, Keys.ENTER, *[Keys.TAB] * (name == "On this page"))
    _wait(browser, f"const e = document.activeElement; return {OPENED[name]}")


def test_the_navigation_of_a_phone_is_left_as_it_was_entered(browser: webdriver.Chrome, address: str) -> None:
    _open(browser, address + "applicationApiTokens.html", "phone")
    _press(browser, Keys.TAB, Keys.TAB, Keys.ENTER)
    opened = _focused(
        browser,
        "[e.closest('.md-sidebar--primary') !== null, document.querySelector('[aria-label=Navigation]').ariaExpanded]",
    )
    _press(browser, Keys.ESCAPE)
    assert opened == [True, "true"]
    assert _focused(browser, "[e.ariaLabel, e.ariaExpanded]") == ["Navigation", "false"]


def test_the_colours_are_chosen_by_keyboard(browser: webdriver.Chrome, address: str) -> None:
    _open(browser, address + "index.html")
    browser.execute_script("document.querySelector('[data-md-component=palette] input').focus()")
    for each in ("Switch to dark mode", "Switch to system preference"):
        _press(browser, Keys.ENTER)
        _wait(browser, f"return document.activeElement.ariaLabel === '{each}'")
    assert browser.execute_script("return document.body.dataset.mdColorScheme") == "slate"


def test_a_wide_table_is_scrolled_by_keyboard_on_a_phone(browser: webdriver.Chrome, address: str) -> None:
    _open(browser, address + "applicationApiTokens.html", "phone")
    table = browser.find_element(By.CSS_SELECTOR, ".md-typeset__scrollwrap[tabindex]")
    browser.execute_script("arguments[0].focus()", table)
    assert _focused(browser, "e.getAttribute('aria-label')") == "Get: Available Parameters"
    _press(browser, *[Keys.ARROW_RIGHT] * 3)
    _wait(browser, "return document.activeElement.scrollLeft > 0")


def test_a_table_that_has_all_in_sight_is_no_place_to_stop_at(browser: webdriver.Chrome, address: str) -> None:
    _open(browser, address + "applicationApiTokens.html")
    tables = browser.find_elements(By.CSS_SELECTOR, ".md-typeset__scrollwrap[data-below]")
    assert len(tables) == 7
    assert browser.find_elements(By.CSS_SELECTOR, ".md-typeset__scrollwrap[tabindex]") == []


def test_search_is_opened_used_and_followed_by_keyboard(browser: webdriver.Chrome, address: str) -> None:
    _open(browser, address + "index.html")
    webdriver.ActionChains(browser).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
    _wait(browser, "return document.activeElement.shadowRoot?.activeElement?.tagName === 'INPUT'")
    _press(browser, "certificate authority")
    _wait(browser, "return document.activeElement.shadowRoot.textContent.includes('results')")
    # An Enter that comes while the results are drawn anew is lost, to people too, who press it again.
    _wait(browser, "return location.pathname === '/applicationCertificateAuthority.html'", Keys.ENTER, every=0.5)


def _wait(browser: webdriver.Chrome, script: str, *keys: str, every: float = 0.05) -> None:
    """Wait until it is so, pressing the keys before each look."""

    def is_so(_: webdriver.Chrome) -> Any:
        _press(browser, *keys)
        return browser.execute_script(script)

    WebDriverWait(browser, 30, poll_frequency=every).until(is_so)


# --- links -----------------------------------------------------------------------------------------------------------


class _Links(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.anchors: set[str] = set()
        self.repeated: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.targets.add(value)
            elif name == "id" and value:
                self.repeated |= {value} & self.anchors
                self.anchors.add(value)


def test_every_link_of_the_built_site_leads_somewhere(site: Path) -> None:
    found = {each.name: _Links(each.read_text(encoding="utf-8")) for each in site.glob("*.html")}
    files = {each.relative_to(site).as_posix() for each in site.rglob("*") if each.is_file()}
    broken, seen = [], 0
    for name, page in found.items():
        for target in page.targets if name != "404.html" else ():
            where, anchor = urldefrag(urljoin(f"http://here/{name}", target))
            if not where.startswith("http://here/"):
                continue
            seen += 1
            file = unquote(where.removeprefix("http://here/")) or "index.html"
            if file not in files or (anchor and file in found and unquote(anchor) not in found[file].anchors):
                broken.append((name, target))
    assert broken == []
    assert seen > 5_000


def test_each_action_has_its_place_in_the_built_site(site: Path) -> None:
    api = load()
    plan, first = Plan(api), _Links((site / "index.html").read_text(encoding="utf-8"))
    places = {
        f"{plan.files[resource].removesuffix('.md')}.html#{slug(heading)}"
        for resource, headings in plan.actions.items()
        for heading in headings.values()
    }
    assert len(places) == len(api.actions)
    assert places - first.targets == set()

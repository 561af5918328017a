"""
The documentation site of the project, built and tested in a real browser.

Requires a browser, and axe-core; see `tests.support.browser`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from tests.support import ROOT
from tests.support.browser import SCREENS, axe, browser, open_page, press, requested_urls, violations, wait_for
from tests.support.site import broken_links, links_of, served
from website.build import BuildError, generate
from website.contents import HOME, file_of, sources
from website.pages import for_the_site

__all__ = ("axe", "browser")
KINDS = {
    "home": "index.html",
    "guide": "mock-server.html",
    "tables": "reference/commands.html",
    "signatures": "reference/python-clients.html",
    "format": "reference/format.html",
    "errors": "reference/errors.html",
    "changelog": "changelog.html",
    "pictures": "benchmarks.html",
    "missing": "404.html",
}
"""A page of each kind."""
PAGES = sorted(file_of(source).removesuffix(".md") + ".html" for source in (HOME, *sources()))
DARK = {"guide", "signatures"}
"""Kinds that have all colours of text and code: dark mode changes nothing else."""
INSPECTED = [
    *((KINDS[kind], screen, "light") for kind in KINDS for screen in SCREENS),
    *((KINDS[kind], "desktop", "dark") for kind in KINDS if kind in DARK),
    *(pytest.param(page, screen, scheme, marks=pytest.mark.full) for page in PAGES for screen in SCREENS for scheme in ("light", "dark")),
]  # fmt: skip
SECONDS = 30
"""How long the site may take to be built."""
MOST_BYTES = 560_000
"""Of a page with its styles, scripts and icons, uncompressed; 340,000 are those of the theme."""
MOST_BYTES_OF_SEARCH = 1_500_000
"""Of the index that is searched, uncompressed; a worker loads it, once for all pages."""
MOST_REQUESTS = 10

pytestmark = pytest.mark.uncounted


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site."""
    folder = tmp_path_factory.mktemp("website") / "site"
    began = time.process_time()
    command = [sys.executable, "-m", "website", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.process_time() - began < SECONDS
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as url:
        yield url


# --- complete and correct --------------------------------------------------------------------------------------------


def test_there_is_a_page_for_each_title(site: Path) -> None:
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {name for name in built if not name.startswith("library/")} == {*PAGES, "404.html"} - {"library/index.html"}


def test_every_link_and_every_anchor_has_a_target(site: Path) -> None:
    broken, count = broken_links(site)
    assert broken == []
    assert count > 2_000


def test_no_anchor_is_that_of_two_things(site: Path) -> None:
    assert {name: page.duplicates for name, page in links_of(site).items() if page.duplicates} == {}


@pytest.mark.parametrize("source", [source for source in (HOME, *sources()) if (ROOT / source).is_file()])
def test_a_page_reads_the_same_on_the_site_and_on_a_code_host(site: Path, source: str) -> None:
    """Two readers of Markdown agree what is a list, a table, a block of code and a paragraph."""
    html = (site / file_of(source)).with_suffix(".html").read_text("utf-8")
    text = for_the_site((ROOT / source).read_text("utf-8"))
    on_the_site = html.partition("<article")[2].partition(">")[2].partition("</article>")[0]
    expected = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert _blocks(on_the_site) == _blocks(expected)


class _Blocks(HTMLParser):
    """The text of each block of a page, with the names of the elements around it."""

    NAMES = frozenset({"h1", "h2", "h3", "h4", "p", "li", "ul", "ol", "th", "td", "tr", "pre", "blockquote"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.blocks: list[list[str]] = [[""]]
        self.feed(text)

    def handle_starttag(self, tag: str, _: object) -> None:
        if tag in self.NAMES:
            self.blocks.append([tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in self.NAMES:
            self.blocks.append([""])

    def handle_data(self, data: str) -> None:
        self.blocks[-1].append(data)


def _blocks(html: str) -> list[tuple[str, str]]:
    same = re.sub(
        r'<a class="headerlink".*?</a>|<span class="filename">.*?</span>', "", html
    )  # only the site has these
    found = ((block[0], re.sub(r"\s+", "", "".join(block[1:]))) for block in _Blocks(same).blocks)
    # A paragraph within an item of a list is one only for some readers.
    return [(name.replace("p", ""), text) for name, text in found if text]


def test_a_warning_of_the_generator_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: A\n")
    (tmp_path / "docs" / "index.md").write_text("# A\n\n[b](nothing.md)\n")
    with pytest.raises(BuildError, match=r"page does not exist"):
        generate(tmp_path)


# --- what search engines and screen readers begin with ---------------------------------------------------------------


class _Head(HTMLParser):
    """The title, the description and the headings of a page, and what its pictures are called."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language = self.description = self.viewport = self.title = ""
        self.levels: list[int] = []
        self.unnamed: list[str] = []
        self._is_title = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values.get("lang", "")
        elif tag == "meta" and values.get("name") in ("description", "viewport"):
            setattr(self, values["name"], values["content"])
        elif tag == "img" and not values.get("alt"):
            self.unnamed.append(values.get("src", ""))
        elif re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self._is_title = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        self._is_title = self._is_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._is_title:
            self.title += data


@pytest.fixture(scope="module")
def heads(site: Path) -> dict[str, _Head]:
    return {path.relative_to(site).as_posix(): _Head(path.read_text("utf-8")) for path in site.rglob("*.html")}


def test_every_page_has_a_language_a_viewport_and_a_description(heads: dict[str, _Head]) -> None:
    assert {head.language for head in heads.values()} == {"en"}
    assert {head.viewport for head in heads.values()} == {"width=device-width,initial-scale=1"}
    assert [name for name, head in heads.items() if not 10 < len(unescape(head.description)) <= 160] == []


def test_every_page_has_a_title_of_its_own(heads: dict[str, _Head]) -> None:
    titles = [head.title for name, head in heads.items() if name != "404.html"]
    assert [title for title in titles if titles.count(title) > 1] == []
    assert [title for title in titles if not title.endswith("dynaclient")] == []


def test_every_page_has_one_first_heading_and_skips_no_level(heads: dict[str, _Head]) -> None:
    wrong = {
        name: head.levels
        for name, head in heads.items()
        if head.levels.count(1) != 1 or any(after > before + 1 for before, after in zip(head.levels, head.levels[1:], strict=False))
    }  # fmt: skip
    assert wrong == {}


def test_every_column_of_a_table_has_a_title(site: Path) -> None:
    """So that a screen reader has something to say; axe looks at a few pages only."""
    pages = ((path.relative_to(site).as_posix(), path.read_text("utf-8")) for path in sorted(site.rglob("*.html")))
    assert [name for name, text in pages if re.search(r"<th[^>]*>\s*</th>", text)] == []


def test_every_picture_has_a_name(heads: dict[str, _Head]) -> None:
    assert {name: head.unnamed for name, head in heads.items() if head.unnamed} == {}


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "screen", "scheme"), INSPECTED)
def test_axe_finds_no_violation_and_nothing_is_wider_than_the_screen(
    browser: webdriver.Chrome, address: str, axe: str, page: str, screen: str, scheme: str
) -> None:
    open_page(browser, address + page, screen, scheme)
    assert violations(browser, axe) == []
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


_LOADED = """
const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
return entries.map(entry => [entry.name, entry.decodedBodySize, entry.responseStatus]);
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_light_and_loads_nothing_from_elsewhere(browser: webdriver.Chrome, address: str, kind: str) -> None:
    browser.get("about:blank")
    requested_urls(browser)
    open_page(browser, address + KINDS[kind])
    wait_for(browser, "return document.readyState === 'complete'")
    loaded = browser.execute_script(_LOADED)
    assert [
        url for url in requested_urls(browser) if not url.startswith((address, "data:", "blob:", "about:", "chrome:"))
    ] == []
    sizes = {url: size for url, size, _ in loaded if not url.endswith(".svg")}
    assert len(sizes) <= MOST_REQUESTS
    assert sizes.pop(f"{address}search.json", 0) < MOST_BYTES_OF_SEARCH
    assert sum(sizes.values()) < MOST_BYTES
    assert {status for _, _, status in loaded} == {200}


def test_what_needs_the_address_of_the_site_is_left_out(site: Path) -> None:
    assert not (site / "sitemap.xml").exists()
    assert {target for target in links_of(site)["404.html"].targets if not target.startswith("data:")} == set()


@pytest.mark.parametrize("below", ["", "some/where/"])
def test_a_page_that_does_not_exist_leads_to_the_others(
    browser: webdriver.Chrome, site: Path, tmp_path: Path, below: str
) -> None:
    folder = tmp_path / "root" / below
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(site)
    if below:
        shutil.copy(site / "404.html", tmp_path / "root" / "404.html")
    with served(tmp_path / "root") as address:
        open_page(browser, f"{address}{below}reference/nothing.html")
        assert browser.execute_script("return document.querySelector('h1').textContent") == "404 - Not found"
        wait_for(browser, "return document.getElementById('home').checkVisibility()")
        browser.execute_script("document.getElementById('home').click()")
        wait_for(browser, f"return location.pathname === '/{below}index.html'")


SEARCHES = {
    "Retry-After": "/(reference|mock-in-tests|errors)",
    "mock server": ".*mock",
    "OutcomeUnknown": ".*(errors|outcomeunknown)",
    "exit codes": "/reference/commands|/command-line",
}
"""What people search for, and where the first result leads."""


@pytest.mark.parametrize("words", SEARCHES)
def test_search_is_opened_used_and_followed_by_keyboard(browser: webdriver.Chrome, address: str, words: str) -> None:
    open_page(browser, address + "index.html")
    webdriver.ActionChains(browser).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
    wait_for(browser, "return document.activeElement.shadowRoot?.activeElement?.tagName === 'INPUT'")
    press(browser, words)
    wait_for(browser, "return document.activeElement.shadowRoot.textContent.includes('result')")
    # An Enter is lost while the results are redrawn; people press it twice then, too.
    leads = f"return /^({SEARCHES[words].replace('/', '[/]')})/.test(location.pathname + location.hash)"
    wait_for(browser, leads, Keys.ENTER, every=0.5)

"""The file `mkdocs.yml` and the assets of the site, for Zensical, and for MkDocs with its theme Material."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape, unescape
from typing import Union

from ..description.api import Api
from ..description.model import first_sentence
from ..errors import printable
from ..strings.expressions import expression
from . import schemas_page
from .site_map import SiteMap

Navigation = Iterable[tuple[str, Union[str, "Navigation"]]]
"""The titles of pages and of groups of pages, in order."""

_MARKUP = expression("[<>\"']")
_LINK = expression(r"\[([^\]]*)\]\([^)]*\)")
_CONFIG = """\
# To build a site from the pages in docs/:
#     pip install zensical
#     zensical build
# MkDocs with its theme Material can read this file, too.
site_name: {title}
site_description: {description}
docs_dir: docs
use_directory_urls: false
theme:
  name: material
  language: en
  font: false
  features:
    - navigation.footer
    - navigation.indexes
    - navigation.top
    - search.highlight
    - toc.follow
  palette:
    - media: "(prefers-color-scheme)"
      toggle:
        icon: material/brightness-auto
        name: Switch to light mode
    - media: "(prefers-color-scheme: light)"
      scheme: default
      primary: indigo
      accent: indigo
      toggle:
        icon: material/weather-sunny
        name: Switch to dark mode
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      primary: indigo
      accent: indigo
      toggle:
        icon: material/weather-night
        name: Switch to system preference
extra_css:
  - site/site.css
extra_javascript:
  - site/site.js
plugins:
  - search
markdown_extensions:
  - tables
  - toc:
      permalink: true
      toc_depth: {depth}
  - pymdownx.highlight
  - pymdownx.superfences
nav:
{navigation}
"""


STYLE = """\
/* The contrast of links, the current page and the focused element is that of WCAG 2.2. Code is wrapped instead of
   scrolled, and in tables it is only wrapped between words. */
[data-md-color-scheme="default"][data-md-color-primary] {
  --md-accent-fg-color: #2a3a9e;
  --md-typeset-a-color: #2a3a9e;
}
[data-md-color-scheme="slate"][data-md-color-primary] {
  --md-accent-fg-color: #a9b8ff;
  --md-typeset-a-color: #a9b8ff;
}
.md-header__option:has(:focus-visible) label,
.md-typeset__scrollwrap:focus-visible,
.site-switch:focus-visible {
  outline: 0.1rem solid var(--md-accent-fg-color);
}
.md-typeset__scrollwrap:focus-visible {
  outline-offset: -0.1rem;
}
.md-typeset pre > code {
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
.md-typeset table:not([class]) th,
.md-typeset table:not([class]) td {
  min-width: 0;
  padding: 0.6em 0.7em;
}
.md-typeset table:not([class]) td:nth-child(4) {
  min-width: 14em;
}
.md-typeset table:not([class]) code {
  overflow-wrap: normal;
  word-break: normal;
}
/* The buttons that the script adds to labels look like the labels. */
.site-switch {
  display: block;
  padding: 0;
  color: inherit;
  cursor: pointer;
}
.md-sidebar-button {
  position: relative;
}
.md-sidebar-button .site-switch {
  position: absolute;
  inset: 0;
  border-radius: inherit;
}
/* On a narrow screen, parts that are off the screen or invisible cannot be focused. */
@media screen and (max-width: 76.234375em) {
  [data-md-toggle="drawer"]:not(:checked) ~ .md-container :is(.md-sidebar--primary, .md-sidebar--primary *) {
    visibility: hidden;
    transition: transform 0.2s, box-shadow 0.2s, visibility 0s 0.2s;
  }
}
@media screen and (max-width: 59.984375em) {
  .md-sidebar--secondary [type="checkbox"]:not(:checked) ~ .md-sidebar__inner {
    visibility: hidden;
  }
}
"""

SCRIPT = """\
// Makes available by keyboard what the theme offers to pointers only.

// A wide table, which the theme puts into a wrapper when a page is shown, can be focused and scrolled by keyboard.
// Its label is made of the headings above it. A table that is completely visible cannot be focused.
(() => {
  const FOCUSABLE = {tabindex: "0", role: "group"};
  const fit = (wrap) => {
    const wide = wrap.scrollWidth > wrap.clientWidth;
    for (const [name, value] of Object.entries({...FOCUSABLE, "aria-label": wrap.dataset.below}))
      if (wide) wrap.setAttribute(name, value);
      else wrap.removeAttribute(name);
  };
  const sizes = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target)));
  const find = () => {
    let above = [];
    for (const node of document.querySelectorAll("article :is(h1, h2, h3, .md-typeset__scrollwrap)"))
      if (/^H/.test(node.tagName)) above = [...above.slice(0, node.tagName[1] - 1), node.firstChild.textContent];
      else if (!node.dataset.below) {
        node.dataset.below = above.slice(1).join(": ") || above[0];
        sizes.observe(node);
      }
  };
  new MutationObserver(find).observe(document.body, {childList: true, subtree: true});
  find();
})();

// On a narrow screen labels open the navigation, the search and the contents. Each of them gets a button inside.
(() => {
  const SWITCHES = {__drawer: "Navigation", __search: "Search", __toc: "On this page"};
  const drawer = document.getElementById("__drawer");
  const addButton = (label, name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "site-switch";
    button.setAttribute("aria-label", name);
    button.append(...label.childNodes);
    label.append(button);
    return button;
  };
  for (const [id, name] of Object.entries(SWITCHES)) {
    const input = document.getElementById(id);
    for (const label of document.querySelectorAll(`:is(.md-header__button, .md-sidebar-button)[for="${id}"]`)) {
      const button = addButton(label, name);
      const update = () => button.setAttribute("aria-expanded", input.checked);
      button.addEventListener("click", () => input.click());
      if (id === "__search") continue; // closing it fires no event
      input.addEventListener("change", update);
      update();
      if (input === drawer) moveFocus(button);
    }
  }
  function moveFocus(button) {
    button.addEventListener("click", () => drawer.checked && document.querySelector(".md-nav--primary a").focus());
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !drawer.checked) return;
      drawer.click();
      button.focus();
    });
  }
})();
"""


def config(api: Api, site_map: SiteMap) -> str:
    """Return the content of `mkdocs.yml` for the documentation of an API."""
    description = _LINK.sub(r"\1", first_sentence(api.description)) or api.title
    return config_of(api.title, description, _navigation(site_map))


def config_of(title: str, description: str, navigation: Navigation, *, depth: int = 2) -> str:
    """
    Return the content of `mkdocs.yml` for pages in the folder ``docs``.

    Args:
        title: The name of the site, a plain string.
        description: What search engines show of it, a plain string.
        navigation: Titles, plain strings, each with a file in that folder, or with the navigation below it.
        depth: The level of the headings that are in the contents of a page, beside those above them.
    """
    lines = "\n".join(_entries(navigation, "  "))
    return _CONFIG.format(title=_html(title), description=_html(description), navigation=lines, depth=depth)


def _navigation(site_map: SiteMap) -> Navigation:
    groups = [
        (group, [(site_map.titles[name], site_map.files[name]) for name in names])
        for group, names in site_map.groups.items()
    ]
    return [("Overview", "index.md"), *groups, ("Schemas", schemas_page.FILE)]


def _entries(navigation: Navigation, indent: str) -> Iterator[str]:
    for title, below in navigation:
        if isinstance(below, str):
            yield f"{indent}- {_html(title)}: {_quoted(below)}"
        else:
            yield f"{indent}- {_html(title)}:"
            yield from _entries(below, f"{indent}    ")


def _html(text: str) -> str:
    """
    Return text as a YAML string that reads the same in HTML.

    Site generators put the name and the description of a site, and the titles of pages, into the HTML as they are:
    into elements and into attributes. So whatever HTML would not read as text is a character reference already.
    """
    plain = not _MARKUP.search(text) and unescape(text) == text
    return _quoted(text if plain else escape(text))


def _quoted(text: str) -> str:
    """Return a YAML string on one line; a JSON string of printable characters is one."""
    return json.dumps(printable(" ".join(text.split())), ensure_ascii=False)

"""`mkdocs.yml`: what makes a site of the pages. It is read by Zensical, and by MkDocs with its theme Material."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..description.api import Api
from ..description.model import first_sentence
from ..errors import printable
from .catalogue import PAGE
from .plan import Plan

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_CONFIG = """\
# Makes a site of the pages in docs/:
#     pip install zensical
#     zensical build
# MkDocs with its theme Material reads this file as well.
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
      toc_depth: 2
  - pymdownx.highlight
  - pymdownx.superfences
nav:
{nav}
"""


STYLE = """\
/* Links, the present page and what has the focus stand out as WCAG 2.2 asks for; code has no need to be scrolled,
   and in tables it is broken between words alone. */
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
/* The buttons that the script puts into labels look as these do. */
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
/* What waits beside a narrow screen, or cannot be seen there, is nowhere to get lost by keyboard. */
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
// What the theme keeps for a pointer can be done by keyboard too.

// A table that is wider than its place, which the theme wraps when a page is shown, is scrolled by keyboard.
// It is told by the headings that it stands below; one that has all in sight is no place to stop at.
(() => {
  const STOP = {tabindex: "0", role: "group"};
  const fit = (wrap) => {
    const wide = wrap.scrollWidth > wrap.clientWidth;
    for (const [name, value] of Object.entries({...STOP, "aria-label": wrap.dataset.below}))
      if (wide) wrap.setAttribute(name, value);
      else wrap.removeAttribute(name);
  };
  const sizes = new ResizeObserver((seen) => seen.forEach((each) => fit(each.target)));
  const find = () => {
    let above = [];
    for (const each of document.querySelectorAll("article :is(h1, h2, h3, .md-typeset__scrollwrap)"))
      if (/^H/.test(each.tagName)) above = [...above.slice(0, each.tagName[1] - 1), each.firstChild.textContent];
      else if (!each.dataset.below) {
        each.dataset.below = above.slice(1).join(": ") || above[0];
        sizes.observe(each);
      }
  };
  new MutationObserver(find).observe(document.body, {childList: true, subtree: true});
  find();
})();

// On a narrow screen labels open the navigation, the search and the contents: a button in each of them does as well.
(() => {
  const SWITCHES = {__drawer: "Navigation", __search: "Search", __toc: "On this page"};
  const drawer = document.getElementById("__drawer");
  const placed = (label, name) => {
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
      const button = placed(label, name);
      const tell = () => button.setAttribute("aria-expanded", input.checked);
      button.addEventListener("click", () => input.click());
      if (id === "__search") continue; // which closes without a word
      input.addEventListener("change", tell);
      tell();
      if (input === drawer) led(button);
    }
  }
  function led(button) {
    button.addEventListener("click", () => drawer.checked && document.querySelector(".md-nav--primary a").focus());
    addEventListener("keydown", (pressed) => {
      if (pressed.key !== "Escape" || !drawer.checked) return;
      drawer.click();
      button.focus();
    });
  }
})();
"""


def config(api: Api, plan: Plan) -> str:
    """Give the text of `mkdocs.yml`."""
    told = _LINK.sub(r"\1", first_sentence(api.description)) or api.title
    return _CONFIG.format(title=_text(api.title), description=_text(told), nav="\n".join(_nav(plan)))


def _nav(plan: Plan) -> Iterator[str]:
    yield '  - "Overview": "index.md"'
    for group, names in plan.groups.items():
        yield f"  - {_text(group)}:"
        for name in names:
            yield f"      - {_text(plan.titles[name])}: {_text(plan.files[name])}"
    yield f'  - "Schemas": {_text(PAGE)}'


def _text(text: str) -> str:
    """Give a text as YAML: JSON's texts are YAML's."""
    return json.dumps(printable(" ".join(text.split())))

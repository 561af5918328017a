"""`mkdocs.yml`: what makes a site of the pages. It is read by Zensical, and by MkDocs with its theme Material."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..description import Api
from ..errors import printable
from ..model import first_sentence
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
/* Links and the present page stand out as WCAG 2.2 asks for; code has no need to be scrolled,
   and in tables it is broken between words alone. */
[data-md-color-scheme="default"] {
  --md-accent-fg-color: #2a3a9e;
  --md-typeset-a-color: #2a3a9e;
}
[data-md-color-scheme="slate"] {
  --md-accent-fg-color: #a9b8ff;
  --md-typeset-a-color: #a9b8ff;
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
"""

SCRIPT = """\
// A table that is wider than the screen, which the theme wraps when a page is shown, can be scrolled by keyboard.
(() => {
  let tables = 0;
  const reach = () => {
    for (const each of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) {
      each.tabIndex = 0;
      each.setAttribute("role", "group");
      each.setAttribute("aria-label", `Table ${++tables}`);
    }
  };
  new MutationObserver(reach).observe(document.body, {childList: true, subtree: true});
  reach();
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

"""The page in the browser that shows a running mock server, and controls it through the endpoints beside it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from ..http.files import Files

FOLDER = "/__mock/"
"""The path of the page; its requests go to endpoints below it."""
_SOURCES = Path(__file__).with_name("page")
_FILES = {
    "page.html": "text/html",
    "page.css": "text/css",
    "page.js": "text/javascript",
    "elements.js": "text/javascript",
    "sending.js": "text/javascript",
}
_PAGES = """\
<nav class="pages" aria-label="Pages">
  <a href="$reference">Reference</a>
  <a href="./" aria-current="page">Mock server</a>
</nav>
"""
_HEADERS = (
    ("Cache-Control", "no-cache"),
    ("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
     "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
     "require-trusted-types-for 'script'; trusted-types 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)  # fmt: skip
"""Nothing is loaded from elsewhere, and no string becomes HTML, whatever descriptions and requests have in them."""


def page_files(reference: str = "") -> Files:
    """
    Return the files of the page, by their paths; the page itself is the first one.

    Args:
        reference: The path of an API reference that the server has as well: each of the two pages links to the other
            then.
    """
    pages = Template(_PAGES).substitute(reference=escape(reference)) if reference else ""
    texts = {name: (_SOURCES / name).read_text(encoding="utf-8") for name in _FILES}
    texts["page.html"] = Template(texts["page.html"]).substitute(pages=pages)
    return {
        FOLDER + name.replace("page.html", ""): (f"{media}; charset=utf-8", texts[name].encode("utf-8"), _HEADERS)
        for name, media in _FILES.items()
    }

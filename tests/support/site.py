"""Sites that are tested in a browser: a server for the folder of one, and the links of its pages."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

_HERE = "http://here/"


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass

    def send_error(self, code: int, *_: Any, **__: Any) -> None:
        """Respond with the page that the site has for what it does not have."""
        page = Path(self.directory, "404.html")
        content = page.read_bytes() if page.exists() else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve the folder of a site, and yield its URL."""
    handler = functools.partial(_QuietHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class Links(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.anchors: set[str] = set()
        self.duplicates: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.targets.add(value)
            elif name == "id" and value:
                self.duplicates |= {value} & self.anchors
                self.anchors.add(value)


def links_of(site: Path) -> dict[str, Links]:
    """Return the links of all pages, by the paths of the pages from the folder of the site."""
    return {path.relative_to(site).as_posix(): Links(path.read_text("utf-8")) for path in site.rglob("*.html")}


def broken_links(site: Path) -> tuple[list[tuple[str, str]], int]:
    """Return the links without a target, each with its page, and how many links within the site there are."""
    pages = links_of(site)
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    broken, count = [], 0
    for name, page in pages.items():
        for target in page.targets if name != "404.html" else ():
            url, anchor = urldefrag(urljoin(_HERE + name, target))
            if not url.startswith(_HERE):
                continue
            count += 1
            file = unquote(url.removeprefix(_HERE)) or "index.html"
            known = pages.get(file)
            if file not in files or (anchor and known and unquote(anchor) not in known.anchors):
                broken.append((name, target))
    return broken, count

"""A server with the API of json-server 0.17: collections with filters and pages, of which nothing has a description."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Collections = dict[str, list[dict[str, Any]]]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    collections: Collections

    def do_GET(self) -> None:
        """Respond with an item, or with the items that the query selects."""
        url = urlsplit(self.path)
        name, _, key = url.path.strip("/").partition("/")
        items = self.collections.get(name, [])
        if key or name not in self.collections:
            found = [item for item in items if str(item["id"]) == key]
            self._respond(200 if found else 404, found[0] if found else {})
            return
        query = dict(parse_qsl(url.query))
        number, size = int(query.pop("_page", 1)), int(query.pop("_limit", len(items) or 1))
        chosen = [item for item in items if all(str(item.get(field)) == value for field, value in query.items())]
        self._respond(200, chosen[(number - 1) * size : number * size])

    def do_POST(self) -> None:
        """Add an item with a new id."""
        items = self.collections[self.path.strip("/")]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        items.append({**body, "id": 1 + max(item["id"] for item in items)})
        self._respond(201, items[-1])

    def _respond(self, status: int, value: Any) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


@contextmanager
def blog_server(collections: Collections) -> Iterator[str]:
    """Serve collections, and yield the URL."""
    handler = type("Handler", (_Handler,), {"collections": collections})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

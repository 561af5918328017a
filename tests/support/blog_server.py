"""A server with the API of json-server 0.17: collections with filters and pages, of which nothing has a description."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Collections = dict[str, Any]
"""Lists of items with ids by name; what is not a list is a single item."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    collections: Collections

    def do_GET(self) -> None:
        """Respond with an item, or with the items that the query selects."""
        name, key, fields = self._place()
        items = self.collections.get(name)
        if key or not isinstance(items, list):
            self._respond_with(self._find(name, key))
            return
        query: dict[str, Any] = {**dict(parse_qsl(urlsplit(self.path).query)), **fields}
        number, size = int(query.pop("_page", 1)), int(query.pop("_limit", len(items) or 1))
        chosen = [item for item in items if all(str(item.get(field)) == str(value) for field, value in query.items())]
        self._respond(200, chosen[(number - 1) * size : number * size], {"X-Total-Count": str(len(chosen))})

    def do_POST(self) -> None:
        """Add an item with a new id."""
        name, _, fields = self._place()
        items = self.collections[name]
        items.append({**self._body(), **fields, "id": 1 + max(item["id"] for item in items)})
        self._respond(201, items[-1])

    def do_PATCH(self) -> None:
        """Change an item."""
        name, key, _ = self._place()
        self._respond_with(self._find(name, key), self._body())

    def do_PUT(self) -> None:
        """Replace a single item."""
        name, _, _ = self._place()
        self.collections[name] = self._body()
        self._respond(200, self.collections[name])

    def do_DELETE(self) -> None:
        """Remove an item."""
        name, key, _ = self._place()
        item = self._find(name, key)
        if item:
            self.collections[name].remove(item)
        self._respond(404 if item is None else 200, {})

    def _place(self) -> tuple[str, str, dict[str, int]]:
        """Return the name of the collection, the key of an item, and the fields that an outer item sets."""
        parts = urlsplit(self.path).path.strip("/").split("/")
        if len(parts) == 3:  # /posts/1/comments
            return parts[2], "", {f"{parts[0].removesuffix('s')}Id": int(parts[1])}
        return parts[0], "".join(parts[1:]), {}

    def _find(self, name: str, key: str) -> dict[str, Any] | None:
        items = self.collections.get(name)
        if isinstance(items, list):
            return next((item for item in items if str(item["id"]) == key), None)
        return items

    def _body(self) -> dict[str, Any]:
        return dict(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _respond_with(self, item: dict[str, Any] | None, change: dict[str, Any] | None = None) -> None:
        if item is not None:
            item.update(change or {})
        self._respond(404 if item is None else 200, item or {})

    def _respond(self, status: int, value: Any, headers: Mapping[str, str] | None = None) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, header in (headers or {}).items():
            self.send_header(name, header)
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

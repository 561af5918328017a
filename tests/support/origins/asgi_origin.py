"""The same as `node_origin.mjs`, as an application for uvicorn."""

from __future__ import annotations

import base64
import gzip
import json
import re
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

_seen: list[dict[str, Any]] = []


async def app(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Record a request, and respond as its plan says."""
    target = scope["raw_path"].decode("latin-1")
    if scope["query_string"]:
        target += "?" + scope["query_string"].decode("latin-1")
    if target == "/seen":
        found, _seen[:] = json.dumps(_seen), []
        await _respond({"unit": found, "repeat": 1, "framing": "counted"}, "GET", send)
        return
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    fields = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]]
    _seen.append(
        {
            "method": scope["method"],
            "target": target,
            "fields": fields,
            "body": base64.b64encode(body).decode(),
            "port": scope["client"][1],
        }
    )
    match = re.search(r"[?&]plan=([A-Za-z0-9_-]*)", target)
    await _respond(json.loads(base64.urlsafe_b64decode(match[1] + "==")) if match else {}, scope["method"], send)


async def _respond(plan: dict[str, Any], method: str, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    status = plan.get("status", 200)
    body = plan.get("unit", "").encode() * plan.get("repeat", 1)
    fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in plan.get("fields", [])]
    if coding := plan.get("coding"):
        body = gzip.compress(body, mtime=0) if coding == "gzip" else zlib.compress(body)
        fields.append((b"content-encoding", coding.encode()))
    if plan.get("close") or plan.get("framing") == "close":
        fields.append((b"connection", b"close"))
    if plan.get("framing") == "counted":
        fields.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": fields})
    if method != "HEAD" and status not in (204, 304):
        step = max(1, -(-len(body) // 5))
        for start in range(0, len(body), step):
            await send({"type": "http.response.body", "body": body[start : start + step], "more_body": True})
    await send({"type": "http.response.body"})

"""The `Location` of a new item (RFC 9110, section 10.2.2)."""

from __future__ import annotations

from urllib.parse import quote

from ...records import replace
from .. import schema_views
from ..exchange import MockResponse
from ..paths import filled
from .calls import Call


def located(call: Call, key: str, response: MockResponse) -> MockResponse:
    """Return the response to the creation of an item with where that is, if it is declared, or nothing else says it."""
    described = call.plan.action.response_for(response.status)
    declared = {name.lower(): schema for name, schema in described.headers.items()} if described else {}
    is_only = response.status == 201 and not (described and described.content) and call.plan.action.method == "POST"
    if not call.plan.location or ("location" not in declared and not is_only):
        return response
    schema = declared.get("location")
    parts = schema_views.parts(schema.view) if schema else []
    start = f"{call.request.scheme}://{call.request.headers.get('Host', 'localhost')}"
    url = _path_of(call, key)
    url = f"{start}{url}" if any(part.get("format") == "uri" for part in parts) else url
    return replace(response, headers=(*response.headers, ("Location", url)))


def _path_of(call: Call, key: str) -> str:
    """Return the path of an item, with the base path that the request has."""
    plan = call.plan
    template = plan.expanded.path if plan.expanded else plan.action.path
    base = call.request.path.rsplit("/", template.count("/"))[0]
    last = key.rpartition("/")[2] if plan.name else key
    own = [] if plan.role.is_single else [last]
    parents = call.collection.parents[: plan.location.count("{}") - len(own)]
    return base + filled(plan.location, [quote(value, safe="") for value in (*parents, *own)])

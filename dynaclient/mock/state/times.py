"""Properties with the time at which an item was created or last updated, and what they have."""

from __future__ import annotations

import datetime
from typing import Any

from .. import schema_views

CREATED = frozenset(
    [
        "creationdate",
        "creationtime",
        "creationtimestamp",
        "created",
        "createdat",
        "createdon",
        "createddate",
        "createdtime",
        "createdtimestamp",
        "createdate",
        "createtime",
        "datecreated",
        "insertedat",
    ]
)
UPDATED = frozenset(
    [
        "lastupdated",
        "lastupdate",
        "lastupdatetime",
        "updated",
        "updatedat",
        "updatedon",
        "updateddate",
        "updatedtime",
        "updatetime",
        "modified",
        "modifiedat",
        "modifiedtime",
        "modificationtime",
        "lastmodified",
        "lastmodifiedat",
        "lastmodifieddate",
        "lastmodifiedtime",
        "datemodified",
    ]
)
"""Properties with the time at which an item was created or last updated, as `schema_views.normalized` has them."""


def written_time(now: float, schemas: list[Any]) -> Any:
    """
    Return a time as a property has it.

    Args:
        now: The time, in seconds since 1970.
        schemas: The schemas of the property: a number is in seconds, a string as RFC 3339 has it.
    """
    types = schema_views.types(*schemas)
    if types and "string" not in types:
        return int(now)
    moment = datetime.datetime.fromtimestamp(now, datetime.timezone.utc)
    if any(schema.get("format") == "date" for schema in schemas):
        return moment.date().isoformat()
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

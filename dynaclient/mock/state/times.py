"""Properties with the time at which an item was created or last updated."""

from __future__ import annotations

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

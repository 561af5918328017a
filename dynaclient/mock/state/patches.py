"""
What PATCH makes of an item, by the media type in which it is sent.

``application/merge-patch+json`` (RFC 7396) merges at any depth, and null removes. ``application/json-patch+json`` (RFC
6902) is a list of operations: all are done, or none. What JSON:API calls attributes and relationships keep their values
if they are left out. Any other body replaces the members that it has: lists and objects
are replaced, and null removes what may not be null.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...description.loading import merge_patch
from ...errors import DynaclientError
from ...runtime.media_types import without_parameters
from ..exchange import Rejection

MERGE_PATCHES = ("application/merge-patch+json", "application/strategic-merge-patch+json")
JSON_PATCH = "application/json-patch+json"
JSON_API = "application/vnd.api+json"
_MERGED = ("attributes", "relationships")
"""The members of an item that JSON:API merges."""
MAX_OPERATIONS = 1_000
MAX_SIZE = 8_000_000
"""How many characters of JSON an item may have after an operation that copies."""


def is_operations(media: str, sent: Any) -> bool:
    """Return whether a body is a list of operations: by its media type, or by what is in it."""
    if not isinstance(sent, list):
        return False
    return without_parameters(media) == JSON_PATCH or (
        bool(sent) and all(isinstance(operation, Mapping) and {"op", "path"} <= operation.keys() for operation in sent)
    )


def merged(item: Mapping[str, Any], sent: Mapping[str, Any], media: str) -> dict[str, Any]:
    """Return an item with an object that was sent merged into it, as its media type says."""
    if without_parameters(media) in MERGE_PATCHES:
        changed: dict[str, Any] = merge_patch(item, sent)
        return changed
    merging = _MERGED if without_parameters(media) == JSON_API else ()
    inner = {name: (item.get(name), sent.get(name)) for name in merging}
    both = {
        name: {**old, **new}
        for name, (old, new) in inner.items()
        if isinstance(old, Mapping) and isinstance(new, Mapping)
    }
    return {**item, **sent, **both}


def operated(item: Mapping[str, Any], operations: list[Any], status: int) -> dict[str, Any]:
    """
    Return an item after the operations of a JSON Patch.

    Args:
        item: The item as it is.
        operations: The operations.
        status: The status for operations that do not fit the item.

    Raises:
        Rejection: It is not a JSON Patch (400), it would make the item too large (413), or it does not fit the item.
    """
    if len(operations) > MAX_OPERATIONS:
        raise Rejection(413, f"a patch has at most {MAX_OPERATIONS:,} operations, not {len(operations):,}")
    changed: Any = json.loads(json.dumps(item))
    for number, operation in enumerate(operations, 1):
        changed = _operated(changed, operation, number, status)
        # Copies of copies grow to any size.
        copies = isinstance(operation, Mapping) and operation.get("op") == "copy"
        if copies and len(json.dumps(changed)) > MAX_SIZE:
            raise Rejection(413, f"operation {number} of the patch makes the item larger than {MAX_SIZE:,} characters")
    if not isinstance(changed, dict):
        raise Rejection(status, "after the patch the item is not an object")
    return changed


def _operated(item: Any, operation: Any, number: int, status: int) -> Any:
    try:
        from jsonpatch import InvalidJsonPatch, JsonPatch, JsonPatchException
        from jsonpointer import JsonPointerException
    except ImportError:
        message = "JSON Patch needs the mock extra: pip install 'dynaclient[mock]'"
        raise DynaclientError(message, code="extra-missing") from None
    try:
        return JsonPatch([operation]).apply(item, in_place=True)
    except InvalidJsonPatch as error:
        status, reason = 400, str(error)
    except (JsonPatchException, JsonPointerException) as error:
        reason = str(error)
    except (TypeError, LookupError, AttributeError, ValueError):  # earlier versions of the package
        reason = "it does not fit the item"
    raise Rejection(status, f"operation {number} of the patch cannot be applied: {reason:.200}")

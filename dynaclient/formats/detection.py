"""Which format a document has, by its top-level keys."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

from .translation import Options, Translation

FAMILIES = {"openapi": "openapi", "swagger": "openapi", "discoveryVersion": "discovery"}
"""A top-level key that only documents of one format have → the module that translates them, by its `translate`."""
OWN_KEY = "dynaclient"
"""The top-level key that descriptions have."""


def translate(document: Any, options: Options = Options()) -> Translation | None:  # noqa: B008 - it is frozen
    """Return the translation of a document in another format; None if it is in none of them."""
    if not isinstance(document, Mapping) or OWN_KEY in document:
        return None
    for key, module in FAMILIES.items():
        if key in document:
            return cast("Translation", import_module(f".{module}", __package__).translate(document, options))
    return None

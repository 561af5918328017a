"""
A small format of another kind, for tests of what surrounds translators: ``{"standin": 1, "calls": {NAME: …}}``.

Each call has a `method` and a `path`, or is a reference; `schemas` are as they are, and `loss` is noted.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from dynaclient.formats.detection import FAMILIES
from dynaclient.formats.lazy import LazyDict
from dynaclient.formats.places import BrokenReference, Place
from dynaclient.formats.source import SourceDocument
from dynaclient.formats.translation import Description, Options, Translation

MADE: list[str] = []
"""The calls that were translated."""


def translate(document: dict[str, Any], options: Options) -> Translation:
    """Return the translation of a document."""
    translation = Translation("Stand-in 1")
    source = SourceDocument(document, options.read_file)
    calls: dict[str, Any] = document.get("calls", {})

    def action(key: str) -> dict[str, Any]:
        MADE.append(key)
        place = Place(("calls", key))
        try:
            call, place = source.follow(calls[key], place)
        except BrokenReference as error:
            translation.note(place, "reference", str(error))
            call = {"method": "GET", "path": "/"}
        translation.origins.add(("resources", "things", "actions", key), place)
        if "loss" in call:
            translation.note(place.below("loss"), "loss", "is left out")
        return {name: value for name, value in call.items() if name != "loss"}

    names = {key: options.names.get(key, key) for key in calls}
    keys = {name: key for key, name in names.items()}
    translation.operation_ids = {f"id_{key}": f"things.{name}" for key, name in names.items()}
    actions = LazyDict(keys, lambda name: action(keys[name]))
    schemas = document.get("schemas", {})
    makers: dict[str, Any] = {
        "dynaclient": lambda: 1,
        "title": lambda: str(document.get("title", "Stand-in")),
        "server": lambda: options.base_url or "https://standin.example",
        "resources": lambda: {"things": {"path": "/t", "actions": actions}},
        "schemas": lambda: LazyDict(schemas, lambda name: schemas[name]),
    }
    Description(translation, makers)
    return translation


def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have documents of this format detected during a test."""
    module = ModuleType("dynaclient.formats.standin")
    module.translate = translate  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dynaclient.formats.standin", module)
    monkeypatch.setitem(FAMILIES, "standin", "standin")
    MADE.clear()


def standin(**more: Any) -> dict[str, Any]:
    """Return a document with two calls."""
    calls = {"get": {"method": "GET", "path": "/a"}, "post": {"method": "POST", "path": "/b"}}
    return {"standin": 1, "calls": calls, **more}

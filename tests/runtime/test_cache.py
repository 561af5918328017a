"""What is cached for the whole process: nothing of a description, and nothing large."""

from __future__ import annotations

import ast
import inspect
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import load
from dynaclient.runtime.cache import MAX_KEY_LENGTH, cache_short_strings
from dynaclient.schema.patterns import compile_pattern
from tests.support.dropping import new_description, survivors
from tests.support.syntax import PACKAGE, tree_of

CONSTANT = {
    "codes.catalogue._by_code", "description.document._definition", "description.document._definitions", "description.document.format_schema", "schema.engines.fast_engine",
    "schema.engines.metaschema", "schema.inspection._metaschema_plan", "schema.keywords._keywords", "cli.output.wording._rewording", "agents.wording._rewording", "agents.generic_tools._described",
    "schema.pattern_folding._folded_families", "schema.pattern_folding._raised_families",
    "strings.similarity._known_names", "auth.authorization_server.description", "auth.authorization_server.protocol_fields",
    "auth.profile_rules._validator", "mock.control.description.control_api",
}  # fmt: skip
"""Functions whose results are a few constants of this library or of its engines, and one small set of names."""


def _cached_functions() -> Iterator[tuple[str, str]]:
    """Yield each function of the package that is cached by a decorator, and the name of the decorator."""
    for path in PACKAGE.rglob("*.py"):
        if "cache" not in path.read_text("utf-8"):
            continue
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for node in ast.walk(tree_of(path)):
            for decorator in getattr(node, "decorator_list", ()):
                name = ast.unparse(decorator).partition("(")[0].rpartition(".")[2]
                if "cache" in name and name != "cached_property":
                    yield f"{module}.{node.name}", name  # type: ignore[attr-defined]


CACHED = dict(_cached_functions())


def test_what_is_cached_for_the_process_is_cached_by_short_strings() -> None:
    others = {function for function, decorator in CACHED.items() if decorator != "cache_short_strings"}
    assert others == CONSTANT
    assert len(CACHED) > len(CONSTANT) + 4


@pytest.mark.parametrize("function", CACHED)
def test_no_key_of_a_cache_is_an_object_of_a_description(function: str) -> None:
    module, _, name = function.rpartition(".")
    cached = getattr(__import__(f"dynaclient.{module}", fromlist=["_"]), name)
    hints = {name: hint for name, hint in inspect.unwrap(cached).__annotations__.items() if name != "return"}
    assert set(hints.values()) <= {"str", "tuple[str, ...]"}
    assert len(hints) == len(inspect.signature(cached).parameters)


def test_a_cache_of_strings_is_used_in_no_other_way() -> None:
    users = {path.stem for path in PACKAGE.rglob("*.py") if "lru_cache" in path.read_text("utf-8")}
    assert users == {"cache", *(function.split(".")[-2] for function in CONSTANT)}


def test_a_long_string_is_no_key() -> None:
    calls: list[str] = []

    @cache_short_strings(10)
    def length(string: str) -> int:
        calls.append(string)
        return len(string)

    short, long = "x" * MAX_KEY_LENGTH, "x" * (MAX_KEY_LENGTH + 1)
    assert [length(string) for string in (short, short, long, long)] == [256, 256, 257, 257]
    assert calls == [short, long, long]


def test_a_compiled_pattern_lives_as_long_as_the_schema_that_has_it() -> None:
    pattern = r"^\p{L}{30}x$"

    def use() -> weakref.ref[Any]:
        pinned = {"in": "query", "schema": {"type": "string", "pattern": pattern}}
        api = load({**new_description(), "common": [], "resources": {
            "things": {"actions": {"get": {"method": "GET", "path": "/", "parameters": {"q": pinned}}}},
        }})  # fmt: skip
        api.action("things.get")
        compiled = weakref.ref(compile_pattern(pattern))
        assert compiled() is not None
        return compiled

    assert survivors([use()]) == []

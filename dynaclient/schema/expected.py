"""What schemas declare that decides how a value is written: its types and its formats."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from .subschemas import child_views, combined_schemas, declared_types, is_file


class Expected:
    """What the schemas of a value declare that decides how it is written; `child` for what is inside the value."""

    def __init__(self, views: list[Any]) -> None:
        self._schemas = [schema for view in views for schema in combined_schemas(view)]
        self._views = views
        self._children: dict[str | int, Expected] = {}

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types of the value."""
        return frozenset(name for schema in self._schemas for name in declared_types(schema))

    @property
    def whole(self) -> bool:
        """Whether the only numbers are integers."""
        return "integer" in self.types and "number" not in self.types

    @cached_property
    def formats(self) -> frozenset[str]:
        """The formats (JSON Schema validation, section 7) of the value."""
        return frozenset(schema["format"] for schema in self._schemas if isinstance(schema.get("format"), str))

    @cached_property
    def encodings(self) -> frozenset[str]:
        """The encodings of bytes in strings (`contentEncoding`) that the schemas declare."""
        declared = (schema.get("contentEncoding") for schema in self._schemas)
        return frozenset(name for name in declared if isinstance(name, str))

    @cached_property
    def is_file(self) -> bool:
        """Whether the value is a file."""
        return any(map(is_file, self._views))

    def wrap(self, value: Any) -> Any:
        """Return a list of a value if it is a scalar where the schemas declare a list: as strings, both look alike."""
        return [value] if "array" in self.types and not isinstance(value, (list, dict)) else value

    def child(self, step: str | int) -> Expected:
        """Return what the schemas declare for a property or an item."""
        key = step if isinstance(step, str) or self._has_positions else 0
        found = self._children.get(key)
        if found is None:
            found = self._children[key] = Expected(child_views(self._views, step))
        return found

    @cached_property
    def _has_positions(self) -> bool:
        return any("prefixItems" in schema or isinstance(schema.get("items"), list) for schema in self._schemas)

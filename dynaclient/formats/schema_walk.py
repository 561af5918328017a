"""A schema is translated keyword by keyword; what needs no change is shared with the source."""

from __future__ import annotations

from typing import Any

from .schema_keywords import DROP, NULLABLE, OF_OTHER_TYPE, REFERENCES, RULES, UNKNOWN, Members, is_annotation
from .source import Place
from .walker import References, Trail

MAX_DEPTH = 150
"""How deeply schemas may be nested."""
_NULL = {"type": "null"}


class Walk:
    """
    The translation of one schema and all that is written in it.

    Args:
        references: The schemas that references lead to.
        place: Where the schema is.
    """

    __slots__ = ("_depth", "_place", "references")

    def __init__(self, references: References, place: Place) -> None:
        self.references = references
        self._place = place
        self._depth = 0

    def place(self, trail: Trail) -> Place:
        """Return the location in the source."""
        steps = []
        while trail is not None:
            trail, step = trail
            steps.append(step)
        return self._place.below(*reversed(steps))

    def note(self, trail: Trail, rule: str, message: str) -> None:
        """Note what could not be carried over."""
        self.references.note(self.place(trail), rule, message)

    def schema(self, value: Any, trail: Trail) -> Any:
        """Return a schema of the description for one of the source."""
        if not isinstance(value, dict):
            if not isinstance(value, bool):
                self.note(trail, "schema", "a schema is an object or a boolean: anything is valid")
                return {}
            return value
        if self._depth >= MAX_DEPTH:
            self.note(trail, "depth", f"schemas are nested more than {MAX_DEPTH} levels deep: anything is valid")
            return {}
        self._depth += 1
        if "$ref" in value or "$dynamicRef" in value or "$recursiveRef" in value:
            made = self._reference(value, trail)
        else:
            made = self._members(value, trail)
        if value.get("nullable") is True or value.get("x-nullable") is True:
            made = _with_null(made)
        self._depth -= 1
        return made

    def _members(self, value: dict[Any, Any], trail: Trail) -> dict[str, Any]:
        made: dict[str, Any] = {}
        is_changed = False
        for key, member in value.items():
            rule = RULES.get(key)
            if rule is None:
                rule = UNKNOWN
            elif rule.__class__ is type:
                if isinstance(member, rule):
                    made[key] = member
                    continue
                rule = OF_OTHER_TYPE
            new = rule(self, member, key, trail, value)
            if new is member:
                made[key] = new
                continue
            is_changed = True
            if new.__class__ is Members:
                made.update(new)
            elif new is not DROP:
                made[key] = new
        return made if is_changed else value

    def _reference(self, value: dict[str, Any], trail: Trail) -> dict[str, Any]:
        """Return a reference with what counts beside it."""
        key = next(key for key in REFERENCES if key in value)
        target = value[key]
        beside = {name: member for name, member in value.items() if name not in REFERENCES}
        if not self.references.has_siblings:
            ignored = [name for name in beside if not (is_annotation(str(name)) or name in NULLABLE)]
            if ignored:
                listed = ", ".join(map(str, ignored))
                self.note(trail, "ref-siblings", f"keywords beside a `$ref` count for nothing here: {listed:.200}")
            beside = {name: member for name, member in beside.items() if name not in ignored}
        made = dict(self._members(beside, trail)) if beside else {}
        if not isinstance(target, str):
            self.note((trail, key), "reference", f"`{key}` has to be a string: it is left out")
            return made
        pointer = self.references.reference(target, self.place(trail))
        return made if pointer is None else {"$ref": pointer, **made}


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that allows null, too."""
    made = dict(schema)
    if "enum" in made and None not in made["enum"]:
        made["enum"] = [*made["enum"], None]
    types = made.get("type")
    if types is not None:
        listed = [types] if isinstance(types, str) else types
        made["type"] = types if "null" in listed else [*listed, "null"]
    if made.keys().isdisjoint(("$ref", "allOf", "anyOf", "oneOf", "const")):
        return made
    about = {key: member for key, member in made.items() if is_annotation(key)}
    rest = {key: member for key, member in made.items() if key not in about}
    if not rest.keys() - {"anyOf"}:
        return {**about, "anyOf": [*rest["anyOf"], _NULL]}
    return {**about, "anyOf": [rest, _NULL]}

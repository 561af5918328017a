"""A schema is translated keyword by keyword; what needs no change is shared with the source."""

from __future__ import annotations

from typing import Any

from ..strings.expressions import expression
from .nullable import NULLABLE, is_annotation, is_nullable, with_null
from .places import Place
from .schema_files import as_file, is_file_in, step, without_null
from .schema_keywords import DROP, REFERENCES, RULES, UNCHANGED, UNKNOWN, Members
from .walker import References, Scope, Trail

MAX_DEPTH = 100
"""How deeply schemas may be nested."""
MAX_SCHEMAS = 100_000
"""How many schemas one may contain: those of a file that refers to its own parts are without end."""


_OLD_DIALECT = expression(r"https?://json-schema\.org/draft-0[3-7]/(hyper-)?schema#?")


def counts_siblings(dialect: Any) -> bool:
    """Return whether keywords beside a `$ref` count in a dialect of JSON Schema: they do since 2019-09."""
    return not (isinstance(dialect, str) and _OLD_DIALECT.fullmatch(dialect))


class Walk:
    """
    The translation of one schema and all that is written in it.

    Args:
        references: The schemas that references lead to.
        place: Where the schema is.
        files: Where files can be in it, see `schema_files`.
        scope: The dynamic anchors that are in effect.
    """

    __slots__ = ("_count", "_counts_siblings", "_depth", "_files", "_place", "_scope", "references")

    def __init__(self, references: References, place: Place, files: str, scope: Scope) -> None:
        self.references = references
        self._place = place
        self._files = files
        self._scope = scope
        self._counts_siblings = references.counts_siblings
        self._depth = 0
        self._count = 0

    def place(self, trail: Trail) -> Place:
        """Return the location in the source."""
        steps = []
        while trail is not None:
            trail, step = trail
            steps.append(step)
        return self._place.below(*reversed(steps)) if steps else self._place

    def note(self, trail: Trail, rule: str, message: str) -> None:
        """Note what could not be carried over."""
        self.references.note(self.place(trail), rule, message)

    def schema(self, value: Any, trail: Trail) -> Any:
        """Return a schema of the description for one of the source."""
        if not isinstance(value, dict):
            if value is True or value is False:
                return value
            self.note(trail, "schema", "a schema is an object or a boolean: anything is valid")
            return {}
        if trail is None and "$schema" in value:
            self._counts_siblings = self.references.dialect == "3.1" and counts_siblings(value["$schema"])
        self._count += 1
        if self._depth >= MAX_DEPTH or self._count > MAX_SCHEMAS:
            limit = f"{MAX_DEPTH} levels deep" if self._depth >= MAX_DEPTH else f"{MAX_SCHEMAS:,} schemas in one"
            self.note(trail, "depth", f"schemas are nested, more than {limit}: anything is valid")
            return {}
        self._depth += 1
        if "$ref" in value or "$dynamicRef" in value or "$recursiveRef" in value:
            made = self._reference(value, trail)
        elif self._files:
            made = self._with_files(value, trail)
        else:
            made = self._members(value, trail)
        self._depth -= 1
        if ("nullable" in value or "x-nullable" in value) and is_nullable(value) and "file" not in made:
            return with_null(made)
        return made

    def _members(self, value: dict[Any, Any], trail: Trail, whole: dict[Any, Any] | None = None) -> dict[str, Any]:
        """
        Return the keywords of a schema: the schema itself if none is another.

        Args:
            value: The keywords.
            trail: The steps to the schema.
            whole: The schema that they are in, if there are others in it.
        """
        whole = value if whole is None else whole
        made: dict[str, Any] | None = None
        files = self._files
        for key, member in value.items():
            if UNCHANGED.get(key) is member.__class__:
                new = member
            else:
                rule = RULES.get(key, UNKNOWN)
                if files:
                    self._files = step(files, key)
                new = rule(self, member, key, trail, whole)
            if new is member:
                if made is not None:
                    made[key] = new
                continue
            if made is None:
                made = _before(key, value)
            if new.__class__ is Members:
                made.update(new)
            elif new is not DROP:
                made[key] = new
        self._files = files
        return value if made is None else made

    def _with_files(self, value: dict[Any, Any], trail: Trail) -> dict[str, Any]:
        if is_file_in(self._files, value, self.references.dialect):
            return as_file(value)
        return without_null(self._members(value, trail))

    # References.

    def _reference(self, value: dict[str, Any], trail: Trail) -> dict[str, Any]:
        """Return a reference with what counts beside it."""
        is_plain = not self._files and not self._scope
        if is_plain and len(value) == 1:
            target = value.get("$ref")
            known = self.references.known(target, self._place.file) if isinstance(target, str) else None
            if known is not None:
                return known
        key = next(key for key in REFERENCES if key in value)
        beside = self._beside(value, trail)
        if not isinstance(value[key], str):
            self.note((trail, key), "reference", f"`{key}` has to be a string: it is left out")
            return beside
        made = self.references.refer((key, value[key]), self.place(trail), self._files, self._scope)
        return {**made, **beside} if beside else made

    def _beside(self, value: dict[str, Any], trail: Trail) -> dict[str, Any]:
        """Return the keywords that count beside a `$ref`: in dialects before 2019-09 only those that describe."""
        beside = {name: member for name, member in value.items() if name not in REFERENCES}
        if beside and not self._counts_siblings:
            ignored = [name for name in beside if not (is_annotation(str(name)) or name in NULLABLE)]
            if ignored:
                listed = ", ".join(map(str, ignored))
                self.note(trail, "ref-siblings", f"keywords beside a `$ref` have no effect here: {listed:.200}")
            beside = {name: member for name, member in beside.items() if name not in ignored}
        return dict(self._members(beside, trail, value)) if beside else {}


def _before(key: Any, schema: dict[Any, Any]) -> dict[Any, Any]:
    """Return the members of a schema before a keyword."""
    keys = list(schema)
    return {name: schema[name] for name in keys[: keys.index(key)]}

"""
JSON Schemas as Python types: of arguments, and of the data of responses.

One schema becomes up to three types. In a request body a string is a `str` and a list may be a tuple. Outside of a
body a number may also be passed as a string. In a response lists are lists, and a property is there unless the schema
makes it optional. An object with properties becomes a `TypedDict`. Rules that no type can express (bounds, patterns,
conditions) are left to validation at run time. A schema without types, or with too many alternatives, is `Any`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from ..records import dataclass, field
from ..schema.directions import MARKS, REQUEST, RESPONSE
from ..schema.references import Tokens
from . import python_source
from .python_source import GENERATED, class_name, shared
from .shapes import Locations, Shape, Shapes


class Use(Enum):
    """Where a value is."""

    RESPONSE = "response"
    BODY = "body"
    PARAMETER = "parameter"
    """In a path, query, header, cookie or form, where it is sent as a string."""


Members = tuple[str, ...]
"""The members of a union, as type expressions."""

ANY = shared("Any")
MAX_DEPTH = 40
"""The maximum depth of nested schemas; below, a value is `Any`."""
MAX_MEMBERS = 40
"""The maximum number of alternatives in a union, literals aside."""
MAX_CHOICES = 1000
MAX_GROUPS = 3
"""The maximum number of groups of alternatives that are combined for one schema; each multiplies the types."""
MAX_TYPES = 20_000
MAX_UNNAMED = 80
"""The maximum length of an expression without an alias."""

_SCALARS: dict[Use, dict[str, Members]] = {
    Use.RESPONSE: {
        "string": (shared("str"),), "integer": (shared("int"),), "number": (shared("float"),),
        "boolean": (shared("bool"),), "null": ("None",),
    },
    Use.BODY: {
        "string": (shared("str"),), "integer": (shared("int"),), "number": ("_typed.JSONNumber",),
        "boolean": (shared("bool"),), "null": ("None",),
    },
    Use.PARAMETER: {
        "string": ("_typed.String",), "integer": ("_typed.Integer",), "number": ("_typed.Number",),
        "boolean": ("_typed.Boolean",), "null": ("None",),
    },
}  # fmt: skip
"""For each use the type of each scalar."""

_FORMATS = {
    "date": "_typed.Date",
    "date-time": "_typed.DateTime",
    "time": "_typed.Time",
    "uuid": "_typed.Uuid",
    "http-date": "_typed.DateTime",
}
"""The types of arguments for strings with a format; each includes `str`."""

_STRINGS = frozenset({ANY, shared("str"), "_typed.String", "_typed.Integer", "_typed.Number", *_FORMATS.values()})
"""Members of a union that accept any string."""


@dataclass
class TypedDict:
    """The definition of a `TypedDict`."""

    name: str
    summary: str
    fields: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """By name, the type expression of each property, and whether it is always there."""

    def source(self, taken: Iterable[str]) -> str:
        """Return its source; `taken` are names with a meaning in the file."""
        usable = all(
            python_source.is_identifier(name) and not name.startswith("__") and name not in taken
            for name in self.fields
        )
        return "\n".join(self._class() if usable and self.fields else self._call())

    @property
    def _is_partial(self) -> bool:
        return not all(always for _, always in self.fields.values())

    def _type(self, name: str) -> str:
        expression, always = self.fields[name]
        shown = python_source.unqualified(expression)
        return f"Required[{shown}]" if always and self._is_partial else shown

    def _class(self) -> list[str]:
        head = f"class {self.name}(TypedDict{', total=False' if self._is_partial else ''}):"
        docstring = python_source.docstring([self.summary], "    ")
        return [head, *docstring, *(f"    {name}: {self._type(name)}" for name in self.fields)]

    def _call(self) -> list[str]:
        items = [f"        {python_source.quoted(name)}: {self._type(name)}," for name in self.fields]
        total = ["    total=False,"] if self._is_partial else []
        return [f"{self.name} = TypedDict(", f'    "{self.name}",', "    {", *items, "    },", *total, ")"]


@dataclass
class Alias:
    """The definition of a name for a type expression."""

    name: str
    expression: str

    def source(self, _: Iterable[str]) -> str:
        """Return its source."""
        return f"{self.name}: TypeAlias = {python_source.unqualified(self.expression)}"


@dataclass(frozen=True)
class _Key:
    """What identifies a type: the schemas that apply to the value, and where the value is."""

    locations: Locations
    use: Use
    chosen: frozenset[Tokens] = frozenset()
    """The groups of alternatives of which one alternative is among the locations."""


class Types:
    """The types of one description, generated on request."""

    def __init__(self, shapes: Shapes, names: python_source.UniqueNames) -> None:
        self.shapes = shapes
        self.names = names
        self.definitions: list[TypedDict | Alias] = []
        self._members: dict[_Key, Members] = {}
        self._in_progress: dict[_Key, Alias | None] = {}

    def of(self, location: Tokens, use: Use, name: str) -> Members:
        """
        Return the type of the values that a schema describes.

        Args:
            location: Where the schema is.
            use: Where the value is.
            name: The name of the type, for a schema that has no name.
        """
        return self._of(_Key((location,), use), name)

    def arguments(self, name: str, summary: str, fields: dict[str, tuple[str, bool]]) -> str:
        """Define a type for the arguments of an action, and return its expression."""
        self.definitions.append(TypedDict(self.names.new(name), summary, fields))
        return GENERATED + self.definitions[-1].name

    def source(self) -> str:
        """Return the source of all definitions."""
        taken = {definition.name for definition in self.definitions} | python_source.RESERVED
        return "\n\n".join(definition.source(taken) for definition in self.definitions)

    def _of(self, key: _Key, name: str) -> Members:
        key = _Key(tuple(dict.fromkeys(map(self.shapes.resolve, key.locations))), key.use, key.chosen)
        if key in self._members:
            return self._members[key]
        if key in self._in_progress:
            return (self._recursive_alias(key, name),)
        if len(self._in_progress) > MAX_DEPTH or len(self.definitions) > MAX_TYPES:
            return (ANY,)
        self._in_progress[key] = None
        members = self._generate(key, self._type_name(key, name))
        alias = self._in_progress.pop(key)
        self._members[key] = result = self._finish(key, members, alias, self._type_name(key, name))
        return result

    def _recursive_alias(self, key: _Key, name: str) -> str:
        """Return the name of a type that contains itself and has no name of its own, as objects have."""
        alias = self._in_progress[key]
        if alias is None:
            alias = self._in_progress[key] = Alias(self._new_name(key, self._type_name(key, name)), ANY)
        return GENERATED + alias.name

    def _finish(self, key: _Key, members: Members, alias: Alias | None, name: str) -> Members:
        """Return the members of a type, or its alias if it is recursive or long."""
        if alias is None:
            if key in self._members:
                return self._members[key]
            if len(union(members)) <= MAX_UNNAMED or len(key.locations) != 1:
                return members
            alias = Alias(self._new_name(key, name), ANY)
        alias.expression = union(member for member in members if member != GENERATED + alias.name)
        self.definitions.append(alias)
        return (GENERATED + alias.name,)

    def _type_name(self, key: _Key, name: str) -> str:
        """Return the name of a type: that of its schema, if this is one of the named schemas."""
        first, *further = key.locations
        named = not further and not key.chosen and len(first) == 2 and first[0] == "schemas"
        return class_name(str(first[1])) if named else name

    def _new_name(self, key: _Key, name: str) -> str:
        return self.names.new(name, f"{name}{key.use.value.capitalize()}")

    # The types of one schema.

    def _generate(self, key: _Key, name: str) -> Members:
        shape = self.shapes.of(key.locations, key.chosen)
        if shape.groups and not shape.choices and len(key.chosen) < MAX_GROUPS:
            return self._alternatives(key, shape, name)
        if shape.file:
            return ("_typed.File",) if key.use is not Use.RESPONSE else (ANY,)
        choices = None if shape.choices is None else _literals(shape.choices, key.use)
        if choices is not None:
            return choices
        types = shape.effective_types
        found = {json_type: self._of_json_type(json_type, key, shape, name) for json_type in sorted(types - {"object"})}
        if "object" in types:  # the last, as its properties may refer to the whole type
            found["object"] = self._object(key, shape, name, found)
        return _in_order(found) or (ANY,)

    def _alternatives(self, key: _Key, shape: Shape, name: str) -> Members:
        location, group = next(iter(shape.groups.items()))
        members: dict[str, None] = {}
        for number, alternative in enumerate(group, 1):
            if shape.is_bare and len(shape.groups) == 1 and self._is_complete(alternative):
                combined = _Key((alternative,), key.use)
            else:
                combined = _Key((*key.locations, alternative), key.use, key.chosen | {location})
            members.update(dict.fromkeys(self._of(combined, f"{name}{number}")))
        return simplified(members) if len(members) <= MAX_MEMBERS else (ANY,)

    def _is_complete(self, location: Tokens) -> bool:
        """Return whether a schema determines a type by itself."""
        shape = self.shapes.of((location,))
        return bool(shape.effective_types or shape.choices or shape.groups or shape.file)

    def _of_json_type(self, json_type: str, key: _Key, shape: Shape, name: str) -> Members:
        if json_type == "array":
            return self._array(key, shape, name)
        formatted = () if key.use is Use.RESPONSE else self._formatted(json_type, key.use, shape)
        if formatted:
            return formatted
        if json_type == "string" and key.use is Use.PARAMETER and shape.has_pattern:
            return (shared("str"),)
        return _SCALARS[key.use].get(json_type, (ANY,))

    @staticmethod
    def _formatted(json_type: str, use: Use, shape: Shape) -> Members:
        """Return the type of an argument that is written by its format; nothing if it has none."""
        if shape.format == "unix-time" and json_type in ("integer", "number", "string"):
            return (*_SCALARS[use][json_type], "_typed.Moment")
        if json_type == "string" and shape.format in _FORMATS:
            return (_FORMATS[shape.format],)
        is_encoded = json_type == "string" and shape.encoding in ("base64", "base64url")
        return ("_typed.Base64",) if is_encoded else ()

    def _array(self, key: _Key, shape: Shape, name: str) -> Members:
        schemas = [(location,) for location in shape.first_items] + ([shape.items] if shape.items else [])
        members = [member for locations in schemas for member in self._of(_Key(locations, key.use), f"{name}Item")]
        items = simplified(members) or (ANY,)
        if key.use is Use.RESPONSE:
            return (shared("list", union(items)),)
        # A `str` is a `Sequence[str]`, and would be accepted as a list of strings.
        is_ambiguous = self._accepts_strings(items)
        sequence = f"_typed.ListOf[{union(items)}]" if is_ambiguous else shared("Sequence", union(items))
        return (sequence,) if key.use is Use.BODY else (*items, sequence)

    def _accepts_strings(self, items: Members) -> bool:
        """Return whether any string is a valid item."""
        aliases = {
            GENERATED + definition.name: definition.expression
            for definition in self.definitions
            if isinstance(definition, Alias)
        }
        return any(not _STRINGS.isdisjoint(aliases.get(item, item).split(" | ")) for item in items)

    def _object(self, key: _Key, shape: Shape, name: str, others: Mapping[str, Members]) -> Members:
        """Return the type of an object; `others` are the types of a value that is none, by their JSON types."""
        properties = {
            property_name: locations
            for property_name, locations in shape.properties.items()
            if property_name and not any(map(self.shapes.is_never_valid, locations))  # a `TypedDict` has no name ""
        }
        mapping = "dict" if key.use is Use.RESPONSE else "Mapping"
        if not properties:
            values = [
                member for location in shape.values for member in self._of(_Key((location,), key.use), f"{name}Value")
            ]
            return (shared(mapping, shared("str"), union(simplified(values) or (ANY,))),)
        summary = python_source.summary(self.shapes.annotation(key.locations[-1], "description"))
        definition = TypedDict(self._new_name(key, name), summary)
        self.definitions.append(definition)
        members: Members = (GENERATED + definition.name,)
        if shape.open and key.use is not Use.RESPONSE:
            members += (shared(mapping, shared("str"), ANY),)
        self._members[key] = _in_order({**others, "object": members})  # the object may contain itself
        self._add_fields(definition, properties, shape, key.use)
        return members

    def _add_fields(self, definition: TypedDict, properties: Mapping[str, Locations], shape: Shape, use: Use) -> None:
        # Few descriptions say what a response always has. Without `required`, all properties count as present.
        all_present = use is Use.RESPONSE and not shape.required
        mark = MARKS[RESPONSE if use is Use.RESPONSE else REQUEST]
        for name, locations in properties.items():
            members = self._of(_Key(locations, use), class_name(definition.name, name))
            is_left_out = any(self.shapes.is_marked(location, mark) for location in locations)
            definition.fields[name] = union(members), (all_present or name in shape.required) and not is_left_out


def union(members: Iterable[str]) -> str:
    """Return the expression of a union."""
    return " | ".join(members)


def simplified(members: Iterable[str]) -> Members:
    """Return the members of a union without those that another member includes."""
    unique = tuple(dict.fromkeys(members))
    if ANY in unique:
        return (ANY,)
    redundant = shared("int") if shared("float") in unique or "_typed.JSONNumber" in unique else ""
    return tuple(member for member in unique if member != redundant)


def _in_order(found: Mapping[str, Members]) -> Members:
    """Return the members of a union, in the order of their JSON types."""
    return simplified(member for json_type in sorted(found) for member in found[json_type])


def _literals(values: list[object], use: Use) -> Members | None:
    """Return the type of a value that is one of these; None where literal types cannot express it."""
    literals = [python_source.literal(value) for value in values[: MAX_CHOICES + 1]]
    if None in literals or not literals or len(literals) > MAX_CHOICES:
        return None
    shown = dict.fromkeys(str(literal) for literal in literals if literal != "None")
    if use is Use.PARAMETER:
        as_strings = [literal if literal[0] == '"' else python_source.quoted(literal.lower()) for literal in shown]
        shown.update(dict.fromkeys(as_strings))
    members: Members = (shared("Literal", *shown),) if shown else ()
    if shown and use is not Use.RESPONSE:
        members += ("_typed.EnumMember",)
    return (*members, "None") if "None" in literals else members

"""
JSON Schemas as Python types: what may be given in a body or outside of one, and what an answer holds.

The same schema is three types. In a body texts are texts and lists may be tuples; outside a body a number may be given
as its text; an answer holds lists, and has what it does not say to be optional. An object with properties becomes a
`TypedDict` of its own. What no type can say (bounds, patterns, conditions) is left to the checker at run time, and what
says nothing, or too much, is `Any`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from ..schema.references import Tokens
from . import spelling
from .shapes import Places, Shape, Shapes
from .spelling import MADE, class_name, usual


class Use(Enum):
    """Where a value is."""

    ANSWER = "answer"
    BODY = "body"
    TEXT = "text"
    """In a path, a query, a header, a cookie or a form."""


Members = tuple[str, ...]
"""The members of a union, as expressions."""

ANY = usual("Any")
MAX_DEPTH = 40
"""Objects inside objects of which each gets a type."""
MAX_MEMBERS = 40
"""Alternatives that a union may have, literals aside."""
MAX_CHOICES = 1000
MAX_GROUPS = 3
"""Groups of alternatives of one schema that are told apart; more would multiply each other."""
MAX_TYPES = 20_000
LONG = 80
"""Characters of an expression that gets a name."""

_SCALARS: dict[Use, dict[str, Members]] = {
    Use.ANSWER: {
        "string": (usual("str"),), "integer": (usual("int"),), "number": (usual("float"),),
        "boolean": (usual("bool"),), "null": ("None",),
    },
    Use.BODY: {
        "string": (usual("str"),), "integer": (usual("int"),), "number": ("_typed.Real",),
        "boolean": (usual("bool"),), "null": ("None",),
    },
    Use.TEXT: {
        "string": ("_typed.Text",), "integer": ("_typed.Whole",), "number": ("_typed.Number",),
        "boolean": ("_typed.Switch",), "null": ("None",),
    },
}  # fmt: skip
"""For each use the type of each scalar."""

_FORMATS = {"date": "_typed.Day", "date-time": "_typed.Moment", "time": "_typed.Hour", "uuid": "_typed.Unique"}
"""What is given for a text of a format, beside a text."""

_TEXTS = frozenset({ANY, usual("str"), "_typed.Text", "_typed.Whole", "_typed.Number", *_FORMATS.values()})
"""Members of a union that any text fits."""


@dataclass
class TypedDict:
    """The type of an object."""

    name: str
    told: str
    fields: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """By name, the expression of each property, and whether it is always there."""

    def text(self, names: Iterable[str]) -> str:
        """Give its definition; `names` mean something in the file that it is in."""
        free = all(spelling.is_name(each) and not each.startswith("__") and each not in names for each in self.fields)
        return "\n".join(self._class() if free and self.fields else self._call())

    @property
    def _partial(self) -> bool:
        return not all(always for _, always in self.fields.values())

    def _item(self, name: str) -> str:
        expression, always = self.fields[name]
        shown = spelling.plain(expression)
        return f"Required[{shown}]" if always and self._partial else shown

    def _class(self) -> list[str]:
        head = f"class {self.name}(TypedDict{', total=False' if self._partial else ''}):"
        told = spelling.docstring([self.told], "    ")
        return [head, *told, *(f"    {each}: {self._item(each)}" for each in self.fields)]

    def _call(self) -> list[str]:
        items = [f"        {spelling.quoted(each)}: {self._item(each)}," for each in self.fields]
        total = ["    total=False,"] if self._partial else []
        return [f"{self.name} = TypedDict(", f'    "{self.name}",', "    {", *items, "    },", *total, ")"]


@dataclass
class Alias:
    """An expression with a name."""

    name: str
    expression: str

    def text(self, _: Iterable[str]) -> str:
        """Give its definition."""
        return f"{self.name}: TypeAlias = {spelling.plain(self.expression)}"


@dataclass(frozen=True)
class _Wanted:
    """What a type is made for."""

    places: Places
    use: Use
    chosen: frozenset[Tokens] = frozenset()


class Types:
    """The types of one description, made as they are asked for."""

    def __init__(self, shapes: Shapes, names: spelling.Names) -> None:
        self.shapes = shapes
        self.names = names
        self.made: list[TypedDict | Alias] = []
        self._known: dict[_Wanted, Members] = {}
        self._under_way: dict[_Wanted, Alias | None] = {}

    def of(self, place: Tokens, use: Use, name: str) -> Members:
        """
        Give the type of what a schema describes.

        Args:
            place: Where the schema stands.
            use: Where the value is.
            name: What its type is called, where the schema has no name of its own.
        """
        return self._of(_Wanted((place,), use), name)

    def arguments(self, name: str, told: str, fields: dict[str, tuple[str, bool]]) -> str:
        """Make a type of arguments, and give its expression."""
        self.made.append(TypedDict(self.names.new(name), told, fields))
        return MADE + self.made[-1].name

    def text(self) -> str:
        """Give the definitions."""
        names = {each.name for each in self.made} | spelling.RESERVED
        return "\n\n".join(each.text(names) for each in self.made)

    def _of(self, wanted: _Wanted, name: str) -> Members:
        wanted = _Wanted(tuple(dict.fromkeys(map(self.shapes.goal, wanted.places))), wanted.use, wanted.chosen)
        if wanted in self._known:
            return self._known[wanted]
        if wanted in self._under_way:
            return (self._name_of_loop(wanted, name),)
        if len(self._under_way) > MAX_DEPTH or len(self.made) > MAX_TYPES:
            return (ANY,)
        self._under_way[wanted] = None
        found = self._formed(wanted, self._named(wanted, name))
        loop = self._under_way.pop(wanted)
        self._known[wanted] = known = self._settled(wanted, found, loop, self._named(wanted, name))
        return known

    def _name_of_loop(self, wanted: _Wanted, name: str) -> str:
        """Give a name to what holds itself, and is no object: that has one."""
        loop = self._under_way[wanted]
        if loop is None:
            loop = self._under_way[wanted] = Alias(self._new(wanted, self._named(wanted, name)), ANY)
        return MADE + loop.name

    def _settled(self, wanted: _Wanted, found: Members, loop: Alias | None, name: str) -> Members:
        if wanted in self._known:
            return self._known[wanted]
        if loop is None:
            long = len(union(found)) > LONG and len(wanted.places) == 1
            if not long:
                return found
            loop = Alias(self._new(wanted, name), ANY)
        others = tuple(each for each in found if each != MADE + loop.name)
        loop.expression = union(others)
        self.made.append(loop)
        return (MADE + loop.name,)

    def _named(self, wanted: _Wanted, name: str) -> str:
        """Give what a type is called: its own name, where it stands among the named schemas."""
        first, *further = wanted.places
        named = not further and not wanted.chosen and len(first) == 2 and first[0] == "schemas"
        return class_name(str(first[1])) if named else name

    def _new(self, wanted: _Wanted, name: str) -> str:
        return self.names.new(name, f"{name}{wanted.use.value.capitalize()}")

    # What a schema is made into.

    def _formed(self, wanted: _Wanted, name: str) -> Members:
        shape = self.shapes.of(wanted.places, wanted.chosen)
        if shape.groups and not shape.choices and len(wanted.chosen) < MAX_GROUPS:
            return self._alternatives(wanted, shape, name)
        if shape.file:
            return ("_typed.File",) if wanted.use is not Use.ANSWER else (ANY,)
        chosen = None if shape.choices is None else _choices(shape.choices, wanted.use)
        if chosen is not None:
            return chosen
        found: dict[str, None] = {}
        for kind in sorted(shape.kinds):
            found.update(dict.fromkeys(self._kind(kind, wanted, shape, name)))
        return simplified(found) or (ANY,)

    def _alternatives(self, wanted: _Wanted, shape: Shape, name: str) -> Members:
        place, group = next(iter(shape.groups.items()))
        found: dict[str, None] = {}
        for number, each in enumerate(group, 1):
            if shape.is_bare and len(shape.groups) == 1 and self._stands_alone(each):
                one = _Wanted((each,), wanted.use)
            else:
                one = _Wanted((*wanted.places, each), wanted.use, wanted.chosen | {place})
            found.update(dict.fromkeys(self._of(one, f"{name}{number}")))
        return simplified(found) if len(found) <= MAX_MEMBERS else (ANY,)

    def _stands_alone(self, place: Tokens) -> bool:
        shape = self.shapes.of((place,))
        return bool(shape.kinds or shape.choices or shape.groups or shape.file)

    def _kind(self, kind: str, wanted: _Wanted, shape: Shape, name: str) -> Members:
        if kind == "object":
            return self._object(wanted, shape, name)
        if kind == "array":
            return self._array(wanted, shape, name)
        if kind == "string" and wanted.use is not Use.ANSWER and shape.format in _FORMATS:
            return (_FORMATS[shape.format],)
        if kind == "string" and wanted.use is Use.TEXT and shape.bounded:
            return (usual("str"),)
        return _SCALARS[wanted.use].get(kind, (ANY,))

    def _array(self, wanted: _Wanted, shape: Shape, name: str) -> Members:
        parts = [(each,) for each in shape.first] + ([shape.items] if shape.items else [])
        found = [one for each in parts for one in self._of(_Wanted(each, wanted.use), f"{name}Item")]
        items = simplified(found) or (ANY,)
        if wanted.use is Use.ANSWER:
            return (usual("list", union(items)),)
        # A text is a sequence of texts, and would pass for one.
        several = f"_typed.Several[{union(items)}]" if self._takes_text(items) else usual("Sequence", union(items))
        return (several,) if wanted.use is Use.BODY else (*items, several)

    def _takes_text(self, items: Members) -> bool:
        """Say whether any text is an item."""
        named = {MADE + each.name: each.expression for each in self.made if isinstance(each, Alias)}
        return any(not _TEXTS.isdisjoint(named.get(each, each).split(" | ")) for each in items)

    def _object(self, wanted: _Wanted, shape: Shape, name: str) -> Members:
        named = {each: places for each, places in shape.properties.items() if not any(map(self.shapes.never, places))}
        holder = "dict" if wanted.use is Use.ANSWER else "Mapping"
        if not named:
            values = [one for each in shape.values for one in self._of(_Wanted((each,), wanted.use), f"{name}Value")]
            return (usual(holder, usual("str"), union(simplified(values) or (ANY,))),)
        made = TypedDict(self._new(wanted, name), spelling.told(self.shapes.note(wanted.places[-1], "description")))
        self.made.append(made)
        found: Members = (MADE + made.name,)
        if shape.open and wanted.use is not Use.ANSWER:
            found += (usual(holder, usual("str"), ANY),)
        self._known[wanted] = found  # it may hold itself
        self._fill(made, named, shape, wanted.use)
        return found

    def _fill(self, made: TypedDict, named: Mapping[str, Places], shape: Shape, use: Use) -> None:
        # Few descriptions say what an answer always has; then all of it counts as being there.
        everything = use is Use.ANSWER and not shape.required
        for name, places in named.items():
            members = self._of(_Wanted(places, use), class_name(made.name, name))
            made.fields[name] = union(members), everything or name in shape.required


def union(members: Iterable[str]) -> str:
    """Give the expression of a union."""
    return " | ".join(members)


def simplified(members: Iterable[str]) -> Members:
    """Give the members of a union without those that another one has in it."""
    found = tuple(dict.fromkeys(members))
    if ANY in found:
        return (ANY,)
    without = usual("int") if usual("float") in found or "_typed.Real" in found else ""
    return tuple(each for each in found if each != without)


def _choices(values: list[object], use: Use) -> Members | None:
    """Give the type of what is one of some values; None where literals cannot say it."""
    shown = [spelling.literal(each) for each in values[: MAX_CHOICES + 1]]
    if None in shown or not shown or len(shown) > MAX_CHOICES:
        return None
    kept = dict.fromkeys(str(each) for each in shown if each != "None")
    if use is Use.TEXT:
        texts = [each if each[0] == '"' else spelling.quoted(each.lower()) for each in kept]
        kept.update(dict.fromkeys(texts))
    found: Members = (usual("Literal", *kept),) if kept else ()
    if kept and use is not Use.ANSWER:
        found += ("_typed.Choice",)
    return (*found, "None") if "None" in shown else found

"""
`dataclass`, `field`, `fields` and `replace` as the standard library has them, for programs that start often.

Importing `dataclasses` imports `inspect`, `ast`, `dis` and `tokenize`, and each class then compiles three functions or
more: with the classes of a first call that was a quarter of its time (`benchmarks/start.py`). Here ``__init__`` is
compiled when several objects have been made, and everything else is one function for all classes.

`dataclasses` takes these classes for its own: its `fields`, `asdict` and `replace` work with them, and so do subclasses
that it makes. What this package does not use is left out: ``__post_init__``, `order`, `slots`, `kw_only`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "field", "fields", "replace"]

FIRST_OBJECTS = 16
"""How many objects of a class are made before its ``__init__`` is compiled."""
_MISSING = object()


class _Factory:
    """Stands in a signature for a value that is made for each object."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


class _Field:
    """A field of a class."""

    __slots__ = ("compare", "default", "default_factory", "hash", "init", "name", "repr", "type")

    def __init__(
        self,
        *,
        default: Any = _MISSING,
        default_factory: Any = _MISSING,
        init: bool = True,
        repr: bool = True,  # noqa: A002 - the name of the standard library
        hash: bool | None = None,  # noqa: A002 - the same
        compare: bool = True,
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = compare if hash is None else hash
        self.compare = compare
        self.name = ""
        self.type = ""

    @property
    def lacks_value(self) -> bool:
        """Whether it only has a value if one is passed, or is set later."""
        return self.default_factory is _MISSING and (self.default is _MISSING or not self.init)

    def options(self) -> dict[str, Any]:
        """Return the arguments with which `dataclasses` makes the same field."""
        given = {"default": self.default, "default_factory": self.default_factory}
        switches = {"init": self.init, "repr": self.repr, "hash": self.hash, "compare": self.compare}
        return {**{name: value for name, value in given.items() if value is not _MISSING}, **switches}


_Fields = dict[str, _Field]


def _fields(value: Any) -> tuple[_Field, ...]:
    """Return the fields of a class, or of an object."""
    return tuple(value.__record__.values())


def _replace(value: Any, /, **changes: Any) -> Any:
    """Return an object like this one, with other values in some of its fields."""
    if "__record__" not in type(value).__dict__:  # a subclass that `dataclasses` has made may have others
        import dataclasses

        return dataclasses.replace(value, **changes)
    values = {name: getattr(value, name) for name in type(value).__match_args__}
    return type(value)(**{**values, **changes})


def _dataclass(
    cls: type | None = None,
    /,
    *,
    init: bool = True,
    repr: bool = True,  # noqa: A002 - the name of the standard library
    eq: bool = True,
    frozen: bool = False,
) -> Any:
    def make(cls: type) -> type:
        fields = _collected(cls)
        _set(cls, "__record__", fields)
        _set(cls, "__replace__", _replace)
        _set(cls, "__match_args__", tuple(one.name for one in fields.values() if one.init))
        for name in ("__dataclass_fields__", "__dataclass_params__"):
            setattr(cls, name, _OfStandardLibrary(cls, name, {"eq": eq, "frozen": frozen}))
        if init:
            _set(cls, "__init__", _Init(cls, frozen))
        if repr:
            _set(cls, "__repr__", _representation)
        if eq:
            _set(cls, "__eq__", _equality(_getter([one.name for one in fields.values() if one.compare])))
            hashed = _getter([one.name for one in fields.values() if one.hash])
            _set(cls, "__hash__", _hashing(hashed) if frozen else None)
        if frozen:
            for name, action in (("__setattr__", "assign to"), ("__delattr__", "delete")):
                _set(cls, name, _refuser(cls, name, action))
        return cls

    return make if cls is None else make(cls)


def _set(cls: type, name: str, value: Any) -> None:
    """Set an attribute that the class does not define itself."""
    # Python sets `__hash__` to None where `__eq__` is defined.
    if cls.__dict__.get(name) is None:
        setattr(cls, name, value)


def _collected(cls: type) -> _Fields:
    """Return the fields of the bases and of the class, whose attributes become the defaults."""
    fields: _Fields = {}
    for base in reversed(cls.__mro__[1:]):
        fields.update(base.__dict__.get("__record__", {}))
    for name, annotation in cls.__annotations__.items():
        if not annotation.startswith("ClassVar"):
            fields[name] = _made(cls, name, annotation)
    return fields


def _made(cls: type, name: str, annotation: str) -> _Field:
    value = cls.__dict__.get(name, _MISSING)
    made = value if isinstance(value, _Field) else _Field(default=value)
    made.name, made.type = name, annotation
    if made.default is not _MISSING:
        setattr(cls, name, made.default)
    elif made is value:
        delattr(cls, name)
    return made


class _Init:
    """
    The ``__init__`` of a class. The first objects are made without compiling anything.

    Compiling takes a tenth of a millisecond, and of most classes a program makes few objects. The function that is
    compiled takes the place of this.
    """

    def __init__(self, cls: type, frozen: bool) -> None:
        self._class = cls
        self._frozen = frozen
        self._objects = 0

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is not None and self._objects < FIRST_OBJECTS:
            self._objects += 1
            return partial(self._set_fields, instance)
        return self._compile().__get__(instance, owner)

    def _compile(self) -> Any:
        function = _compiled(self._class, self._frozen)
        self._class.__init__ = function  # type: ignore[misc]  # that is what this is for
        return function

    def _set_fields(self, instance: Any, /, *arguments: Any, **named: Any) -> None:
        names, required, optional = self._names
        values = dict(zip(names, arguments, strict=False)) | named
        is_usual = len(values) == len(arguments) + len(named) and required <= values.keys() <= names.keys()
        if not is_usual:
            self._compile()(instance, *arguments, **named)  # raises the usual error
        assign = object.__setattr__ if self._frozen else setattr
        for name, value in values.items():
            assign(instance, name, value)
        for name, factory, default in optional:
            if name not in values:
                assign(instance, name, default if factory is _MISSING else factory())

    @cached_property
    def _names(self) -> tuple[dict[str, None], set[str], list[tuple[str, Any, Any]]]:
        """The fields that are passed, those that have to be, and those that have a value otherwise."""
        fields: _Fields = self._class.__record__  # type: ignore[attr-defined]
        passed = {name: None for name, one in fields.items() if one.init}
        optional = [(name, one.default_factory, one.default) for name, one in fields.items() if not one.lacks_value]
        return passed, passed.keys() - {name for name, *_ in optional}, optional


def _compiled(cls: type, frozen: bool) -> Callable[..., None]:
    fields: _Fields = cls.__record__  # type: ignore[attr-defined]
    known: dict[str, Any] = {"_setattr": object.__setattr__, "_FACTORY": _FACTORY}
    parameters, body = ["self"], []
    for name, one in fields.items():
        has_factory = one.default_factory is not _MISSING
        known[f"_default_{name}"] = one.default_factory if has_factory else one.default
        value = f"_default_{name}()" if has_factory else name
        if one.init:
            default = "=_FACTORY" if has_factory else "" if one.default is _MISSING else f"=_default_{name}"
            parameters.append(name + default)
            value = f"{value} if {name} is _FACTORY else {name}" if has_factory else name
        elif not has_factory:
            continue
        body.append(f"  _setattr(self, {name!r}, {value})" if frozen else f"  self.{name} = {value}")
    lines = [f"def make({', '.join(known)}):", f" def __init__({', '.join(parameters)}):", *(body or ["  pass"])]
    found: dict[str, Any] = {}
    # Its globals are those of the module, in which the annotations mean something.
    exec("\n".join([*lines, " return __init__"]), sys.modules[cls.__module__].__dict__, found)  # noqa: S102 - our own text
    function: Callable[..., None] = found["make"](**known)
    function.__qualname__ = f"{cls.__qualname__}.__init__"
    function.__annotations__ = {name: one.type for name, one in fields.items() if one.init} | {"return": None}
    return function


def _representation(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in self.__record__.values() if one.repr)
    return f"{type(self).__qualname__}({shown})"


def _getter(names: list[str]) -> Callable[[Any], Any]:
    """Return a function that returns the values of fields, to be compared."""
    return attrgetter(*names) if names else lambda _: ()


def _equality(values: Callable[[Any], Any]) -> Callable[[Any, object], bool]:
    def is_equal(self: Any, other: object) -> bool:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    return is_equal


def _hashing(values: Callable[[Any], Any]) -> Callable[[Any], int]:
    def hash_of(self: Any) -> int:
        return hash(values(self))

    return hash_of


def _refuser(cls: type, name: str, action: str) -> Callable[..., None]:
    """Return a `__setattr__` or `__delattr__` that refuses; subclasses may have attributes that are not fields."""

    def refuse(self: Any, attribute: str, *value: Any) -> None:
        if type(self) is cls or attribute in cls.__record__:  # type: ignore[attr-defined]
            from dataclasses import FrozenInstanceError

            raise FrozenInstanceError(f"cannot {action} field {attribute!r}")
        getattr(super(cls, self), name)(attribute, *value)

    return refuse


class _OfStandardLibrary:
    """What `dataclasses` looks for in a class of its own; when it does, that is made, and takes the place of this."""

    def __init__(self, cls: type, name: str, options: dict[str, bool]) -> None:
        self._class = cls
        self._name = name
        self._options = options

    def __get__(self, _: Any, owner: type) -> Any:
        import dataclasses

        cls = self._class
        record: _Fields = cls.__record__  # type: ignore[attr-defined]
        body = {one.name: dataclasses.field(**one.options()) for one in record.values()}
        annotations = {"__annotations__": {one.name: one.type for one in record.values()}}
        same = type(cls.__name__, (), {**annotations, **body, "__module__": cls.__module__})
        found = getattr(dataclasses.dataclass(init=False, repr=False, **self._options)(same), self._name)
        setattr(cls, self._name, found)
        return found


if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, replace
else:
    dataclass, field, fields, replace = _dataclass, _Field, _fields, _replace

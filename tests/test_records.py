"""What `records` makes is what `dataclasses` makes of the same classes."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, ClassVar, get_type_hints

import pytest

from dynaclient import records

Variant = tuple[Any, Any, Any]
"""`dataclass`, `field` and `replace`."""
OURS: Variant = (records.dataclass, records.field, records.replace)
THEIRS: Variant = (dataclasses.dataclass, dataclasses.field, dataclasses.replace)

_POINT = """
@dataclass(**options)
class Point:
    '''A point.'''
    kind: ClassVar[str] = "point"
    x: int
    y: int = 2
    marks: list[str] = field(default_factory=list, hash=False)
    secret: str = field(default="s", repr=False, compare=False)
    made: dict[str, int] = field(init=False, default_factory=dict, compare=False)
    late: int = field(init=False, compare=False, repr=False)
"""
_DERIVED = (
    _POINT
    + """
@dataclass(**options)
class Derived(Point):
    y: int = 5
    z: str = "z"

    def __repr__(self):
        return "derived"
"""
)
_EMPTY = "@dataclass(**options)\nclass Empty:\n    pass\n"
SOURCES = {"Point": _POINT, "Derived": _DERIVED, "Empty": _EMPTY}
OPTIONS = [
    {}, {"frozen": True}, {"frozen": True, "eq": False, "repr": False}, {"eq": False}, {"repr": False},
]  # fmt: skip


def made(name: str, options: dict[str, bool], variant: Variant) -> Any:
    known = {
        "dataclass": variant[0],
        "field": variant[1],
        "options": options,
        "ClassVar": ClassVar,
        "__name__": __name__,
    }
    exec(f"from __future__ import annotations\n{SOURCES[name]}", known)
    return known[name]


def outcome(action: Callable[[], Any]) -> Any:
    """Return what an action returns, or the type of its error."""
    try:
        return action()
    except (TypeError, AttributeError, ValueError) as error:
        return type(error)


def message(action: Callable[[], Any]) -> str:
    with pytest.raises(TypeError) as raised:
        action()
    return str(raised.value)


def behaviour(cls: Any, variant: Variant) -> dict[str, Any]:
    one, other = (cls(1), cls(x=1, y=2, marks=[])) if cls.__match_args__ else (cls(), cls())
    return {
        "names": [field.name for field in dataclasses.fields(cls)],
        "match": cls.__match_args__,
        "too many": outcome(lambda: cls(*range(9))),
        "unknown": outcome(lambda: cls(1, q=2)),
        "missing": type(outcome(cls)) if cls.__match_args__ else "",
        "is one": dataclasses.is_dataclass(one),
        "values": outcome(lambda: {name: getattr(one, name) for name in vars(one)}),
        "defaults": {name: getattr(cls, name, "none") for name in ("x", "y", "marks", "secret", "late")},
        "shown": repr(one) if "object at" not in repr(one) else "",
        "equal": (one == other, one != other, one == 1, one == copy.copy(one)),
        "hash": type(outcome(lambda: hash(one))),
        "hashes": outcome(lambda: hash(one) == hash(other)),
        "assigned": outcome(lambda: setattr(one, "x", 3)),
        "unknown assigned": outcome(lambda: setattr(one, "q", 3)),
        "deleted": outcome(lambda: delattr(one, "x")),
        "replaced": outcome(lambda: variant[2](other, y=7).y),
        "replaced by the library": outcome(lambda: dataclasses.replace(other, y=7).y),
        "as a dict": outcome(lambda: dataclasses.asdict(other)),
        "message": message(lambda: cls(1, 2, 3, 4, 5, 6)),
        "other message": message(lambda: cls(1, x=1)),
        "copied": outcome(lambda: vars(copy.deepcopy(other)) == vars(other)),
        "signature": str(inspect.signature(cls)),  # which compiles the constructor
    }  # fmt: skip


@pytest.mark.parametrize("first_objects", [0, 1000], ids=["compiled", "not compiled"])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("name", SOURCES)
def test_classes_are_as_those_of_the_standard_library(
    name: str, options: dict[str, bool], first_objects: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "FIRST_OBJECTS", first_objects)
    ours, theirs = (behaviour(made(name, options, variant), variant) for variant in (OURS, THEIRS))
    assert ours == theirs


def test_the_constructor_is_compiled_when_several_objects_have_been_made() -> None:
    cls = made("Point", {}, OURS)
    for _ in range(records.FIRST_OBJECTS):
        assert cls(1, marks=["x"]).marks == ["x"]
        assert not callable(vars(cls)["__init__"])
    assert cls(1).marks == []
    assert callable(vars(cls)["__init__"])


@records.dataclass(frozen=True)
class Frozen:
    """A frozen class."""

    name: str
    numbers: tuple[int, ...] = ()


@records.dataclass(frozen=True, init=False)
class Doubled:
    """A class with a constructor of its own."""

    number: int

    def __init__(self, half: int) -> None:
        object.__setattr__(self, "number", 2 * half)


class Named(Frozen):
    """A subclass that is no record."""


def test_a_subclass_may_have_other_attributes() -> None:
    one: Any = Named("x")
    one.other = 1
    del one.other
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "y"


def test_the_standard_library_makes_subclasses() -> None:
    @dataclasses.dataclass(frozen=True)
    class Further(Frozen):
        more: int = 0

    assert repr(Further("x", (1,), 2)).endswith("Further(name='x', numbers=(1,), more=2)")
    assert records.replace(Further("x", (1,), 2), name="y") == Further("y", (1,), 2)
    assert records.replace(Named("x"), name="y") == Named("y")
    made_by_copy: Any = Frozen("x")
    assert made_by_copy.__replace__(name="y") == Frozen("y")  # `copy.replace` of Python 3.13 calls it
    with pytest.raises(TypeError, match="non-frozen"):
        dataclasses.dataclass(type("Open", (Frozen,), {}))


def test_what_the_standard_library_looks_for_is_made_once() -> None:
    cls = made("Derived", {}, OURS)
    assert dataclasses.fields(type("Sub", (cls,), {})) == dataclasses.fields(cls) == dataclasses.fields(cls(1))
    found = cls.__dataclass_params__
    assert vars(cls)["__dataclass_params__"] is found


def test_a_constructor_of_ones_own_stays() -> None:
    assert (repr(Doubled(2)), Doubled(2) == Doubled(2), hash(Doubled(2))) == ("Doubled(number=4)", True, hash(4))


def test_the_fields_are_those_of_a_class_and_of_its_objects() -> None:
    assert records.fields(Frozen) == records.fields(Frozen("x"))
    assert [one.name for one in records.fields(Frozen)] == ["name", "numbers"]


def test_objects_are_pickled() -> None:
    assert pickle.loads(pickle.dumps(Frozen("x", (1, 2)))) == Frozen("x", (1, 2))


def test_annotations_mean_what_they_mean_in_their_module() -> None:
    assert get_type_hints(Frozen.__init__) == {"name": str, "numbers": tuple[int, ...], "return": type(None)}


def test_the_standard_library_is_not_imported_for_it() -> None:
    program = """
import sys
from dynaclient.records import dataclass, field, fields, replace
@dataclass(frozen=True)
class Point:
    x: int
    y: list = field(default_factory=list)
assert replace(Point(1), x=2) == Point(2) and hash(fields(Point)) and repr(Point(1))
print({"dataclasses", "inspect"} & set(sys.modules))
"""
    program = "from __future__ import annotations\n" + program
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "set()\n"
    )

"""What may follow in code that uses a client; nothing is sent, and no code of the user's runs."""

from __future__ import annotations

import subprocess
import sys
import types
from typing import Any

import pytest

from dynaclient import AsyncClient, Client
from dynaclient.completion.candidates import MAX_CANDIDATES, candidates
from dynaclient.description.model import OFFERED
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import action, describe, query

KIND = {"enum": ["cat", "dog", 3, None, 'a"b', "c\nd"]}
THING = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "kind": KIND,
        "tags": {"type": "array", "items": {"properties": {"key": {"const": "blue"}, "is-new": {"type": "boolean"}}}},
        "more": {"$ref": "#/schemas/more"},
        "any": {"anyOf": [{"enum": ["x"]}, {"enum": ["y"]}]},
    },
}
MORE = {"properties": {"more": {"$ref": "#/schemas/more"}, "level": {"enum": [1, 2]}}}
LIST = {
    "perPage": query({"type": "integer"}), "sortField": query({"enum": ["name", "id"]}), "from": query({}),
    "isOpen": query({"type": "boolean"}), "kinds": query({"type": "array", "items": KIND}),
    "ownerId": query({"type": "string"}, required=True),
}  # fmt: skip
PAGINATE = {"style": "page", "page": "page", "items": ""}
API = {
    **describe(
        {
            "getAll": action({**LIST, "page": query({"type": "integer"})}, paginate=PAGINATE, summary="Lists fish."),
            "post": action({"thing": {"in": "body", "schema": THING, "spread": True}}, method="POST"),
            "upload": action(
                {"title": {"in": "part", "schema": {"enum": ["a", "b"]}}, "size": {"in": "part"}}, method="POST"
            ),
            "bad": action({"x": {"in": "nowhere"}}),
            "watch": {"method": "GET", "path": "/w", "responses": {"200": {"stream": "sse"}}},
        },
        schemas={"more": MORE},
    ),
}
API["resources"]["things"]["resources"] = {"oldParts": {"actions": {"get": {"method": "GET", "path": "/p"}}}}
API["resources"]["find"] = {"actions": {"get": {"method": "GET", "path": "/f"}}}
TRANSPORT = RecordingTransport(lambda _: response({}))
CLIENT = Client(API, transport=TRANSPORT)


class Trap:
    """Fails if any of its code is run."""

    kept = CLIENT

    def __init__(self) -> None:
        self.client = CLIENT

    def __getattr__(self, name: str) -> Any:
        raise KeyboardInterrupt(name)

    def __getitem__(self, key: Any) -> Any:
        raise KeyboardInterrupt(key)

    def __call__(self, *_: Any) -> Any:
        raise KeyboardInterrupt

    __dir__ = __len__ = __iter__ = __call__


NAMES: dict[str, Any] = {
    "c": CLIENT,
    "ac": AsyncClient(API, transport=TRANSPORT),
    "found": CLIENT.find("fish"),
    "state": {"client": CLIENT, 1: [CLIENT]},
    "trap": Trap(),
    "slots": 7,
    "module": types.ModuleType("module"),
    "method": CLIENT.things.get_all,
    "rows": [],
}
NAMES["module"].client = CLIENT
ARGUMENTS = ["ownerId=", "perPage=", "sortField=", "from_=", "isOpen=", "kinds=", "page="]
MEMBERS = ["action", "download", "example", "imap", "items", "map", "pages", "prepare", "submit"]
FULL_NAMES = [
    "things.getAll",
    "things.post",
    "things.upload",
    "things.bad",
    "things.watch",
    "things.oldParts.get",
    "find.get",
]

CASES: dict[str, list[str]] = {
    # attributes
    "c.thi": ["things"],
    "c.things.": ["bad", "get_all", "old_parts", "post", "upload", "watch"],
    "c.things.getA": ["getAll"],
    "c.things.get_": ["get_all"],
    "c.things.old_parts.": ["get"],
    "c.things.oldP": ["oldParts"],
    "c['things'].p": ["post"],
    "c['find'].": ["get"],
    "c.with_o": ["with_options"],
    "c.things.get_all.": MEMBERS,
    "ac.things.get_all.it": ["items"],
    "c.things.post.": [name for name in MEMBERS if name not in ("items", "pages")],
    "method.pa": ["pages"],
    "c.with_options(timeout=3).things.g": ["get_all"],
    "c.with_options(**x).with_defaults(a=1).limited().things.g": ["get_all"],
    "c.with_response.things.g": ["get_all"],
    "c.find('fish')[0].it": ["items"],
    "c.find('fish')[-1].pag": ["pages", "paginate"],
    "found[0].pa": ["pages", "paginate", "parameters", "path"],
    "found[0]._repr_h": ["_repr_html_"],
    "print(c.things.get_all(), c.thi": ["things"],
    "x = [c.thi": ["things"],
    "await ac.thi": ["things"],
    # where a client is kept
    "state['client'].thi": ["things"],
    "state[1][0].thi": ["things"],
    "trap.client.thi": ["things"],
    "module.client.thi": ["things"],
    # names of arguments
    "c.things.get_all(": ARGUMENTS,
    "c.things.get_all(per": ["perPage="],
    "c.things.get_all(per_": ["per_page="],
    "c.things.get_all(perPage=1, ": [name for name in ARGUMENTS if name != "perPage="],
    "c.things.get_all(per_page=1, p": ["page="],
    "c.things.get_all(from_=1, f": [],
    "c.things.get_all.items(per": ["perPage="],
    "c.things.get_all.pages(per": ["perPage="],
    "c.things.get_all.prepare(per": ["perPage="],
    "c.things.get_all.submit(per": ["perPage="],
    "c.things.get_all.download('file', per": ["perPage="],
    "ac.things.get_all(per": ["perPage="],
    "method(per": ["perPage="],
    "found[0](per": ["perPage="],
    "found[0].items(per": ["perPage="],
    "c.find('fish')[0](per": ["perPage="],
    "c.things['getAll'](per": ["perPage="],
    "c.things.post(": ["thing=", "name=", "kind=", "tags=", "more=", "any="],
    "c.things.post(na": ["name="],
    "c.call('things.getAll', per": ["perPage="],
    "c.call('things.get_all', ": ARGUMENTS,
    "c.things.get_all(per\n": [],
    "c.things.get_all(\n  perPage=3,\n  sor": ["sortField="],
    # options
    "c.with_options(val": ["validate=", "validate_responses="],
    "c.with_options(validate='off', val": ["validate_responses="],
    "c.with_options(validate=": ['"raise"', '"warn"', '"off"'],
    "c.with_options(validate='w": ["warn'"],
    "c.with_options(progress=": ["True", "False"],
    "c.with_options(timeout=": [],
    "c.with_defaults(per": ["perPage="],
    "c.limited(": ["allow=", "deny="],
    "c.things.get_all.map(rows, con": ["concurrency="],
    "c.things.get_all.imap(rows, ord": ["ordered="],
    "c.things.get_all.map(rows, rerun=": ['"failed"', '"unknown"'],
    "c.things.post.map(rows, columns={'a': 'th": [
        "thing'",
        *(f"thing.{name}'" for name in ("name", "kind", "tags", "more", "any")),
    ],
    "c.things.post.map(rows, columns={'a': 'x', 'b': 'thing.na": ["thing.name'"],
    "c.things.post.map(rows, columns={'a': ": [
        '"thing"',
        '"name"',
        '"kind"',
        '"tags"',
        '"more"',
        '"any"',
        *(f'"thing.{name}"' for name in ("name", "kind", "tags", "more", "any")),
    ],
    "c.things.post.map(rows, columns={'a': 'thing.tags[0].k": ["thing.tags[0].key'"],
    "c.things.post.map(rows, columns={'a': 'thing.tags.0.": ["thing.tags.0.key'"],
    "c.things.post.map(rows, columns={'a': 'tags[3].": ["tags[3].key'"],
    "c.things.post.map(rows, columns={'a': 'thing.more.more.more.l": ["thing.more.more.more.level'"],
    "c.things.post.map(rows, columns={'a': 'thing.name.": [],
    "c.things.post.map(rows, columns={'a': 'thing..": [],
    "c.things.post.map(rows, columns={'a': 'no.": [],
    "c.things.get_all.imap(rows, columns={'a': 'per": ["perPage'"],
    "c.things.post.map(rows, columns={'": [],
    "c.things.post.map(rows, columns={'a": [],
    "c.things.post.map(rows, columns=['": [],
    "c.things.post.map(rows, other={'a': 'th": [],
    "c.with_options(columns={'a': 'th": [],
    # values
    "c.things.get_all(sortField=": ['"name"', '"id"'],
    'c.things.get_all(sortField="': ['name"', 'id"'],
    "c.things.get_all(sortField='na": ["name'"],
    "c.things.get_all(sort_field='na": ["name'"],
    'c.things.get_all(sortField="""na': ['name"""'],
    "c.things.get_all.items(sortField='na": ["name'"],
    "c.call('things.getAll', sortField='na": ["name'"],
    "c.things.get_all(isOpen=": ["True", "False"],
    "c.things.get_all(isOpen='": [],
    "c.things.get_all(kinds=['": ["cat'", "dog'", "a\"b'"],
    "c.things.get_all(kinds=['cat', \"d": ['dog"'],
    "c.things.get_all(kinds=[": ['"cat"', '"dog"', "3", "'a\"b'", "'c\\nd'"],
    "c.things.upload(title=": ['"a"', '"b"'],
    "c.things.post(kind='c": ["cat'"],
    # values of default arguments
    "c.with_defaults(sortField='": ["name'", "id'"],
    "c.with_defaults(sort_field='na": ["name'"],
    "c.with_defaults(isOpen=": ["True", "False"],
    "c.with_defaults(kinds=['d": ["dog'"],
    "c.with_defaults(thing={'na": ["name'"],
    "c.with_defaults(thing={'kind': 'c": ["cat'"],
    "c.with_defaults(title='": ["a'", "b'"],
    "c.with_defaults(progress=": [],
    "c.with_defaults(unknown='": [],
    "c.with_defaults('": [],
    # objects
    "c.things.post(thing={": ['"name": ', '"kind": ', '"tags": ', '"more": ', '"any": '],
    "c.things.post(thing={'": ["name'", "kind'", "tags'", "more'", "any'"],
    "c.things.post(thing={'name': 1, 'k": ["kind'"],
    "c.things.post(thing={'kind': ": ['"cat"', '"dog"', "3", "'a\"b'", "'c\\nd'"],
    "c.things.post(thing={'any': '": ["x'", "y'"],
    "c.things.post(thing={'tags': [{'": ["key'", "is-new'"],
    "c.things.post(thing={'tags': [{'key': '": ["blue'"],
    "c.things.post(thing={'tags': [{}, {'is-new': ": ["True", "False"],
    "c.things.post(thing={'more': {'more': {'level': ": ["1", "2"],
    "c.things.post(tags=[{'k": ["key'"],
    "c.things.post({'": ["thing'", "name'", "kind'", "tags'", "more'", "any'"],
    "c.things.post({'thing': {'na": ["name'"],
    "c.things.post({'name': 'a', 'kind': 'c": ["cat'"],
    "c.call('things.post', {'thing': {'kind': 'c": ["cat'"],
    # names in strings
    "c.call('": [f"{name}'" for name in FULL_NAMES],
    'c.call("things.get': ['things.getAll"'],
    "c.call('things.get_a": ["things.get_all'"],
    "c.call(": [f'"{name}"' for name in FULL_NAMES],
    "c.can('find.": ["find.get'"],
    "c['": ["things'", "find'"],
    "c[": ['"things"', '"find"'],
    "c.things['": ["getAll'", "post'", "upload'", "bad'", "watch'", "oldParts'"],
    "c.things['get_": ["get_all'"],
    # what is not ours
    "": [],
    "c": [],
    "unknown.": [],
    "trap.": [],
    "trap.other.": [],
    "trap.kept.": [],
    "trap[0].": [],
    "trap().": [],
    "trap(": [],
    "slots.": [],
    "slots.x.": [],
    "state['other'].": [],
    "state[x].": [],
    "state[[]].": [],
    "found[99].": [],
    "c['nothing'].": [],
    "c.nothing.": [],
    "c.find(x)[0].": [],
    "c.find()[0].": [],
    "c.close().": [],
    "c.close(": [],
    "c.api.": [],
    "(c).thi": ["things"],
    "(c or d).": [],
    "c.things.get_all(sortField=na": [],
    "c.things.get_all(x, perPage=y.": [],
    "c.things.get_all('": [],
    "c.things.get_all(sortField='a' + '": [],
    "c.things.get_all(sortField=f('": [],
    "c.things.get_all(sortField=('": [],
    "c.things.get_all(nothing='": [],
    "c.things.get_all(nothing={'": [],
    "c.things.get_all(['": [],
    "c.things.get_all(*['": [],
    "c.things.get_all.example(": [],
    "c.things.get_all.action(": [],
    "c.things.post(thing={x: '": [],
    "c.things.post(thing={*['": [],
    "c.things.post(thing=x['": [],
    "c.things.post({x: '": [],
    "c.call(x, per": [],
    "c.call('a' + 'b', per": [],
    "c.call(b'things.getAll', per": [],
    "c.can('things.getAll', per": [],
    "c[1, '": [],
    "c['a' + '": [],
    "c.with_options(x, validate=['": [],
    "c.with_options(x, 'a": [],
    "['": [],
    "{'": [],
    "('": [],
    "'": [],
    "def f(x): c.nothing(": [],
}


@pytest.mark.parametrize(("code", "expected"), CASES.items())
def test_what_may_follow(code: str, expected: list[str]) -> None:
    typed, found = candidates(code, NAMES)
    assert code.endswith(typed)
    shown = [candidate.text for candidate in found]
    if code == "c.things.get_all." or code.endswith("post."):
        shown = [name for name in shown if name in MEMBERS]
    assert shown == expected
    assert TRANSPORT.requests == []


STEPS = ["close", "cursor", "resume", "to_frame", "total"]
ROWS = ["close", "done", "ended", "failed", "in_flight", "unknown"]
OF_AN_ACTION = sorted(OFFERED)
OF_OBJECTS: dict[str, tuple[Any, list[str]]] = {
    "items": (CLIENT.things.get_all.items(ownerId="x"), STEPS),
    "pages": (CLIENT.things.get_all.pages(ownerId="x"), STEPS),
    "items, awaited": (NAMES["ac"].things.get_all.items(ownerId="x"), ["aclose", *STEPS[1:]]),
    "rows": (CLIENT.things.get_all.imap([]), ROWS),
    "rows, awaited": (NAMES["ac"].things.get_all.imap([]), ["aclose", *ROWS[1:]]),
    "a stream": (CLIENT.things.watch(), ["close", "headers", "last_event_id", "reconnects", "status"]),
    "a method": (CLIENT.things.get_all, MEMBERS),
    "an action": (CLIENT.things.get_all.action, OF_AN_ACTION),
    "an action that was found": (NAMES["found"][0], [*OF_AN_ACTION, *MEMBERS]),
}
"""What Tab offers the names of, and those: none that only this library uses."""


@pytest.mark.parametrize(("value", "expected"), OF_OBJECTS.values(), ids=OF_OBJECTS)
def test_only_what_is_for_readers_is_offered(value: Any, expected: list[str]) -> None:
    assert [name for name in dir(value) if not name.startswith("_")] == sorted(set(expected))
    assert all(hasattr(value, name) for name in expected)


@pytest.mark.parametrize(
    ("code", "after", "expected"),
    [
        ('c.things.get_all(sortField="na', '"', ["name"]),
        ('c["thi', '"]', ["things"]),
        ('c["thi', "]", ['things"']),
        ("c.things.post({'na", "': 1})", ["name"]),
    ],
)
def test_a_quote_that_is_there_is_not_added(code: str, after: str, expected: list[str]) -> None:
    assert [candidate.text for candidate in candidates(code, NAMES, after)[1]] == expected


class Shop(Client):
    """A client of the user's, some of whose attributes run code."""

    ran: list[str] = []  # noqa: RUF012 - what has run

    @property
    def cart(self) -> Any:
        self.ran.append("cart")
        return self.things

    def find(self, text: str) -> Any:
        self.ran.append(text)
        return super().find(text)


class Directory(Shop):
    def __dir__(self) -> Any:
        self.ran.append("dir")
        return []

    def __getattr__(self, name: str) -> Any:
        self.ran.append(name)
        return super().__getattr__(name)

    def __getitem__(self, name: str) -> Any:
        self.ran.append(name)
        return super().__getitem__(name)


class Disguised:
    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        Shop.ran.append("class")
        return Client


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("shop.cart.", []), ("shop.find('x')[0].prep", []), ("shop.things.po", ["post"]), ("shop.thi", ["things"]),
        ("directory.", []), ("directory.things.", []), ("directory['things'].", []), ("disguised.", []), ("disguised.a.b", []),
    ],
)  # fmt: skip
def test_code_of_a_subclass_is_not_run(code: str, expected: list[str]) -> None:
    shop, directory = Shop(API, transport=TRANSPORT), Directory(API, transport=TRANSPORT)
    Shop.ran.clear()
    _, found = candidates(code, {"shop": shop, "directory": directory, "disguised": Disguised()})
    assert [candidate.text for candidate in found] == expected
    assert Shop.ran == []


def test_a_client_lists_itself_first_of_all_as_dir_does() -> None:
    assert [candidate.text for candidate in candidates("c.", NAMES)[1]] == dir(CLIENT)


def test_there_are_not_too_many() -> None:
    values = [f"v{number}" for number in range(2 * MAX_CANDIDATES)]
    client = Client(describe({"get": action({"q": query({"enum": values})})}))
    assert len(candidates("c.things.get(q='", {"c": client})[1]) == MAX_CANDIDATES


HOSTILE = 'a"); import os  # \n'


@pytest.mark.parametrize(
    "code",
    [
        "c.",
        "c['",
        'c["',
        "c.call('",
        "c.call(",
        "c.things.",
        "c.things.get(",
        "c.things.get(q='",
        "c.things.get(b={'",
        'c.things.get(b={"',
    ],
)
def test_a_description_cannot_write_code(code: str) -> None:
    enum = {"enum": [HOSTILE, "fine"]}
    parameters = {"q": query(enum), "b": {"in": "body", "schema": {"properties": {HOSTILE: {}}}}}
    hostile = describe({"get": action(parameters), HOSTILE: action()})
    hostile["resources"][HOSTILE] = hostile["resources"]["things"]
    for candidate in candidates(code, {"c": Client(hostile)})[1]:
        assert HOSTILE not in candidate.text
        assert "\n" not in candidate.text


def test_an_action_with_problems_has_no_candidates() -> None:
    with pytest.raises(Exception, match="nowhere"):
        candidates("c.things.bad(", NAMES)


PLAIN = """
import rlcompleter, sys
from dynaclient import Client
client = Client(token="x")
completer = rlcompleter.Completer(globals())
for text in sys.argv[1:]:
    print(*[found for found in iter(lambda: completer.complete(text, next(number)), None)] if (number := iter(range(999))) else ())
assert "IPython" not in sys.modules
"""


def test_the_completer_of_python_itself_knows_the_names() -> None:
    texts = ["client.application_api_t", "client.devices.get_c", "client.devices.get.it"]
    done = subprocess.run([sys.executable, "-c", PLAIN, *texts], capture_output=True, text=True, check=True)
    assert done.stdout.replace("(", "").splitlines() == [
        "client.application_api_token client.application_api_tokens", "client.devices.get_composite_state", "client.devices.get.items",
    ]  # fmt: skip

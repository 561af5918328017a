"""
No value changes the path: it is refused, or arrives as itself.

Requests are sent over keep-alive connections to a server that records the bytes. The values are decoded by the rules of
RFC 6570 and OpenAPI 3.1, with an implementation of its own: the code under test cannot verify itself.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pytest

from dynaclient import Client, InvalidCall
from tests.support.raw_server import RawServer, Received

COUNT = 100_000


@dataclass(frozen=True)
class Template:
    """A path with one or two parameters."""

    path: str
    style: str = "simple"
    explode: bool = False
    names: tuple[str, ...] = ("x",)
    reserved: bool = False

    @property
    def parameter(self) -> dict[str, Any]:
        return {"in": "path", "style": self.style, "explode": self.explode, "allowReserved": self.reserved}

    def __str__(self) -> str:
        return f"{self.path}-{self.style}{'-explode' if self.explode else ''}{'-reserved' if self.reserved else ''}"


TEMPLATES = (
    *(Template("/a/{x}/b", style, explode) for style in ("simple", "label", "matrix") for explode in (False, True)),
    Template("/a/{x}/b", "json"),
    Template("/{x}"),
    Template("/{x}", "label", True),
    Template("/{x}.json"),
    Template("/v/{x}:cancel"),
    Template("/d/.{x}"),
    Template("/a/{x}{y}/b", names=("x", "y")),
    Template("/a/{x}{y}/b", "label", True, ("x", "y")),
    Template("/a/{x}{y}/b", "matrix", True, ("x", "y")),
    Template("/a/{x}.{y}/b", names=("x", "y")),
    Template("/a/.{x}{y};z/b", names=("x", "y")),
    Template("/a/{x}/{y}/b", names=("x", "y")),
    Template("/r/{x}/end", reserved=True),
    Template("/r/{x}", reserved=True),
    Template("/r/{x}:go", "label", False, reserved=True),
)


def _description() -> dict[str, Any]:
    actions = {
        f"a{number}": {"method": "GET", "path": path.path, "parameters": dict.fromkeys(path.names, path.parameter)}
        for number, path in enumerate(TEMPLATES)
    }
    return {"dynaclient": 1, "resources": {"paths": {"actions": actions}}}


# --- hostile values --------------------------------------------------------------------------------------------------

DOTS = (
    ".", "..", "...", "%2e", "%2E%2e", ".%2e", "%2e.", "%252e%252e", "%25252e%25252E", "%252e.", "..;", "..;x=1", ".;", "%2e%2e;", "%2e%2e%3b", "..%3B",
    "．．", "。。", "‥", "․․", "..%00", "..%20", ".. ", "..\t", ".\t.", "..\n", "..%0a", "..%c0%af", "%c0%ae%c0%ae", "%u002e%u002e", "0x2e0x2e",
)  # fmt: skip
SEPARATORS = (
    "/", "\\", "//", "/\\", "%2f", "%2F", "%5c", "%5C", "%252f", "%255c", "%25252F", ";", "?", "#", "&", "%", "=", ",", "|", ":", "@", "~", "+", "$", "!", "*",
    "'", "(", ")", "[", "]", "{", "}", "<", ">", '"', "`", "^", "%3f", "%23", "%00", "∕", "／", "＼", "⧵",
)  # fmt: skip
CONTROLS = (
    "\x00", "\t", "\n", "\r", "\r\n", "\x1f", "\x7f", "\x80", "\x85", "\x9f", "%0d%0a", "%0a", "\u2028", "\u2029", "\ufeff", "\u202e",
)  # fmt: skip
ODDITIES = ("\ud800", "\udfff", "\udce9", "é", "e\u0301", "😀", "中文", "\u00a0", "\U0010ffff", "١", "\u200b", "ß", "İ")
PLAIN = (
    "", "a", "b", "x", "end", "json", "cancel", "admin", "..a", "a..", ".htaccess", "a.b", "a/b", "0", "-1", "true", "null", " ", "  ", "a b", "a+b", "100%",
)  # fmt: skip
WHOLE = (
    "../devices", "/../devices", "a/../b", "..%2fdevices", "%2e%2e%2fdevices", "%2e%2e/%2e%2e/etc/passwd", "....//", "..\\..\\x", "a/./b", "./a", "a/..", "a/.",
    "..;/..;/manager", "/..;/x", "x HTTP/1.1\r\nHost: evil\r\n\r\nGET /y", "?admin=true", "#fragment", "a?b#c", "//evil.example", "http://evil.example/", "@evil.example",
    "a" * 5_000, "../" * 400, "%2e%2e/" * 100, "é" * 1_000, "%", "%%", "%2", "%zz", "%25", "%2525", "%25252e", "%252e%252e%252f", "%25%32%65", "\ud83d", "a//b", "/a", "a/", "/",
)  # fmt: skip


def _text(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return chance.choice(WHOLE)
    kinds = chance.choices((DOTS, SEPARATORS, CONTROLS, ODDITIES, PLAIN), (4, 4, 1, 1, 4), k=chance.randint(1, 4))
    return "".join(chance.choice(kind) for kind in kinds)


def _value(chance: random.Random, template: Template) -> Any:
    kind = chance.random()
    if kind < 0.6:
        return _text(chance)
    if kind < 0.65:
        return chance.choice([0, -1, 1.5, True, False, 10**30, 1e300])
    if kind < 0.8 and template.style != "json":
        return [_text(chance) for _ in range(chance.randint(1, 3))]
    if kind < 0.95:
        return {_text(chance): _text(chance) for _ in range(chance.randint(1, 3))}
    return _text(chance) + chr(chance.randrange(0x11_0000)) + _text(chance)


# --- decoding ---------------------------------------------------------------------------------------------------------


def _as_strings(value: Any) -> Any:
    """Return a value as it arrives if all data are strings."""
    if isinstance(value, dict):
        return {key: _as_strings(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_as_strings(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _unquote(text: str) -> str:
    """Return a string without its percent-encoding, which must be valid."""
    assert re.fullmatch(r"(?:[^%]|%[0-9A-F]{2})*", text), text
    return unquote(text, errors="strict")


def _in_pairs(flat: list[str]) -> dict[str, str]:
    assert len(flat) % 2 == 0
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _members(parts: list[str]) -> dict[str, str]:
    split = [part.split("=", 1) for part in parts]
    assert all(len(pair) == 2 for pair in split)
    return {_unquote(key): _unquote(value) for key, value in split}


def _simple(text: str, explode: bool, like: Any, between: str = ",") -> Any:
    if not isinstance(like, (dict, list)):
        return _unquote(text)
    if isinstance(like, dict) and explode:
        return _members(text.split(between))
    flat = [_unquote(part) for part in text.split(between)]
    return _in_pairs(flat) if isinstance(like, dict) else flat


def _label(text: str, explode: bool, like: Any) -> Any:
    assert text.startswith(".")
    return _simple(text[1:], explode, like, "." if explode else ",")


def _matrix(text: str, explode: bool, like: Any, name: str) -> Any:
    assert text.startswith(";")
    parts = text[1:].split(";")
    if explode and isinstance(like, dict):
        return _members(parts)
    pairs = [part.partition("=") for part in parts]
    assert {pair[0] for pair in pairs} == {name}
    if explode and isinstance(like, list):
        return [_unquote(pair[2]) for pair in pairs]
    assert len(pairs) == 1
    return _simple(pairs[0][2], False, like)


def decode(template: Template, text: str, like: Any, name: str = "x") -> Any:
    """Return the value that was encoded as `text`; `like` is a string, a list or an object of the same type."""
    if template.style == "json":
        return json.loads(_unquote(text))
    if template.style == "matrix":
        return _matrix(text, template.explode, like, name)
    return (_label if template.style == "label" else _simple)(text, template.explode, like)


def lenient_readings(path: str) -> Iterator[str]:
    """Yield a path as lenient servers read it: decoded repeatedly, backslashes as slashes, without parameters."""
    for _ in range(6):
        yield path
        yield re.sub(r";[^/]*", "", path.replace("\\", "/"))
        path = unquote(path).replace("\\", "/")


def has_dot_segments(path: str) -> bool:
    """Return whether some server would find a dot segment in a path."""
    return any(segment in (".", "..") for reading in lenient_readings(path) for segment in reading.split("/"))


def _pattern(template: Template) -> str:
    """Return the path with a group in place of each value; only a reserved value may contain slashes."""
    inside = "[^?#]" if template.reserved else "[^/?#]"
    return "".join(
        f"({inside}+{'?' if len(template.names) > 1 else ''})" if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{\w+\})", template.path)
    )


def assert_arrived(template: Template, received: Received, values: dict[str, Any]) -> None:
    target = received.target
    assert re.fullmatch(r"[!-~]+", target), "the request line has only visible ASCII characters"
    assert received.line == f"GET {target} HTTP/1.1".encode()
    assert not has_dot_segments(target)
    match = re.fullmatch(_pattern(template), target)
    assert match, f"{target} does not match {template.path}"
    if not template.reserved:
        assert target.count("/") == template.path.count("/")
    if len(template.names) == 2 and "}/{" not in template.path:
        _assert_both_arrived(template, target, values)
        return
    for (name, value), text in zip(values.items(), match.groups(), strict=True):
        expected = value if template.style == "json" else _as_strings(value)
        if template.reserved and template.style == "simple":
            expected = expected.removeprefix("/")  # it is the slash of the path in front of the value
        assert decode(template, text, value, name) == expected


def _has_room(text: str, value: str) -> bool:
    """Return whether an encoded string can be that of a value, by its length: a quick test, because there are many splits."""
    return len(text) - 2 * text.count("%") >= len(value.encode())


def _assert_both_arrived(template: Template, target: str, values: dict[str, Any]) -> None:
    """Assert that some split of a segment with two values returns both."""
    expected = [_as_strings(value) for value in values.values()]
    front, between, back = re.split(r"\{\w\}", template.path)
    text = target[len(front) : len(target) - len(back)]
    for at in range(1, len(text)):
        first, second = text[:at], text[at + len(between) :]
        if text != first + between + second or not (_has_room(first, expected[0]) and _has_room(second, expected[1])):
            continue
        try:
            both = [decode(template, first, values["x"], "x"), decode(template, second, values["y"], "y")]
        except (AssertionError, UnicodeDecodeError):
            continue
        if both == expected:
            return
    raise AssertionError(f"{text} does not contain {values}")


# --- tests -----------------------------------------------------------------------------------------------------------


def _send_hostile_values(count: int) -> tuple[int, int]:
    """Make `count` calls, and return how many requests arrived, and how many calls were refused."""
    chance = random.Random(20_000)
    with RawServer() as server, Client(_description(), url=server.url, validate_responses="off") as client:
        clients = [client, client.with_options(validate="off")]
        arrived = 0
        for number in range(count):
            at = number % len(TEMPLATES)
            values = {name: _value(chance, TEMPLATES[at]) for name in TEMPLATES[at].names}
            if TEMPLATES[at].reserved or len(values) > 1:
                values = {name: _text(chance) for name in values}
            try:
                clients[number % 2].call(f"paths.a{at}", values)
            except InvalidCall:
                continue
            finally:
                received = server.requests[arrived:]
            arrived += 1
            assert len(received) == 1
            assert f"http://{received[0].value('Host')}" == server.url
            assert_arrived(TEMPLATES[at], received[0], values)
        assert len(server.requests) == arrived
        assert server.connections == 1
    return arrived, count - arrived


@pytest.mark.uncounted
@pytest.mark.parametrize("count", [COUNT // 10, pytest.param(COUNT, marks=pytest.mark.full)])
def test_hostile_values_are_refused_or_arrive_as_themselves(count: int) -> None:
    arrived, refused = _send_hostile_values(count)
    assert min(arrived, refused) > count // 5


@pytest.mark.parametrize(
    "value", ["a/b", "a\\b", "a?b#c&d=e", "100%", "%41", "é", "😀", "a b", "..a", "...", "a;b", "．．", "\u200b"]
)
@pytest.mark.parametrize(
    "template", [path for path in TEMPLATES if not path.reserved and len(path.names) == 1], ids=str
)
def test_an_unusual_but_harmless_value_arrives(template: Template, value: str) -> None:
    (received,) = _requests(template, {"x": value})
    assert_arrived(template, received, {"x": value})


def _requests(template: Template, values: dict[str, str], *, is_refused: bool = False) -> list[Received]:
    """Make a call, and return the requests that arrived."""
    refused = pytest.raises(InvalidCall) if is_refused else nullcontext()
    with RawServer() as server, Client(_description(), url=server.url) as client, refused:
        client.call(f"paths.a{TEMPLATES.index(template)}", values)
    return server.requests


WHOLE_SEGMENTS = [path for path in TEMPLATES if path.style == "simple" and "/{x}/" in f"{path.path}/"]
SHARED_SEGMENT = next(path for path in TEMPLATES if path.path == "/a/{x}{y}/b")
RESERVED = next(path for path in TEMPLATES if path.path == "/r/{x}/end")


@pytest.mark.parametrize(
    "value", ["", ".", "..", "%2e%2e", ".%2E", "%252e%252e", "%25252e%25252e", "a/../b", "..\\a", "..;", "..;x", "a\x00", "\n", "\x85", "\ud800", "a/%2e%2e"]
)  # fmt: skip
@pytest.mark.parametrize("template", WHOLE_SEGMENTS, ids=str)
def test_a_value_that_would_change_the_path_is_refused(template: Template, value: str) -> None:
    values = {"y": "y", "x": value} if "y" in template.names else {"x": value}
    assert _requests(template, values, is_refused=True) == []


@pytest.mark.parametrize(("x", "y"), [(".", "."), ("%2e", "."), ("%2", "e%2e"), ("%25", "2e."), (".", ".;z")])
def test_two_values_that_form_a_dot_segment_together_are_refused(x: str, y: str) -> None:
    assert _requests(SHARED_SEGMENT, {"x": x, "y": y}, is_refused=True) == []


@pytest.mark.parametrize("value", ["a/b/c", "a:b@c", "a,b;c=d", "é/😀", "a%2fb"])
def test_a_reserved_value_keeps_its_slashes(value: str) -> None:
    assert _unquote(_requests(RESERVED, {"x": value})[0].target) == f"/r/{value}/end"


def test_the_slash_in_front_of_a_reserved_value_is_that_of_the_path() -> None:
    assert _requests(RESERVED, {"x": "/a/b"})[0].target == "/r/a/b/end"


@pytest.mark.parametrize(
    "value", ["/", "//a", "/a/", "/../a", "a/", "a//b", "a/../b", "..", "a/..;b/c", "a\\..\\b", "a/%2e%2e"]
)
def test_each_segment_of_a_reserved_value_is_validated(value: str) -> None:
    assert _requests(RESERVED, {"x": value}, is_refused=True) == []

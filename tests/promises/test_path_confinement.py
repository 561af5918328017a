"""
No value leads to another path: it is refused, or arrives as itself.

Real requests go over kept connections to a server that keeps the bytes. What arrives is read back by the rules of
RFC 6570 and OpenAPI 3.1, written down here once more, for the code under test cannot be its own witness.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pytest

from dynaclient import Client, InvalidCall
from tests.support.raw_server import RawServer, Received

COUNT = 100_000


@dataclass(frozen=True)
class Template:
    """One path with values in it: what stands before, around and after the segment that holds them."""

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
        f"a{number}": {
            "method": "GET",
            "path": each.path,
            "parameters": dict.fromkeys(each.names, each.parameter),
        }
        for number, each in enumerate(TEMPLATES)
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
    "\x00",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\x1f",
    "\x7f",
    "\x80",
    "\x85",
    "\x9f",
    "%0d%0a",
    "%0a",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\u202e",
)
ODDITIES = ("\ud800", "\udfff", "\udce9", "é", "e\u0301", "😀", "中文", "\u00a0", "\U0010ffff", "١", "\u200b", "ß", "İ")
PLAIN = (
    "",
    "a",
    "b",
    "x",
    "end",
    "json",
    "cancel",
    "admin",
    "..a",
    "a..",
    ".htaccess",
    "a.b",
    "a/b",
    "0",
    "-1",
    "true",
    "null",
    " ",
    "  ",
    "a b",
    "a+b",
    "100%",
)
WHOLE = (
    "../devices", "/../devices", "a/../b", "..%2fdevices", "%2e%2e%2fdevices", "%2e%2e/%2e%2e/etc/passwd", "....//", "..\\..\\x", "a/./b", "./a", "a/..", "a/.",
    "..;/..;/manager", "/..;/x", "x HTTP/1.1\r\nHost: evil\r\n\r\nGET /y", "?admin=true", "#fragment", "a?b#c", "//evil.example", "http://evil.example/", "@evil.example",
    "a" * 5_000, "../" * 400, "%2e%2e/" * 100, "é" * 1_000, "%", "%%", "%2", "%zz", "%25", "%2525", "%25252e", "%252e%252e%252f", "%25%32%65", "\ud83d", "a//b", "/a", "a/", "/",
)  # fmt: skip


def _text(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return chance.choice(WHOLE)
    kinds = chance.choices((DOTS, SEPARATORS, CONTROLS, ODDITIES, PLAIN), (4, 4, 1, 1, 4), k=chance.randint(1, 4))
    return "".join(chance.choice(each) for each in kinds)


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


# --- what a server makes of it ---------------------------------------------------------------------------------------


def _as_text(value: Any) -> Any:
    """Give a value as it can arrive where everything is text."""
    if isinstance(value, dict):
        return {key: _as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _strictly(text: str) -> str:
    """Undo the percent-encoding; what is not encoded right does not count as arrived."""
    assert re.fullmatch(r"(?:[^%]|%[0-9A-F]{2})*", text), text
    return unquote(text, errors="strict")


def _in_pairs(flat: list[str]) -> dict[str, str]:
    assert len(flat) % 2 == 0
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _members(parts: list[str]) -> dict[str, str]:
    split = [each.split("=", 1) for each in parts]
    assert all(len(each) == 2 for each in split)
    return {_strictly(key): _strictly(value) for key, value in split}


def _simple(text: str, explode: bool, like: Any, between: str = ",") -> Any:
    if not isinstance(like, (dict, list)):
        return _strictly(text)
    if isinstance(like, dict) and explode:
        return _members(text.split(between))
    flat = [_strictly(each) for each in text.split(between)]
    return _in_pairs(flat) if isinstance(like, dict) else flat


def _label(text: str, explode: bool, like: Any) -> Any:
    assert text.startswith(".")
    return _simple(text[1:], explode, like, "." if explode else ",")


def _matrix(text: str, explode: bool, like: Any, name: str) -> Any:
    assert text.startswith(";")
    parts = text[1:].split(";")
    if explode and isinstance(like, dict):
        return _members(parts)
    pairs = [each.partition("=") for each in parts]
    assert {each[0] for each in pairs} == {name}
    if explode and isinstance(like, list):
        return [_strictly(each[2]) for each in pairs]
    assert len(pairs) == 1
    return _simple(pairs[0][2], False, like)


def decoded(template: Template, text: str, like: Any, name: str = "x") -> Any:
    """Give the value that was written as `text`, knowing whether it is a text, a list or an object."""
    if template.style == "json":
        return json.loads(_strictly(text))
    if template.style == "matrix":
        return _matrix(text, template.explode, like, name)
    return (_label if template.style == "label" else _simple)(text, template.explode, like)


def careless_readings(path: str) -> Iterator[str]:
    """Give what servers make of a path: decoded again and again, backslashes as slashes, parameters cut off."""
    for _ in range(6):
        yield path
        yield re.sub(r";[^/]*", "", path.replace("\\", "/"))
        path = unquote(path).replace("\\", "/")


def goes_elsewhere(path: str) -> bool:
    """Say whether some server would leave the path's own segments."""
    return any(step in (".", "..") for each in careless_readings(path) for step in each.split("/"))


def _pattern(template: Template) -> str:
    """Give the path with a group in place of each value: a value has no slash, unless slashes are let through."""
    inside = "[^?#]" if template.reserved else "[^/?#]"
    return "".join(
        f"({inside}+{'?' if len(template.names) > 1 else ''})" if each.startswith("{") else re.escape(each)
        for each in re.split(r"(\{\w+\})", template.path)
    )


def arrived_as_itself(template: Template, received: Received, values: dict[str, Any]) -> None:
    target = received.target
    assert re.fullmatch(r"[!-~]+", target), "nothing but visible ASCII goes on the request line"
    assert received.line == f"GET {target} HTTP/1.1".encode()
    assert not goes_elsewhere(target)
    found = re.fullmatch(_pattern(template), target)
    assert found, f"{target} is not {template.path}"
    if not template.reserved:
        assert target.count("/") == template.path.count("/")
    if len(template.names) == 2 and "}/{" not in template.path:
        _both_arrived(template, target, values)
        return
    for (name, value), text in zip(values.items(), found.groups(), strict=True):
        expected = value if template.style == "json" else _as_text(value)
        assert decoded(template, text, value, name) == expected


def _has_room(text: str, value: str) -> bool:
    """Say whether a text has as many bytes, once decoded, as a value needs: a quick look, for splits are many."""
    return len(text) - 2 * text.count("%") >= len(value.encode())


def _both_arrived(template: Template, target: str, values: dict[str, Any]) -> None:
    """Where two values share a segment some split of it gives both back."""
    wanted = [_as_text(each) for each in values.values()]
    front, between, back = re.split(r"\{\w\}", template.path)
    text = target[len(front) : len(target) - len(back)]
    for at in range(1, len(text)):
        first, second = text[:at], text[at + len(between) :]
        if text != first + between + second or not (_has_room(first, wanted[0]) and _has_room(second, wanted[1])):
            continue
        try:
            both = [decoded(template, first, values["x"], "x"), decoded(template, second, values["y"], "y")]
        except (AssertionError, UnicodeDecodeError):
            continue
        if both == wanted:
            return
    raise AssertionError(f"{text} does not hold {values}")


# --- tests -----------------------------------------------------------------------------------------------------------


def _send_hostile_values(count: int) -> tuple[int, int]:
    """Send `count` calls; give how many arrived, and how many were refused."""
    chance = random.Random(20_000)
    with RawServer() as server, Client(_description(), url=server.url, validate_responses="off") as client:
        dials = [client, client.with_options(validate="off")]
        arrived = 0
        for number in range(count):
            at = number % len(TEMPLATES)
            values = {name: _value(chance, TEMPLATES[at]) for name in TEMPLATES[at].names}
            if TEMPLATES[at].reserved or len(values) > 1:
                values = {name: _text(chance) for name in values}
            try:
                dials[number % 2].call(f"paths.a{at}", values)
            except InvalidCall:
                continue
            finally:
                came = server.requests[arrived:]
            arrived += 1
            assert len(came) == 1
            assert f"http://{came[0].values('Host')[0]}" == server.url
            arrived_as_itself(TEMPLATES[at], came[0], values)
        assert len(server.requests) == arrived
        assert server.connections == 1
    return arrived, count - arrived


@pytest.mark.uncounted
def test_ten_thousand_hostile_values_are_refused_or_arrive_as_themselves() -> None:
    arrived, invalid_option = _send_hostile_values(COUNT // 10)
    assert min(arrived, invalid_option) > COUNT // 50


@pytest.mark.full
@pytest.mark.uncounted
def test_a_hundred_thousand_hostile_values_are_refused_or_arrive_as_themselves() -> None:
    arrived, invalid_option = _send_hostile_values(COUNT)
    assert min(arrived, invalid_option) > COUNT // 5


@pytest.mark.parametrize(
    "value", ["a/b", "a\\b", "a?b#c&d=e", "100%", "%41", "é", "😀", "a b", "..a", "...", "a;b", "．．", "\u200b"]
)
@pytest.mark.parametrize(
    "template", [each for each in TEMPLATES if not each.reserved and len(each.names) == 1], ids=str
)
def test_a_value_that_is_only_odd_arrives(template: Template, value: str) -> None:
    with RawServer() as server, Client(_description(), url=server.url) as client:
        client.call(f"paths.a{TEMPLATES.index(template)}", {"x": value})
    arrived_as_itself(template, server.requests[0], {"x": value})


WHOLE_SEGMENTS = [each for each in TEMPLATES if each.style == "simple" and "/{x}/" in f"{each.path}/"]


@pytest.mark.parametrize(
    "value", ["", ".", "..", "%2e%2e", ".%2E", "%252e%252e", "%25252e%25252e", "a/../b", "..\\a", "..;", "..;x", "a\x00", "\n", "\x85", "\ud800", "a/%2e%2e"]
)  # fmt: skip
@pytest.mark.parametrize("template", WHOLE_SEGMENTS, ids=str)
def test_a_value_that_would_lead_elsewhere_is_refused(template: Template, value: str) -> None:
    with RawServer() as server, Client(_description(), url=server.url) as client, pytest.raises(InvalidCall):
        client.call(
            f"paths.a{TEMPLATES.index(template)}", {"y": "y", "x": value} if "y" in template.names else {"x": value}
        )
    assert server.requests == []


@pytest.mark.parametrize(("x", "y"), [(".", "."), ("%2e", "."), ("%2", "e%2e"), ("%25", "2e."), (".", ".;z")])
def test_two_values_that_make_a_dot_segment_together_are_refused(x: str, y: str) -> None:
    at = next(number for number, each in enumerate(TEMPLATES) if each.path == "/a/{x}{y}/b")
    with RawServer() as server, Client(_description(), url=server.url) as client, pytest.raises(InvalidCall):
        client.call(f"paths.a{at}", {"x": x, "y": y})
    assert server.requests == []


@pytest.mark.parametrize("value", ["a/b/c", "a:b@c", "a,b;c=d", "é/😀", "a%2fb"])
def test_a_reserved_value_keeps_its_slashes(value: str) -> None:
    at = next(number for number, each in enumerate(TEMPLATES) if each.path == "/r/{x}/end")
    with RawServer() as server, Client(_description(), url=server.url) as client:
        client.call(f"paths.a{at}", {"x": value})
    assert _strictly(server.requests[0].target) == f"/r/{value}/end"


@pytest.mark.parametrize("value", ["/a", "a/", "a//b", "a/../b", "..", "a/..;b/c", "a\\..\\b", "a/%2e%2e"])
def test_each_segment_of_a_reserved_value_is_looked_at(value: str) -> None:
    at = next(number for number, each in enumerate(TEMPLATES) if each.path == "/r/{x}/end")
    with RawServer() as server, Client(_description(), url=server.url) as client, pytest.raises(InvalidCall):
        client.call(f"paths.a{at}", {"x": value})
    assert server.requests == []

"""
Calls of the methods of Google Discovery documents: the same arguments for our client and for Google's own.

The arguments are made of what the document declares: patterns, enums, formats and schemas. They are random, but the same
each time. "Plain" calls have the required arguments alone, and nothing that has to be encoded; "odd" ones have most of
the optional arguments too, bodies, and characters that have a meaning in URLs.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from dynaclient import Api, Client, Request

from .programs import skip_or_fail

patterns: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
codes: Any = import_module("re._constants" if sys.version_info >= (3, 11) else "sre_constants")

PACKAGE = "google-api-python-client==2.202.0"
"""Google's own client, which has more than 600 documents with it: too large for each run of the tests."""
PLAIN, ODD = "abcdefgh0123456789", "ab1 %é:+@~_-.,;=&?#!'()*$[]|^`{}\"<>☃"
IN_PATTERNS = "".join(sorted(set(ODD) - set("?#[]%.")))
"""
The odd characters in what has to match a pattern, which may have slashes.

There Google's own client writes ``?``, ``#`` and brackets as they are, so that another path is requested, and nothing is
encoded after what looks like an encoded character; and ours refuses dot segments.
"""
MAX_DEPTH = 3
"""How deeply the objects of bodies are nested."""
SPECIAL = {"google-datetime": "2024-01-02T03:04:05Z", "date-time": "2024-01-02T03:04:05Z", "date": "2024-01-02", "google-duration": "1.5s", "byte": "YWI_", "google-fieldmask": "a,b"}  # fmt: skip
TEXT_NUMBERS = ("int64", "uint64", "fixed64")


def install(folder: Path) -> list[Path]:
    """Install Google's own client in a folder, and return the documents in it; skip the test if that is not possible."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--target", str(folder), PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        skip_or_fail(f"{PACKAGE} cannot be installed: {done.stderr[-300:]}")
    return sorted((folder / "googleapiclient/discovery_cache/documents").glob("*.*.json"))


@dataclass
class Values:
    """Random values for what a document declares."""

    schemas: Mapping[str, Any]
    random: random.Random
    odd: bool

    def text(self, alphabet: str = ODD) -> str:
        """Return a string that begins with a letter, so that it is no dot segment."""
        alphabet = alphabet if self.odd else PLAIN
        return "a" + "".join(self.random.choice(alphabet) for _ in range(self.random.randint(1, 6)))

    def of(self, schema: Mapping[str, Any], depth: int = 0, *, method: str = "") -> Any:
        """Return a value that a schema, or the schema of one parameter, allows."""
        if "$ref" in schema:
            return self.of(self.schemas[schema["$ref"]], depth, method=method)
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        make: Any = {"object": self._object, "array": self._array, "any": _anything, "string": self._string}
        if schema["type"] in make:
            return make[schema["type"]](schema, depth, method)
        if schema["type"] == "boolean":
            return self.random.random() < 0.5
        low, high = int(schema.get("minimum", 0)), int(schema.get("maximum", 2**31 - 1))
        value = self.random.randint(low, min(high, low + 1000))
        return value if schema["type"] == "integer" else value + 0.5

    def _string(self, schema: Mapping[str, Any], *_: Any) -> str:
        form = schema.get("format")
        if "pattern" in schema:
            return self.matching(schema["pattern"])
        if form in TEXT_NUMBERS:
            return str(self.random.randint(0, 2**40))
        return SPECIAL.get(str(form)) or self.text()

    def _object(self, schema: Mapping[str, Any], depth: int, method: str) -> dict[str, Any]:
        properties = schema.get("properties", {})
        required = [
            name for name, member in properties.items() if method in member.get("annotations", {}).get("required", ())
        ]
        names = [name for name, member in properties.items() if name not in required and not member.get("readOnly")]
        chosen = self.random.sample(names, min(len(names), 4)) if self.odd and depth < MAX_DEPTH else []
        value = {name: self.of(properties[name], depth + 1, method=method) for name in [*required, *chosen]}
        if isinstance(schema.get("additionalProperties"), dict) and self.odd and depth < MAX_DEPTH:
            value[self.text()] = self.of(schema["additionalProperties"], depth + 1)
        return value

    def _array(self, schema: Mapping[str, Any], depth: int, method: str) -> list[Any]:
        count = self.random.randint(0, 2) if depth < MAX_DEPTH else 0
        return [self.of(schema["items"], depth + 1, method=method) for _ in range(count)]

    # --- patterns ---

    def matching(self, pattern: str) -> str:
        """Return a string that matches a pattern as a whole."""
        return "".join(map(str, self._pieces(patterns.parse(pattern))))

    def _pieces(self, parsed: Any) -> Iterator[str]:
        for code, value in parsed:
            if code is codes.LITERAL:
                yield chr(value)
            elif code is codes.SUBPATTERN:
                yield from self._pieces(value[3])
            elif code is codes.BRANCH:
                yield from self._pieces(self.random.choice(value[1]))
            elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
                low, high, inner = value
                least = low if int(high) == 1 else max(low, 1)  # an empty segment of a path is refused
                for _ in range(self.random.randint(least, max(least, min(int(high), low + 4)))):
                    yield from self._pieces(inner)
            elif code is not codes.AT:
                yield self._character(code, value)

    def _character(self, code: Any, value: Any) -> str:
        if code is codes.IN:
            allowed = re.compile(_set_of(value))
            found = [one for one in (IN_PATTERNS if self.odd else PLAIN) if allowed.fullmatch(one)]
            found = found or [chr(number) for number in range(33, 127) if allowed.fullmatch(chr(number))]
            return self.random.choice(found)
        letters = [one for one in (IN_PATTERNS if self.odd else PLAIN) if code is codes.ANY or one != chr(value)]
        return self.random.choice(letters)


def _anything(*_: Any) -> Any:
    return {"any": [1, None]}


def _set_of(items: Any) -> str:
    """Return a set of characters, parsed, as a pattern."""
    text = ""
    for code, value in items:
        if code is codes.NEGATE:
            text += "^"
        elif code is codes.RANGE:
            text += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif code is codes.CATEGORY:
            text += {
                codes.CATEGORY_DIGIT: r"\d",
                codes.CATEGORY_WORD: r"\w",
                codes.CATEGORY_SPACE: r"\s",
                codes.CATEGORY_NOT_SPACE: r"\S",
            }[value]
        else:
            text += re.escape(chr(value))
    return f"[{text}]"


@dataclass(frozen=True)
class Wire:
    """A request, as far as both clients decide on it."""

    method: str
    path: str
    """With its host, as it is encoded."""
    query: list[tuple[str, str]]
    """Decoded and sorted, without ``alt=json``, which is what servers assume."""
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, method: str, url: str, body: Any, headers: Mapping[str, str]) -> Wire:
        """Return a request with its body joined, and parsed if it is JSON."""
        path, _, query = url.partition("?")
        body = body if body is None or isinstance(body, (str, bytes)) else b"".join(body)
        pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair != ("alt", "json")]
        fields = {name.lower(): value for name, value in headers.items()}
        kept: dict[str, str] = {
            name: fields[name] for name in ("content-type", "x-goog-api-version") if name in fields and body
        }
        is_json = kept.get("content-type", "").startswith("application/json")
        return cls(method, path, sorted(pairs), json.loads(body) if is_json else body or None, kept)


@dataclass(frozen=True)
class Call:
    """One call of a method: its arguments by their names in the request."""

    resources: tuple[str, ...]
    name: str
    method: Mapping[str, Any]
    arguments: dict[str, Any]
    body: Any = None

    def with_body(self, body: Any) -> Call:
        """Return the same call with another body."""
        return replace(self, body=body)

    def ours(self, client: Client, api: Api, media: str = "") -> Wire:
        """Return the request of our client, as far as both decide on it."""
        request = self.prepare(client, api, media)
        return Wire.of(request.method, request.url, request.body, request.headers)

    def prepare(self, client: Client, api: Api, media: str = "") -> Request:
        """Return the request of our client."""
        name = api.action(self.method["id"]).name + media
        action = api.action(name)
        # A name that is both in the path and, as a common one, in the query is that in the path.
        places = sorted((one.location == "path", one.wire, key) for key, one in action.parameters.items())
        keys = {wire: key for _, wire, key in places}
        arguments = {keys[wire]: value for wire, value in self.arguments.items()}
        body = next((key for key, parameter in action.parameters.items() if parameter.location == "body"), "")
        if self.body is not None:
            is_wrapped = "data" in action.parameters[body].schema.raw.get("required", ())
            arguments[body] = (
                {"data": self.body} if is_wrapped else self.body
            )  # which Google's own client does by itself
        request: Request = client[action.resource][action.key].prepare(**arguments)
        return request


class GoogleDocument:
    """One of the documents that Google's own client has with it."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.text = path.read_text("utf-8")

    @cached_property
    def document(self) -> Any:
        """The document, parsed."""
        return json.loads(self.text)

    def methods(self) -> Iterator[tuple[tuple[str, ...], str, Mapping[str, Any]]]:
        """Yield the resources, the name and the value of each method."""
        yield from _methods_of(self.document, ())

    def resources_beside(self, call: Call) -> Mapping[str, Any]:
        """Return the resources in the resource that the method of a call is in."""
        node = self.document
        for name in call.resources:
            node = node["resources"][name]
        found: Mapping[str, Any] = node.get("resources", {})
        return found

    def calls(self, *, odd: bool, every: int = 1) -> Iterator[Call]:
        """Yield one call for each method, or for each so many."""
        common = {
            name: one for name, one in self.document.get("parameters", {}).items() if name not in ("key", "alt", "pp")
        }
        for index, (resources, name, method) in enumerate(self.methods()):
            if index % every:
                continue
            values = Values(self.document.get("schemas", {}), random.Random(f"{method['id']}{odd}"), odd)
            declared = {**(common if odd else {}), **method.get("parameters", {})}
            arguments = {
                wire: _argument(values, one, has_slashes=f"{{+{wire}}}" in method["path"])
                for wire, one in declared.items()
                if one.get("required") or (odd and values.random.random() < 0.7)
            }
            body = values.of(method["request"], method=method["id"]) if method.get("request") else None
            yield Call(resources, name, method, arguments, body)


def _argument(values: Values, parameter: Mapping[str, Any], *, has_slashes: bool) -> Any:
    if has_slashes and "pattern" not in parameter:
        return values.text(IN_PATTERNS)
    if parameter.get("repeated"):
        return [values.of(parameter) for _ in range(values.random.randint(1, 3))]
    return values.of(parameter)


def _methods_of(
    node: Mapping[str, Any], resources: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str, Mapping[str, Any]]]:
    for name, method in node.get("methods", {}).items():
        yield resources, name, method
    for name, inner in node.get("resources", {}).items():
        yield from _methods_of(inner, (*resources, name))


class Google:
    """Google's own client of a document."""

    def __init__(self, document: GoogleDocument) -> None:
        self._client: Any = import_module("googleapiclient.discovery")
        self._service = self._client.build_from_document(document.text, http=object())
        self._resources: dict[tuple[str, ...], Any] = {(): self._service}

    def _resource(self, names: tuple[str, ...]) -> Any:
        if names not in self._resources:
            self._resources[names] = getattr(self._resource(names[:-1]), self._client.fix_method_name(names[-1]))()
        return self._resources[names]

    def request(self, call: Call, media: Any = None, ending: str = "") -> Wire:
        """Return the request of a call, which may upload media."""
        arguments = {self._client.key2param(wire): value for wire, value in call.arguments.items()}
        if call.body is not None:
            arguments["body"] = call.body
        if media is not None:
            arguments["media_body"] = media
        method = getattr(self._resource(call.resources), self._client.fix_method_name(call.name) + ending)
        request = method(**arguments)
        return Wire.of(request.method, request.uri, request.body, request.headers)

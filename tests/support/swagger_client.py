"""The same calls for a client of ours and for the npm package `swagger-client`, and their requests in one form."""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, unquote_to_bytes, urlsplit

from dynaclient import Request, Secret
from dynaclient.auth.kinds.rows import kind_of
from dynaclient.description.api import Api
from dynaclient.description.argument_paths import key_path
from dynaclient.description.model import UNSET, Action, AuthScheme
from dynaclient.runtime.media_types import is_form, is_json, is_multipart, is_range, without_parameters
from dynaclient.schema.references import Tokens, parse_pointer, resolve_pointer

from .openapi_documents import translation_of
from .pattern_oracles import find_node
from .random_calls import Arguments, RandomCalls

SCRIPT = Path(__file__).with_suffix(".js")
KEY = "a key"
LOCATION = "https://api.example.com/openapi.json"
"""Where a document is loaded from: a document that names no server has its own."""


class Normal(NamedTuple):
    """A request, as far as a server can tell two from each other."""

    method: str
    server: str
    path: tuple[bytes, ...]
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: Any


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """A call of an operation, and the request that our client writes for it."""

    action: Action
    path: str
    method: str
    arguments: Arguments
    request: Request
    is_swagger: bool
    """Whether the source is in Swagger 2.0."""
    encodings: Mapping[str, Any]
    """How the members of a form of OpenAPI 3 are encoded: media type → name → object."""
    declared: Mapping[tuple[str, str], Any]
    """The parameters in the source by their location and name."""
    keys: list[AuthScheme]
    """The API keys that the source also has as required parameters: both requests have them."""

    @property
    def media(self) -> str:
        """The media type of the body; an empty string without one."""
        return self.request.headers.get("Content-Type", "")

    @property
    def members(self) -> dict[str, Any]:
        """The members of a form, those included that are null and so not sent; empty if it is none."""
        parts = {parameter.wire: value for parameter, value in self.arguments.items() if parameter.location == "part"}
        whole = [value for parameter, value in self.arguments.items() if parameter.location == "body"]
        is_whole = bool(whole) and (is_form(self.media) or is_multipart(self.media)) and isinstance(whole[0], dict)
        return whole[0] if is_whole else parts

    def is_encoded(self, name: str) -> bool:
        """Return whether a member of the form has its own style or media type."""
        return bool(self.encodings.get(without_parameters(self.media), {}).get(name))


# --- our calls -------------------------------------------------------------------------------------------------------


def read_document(path: Path) -> dict[str, Any]:
    """Return a document from a file with JSON, which may be compressed."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    found: dict[str, Any] = json.loads(data.decode("utf-8-sig"))
    return found


def convert_yaml(package: Path, path: Path) -> Path:
    """Convert a document in YAML to JSON, with a package that `swagger-client` needs, and return its new path."""
    script = "const [p, f] = process.argv.slice(1); const y = require(require.resolve('js-yaml', {paths: [p]}));"
    script += "console.log(JSON.stringify(y.load(require('fs').readFileSync(f, 'utf8'))))"
    command = [find_node(), "-e", script, str(package), str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=60)
    converted = path.with_suffix(".json")
    converted.write_text(done.stdout, "utf-8")
    return converted


class Calls(RandomCalls):
    """
    Calls of the operations of a document.

    Args:
        document: The document in OpenAPI or Swagger.
        seed: The seed of the values.
    """

    def __init__(self, document: dict[str, Any], seed: str = "") -> None:
        self.document = document
        self.is_swagger = "swagger" in document
        self._translation = translation_of(document, base_url=LOCATION)
        super().__init__(Api(self._translation.document), seed)

    def cases(self, name: str) -> Iterator[Case]:
        """Yield the calls of an action, each with where its operation is in the document."""
        for call in self.of(name):
            source = parse_pointer(self._translation.origins.pointer(call.action.pointer))
            parameters = call.action.parameters.values()
            presets = {parameter: parameter.preset for parameter in parameters if parameter.preset is not UNSET}
            declared = self._declared(source)
            keys = self._required_keys(call.action, declared)
            request = call.request
            for scheme in keys:
                request = kind_of(scheme.type).add(request, scheme, Secret(KEY))  # type: ignore[misc] # it is an API key
            yield Case(
                call.action,
                str(source[1]),
                str(source[2]),
                {**presets, **call.arguments},
                request,
                self.is_swagger,
                self._encodings(source),
                declared,
                keys,
            )

    def _required_keys(self, action: Action, declared: Mapping[tuple[str, str], Any]) -> list[AuthScheme]:
        schemes = {name: self.api.auth[name] for names in action.auth for name in names}.values()
        keys = [scheme for scheme in schemes if scheme.type == "apiKey"]
        return [key for key in keys if declared.get((key.location, key.wire), {}).get("required") is True]

    def _encodings(self, source: Tokens) -> dict[str, Any]:
        operation = resolve_pointer(self.document, source)
        content = self._followed(operation.get("requestBody", {})).get("content", {})
        return {media: self._followed(value).get("encoding", {}) for media, value in content.items()}

    def _declared(self, source: Tokens) -> dict[tuple[str, str], Any]:
        owners = (resolve_pointer(self.document, source[:-1]), resolve_pointer(self.document, source))
        found = [self._followed(parameter) for owner in owners for parameter in owner.get("parameters", ())]
        return {(parameter["in"], parameter["name"]): parameter for parameter in found}

    def _followed(self, value: Any) -> Any:
        return resolve_pointer(self.document, parse_pointer(value["$ref"])) if "$ref" in value else value


# --- the same for swagger-client -------------------------------------------------------------------------------------


def foreign_call(case: Case) -> dict[str, Any]:
    """Return the arguments of `buildRequest` for a call, as JSON."""
    parameters: dict[str, Any] = {}
    body: Any = UNSET
    for parameter, value in case.arguments.items():
        where = parameter.location
        if where in ("part", "body") and not case.is_swagger:
            body = value if where == "body" else {**({} if body is UNSET else body), parameter.wire: value}
        else:
            parameters[f"{'formData' if where == 'part' else where}.{parameter.wire}"] = value
    parameters.update({f"{key.location}.{key.wire}": KEY for key in case.keys})
    call = {"path": case.path, "method": case.method, "parameters": parameters, "url": LOCATION}
    if case.action.idempotency_key and key_path(case.action) is None:
        parameters[f"header.{case.action.idempotency_key}"] = case.request.headers.get(case.action.idempotency_key)
    media = case.media
    if is_json(media):  # its strings are JSON already
        if body is not UNSET and not isinstance(body, (dict, list)):
            body = json.dumps(body)
        for key, value in parameters.items():
            if key.startswith("body.") and not isinstance(value, (dict, list)):
                parameters[key] = value.decode() if isinstance(value, bytes) else json.dumps(value)
    if body is not UNSET:
        call["body"] = body
    body_content = case.action.body.content if case.action.body is not None else case.action.part_content
    if media and len(body_content) > 1:
        call["type"] = without_parameters(media) if is_multipart(media) else media
    return call


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"\0file": base64.b64encode(value).decode()}
    raise TypeError(type(value))


def build_foreign(package: Path, document: Path, calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the requests that `swagger-client` builds, each as an object; that of an error has its message."""
    lines = "".join(json.dumps(call, default=_as_json) + "\n" for call in calls)
    command = [find_node(), str(SCRIPT), str(package), str(document)]
    done = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", check=True, timeout=600)
    return [json.loads(line) for line in done.stdout.splitlines()]


# --- both in one form ------------------------------------------------------------------------------------------------


def _normal(method: str, url: str, headers: Mapping[str, str], body: Any) -> Normal:
    parts = urlsplit(url)
    path = tuple(unquote_to_bytes(segment) for segment in parts.path.split("/"))
    query = tuple(_pairs(parts.query))
    fields = {name.lower(): str(value) for name, value in headers.items() if value is not None}
    fields.pop("accept", None)
    if "cookie" in fields:
        fields["cookie"] = unquote(fields["cookie"])
    media = fields.get("content-type", "")
    if is_multipart(media):
        fields["content-type"] = without_parameters(media)
    return Normal(method, f"{parts.scheme}://{parts.netloc}", path, query, tuple(sorted(fields.items())), body)


def _pairs(text: str) -> list[tuple[str, str]]:
    """Return the names and values of a query or a form; only the order of those with one name counts."""
    return sorted(parse_qsl(text, keep_blank_values=True), key=lambda pair: pair[0])


def _content(data: bytes, media: str) -> Any:
    """Return the content of a body, as far as a server can tell two from each other."""
    if is_json(media) or is_range(media):
        try:
            return json.loads(data)
        except ValueError:
            return data
    return _pairs(data.decode()) if is_form(media) else data


def normal_request(request: Request) -> Normal:
    """Return a request of ours in the form that both have."""
    media = request.headers.get("Content-Type", "")
    body: Any = request.body
    data = b"" if body is None else body if isinstance(body, bytes) else b"".join(body)
    content = _members(data, media) if is_multipart(media) else _content(data, media) if data else None
    return _normal(request.method, request.url, request.headers, content)


def _members(data: bytes, media: str) -> list[Any]:
    """Return the members of a multipart form: name, content, whether it is a file, and its media type."""
    boundary = media.partition("boundary=")[2].strip('"').encode()
    members = []
    for part in data.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        disposition = fields.get("content-disposition", "")  # only a form has it
        name = disposition.partition('name="')[2].partition('"')[0]
        for character, escape in (('"', "%22"), ("\r", "%0D"), ("\n", "%0A")):
            name = name.replace(escape, character)
        is_file = "filename" in disposition
        members.append(_member(name, content.removesuffix(b"\r\n"), is_file, fields.get("content-type", "")))
    return sorted(members, key=lambda member: str(member[0]))


def _member(name: str, content: bytes, is_file: bool, media: str) -> Any:
    media = "" if media in ("application/octet-stream", "text/plain") else media
    found = _content(content, media) if is_json(media) else content
    return name, found, is_file, media


def normal_foreign(found: dict[str, Any]) -> Normal:
    """Return a request of `swagger-client` in the form that both have."""
    media = next((str(value) for name, value in found["headers"].items() if name.lower() == "content-type"), "")
    if "members" in found:
        body: Any = [
            _member(member["name"], base64.b64decode(member["file"]), True, member["type"])
            if "file" in member
            else _member(member["name"], member["text"].encode(), False, "")
            for member in sorted(found["members"], key=lambda member: str(member["name"]))
        ]
    elif "file" in found:
        body = base64.b64decode(found["file"])
    else:
        body = _content(found["text"].encode(), media) if found.get("text") else None
    return _normal(found["method"], found["url"], found["headers"], body)

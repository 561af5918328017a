"""Security schemes and requirements: `auth` and `scopes` of the description."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from .context import Context
from .extension import ours
from .members import as_list, as_object, as_text, extensions, named, strings
from .operations import SourceOperation
from .source import Place

_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SCOPE = re.compile(r"\S+")
AUTHORIZATION = "Authorization"
OPTIONAL = "optional"
_RESERVED = (OPTIONAL, "all")
"""Names that have a meaning in a requirement: a scheme of the description has another one."""
_TOKENS = ("oauth2", "openIdConnect")
_FLOWS = (
    "type", "flows", "openIdConnectUrl", "oauth2MetadataUrl", "flow", "authorizationUrl", "tokenUrl", "scopes",
    "bearerFormat", "deprecated",
)  # fmt: skip
"""What is kept of a scheme beside its type."""
_COMPUTED = re.compile(
    r".*(hmac|sha-?[0-9]|signature).*|concealed|digest|dpop|gnap|hoba|kerberos|mutual|negotiate|ntlm|oauth|vapid"
)
"""Schemes of HTTP whose credential is computed, for each request or from a challenge of the server."""
_PREFIX = re.compile(r'with required prefix "([!#$%&\'*+.^_`|~0-9A-Za-z-]+)"')
"""The word before a key, in the words of drf-spectacular; other prose is not read, since it may mean anything."""
_WITHOUT_CREDENTIAL = frozenset({"mutualTLS"})
"""Schemes for which the client has nothing to send."""


class Security:
    """The schemes of a document, and what its operations require of them."""

    def __init__(self, context: Context, operations: Callable[[], Iterable[SourceOperation]]) -> None:
        self._context = context
        self._operations = operations
        document = context.source.document
        if context.is_swagger:
            self._declared, self._place = document.get("securityDefinitions"), Place(("securityDefinitions",))
        else:
            components = as_object(document.get("components"))
            self._declared, self._place = components.get("securitySchemes"), Place(("components", "securitySchemes"))

    @cached_property
    def schemes(self) -> dict[str, dict[str, Any]]:
        """The schemes of the description by the names that they have in it."""
        if self.is_parameter:
            return {AUTHORIZATION: {"type": "apiKey", "in": "header", "name": AUTHORIZATION}}
        found = {}
        for name, raw in named(self._declared).items():
            value, place = self._context.follow(raw, self._place.below(name))
            scheme = self._scheme(as_object(value), place)
            if scheme is not None:
                key = self._key(name)
                found[key] = scheme
                self._context.translation.origins.add(("auth", key), place)
        return found

    @cached_property
    def is_parameter(self) -> bool:
        """Whether the credential is a header parameter of operations, for lack of a scheme."""
        return not named(self._declared) and any(self._has_parameter(operation) for operation in self._operations())

    def _has_parameter(self, operation: SourceOperation) -> bool:
        for owner in (operation.item, operation.value):
            for raw in as_list(owner.get("parameters")):
                reference = as_text(as_object(raw).get("$ref"))
                if is_authorization(raw) or (reference and reference in self._shared):
                    return True
        return False

    @cached_property
    def _shared(self) -> set[str]:
        """The references to shared parameters that are the header for credentials."""
        document = self._context.source.document
        owner = document if self._context.is_swagger else as_object(document.get("components"))
        prefix = "#/parameters/" if self._context.is_swagger else "#/components/parameters/"
        return {prefix + name for name, value in named(owner.get("parameters")).items() if is_authorization(value)}

    @cached_property
    def _without_credential(self) -> set[str]:
        declared = named(self._declared).items()
        return {name for name, value in declared if as_text(as_object(value).get("type")) in _WITHOUT_CREDENTIAL}

    def _key(self, name: str) -> str:
        """Return the name of a scheme in the description: the one that it had there, if it was exported."""
        own = as_text(ours(as_object(self._declared).get(name)).get("name"))
        return own if own and own != OPTIONAL else scheme_key(name)

    def _scheme(self, value: dict[str, Any], place: Place) -> dict[str, Any] | None:
        kind, http = as_text(value.get("type")), as_text(value.get("scheme")).lower()
        description = as_text(value.get("description"))
        about = {"description": description} if description else {}
        if kind in _TOKENS or (kind == "http" and http == "bearer"):
            return {"type": "bearer", **about, **extensions(value, *_FLOWS[kind not in _TOKENS :])}
        if kind == "basic" or (kind == "http" and http == "basic"):
            return {"type": "basic", **about}
        if kind == "apiKey":
            return self._api_key(value, place, about)
        if kind == "http" and _FIELD_NAME.fullmatch(http) and not _COMPUTED.fullmatch(http):
            prefix = f"{as_text(value['scheme'])} "
            return {"type": "apiKey", "in": "header", "name": AUTHORIZATION, "prefix": prefix, **about}
        if kind not in _WITHOUT_CREDENTIAL:
            message = f"the client cannot authenticate with {http or kind!r:.40}: the scheme is left out"
            self._context.note(place, "auth", message)
        return None

    def _api_key(self, value: dict[str, Any], place: Place, about: dict[str, Any]) -> dict[str, Any] | None:
        location, name = value.get("in"), as_text(value.get("name"))
        if location not in ("header", "query", "cookie") or not name:
            self._context.note(place, "auth", "an apiKey needs `in` and `name`: the scheme is left out")
            return None
        if location != "query" and not _FIELD_NAME.fullmatch(name):
            self._context.note(place, "auth", f"{name!r:.80} is not the name of a {location}: the scheme is left out")
            return None
        prefix = _PREFIX.search(about.get("description", "")) if location == "header" else None
        own = as_text(ours(value).get("prefix")) or (f"{prefix[1]} " if prefix else "")
        return {
            "type": "apiKey",
            "in": location,
            "name": name,
            **({"prefix": own} if own else {}),
            **about,
        }

    @cached_property
    def scope_descriptions(self) -> dict[str, str]:
        """What scopes allow, by those of the flows of all schemes."""
        found: dict[str, str] = {}
        for scheme in map(as_object, named(self._declared).values()):
            for owner in (scheme, *map(as_object, named(scheme.get("flows")).values())):
                for scope, text in named(owner.get("scopes")).items():
                    if _SCOPE.fullmatch(scope) and as_text(text).strip():
                        found.setdefault(scope, text.strip())
        return found

    # --- requirements ---

    @cached_property
    def root(self) -> Any:
        """The requirement that all operations have; None if there is no scheme."""
        if self.is_parameter:
            return False
        declared = self._context.source.document.get("security")
        auth = self._auth(declared, Place(("security",))) if isinstance(declared, list) else OPTIONAL
        return auth if self.schemes else None

    def requirement_of(self, operation: SourceOperation) -> Any:
        """Return what an operation requires: the value of its own `auth`; None if it is that of all operations."""
        if self.is_parameter:
            return AUTHORIZATION if self._has_parameter(operation) else None
        declared = operation.value.get("security")
        auth = self._auth(declared, operation.place.below("security")) if isinstance(declared, list) else None
        return auth if self.schemes else None

    def _auth(self, declared: Any, place: Place) -> Any:
        alternatives = []
        is_optional = not as_list(declared)
        for index, requirement in enumerate(as_list(declared)):
            scopes = {self._name(name): value for name, value in named(requirement).items()}
            names = [name for name in scopes if name not in self._without_credential]
            keys = list(dict.fromkeys(map(self._key, names)))
            unknown = [name for name in names if self._key(name) not in self.schemes]
            if unknown:
                self._note_unknown(unknown[0], place.below(index))
            elif keys:
                alternatives.append(self._alternative(scopes, names, place.below(index)))
            else:
                is_optional = True
        if not alternatives:
            return False
        if is_optional:
            return [*alternatives, OPTIONAL]
        return alternatives[0] if len(alternatives) == 1 else alternatives

    def _name(self, name: str) -> str:
        """Return the name of the scheme in a requirement, which may be a reference in OpenAPI 3.2."""
        pointer = f"#{self._place.pointer}/"
        is_reference = name.startswith(pointer) and name not in named(self._declared)
        return name.removeprefix(pointer).replace("~1", "/").replace("~0", "~") if is_reference else name

    def _note_unknown(self, name: str, place: Place) -> None:
        """Note a scheme that the client does not have; one of a document without any other is noted by itself."""
        if self.schemes or name not in named(self._declared):
            message = f"{name!r:.80} is not a scheme that the client can use: the alternative is left out"
            self._context.note(place, "auth", message)

    def _alternative(self, requirement: dict[str, Any], names: list[str], place: Place) -> Any:
        """Return one alternative: its schemes, each with the scopes that it needs."""
        members: list[Any] = []
        for name in names:
            key, scopes = self._key(name), list(dict.fromkeys(filter(_SCOPE.fullmatch, strings(requirement[name]))))
            if scopes and key.startswith("x-"):
                self._context.note(place.below(name), "scopes", f"scopes of the scheme {key!r:.80} are left out")
            members.append({key: scopes} if scopes and not key.startswith("x-") else key)
        return members[0] if len(members) == 1 else {"all": members}


def is_authorization(parameter: Any) -> bool:
    """Return whether a parameter of the source is the header for credentials."""
    value = as_object(parameter)
    return value.get("in") == "header" and as_text(value.get("name")).lower() == AUTHORIZATION.lower()


def scheme_key(name: str) -> str:
    """Return the name that a scheme of the source has in the description."""
    return name + "_" if name in _RESERVED else name

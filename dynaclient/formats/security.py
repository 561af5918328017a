"""Security schemes and requirements: `auth` and `scopes` of the description."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any

from .context import Context
from .extension import ours
from .members import as_list, as_object, as_text, named, strings
from .operations import SourceOperation
from .security_schemes import AUTHORIZATION, others_of, signed_for, translate_scheme
from .source import Place

OPTIONAL = "optional"
_RESERVED = (OPTIONAL, "all")
"""Names that have a meaning in a requirement: a scheme of the description has another one."""


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
        for name, (value, place) in self._followed.items():
            scheme = translate_scheme(value, partial(self._context.note, place, "auth"), self._signed_for)
            if scheme is not None:
                key = self._key(name)
                found[key] = scheme
                self._context.translation.origins.add(("auth", key), place)
        return found

    @cached_property
    def others(self) -> dict[str, dict[str, Any]]:
        """What the schemes do not have of those of the source, by the same names."""
        values = {self._key(name): value for name, (value, _) in self._followed.items()}
        found = {key: others_of(values[key], scheme) for key, scheme in self.schemes.items() if key in values}
        return {key: kept for key, kept in found.items() if kept}

    @cached_property
    def _followed(self) -> dict[str, tuple[dict[str, Any], Place]]:
        """The schemes of the source, what references lead to included, and where they are."""
        followed = {
            name: self._context.follow(raw, self._place.below(name)) for name, raw in named(self._declared).items()
        }
        return {name: (as_object(value), place) for name, (value, place) in followed.items()}

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

    def _key(self, name: str) -> str:
        """Return the name of a scheme in the description: the one that it had there, if it was exported."""
        own = as_text(ours(as_object(self._declared).get(name)).get("name"))
        return own if own and own != OPTIONAL else scheme_key(name)

    @cached_property
    def _signed_for(self) -> dict[str, str]:
        """What requests to the server of the document are signed for, if they are."""
        document = self._context.source.document
        first = as_object(next(iter(as_list(document.get("servers"))), None))
        host = as_text(document.get("host")) if self._context.is_swagger else ""
        return signed_for(f"https://{host}" if host else as_text(first.get("url")))

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
            unknown = [name for name in scopes if self._key(name) not in self.schemes]
            if unknown:
                self._note_unknown(unknown[0], place.below(index))
            elif scopes:
                alternatives.append(self._alternative(scopes, place.below(index)))
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

    def _alternative(self, requirement: dict[str, Any], place: Place) -> Any:
        """Return one alternative: its schemes, each with the scopes that it needs."""
        members: list[Any] = []
        for name, needed in requirement.items():
            key = self._key(name)
            # A scope has no space (RFC 6749, section 3.3): one with a space is several.
            scopes = list(dict.fromkeys(scope for text in strings(needed) for scope in text.split()))
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

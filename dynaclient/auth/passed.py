"""What a caller may pass as `token` or `auth`, and for which auth scheme it is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Union

from ..errors import invalid_option
from ..redaction import Secret
from .held import Credential
from .kinds.rows import kind_of
from .kinds.strings import PAIR_HINT
from .tokens import Token

if TYPE_CHECKING:
    from ..description.model import AuthScheme
    from .sources.source import Source

CERTIFICATE_HINT = "pass cert=… with the certificate"
Passed = Union[
    str, Secret, "tuple[str, str]", Token, "Source", Callable[[], Any], Mapping[str, Any], Any, None
]  # fmt: skip
"""A token; a user name and a password; what returns one; an auth object; or a dict of these by auth scheme."""
_LITERALS = (str, Secret, tuple, Token)


def parse_credential(text: str, schemes: Mapping[str, AuthScheme]) -> str | tuple[str, str]:
    """Return the credential that a string means: a pair for ``user:password`` if all schemes take pairs."""
    user, colon, password = text.partition(":")
    is_pair = bool(colon) and all(kind_of(scheme.type).takes_pair for scheme in schemes.values())
    return (user, password) if is_pair else text


def first_credential(granted: Iterable[str], schemes: Mapping[str, AuthScheme]) -> str | tuple[str, str] | None:
    """Return the first of what a mock server was granted that a client can send: the others are for logins."""
    if all(kind_of(scheme.type).of_connection for scheme in schemes.values()):
        return None
    found = [parse_credential(text, schemes) for text in granted]
    takes_pair = any(kind_of(scheme.type).takes_pair for scheme in schemes.values())
    return next((one for one in found if isinstance(one, tuple) or takes_pair or ":" not in one), found[0])


def configure(schemes: Mapping[str, AuthScheme], option: str, passed: Passed) -> dict[str, Any]:
    """Return a `Credential`, or the source of one, for each auth scheme for which an option has a value."""
    return {name: _configured(schemes[name], value) for name, value in _by_scheme(schemes, option, passed).items()}


def _configured(scheme: AuthScheme, value: Any) -> Any:
    found = None if isinstance(value, _LITERALS) else _source_or_object(value)
    if found is not None:
        return found
    kind = kind_of(scheme.type)
    token = value if isinstance(value, Token) else None
    # A literal token is stored as a `Secret` only, which no `repr` shows.
    return Credential(kind, kind.accept(scheme, token.value if token else value), token)


def _source_or_object(value: Any) -> Any:
    """Return the source that a value is, or the credential that an auth object is; None for anything else."""
    # Few clients have one of these: those with a token do not import what is for them.
    from .kinds.objects import bridge_for
    from .sources.functions import source_for
    from .sources.source import Source

    if isinstance(value, type):
        raise invalid_option("auth", f"{value.__name__} is a class", f"pass an instance of it: {value.__name__}(…)")
    return value if isinstance(value, Source) else bridge_for(value) or source_for(value)


def _flows_of(value: Any) -> Sequence[str]:
    """Return the ways to obtain a credential that a source carries out; none for anything else."""
    if isinstance(value, _LITERALS):
        return ()
    from .sources.source import Source

    return value.FLOWS if isinstance(value, Source) else ()


def _fits(scheme: AuthScheme, value: Any) -> bool:
    """Return whether a value that was passed without the name of a scheme can be meant for this one."""
    kind = kind_of(scheme.type)
    literal = value.value if isinstance(value, Token) else value
    if isinstance(literal, (str, Secret, tuple)):
        return kind.takes_pair == isinstance(literal, tuple) and not kind.of_connection
    return not kind.of_connection


def _offers(scheme: AuthScheme, flows: Sequence[str]) -> bool:
    return any(way.by in flows for way in scheme.obtain.values())


def _by_scheme(schemes: Mapping[str, AuthScheme], option: str, value: Passed) -> dict[str, Any]:
    if value is None:
        return {}
    if not schemes:
        hint = 'add one with patch={"auth": {"accessToken": {"type": "bearer"}}}'
        raise invalid_option(option, "the description has no auth scheme that could use it", hint)
    names = ", ".join(schemes)
    if isinstance(value, Mapping):
        for name in value:
            if name not in schemes:
                reason = f"{name!r:.80} is not an auth scheme of the description"
                raise invalid_option(option, reason, f"one of: {names}")
        return {name: passed for name, passed in value.items() if passed is not None}
    fitting = [name for name, scheme in schemes.items() if _fits(scheme, value)]
    fitting.sort(key=lambda name: not kind_of(schemes[name].type).recognizes(value))
    flows = _flows_of(value)
    if flows:  # first of all a scheme whose description says that it is obtained in this way
        fitting.sort(key=lambda name: not _offers(schemes[name], flows))
    if not fitting:
        of_connection = all(kind_of(scheme.type).of_connection for scheme in schemes.values())
        literal = value.value if isinstance(value, Token) else value
        hint = CERTIFICATE_HINT if of_connection else "pass a single token" if isinstance(literal, tuple) else PAIR_HINT
        raise invalid_option(option, f"no auth scheme of the description ({names}) uses this kind of credential", hint)
    return {fitting[0]: value}

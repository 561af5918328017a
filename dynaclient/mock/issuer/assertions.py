"""
JWTs that are sent as an assertion, of a client (RFC 7523, section 2.2) or as a grant (section 2.1).

Signatures of HS256, HS384 and HS512 are verified with the granted secret. A mock server has no public keys: of other
signatures only the claims are checked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from .context import Context
from .grants import Grant

LEEWAY = 30.0
"""Seconds by which the clock of the sender may be ahead."""
_HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


class InvalidAssertion(Exception):
    """Raised for an assertion that is not accepted."""


def verified_claims(context: Context, text: str) -> dict[str, Any]:
    """Return the claims of a JWT; raise InvalidAssertion unless it is one that is meant for this server, and valid."""
    head, claims, signature = _decoded(text)
    algorithm = str(head.get("alg", "none"))
    if algorithm.lower() == "none" or not signature:
        raise InvalidAssertion("the assertion is not signed")
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not isinstance(claims.get("sub", ""), str):
        raise InvalidAssertion("the assertion needs iss, and sub has to be a string")
    _check_times(context, claims)
    audience = claims.get("aud")
    wanted = {context.url, context.endpoint("token")}
    if not wanted.intersection(map(str, audience if isinstance(audience, list) else [audience])):
        raise InvalidAssertion("aud of the assertion is neither the issuer nor its token endpoint")
    if algorithm in _HASHES and not context.grants.is_open:
        _check_signature(context.grants.secrets_of(issuer), text, algorithm, signature)
    return claims


def granted_to(context: Context, claims: dict[str, Any]) -> Grant | None:
    """Return the grant of who an assertion is about: that of `sub`, or else of `iss`."""
    return context.grants.identified(claims.get("sub") or claims["iss"]) or context.grants.identified(claims["iss"])


def _decoded(text: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    try:
        head, claims, signature = map(_from_base64, text.split("."))
        parts = json.loads(head), json.loads(claims)
    except (ValueError, RecursionError):
        parts = None, None
    if not all(isinstance(part, dict) for part in parts):
        raise InvalidAssertion("the assertion is not a JWT")
    return *parts, signature


def _from_base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _check_times(context: Context, claims: dict[str, Any]) -> None:
    now = context.clock.now()
    times: dict[str, Any] = {"nbf": now, "iat": now, **claims}
    if any(type(times.get(name)) not in (int, float) for name in ("exp", "nbf", "iat")):
        raise InvalidAssertion("the assertion needs exp; exp, nbf and iat are numbers")
    if not times["exp"] > now:  # NaN is not
        raise InvalidAssertion("the assertion has expired; compare the clock with the Date of this response")
    if max(times["nbf"], times["iat"]) > now + LEEWAY:
        raise InvalidAssertion("the assertion is of the future; compare the clock with the Date of this response")


def _check_signature(secrets: list[str], text: str, algorithm: str, signature: bytes) -> None:
    signed = text.rpartition(".")[0].encode()
    made = (hmac.new(secret.encode(), signed, _HASHES[algorithm]).digest() for secret in secrets)
    if not any(hmac.compare_digest(signature, digest) for digest in made):
        raise InvalidAssertion("the signature of the assertion does not match")

"""Private keys, and the assertions that are signed with them (RFC 7523). PyJWT is imported when one is signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Union

from ..errors import DynaclientError, invalid_option
from ..records import dataclass
from ..redaction import Secret
from ..runtime.signatures import reports_misuse

_BY_CURVE = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512", "secp256k1": "ES256K"}
_MIN_LINE = 16
"""Characters of the shortest line of a key that is redacted by itself."""


@dataclass(frozen=True, eq=False, repr=False, init=False)
class PrivateKey:
    """
    A private key that a client, or a service account, signs with. Needs the extra ``jwt``.

    Args:
        key: The key: PEM (a string that begins with ``-----BEGIN``), or a JWK (a dict, RFC 7517).
        algorithm: The algorithm, such as ``ES256``. That of the key if left out: RS256 for RSA.
        key_id: By which name the server knows the key; that of a JWK if left out.
    """

    key: Secret
    algorithm: str | None
    key_id: str | None

    @reports_misuse('PrivateKey("…", key_id="…")')
    def __init__(
        self,
        key: Union[str, Secret, Mapping[str, Any]],
        *,
        algorithm: str | None = None,
        key_id: str | None = None,
    ) -> None:
        members: Mapping[str, Any] = key if isinstance(key, Mapping) else {}
        values = self.__dict__
        values["key"] = Secret(_text_of(key))
        for name, value in (("algorithm", algorithm or members.get("alg")), ("key_id", key_id or members.get("kid"))):
            if not isinstance(value, (str, type(None))):
                raise invalid_option(name, "is not a string", f"pass {name}='…'", "PrivateKey")
            values[name] = value

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a signed JWT with these claims; raise InvalidCall if the key cannot sign it."""
        headers = {} if self.key_id is None else {"kid": self.key_id}
        reason = ""
        try:
            import jwt

            key, algorithm = _load(self.key.reveal())
            return jwt.encode(dict(claims), key, algorithm=self.algorithm or algorithm, headers=headers)
        except ImportError:
            pass  # raised below, where the key is not part of the traceback
        except Exception as error:  # noqa: BLE001 - each library has errors of its own, which may show the key
            reason = type(error).__name__
        if not reason:
            message = "signing with a private key needs the jwt extra: pip install 'dynaclient[jwt]'"
            raise DynaclientError(message, code="extra-missing")
        hint = "pass a private key, unencrypted, as PEM or JWK, and an algorithm that fits it"
        raise invalid_option("private_key", f"cannot sign ({reason})", hint, "PrivateKey")

    def secret_values(self) -> list[str]:
        """Return each string that would reveal the key: the whole, and each of its lines or members."""
        text = self.key.reveal()
        members = json.loads(text).values() if text.startswith("{") else text.split()
        return [text, *(part for part in members if isinstance(part, str) and len(part) >= _MIN_LINE)]

    def __repr__(self) -> str:
        known = {"algorithm": self.algorithm, "key_id": self.key_id}
        return f"PrivateKey(***{''.join(f', {name}={value!r}' for name, value in known.items() if value is not None)})"


def private_key_of(value: Any, owner: str) -> PrivateKey | None:
    """Return a private key that the caller passed in one of its forms; raise InvalidCall for anything else."""
    if value is None or isinstance(value, PrivateKey):
        return value
    if not isinstance(value, (str, Secret, Mapping)):
        raise invalid_option("private_key", "is not a private key", "pass PEM, a JWK, or auth.PrivateKey(…)", owner)
    return PrivateKey(value)


def _text_of(key: Any) -> str:
    text = key.reveal() if isinstance(key, Secret) else key
    if isinstance(text, str) and text.lstrip().startswith("-----BEGIN"):
        return text.strip()
    if isinstance(text, Mapping):
        try:
            return json.dumps(dict(text))
        except (TypeError, ValueError):
            pass  # raised below, where the key is not part of the traceback
    raise invalid_option("private_key", "is neither PEM nor a JWK", "pass the content of the file", "PrivateKey")


def _load(text: str) -> tuple[Any, str]:
    """Return a key as PyJWT takes it, and its algorithm."""
    if text.startswith("{"):
        from jwt import PyJWK

        loaded = PyJWK(json.loads(text))
        return loaded.key, str(loaded.algorithm_name)
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(text.encode(), None)
    if isinstance(key, RSAPrivateKey):
        return key, "RS256"
    return key, _BY_CURVE[key.curve.name] if isinstance(key, EllipticCurvePrivateKey) else "EdDSA"

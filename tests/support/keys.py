"""Private keys of each kind that clients sign with, made for one run of the tests."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

KEYS: dict[str, Any] = {
    "EC": ec.generate_private_key(ec.SECP256R1()),
    "RSA": rsa.generate_private_key(65537, 2048),
    "OKP": ed25519.Ed25519PrivateKey.generate(),
}
ALGORITHMS: dict[str, tuple[str, Any]] = {
    "EC": ("ES256", ECAlgorithm), "RSA": ("RS256", RSAAlgorithm), "OKP": ("EdDSA", OKPAlgorithm),
}  # fmt: skip


def jwk_of(kind: str, key: Any) -> dict[str, Any]:
    """Return a key as a JWK."""
    algorithm, encoder = ALGORITHMS[kind]
    found = encoder.to_jwk(key)
    return {**(found if isinstance(found, dict) else json.loads(found)), "kid": kind, "alg": algorithm, "use": "sig"}


def pem_of(key: Any) -> str:
    """Return a private key as PEM."""
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())

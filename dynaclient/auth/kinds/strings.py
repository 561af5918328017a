"""What kinds share whose credential is one string, or a user name and a password."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from ...errors import invalid_option
from ...redaction import Secret
from ...strings.encoding import is_encodable

if TYPE_CHECKING:
    from ...description.model import AuthScheme
    from ...messages import Headers

PAIR_HINT = 'pass ("user", "password")'
PAIR_OPTION_HINT = 'pass Client(token=("user", "password"))'


def accept_token(scheme: AuthScheme, value: Any) -> Secret:
    """Return a token or key as a secret; raise InvalidCall for what no header, query or cookie can carry as it is."""
    text = value.reveal() if isinstance(value, Secret) else value
    if isinstance(text, str) and scheme.prefix and text.lower().startswith(scheme.prefix.lower()):
        reason = f"the client sends {scheme.prefix!r} before the key of the auth scheme {scheme.name}"
        raise invalid_option("token", reason, "pass the key without it")
    if not isinstance(text, str):
        raise invalid_option("token", f"a token is a string, not {type(text).__name__}", "pass the token itself")
    if not text:
        raise invalid_option("token", "is empty", "pass the token itself, or leave it out to send no credential")
    if not all(map(_is_visible, text)):
        reason = "a token is a string of visible ASCII characters, without spaces or line breaks"
        raise invalid_option("token", reason, _token_hint(scheme, text))
    return Secret(text)


def _is_visible(character: str) -> bool:
    return "!" <= character <= "~"


def _token_hint(scheme: AuthScheme, text: str) -> str:
    """Return what to do about a token with other characters; one with a word before it needs another description."""
    if not all(_is_visible(character) or character.isspace() for character in text):
        return "this one has other characters: copy it again from where it was issued"
    if scheme.type == "bearer" and text.lower().startswith("bearer "):
        return "pass the token without the word Bearer, which the client adds"
    if len(text.split()) < 2:
        return "remove white space at its ends with .strip()"
    has_word = len(text.split(" ")) == 2 and text == text.strip()
    if not has_word or scheme.type != "apiKey" or scheme.location != "header" or scheme.prefix:
        return "this one has white space inside: pass the token alone, without a word or a name beside it"
    patch = f'patch={{"auth": {{"{scheme.name}": {{"prefix": "Token "}}}}}}'
    return f"if a word belongs before the key, pass only the key, and add the word to the description: {patch}"


def accept_pair(scheme: AuthScheme, value: Any) -> tuple[str, Secret]:
    """Return a user name and a password; raise InvalidCall for anything else."""
    if not (isinstance(value, tuple) and len(value) == 2):
        raise invalid_option("token", f"the auth scheme {scheme.name} needs a user name and a password", PAIR_HINT)
    user, password = (part.reveal() if isinstance(part, Secret) else part for part in value)
    if not isinstance(user, str) or not isinstance(password, str):
        raise invalid_option("token", "user name and password are strings", PAIR_HINT)
    if ":" in user:
        raise invalid_option("token", "a user name has no colon (RFC 7617, section 2)", "pass one without a colon")
    if not (is_encodable(user) and is_encodable(password)):
        reason = "it contains half of a surrogate pair, which cannot be encoded in UTF-8"
        raise invalid_option("token", reason, "pass whole characters")
    return user, Secret(password)


def encoded_pair(user: str, password: Secret) -> str:
    """Return a user name and a password as HTTP basic authentication has them."""
    return base64.b64encode(f"{user}:{password.reveal()}".encode()).decode("ascii")


def pair_values(credential: Any) -> list[str]:
    """Return each string that would reveal a pair: as it is sent, with the user name, and the password by itself."""
    user, password = credential
    return [encoded_pair(user, password), f"{user}:{password.reveal()}", password.reveal()]


def received_after(word: str, headers: Headers) -> str:
    """Return what a server receives after an authentication scheme; an empty string if that is another one."""
    scheme, _, rest = headers.get("Authorization", "").partition(" ")
    return rest.strip() if scheme.lower() == word.lower() else ""


def received_pair(headers: Headers) -> str:
    """Return ``user:password`` of HTTP basic authentication; an empty string if there is none."""
    try:
        return base64.b64decode(received_after("Basic", headers), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""

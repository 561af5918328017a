"""What a WWW-Authenticate field asks for, whatever a server sends."""

from __future__ import annotations

import time
from typing import Any

import pytest

from dynaclient.auth.challenges import challenges_of, parse_challenges
from dynaclient.messages import Headers

FIELDS: dict[str, list[tuple[str, dict[str, str]]]] = {
    'Basic realm="simple"': [("basic", {"realm": "simple"})],
    # the example of RFC 9110, section 11.6.1
    'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""': [
        ("basic", {"realm": "simple"}), ("newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'}),
    ],
    "Negotiate": [("negotiate", {})],
    "Negotiate, NTLM TlRMTVNTUAAB==, Bearer": [("negotiate", {}), ("ntlm", {}), ("bearer", {})],
    'DIGEST REALM="a, Basic realm=b" , Qop = "auth"': [("digest", {"realm": "a, Basic realm=b", "qop": "auth"})],
    "Digest realm=r,nonce=n,,, Basic": [("digest", {"realm": "r", "nonce": "n"}), ("basic", {})],
    'Digest a="1", a="2"': [("digest", {"a": "1"})],
    'Digest a="", b="\\\\"': [("digest", {"a": "", "b": "\\"})],
    'realm="r", Basic': [("basic", {})],
    'Basic realm="r': [("basic", {})],
    'Basic realm="r"x, a=b': [("basic", {"a": "b"})],
    "@@@, Basic a=b": [("basic", {"a": "b"})],
    "\xff\xfe": [],
    "": [],
    ", ,\t": [],
}  # fmt: skip
_MANY = 65_000
HOSTILE = (
    "a" * _MANY + "(", "a" * _MANY, "," * _MANY, " " * _MANY + "(", 'a="' + '\\"' * _MANY, 'a="x' * _MANY, "a =" * _MANY, "a " * _MANY,
    "a" + " " * _MANY + "(", "a=" + " " * _MANY, ("a=" + " " * 200) * 300, "Digest " + "a=1," * _MANY, "Digest " + "a" * _MANY + "=",
    'Digest a="' + "x" * _MANY, "Digest " + '"' * _MANY, "a" * _MANY + "=" * _MANY, "\\" * _MANY,
)  # fmt: skip


@pytest.mark.parametrize("value", FIELDS)
def test_challenges_are_read(value: str) -> None:
    assert [(one.scheme, dict(one.parameters)) for one in parse_challenges(value)] == FIELDS[value]


def test_several_fields_are_one() -> None:
    fields = [("WWW-Authenticate", "Negotiate"), ("www-authenticate", 'Basic realm="r"')]
    assert [one.scheme for one in challenges_of(Headers(fields))] == ["negotiate", "basic"]
    assert challenges_of(Headers()) == []


@pytest.mark.alone
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:12])
def test_any_field_is_read_in_a_moment(value: Any) -> None:
    started = time.monotonic()
    parse_challenges(value)
    assert time.monotonic() - started < 1.0

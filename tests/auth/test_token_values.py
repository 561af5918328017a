"""`Token`: a credential with what is known of it."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import InvalidCall
from dynaclient.auth import Token


def test_a_token_shows_all_but_its_secrets() -> None:
    token = Token("secret-token", expires_in=60, scopes=["a"], refresh_token="secret-refresh")
    assert repr(token) == "Token(***, expires_in=60, scopes=('a',))"


@pytest.mark.parametrize(
    ("value", "options", "message"),
    [
        (5, {}, "value .*is not a token"),
        ("t", {"expires_in": "60"}, "expires_in .*is not a number of seconds"),
        ("t", {"expires_in": float("nan")}, "expires_in .*is not a number of seconds"),
        ("t", {"expires_in": True}, "expires_in .*is not a number of seconds"),
        ("t", {"scopes": "read"}, "scopes .*is not a list of strings"),
        ("t", {"scopes": [5]}, "scopes .*is not a list of strings"),
        ("t", {"refresh_token": 5}, "refresh_token .*is not a string"),
        ("t", {"headers": "X: y"}, "headers .*is not a dict of strings"),
        ("t", {"headers": {"X": 5}}, "headers .*is not a dict of strings"),
        *(
            ("t", {"headers": {name: "a"}}, "headers .*which is not the name of a further header")
            for name in ("", "X Y", "X\r\nEvil", "é", "Host", "content-length", "Transfer-Encoding", "Authorization")
        ),
        *(
            ("t", {"headers": {"X-A": value}}, "headers .*has a value for X-A that is not a string of visible")
            for value in ("", "b\r\nEvil: 1", " b", "b\n", "é", "\ud800")
        ),
    ],
)
def test_what_is_not_a_token(value: Any, options: Any, message: str) -> None:
    with pytest.raises(InvalidCall, match=message):
        Token(value, **options)

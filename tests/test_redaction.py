"""Which undeclared headers and query values are secret, and that they stay so wherever they are nested."""

from __future__ import annotations

import base64
import copy
import html
import json
import pickle
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from dynaclient import ApiError, Client, redaction
from dynaclient.call.request import undeclared_secrets
from dynaclient.redaction import MASK, CutOff, _forms_of, is_secret_name, redact, redact_by_name
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import client_of, describe
from tests.support.timing import cpu_seconds, takes_at_most

backend_kind = backend_kind_fixture(everywhere=False)
SECRET = "hunter2hunter2"

SECRET_NAMES = [
    "Private-Token",
    "X-Api-Key",
    "api_key",
    "apiKey",
    "APIKey",
    "apiKEY",
    "APIKEY",
    "X-API-KEY-2",
    "apikeys",
    "key",
    "signing.key",
    "private_key",
    "sshkey",
    "privatekey",
    "Ocp-Apim-Subscription-Key",
    "DD-API-KEY",
    "X-Session-Key",
    "token",
    "access_tokens",
    "tokenV2",
    "tokenv2",
    "x-token-3",
    "admintoken",
    "id_token",
    "csrfToken",
    "oauth2_token",
    "oauth2Token",
    "X-Vault-Token",
    "X-Amz-Security-Token",
    "X-Shopify-Access-Token",
    "previousAuthToken",
    "max_auth_token",
    "JWTToken",
    "secret",
    "client-secret",
    "clientsecrets",
    "apisecret",
    "password",
    "user[password]",
    "pass-word",
    "passwd",
    "pwd",
    "passphrase",
    "X-GitHub-OTP",
    "signature",
    "X-Amz-Signature",
    "X-Hub-Signature-256",
    "sig",
    "credential",
    "credentials",
    "X-Amz-Credential",
    "X-User-Credentials",
    "auth",
    "X-Auth",
    "basicAuth",
    "oauth2",
    "auth[api.keys][0]",
    "Authorization",
    "X-Authorization",
    "Proxy-Authorization",
    "Cookie",
    "Set-Cookie",
    "session",
    "X-Session",
    "Session-Id",
    "user_session_id",
    "JSESSIONID",
    "PHPSESSID",
    "X-JWT",
    "auth_code",
    "authorizationCode",
    "security-code",
    "pass",
    "db_pass",
    "proxyPass",
    "bearer",
    "X-Bearer",
    "tokenValue",
    "access_token_string",
    "Authorization-Header",
    "CB-ACCESS-SIGN",
    "sign",
    "X-Signature-Ed25519",
    "X-Shopify-Hmac-SHA256",
    "X-Signature-SHA256",
    "SID",
    "connect.sid",
]
INNOCENT_NAMES = [
    "Idempotency-Key",
    "sortKey",
    "sort_key",
    "sortkey",
    "sort[key]",
    "primaryKey",
    "foreignKey",
    "publicKey",
    "partition_key",
    "cache-key",
    "keyId",
    "key_id",
    "AWSAccessKeyId",
    "Sec-WebSocket-Key",
    "Surrogate-Key",
    "startkey",
    "end_key",
    "ExclusiveStartKey",
    "LastEvaluatedKey",
    "objectKeys",
    "keys",
    "monkey",
    "turkey",
    "keyboard",
    "hotkey",
    "pageToken",
    "nextPageToken",
    "nextpagetoken",
    "previousToken",
    "previoustoken",
    "prevtoken",
    "continuationToken",
    "next_token",
    "syncToken",
    "$skiptoken",
    "delta_token",
    "idempotency-token",
    "max_tokens",
    "maxTokens",
    "total_tokens",
    "completion_tokens",
    "tokens",
    "tokenize",
    "author",
    "authors",
    "authority",
    "signatureVersion",
    "secretary",
    "passenger",
    "sessions",
    "createSession",
    "sessionName",
    "password_length",
    "Accept",
    "X-Trace",
    "page",
    "per_page",
    "5",
    "[]",
    "v2",
    "env2",
    "x",
    "é",
    "code",
    "country_code",
    "boarding_pass",
    "bypass",
    "compass",
    "AccountSid",
    "message_sid",
    "side",
    "design",
    "vital_signs",
    "zodiac_sign",
    "signs",
    "signed",
    "key_value",
    "sort_key_value",
    "value",
    "md5",
    "sha256",
    "header",
    "forbearer",
]


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_name_is_secret_by_its_last_word(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["", *INNOCENT_NAMES])
def test_other_names_are_innocent(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("name", ["next" * 100_000 + "token", "-" * 400_000 + "key", "K" * 400_000, "v1" * 100_000])
def test_the_longest_name_is_decided_at_once(name: str) -> None:
    assert takes_at_most(1, lambda: is_secret_name(name))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": [{"token": 1, "b": 2}], "b": 3}, {"a": [{"token": "***", "b": 2}], "b": 3}),
        ([{"code": 1}, {"password": {"a": 1}}], [{"code": "***"}, {"password": "***"}]),
        ({"a": [{"b": [2, "c"]}]}, None),
        ("token", None),
    ],
)
def test_members_are_redacted_by_their_names_at_any_depth(value: Any, expected: Any) -> None:
    shown = redact_by_name(value, {"code"})
    assert shown is value if expected is None else shown == expected


@pytest.mark.usefixtures("backend_kind")
def test_a_secret_header_is_redacted_wherever_it_is_shown() -> None:
    client, transport = client_of(describe())
    named = client.with_options(headers={"Private-Token": SECRET}, query={"filter": {"apiKey": SECRET, "state": "on"}})
    prepared = named.things.get.prepare()
    named.things.get()
    assert SECRET in prepared.url
    assert prepared.headers["Private-Token"] == SECRET
    shown = [repr(prepared), repr(prepared.headers), repr(transport.requests), pickle.dumps(prepared).decode("latin-1")]
    assert [text for text in shown if SECRET in text] == []
    assert "state" in repr(prepared)


@pytest.mark.usefixtures("backend_kind")
@pytest.mark.parametrize("value", [SECRET, [SECRET], 12345678], ids=["string", "list", "number"])
def test_a_secret_that_the_server_echoes_is_redacted_in_the_error(value: object) -> None:
    text = str(value[0] if isinstance(value, list) else value)
    client, _ = client_of(describe(), response({"message": f"no such token: {text}"}, 403))
    with pytest.raises(ApiError) as caught:
        client.with_options(query={"admin_token": value}).things.get()
    assert text not in f"{caught.value!r}{caught.value.body!r}"


# --- what a server makes of a secret ---------------------------------------------------------------------------------

ECHOED = [
    "Zk9/qLbw8R2x+7A==",
    "Zk9/qL+w8=R<2>x'7",
    "correct horse & battery",
    'pässwörd "of" \U0001f600\\n\t&amp;%41\\u0041',
    "Пароль-секрет",
    "%%%///&&&?",
]


def each_character(form: str) -> Callable[[str], str]:
    return lambda text: "".join(form.format(ord(character), character) for character in text)


def all_percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def go(text: str) -> str:
    return json.dumps(text)[1:-1].replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=")


ENCODERS: dict[str, Callable[[str], str]] = {
    "itself": str,
    "a URL": quote,
    "a URL, nothing safe": lambda text: quote(text, safe=""),
    "a URL in lower case": lambda text: re.sub("%..", lambda match: match[0].lower(), quote(text, safe="")),
    "a URL in a URL": lambda text: quote(quote(text, safe=""), safe=""),
    "a form": quote_plus,
    "a URL of percents alone": all_percent,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON of PHP": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON of Go": go,
    "JSON of Gson": lambda text: go(text).replace("=", r"\u003d").replace("'", r"\u0027"),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "JSON of PHP in JSON": lambda text: json.dumps(json.dumps(text)[1:-1].replace("/", "\\/"))[1:-1],
    "JSON in a URL": lambda text: quote(go(text)),
    "JSON in HTML": lambda text: html.escape(go(text)),
    "escapes alone": lambda text: re.sub(r"(?s).", lambda match: go_escape(match[0]), text),
    "HTML": html.escape,
    "HTML without quotes": lambda text: html.escape(text, quote=False),
    "decimal references": lambda text: re.sub(r"\W", lambda match: f"&#{ord(match[0])};", text),
    "hexadecimal references": lambda text: re.sub(r"\W", lambda match: f"&#x{ord(match[0]):04X};", text),
    "references of XML": lambda text: html.escape(text, quote=False).replace("'", "&apos;").replace('"', "&quot;"),
    "names of references": lambda text: text.replace("&", "&amp;").replace("/", "&sol;").replace("=", "&equals;"),
    "references alone": each_character("&#{0};"),
    "hexadecimal references alone": each_character("&#x{0:x};"),
    "HTML in JSON": lambda text: go(html.escape(text)),
    "HTML in a URL": lambda text: quote(html.escape(text)),
    "Python": lambda text: repr(text)[1:-1],
    "ASCII of Python": lambda text: ascii(text)[1:-1],
    "octal escapes": lambda text: text.replace("\\", r"\134").replace("/", r"\057").replace('"', r"\042"),
    "JavaScript": lambda text: re.sub(r"[^\w]", lambda match: f"\\u{{{ord(match[0]):x}}}", text),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 without padding": in_base64,
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 in a URL": lambda text: quote(in_base64(text), safe=""),
    "base64 in JSON": lambda text: in_base64(text).replace("+", r"\u002b").replace("/", r"\/"),
}


def go_escape(character: str) -> str:
    """Return the escapes of the UTF-16 of a character."""
    data = character.encode("utf-16-be").hex()
    return "".join(f"\\u{data[index : index + 4]}" for index in range(0, len(data), 4))


AROUND = "a %20+ %e0%80%80 &nope; %\\n \\u00e9 &lt; ä "


@pytest.mark.parametrize("secret", ECHOED)
@pytest.mark.parametrize("name", ENCODERS)
def test_a_secret_is_redacted_however_it_is_escaped(name: str, secret: str) -> None:
    echoed = ENCODERS[name](secret)
    others = ["another-secret", "0123456789abcdef"]
    assert redact(f"{AROUND}<{echoed}>{AROUND}", [secret, *others]) == f"{AROUND}<{MASK}>{AROUND}"
    assert redact(f"{echoed} {echoed}".encode(), [secret]) == f"{MASK} {MASK}".encode()


@pytest.mark.parametrize("secret", ECHOED)
@pytest.mark.parametrize(
    "name",
    [
        "itself",
        "a URL",
        "JSON of Gson",
        "HTML in JSON",
        "decimal references",
        "base64 without padding",
        "JSON in a URL",
    ],
)
def test_the_beginning_of_a_secret_is_redacted_where_a_body_is_cut_off(name: str, secret: str) -> None:
    echoed = ENCODERS[name](secret)
    shortest = len(ENCODERS[name](secret[:8]))
    for length in range(shortest, len(echoed)):
        cut = f"ä {echoed[:length]}"
        assert redact(CutOff(cut), [secret, "another-secret"]) == f"ä {MASK}", cut
        assert redact(CutOff(cut.encode()), [secret]) == f"ä {MASK}".encode(), cut


@pytest.mark.parametrize(
    ("data", "secrets", "shown"),
    [
        ("the key Zk9/", ECHOED[:1], "the key ***"),
        ("the key Zk9", ECHOED[:1], "the key Zk9"),
        ("Zk9/ is no key", ECHOED[:1], "Zk9/ is no key"),
        ("aaaab aaaa", ["aaaaaab"], "aaaab ***"),
        ("Пароль".encode()[:-1], ["Пароль-секрет"], b"***"),
        ("abcd", [], "abcd"),
        (b"abcd", ["short"], b"abcd"),
        ({"a": ["Zk9/"]}, ECHOED[:1], {"a": ["Zk9/"]}),
        (None, ECHOED[:1], None),
    ],
)
def test_only_the_end_of_a_body_that_is_cut_off_is_searched_for_a_beginning(
    data: Any, secrets: list[str], shown: Any
) -> None:
    assert redact(CutOff(data), secrets) == shown


def test_a_number_with_the_digits_of_a_secret_is_redacted() -> None:
    value = {"pin": 12345678, "pins": [12345678.5, -12345678], "more": [123456789, 12345678.0, True, 10**400, 1.5]}
    shown = {"pin": MASK, "pins": [MASK, MASK], "more": [123456789, 12345678.0, True, 10**400, 1.5]}
    assert redact(value, ["12345678", "12345678.5", "-12345678"]) == shown
    assert redact(value, ["a-secret"]) == value


def test_a_value_of_a_derived_type_is_redacted() -> None:
    assert redact(OrderedDict(a=[ECHOED[0]]), ECHOED) == {"a": [MASK]}


WORST_SECRETS = (ECHOED[0], ECHOED[4], "a.b.c.d", "x" * 5000, "\\" * 40 + "a")
WORST_BODIES = (
    "%41%2f", "%25" * 50, "\\", "\\u0041", "\\/", "&amp;", "&#65;", "%41\\u0041&#65;", "%5c%5C\\", "a.b", "x&", "&" * 30 + "a",
)  # fmt: skip


def _worst() -> Iterator[Any]:
    """Yield each body with each secret; the plain run has each body once."""
    for (number, body), (other, secret) in product(enumerate(WORST_BODIES), enumerate(WORST_SECRETS)):
        yield pytest.param(body, secret, marks=() if number % len(WORST_SECRETS) == other else pytest.mark.full)


@pytest.mark.uncounted
@pytest.mark.parametrize(("body", "secret"), list(_worst()))
def test_the_worst_body_is_redacted_in_bounded_time(body: str, secret: str) -> None:
    text = body * (1_000_000 // len(body)) + quote(secret, safe="")
    shown: list[str] = []
    assert takes_at_most(20, lambda: shown.extend(redact([text, text], [secret])))
    assert not any(form in item for item in shown for form in (secret, quote(secret, safe="")))


def test_what_takes_too_long_to_read_is_redacted_without_reading_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "MAX_READ", 100)
    assert redact("%41%2f" * 1_000, ["a.b.c.d"]) == MASK


def test_letters_that_are_escaped_too_are_found_unless_the_body_is_large() -> None:
    echoed = all_percent(ECHOED[0])
    assert redact(" " * 200_000 + echoed, [ECHOED[0]]) == " " * 200_000 + MASK


@pytest.mark.alone
def test_a_large_body_is_redacted_as_fast_as_by_one_search_for_each_form() -> None:
    text = json.dumps([{"id": number, "text": 'a "b" é & %20c\n' * 5} for number in range(8_000)])
    secrets = [ECHOED[0], "sk-live-0123456789abcdef0123456789", ECHOED[2]]
    forms = [form for secret in secrets for form in _forms_of(secret)]
    searched = min(cpu_seconds(lambda: [text.replace(form, MASK) for form in forms]) for _ in range(10))
    assert min(cpu_seconds(lambda: redact(text, secrets)) for _ in range(10)) < 3 * searched


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda client: pickle.loads(pickle.dumps(client))])
def test_what_holds_a_secret_is_neither_copied_nor_pickled(again: object) -> None:
    query = {"filter": {"apiKey": SECRET}, "sort_key": "name", "Private-Token": SECRET}
    client = Client(describe(), transport=RecordingTransport()).with_options(query=query)
    assert callable(again)
    assert again(client).things.get.prepare().url == "https://api.example.com/things?sort_key=name"


def test_strings_and_numbers_in_a_secret_are_found() -> None:
    values = {"tokens": "a", "token": ["b", 5, None, b"bytes"], "filter": {"auth": {"c": ("d",)}, "e": "f"}}
    assert undeclared_secrets(values) == {"b", "5", "d"}

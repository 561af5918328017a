"""Which undeclared headers and query values are secret, and that they stay so wherever they are nested."""

from __future__ import annotations

import copy
import pickle
import time

import pytest

from dynaclient import ApiError, Client
from dynaclient.call.request import undeclared_secrets
from dynaclient.redaction import is_secret_name
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import client_of, describe

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
]


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_name_is_secret_by_its_last_word(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["", *INNOCENT_NAMES])
def test_other_names_are_innocent(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("name", ["next" * 100_000 + "token", "-" * 400_000 + "key", "K" * 400_000, "v1" * 100_000])
def test_the_longest_name_is_decided_at_once(name: str) -> None:
    started = time.process_time()
    is_secret_name(name)
    assert time.process_time() - started < 1


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


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda client: pickle.loads(pickle.dumps(client))])
def test_what_holds_a_secret_is_neither_copied_nor_pickled(again: object) -> None:
    query = {"filter": {"apiKey": SECRET}, "sort_key": "name", "Private-Token": SECRET}
    client = Client(describe(), transport=RecordingTransport()).with_options(query=query)
    assert callable(again)
    assert again(client).things.get.prepare().url == "https://api.example.com/things?sort_key=name"


def test_strings_and_numbers_in_a_secret_are_found() -> None:
    values = {"tokens": "a", "token": ["b", 5, None, b"bytes"], "filter": {"auth": {"c": ("d",)}, "e": "f"}}
    assert undeclared_secrets(values) == {"b", "5", "d"}

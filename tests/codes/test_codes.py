"""Each error has a code: that of its class, or that of the cause if it is known."""

from __future__ import annotations

import copy
import errno
import json
import pickle
import socket
import ssl
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import (
    BadResponse,
    Client,
    ConnectError,
    DynaclientError,
    DynaclientWarning,
    InvalidCall,
    NotDelivered,
    OutcomeUnknown,
    TransportError,
)
from dynaclient.bulk.result_files import ResultsNotWritten
from dynaclient.bulk.serialization import error_data, restore_error
from dynaclient.codes.catalogue import find_entry
from dynaclient.errors import ApiError, api_error_for, invalid_option, warn_caller
from dynaclient.http import failures
from dynaclient.http.failures import connect_failure, not_local, response_failure, tunnel_failure
from dynaclient.http.proxies import Proxy, direct_route
from dynaclient.records import replace
from tests.support.descriptions import action, client_of, describe, query

DIRECT = direct_route("https://x.example")
PROXIED = replace(DIRECT, proxy=Proxy("http://p.example:1", "proxy=…"))


def refused(failure: NotDelivered, method: str = "GET") -> TransportError:
    """Return the error of a call that a transport does not deliver."""
    client, _ = client_of(describe({"go": action(method=method)}), failure)
    with pytest.raises(TransportError) as caught:
        client.with_options(retries=0).things.go()
    return caught.value


def tls(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "x")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "name-not-found"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "name-lookup"),
        (ConnectionRefusedError(), "connection-refused"),
        (OSError(errno.ECONNRESET, "x"), "connection-closed"),
        (OSError(errno.ENETUNREACH, "x"), "network-unreachable"),
        (OSError(errno.EMFILE, "x"), "local-limit"),
        (OSError(errno.EPERM, "x"), "connection-forbidden"),
        (tls("WRONG_VERSION_NUMBER"), "not-tls"),
        (tls("UNSUPPORTED_PROTOCOL"), "tls-incompatible"),
        (tls("TLSV13_ALERT_CERTIFICATE_REQUIRED"), "tls-client-certificate"),
        (tls("SOMETHING_NEW"), "tls-failed"),
        (TimeoutError(), "connect-timeout"),
        (OSError(errno.EISDIR, "x"), "connect-error"),
    ],
)
def test_a_failed_connection_has_the_code_of_its_cause(error: Exception, code: str) -> None:
    failure = refused(connect_failure(error, DIRECT, at_proxy=False))
    assert (type(failure), failure.code) == (ConnectError, code)


@pytest.mark.parametrize(
    ("number", "code"), [(10, "tls-expired"), (18, "tls-untrusted"), (62, "tls-wrong-host"), (99, "tls-untrusted")]
)
def test_a_certificate_that_is_refused_has_a_code(number: int, code: str) -> None:
    error = ssl.SSLCertVerificationError(1, "x")
    error.verify_code, error.verify_message = number, "x"
    assert connect_failure(error, DIRECT, at_proxy=False).code == code


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (connect_failure(ConnectionRefusedError(), PROXIED, at_proxy=True), "proxy-unreachable"),
        (connect_failure(tls("WRONG_VERSION_NUMBER"), PROXIED, at_proxy=True), "not-tls"),
        (tunnel_failure(403, PROXIED.proxy), "proxy-refused"),
        (tunnel_failure(407, PROXIED.proxy), "proxy-login"),
        (tunnel_failure(NotDelivered("x", sent=False), PROXIED.proxy), "proxy-refused"),
        (not_local(DIRECT), "unencrypted-credential"),
    ],
)
def test_a_proxy_has_codes(failure: NotDelivered, code: str) -> None:
    assert failure.code == code
    assert failure.without_traceback().code == code


def _causes() -> Iterator[failures.Cause]:
    tables: Any = (failures._BY_VERIFICATION, failures._BY_TLS_REASON, failures._BY_LOOKUP, failures._BY_ERRNO)
    for table in tables:
        yield from table.values()
    yield from (cause for _, cause in failures._BY_CLASS)
    yield from failures._BY_TLS_CLASS.values()


def test_each_known_cause_has_a_code_with_an_entry() -> None:
    assert [cause for cause in _causes() if find_entry(cause.code) is None] == []


def test_what_was_sent_has_the_code_of_its_class() -> None:
    failure = response_failure(ConnectionResetError(), answered=False)
    assert (refused(failure).code, refused(failure, "POST").code) == ("transport-error", OutcomeUnknown.code)


def test_a_response_that_is_not_accepted_has_the_code_of_the_reason() -> None:
    failure = NotDelivered("too large", sent=True, answered=True, final=True, code="response-too-large")
    error = refused(failure)
    assert (type(error), error.code) == (BadResponse, "response-too-large")


def test_a_credential_is_not_sent_unencrypted_and_the_code_says_so() -> None:
    document = {**describe({"go": action()}), "auth": {"key": {"type": "bearer"}}}
    with Client(document, url="http://shop.example", token="t") as client, pytest.raises(InvalidCall) as caught:
        client.things.go()
    assert caught.value.code == "unencrypted-credential"


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 418, 429, 500])
def test_the_codes_of_statuses_name_their_class(status: int) -> None:
    kind = api_error_for(status)
    entry = find_entry(kind("a.b", status).code)
    assert entry is not None
    assert entry.classes == (kind.__name__,)


@pytest.mark.parametrize("error", [ConnectError("x", "a.b", code="tls-expired"), DynaclientError("x", code="iterator")])
def test_the_code_of_an_error_survives_copies_and_journals(error: DynaclientError) -> None:
    twins = [
        pickle.loads(pickle.dumps(error)),
        copy.copy(error),
        restore_error(json.loads(json.dumps(error_data(error)))),
    ]
    assert [twin.code for twin in twins] == [error.code] * 3


def test_data_of_an_error_has_no_code_that_its_class_has() -> None:
    assert "code" not in error_data(ApiError("a.b", 418))


def test_a_class_of_the_caller_has_the_code_of_its_base() -> None:
    class Strict(ApiError):
        pass

    assert (Strict.code, ResultsNotWritten.code) == ("api-error", "file-not-written")
    assert invalid_option("timeout", "is wrong", "fix it").code == "invalid-call"


def test_a_warning_has_a_code() -> None:
    with pytest.warns(DynaclientWarning) as caught:
        warn_caller("x", "deprecated")
    assert [warning.message.code for warning in caught] == ["deprecated"]  # type: ignore[union-attr]
    assert (pickle.loads(pickle.dumps(DynaclientWarning("x"))).code) == ""


@pytest.mark.parametrize(
    ("actions", "arguments", "code"),
    [
        ({"go": action(deprecated=True)}, {}, "deprecated"),
        ({"go": action({"q": query()}, responses={"200": {"schema": {"type": 5}}})}, {}, "left-out"),
    ],
)
def test_what_a_client_warns_of_has_a_code(actions: Any, arguments: dict[str, Any], code: str) -> None:
    client, _ = client_of(describe(actions), validate_responses="warn")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client.things.go(**arguments)
    assert [warning.message.code for warning in caught] == [code]  # type: ignore[union-attr]

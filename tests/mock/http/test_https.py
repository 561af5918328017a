"""The mock server has https, with a certificate that real clients verify."""

from __future__ import annotations

import asyncio
import importlib
import logging
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import requests

from dynaclient import AsyncClient, Client
from dynaclient.errors import DynaclientError
from dynaclient.mock import MockServer
from dynaclient.mock.http.certificates import Certificates
from dynaclient.mock.http.limits import Limits
from tests.mock.http.test_request_reader import GET
from tests.support.listening import connected, listening, one_response, received, response_to
from tests.support.mock_descriptions import pets
from tests.support.programs import require_programs


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(pets(), https=True) as started:
        yield started


def test_a_client_of_a_mock_server_trusts_its_certificate() -> None:
    with Client.mock(pets(), https=True) as client:
        assert client.pets.post(pet={"name": "a"})["name"] == "a"
        assert client._shared.endpoints.base.startswith("https://127.0.0.1:")


async def _listed() -> object:
    async with AsyncClient.mock(pets(), https=True) as client:
        return await client.pets.get()


def test_an_asynchronous_client_does_too() -> None:
    assert asyncio.run(_listed()) == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_other_clients_verify_it_with_the_file_of_the_authority(server: MockServer, host: str) -> None:
    url, ca = server.url.replace("127.0.0.1", host) + "/pets", str(server.ca_file)
    assert requests.get(url, verify=ca, timeout=10).json() == []
    assert httpx.get(url, verify=ssl.create_default_context(cafile=ca)).json() == []
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(url, timeout=10)


def test_curl_verifies_it(server: MockServer) -> None:
    require_programs("curl")
    command = ["curl", "--silent", "--show-error", "--http2", "--compressed", "--cacert", str(server.ca_file)]
    assert subprocess.check_output([*command, server.url + "/pets", server.url + "/pets"]) == b"[][]"


def test_the_file_is_there_until_the_server_is_closed() -> None:
    server = MockServer(pets(), https=True)
    file = Path(str(server.ca_file))
    assert file.read_text().startswith("-----BEGIN CERTIFICATE-----")
    server.close()
    assert not file.exists()
    with MockServer(pets()) as plain:
        assert plain.ca_file is None


def test_the_certificate_is_valid_for_all_names_of_the_server() -> None:
    names = [".shop.test", "*", "127.0.0.1"]
    certificates = Certificates(names)
    with listening(tls=certificates.context()) as listener:
        context = ssl.create_default_context(cafile=certificates.ca_file())
        for name in ("shop.test", "a.shop.test", "localhost", "::1"):
            with context.wrap_socket(connected(listener), server_hostname=name) as connection:
                connection.sendall(GET + b"\r\n")
                assert one_response(connection)[0].startswith(b"HTTP/1.1 200")
    certificates.remove_file()
    certificates.remove_file()


def test_a_server_is_certified_for_the_names_that_it_allows() -> None:
    with MockServer(pets(), https=True, allow_hosts=["shop.test"]) as server:
        context = ssl.create_default_context(cafile=server.ca_file)
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        plain = socket.create_connection(address, timeout=10)
        with context.wrap_socket(plain, server_hostname="shop.test") as connection:
            connection.sendall(b"GET /pets HTTP/1.1\r\nHost: shop.test\r\n\r\n")
            assert one_response(connection)[1] == b"[]"


def test_a_name_that_no_certificate_can_have_is_reported() -> None:
    with pytest.raises(DynaclientError, match="no certificate can be made for localhost, .*a b"):
        Certificates(["a b"])


def test_without_trustme_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "dynaclient.mock.http.certificates")
    monkeypatch.setitem(sys.modules, "trustme", None)
    with pytest.raises(DynaclientError, match=r"needs the https extra: pip install 'dynaclient\[https\]'"):
        MockServer(pets(), https=True).start()
    monkeypatch.undo()
    importlib.import_module("dynaclient.mock.http.certificates")


@pytest.fixture(scope="module")
def certificates() -> Iterator[Certificates]:
    made = Certificates(())
    yield made
    made.remove_file()


def test_what_is_not_tls_ends_without_harm(certificates: Certificates, caplog: pytest.LogCaptureFixture) -> None:
    with listening(tls=certificates.context(), limits=Limits(request=0.3, linger=0.2)) as listener:
        with caplog.at_level(logging.INFO):
            assert response_to(listener, GET + b"\r\n").endswith(b"\r\n\r\nthis port has https://, not http://\n")
            assert response_to(listener, b"\x16\x03\x01\x00\x05hello").count(b"HTTP") == 0
            assert response_to(listener, b"\x16\x03", ends=False) == b""
            assert response_to(listener, b"").count(b"HTTP") == 0
        context = ssl.create_default_context(cafile=certificates.ca_file())
        with connected(listener, context) as connection:
            connection.sendall(GET + b"Connection: close\r\n\r\n")
            assert received(connection).startswith(b"HTTP/1.1 200")
    assert [record for record in caplog.records if record.name == "dynaclient.mock"] == []


def test_a_request_over_tls_has_to_end_in_time_too(certificates: Certificates) -> None:
    context = ssl.create_default_context(cafile=certificates.ca_file())
    with listening(tls=certificates.context(), limits=Limits(request=0.3, linger=0.1)) as listener:
        with connected(listener, context) as connection:
            connection.sendall(b"GET /")
            assert received(connection).startswith(b"HTTP/1.1 408")
        with connected(listener, context) as connection:
            connection.sendall(b"GET  / HTTP/1.1\r\n\r\n")
            assert received(connection).startswith(b"HTTP/1.1 400")

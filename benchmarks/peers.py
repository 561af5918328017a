"""
The same two calls with each library, as a careful user of it makes them: what can be made once is made once.

Each function returns what makes so many calls of GET and of POST, one after the other, and reads their JSON.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import ssl
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import requests
import urllib3
from descriptions import SERVICE, discovery_document, swagger_document, write_botocore_model
from devices import APPLICATION, ARGUMENTS, DESCRIPTION, DEVICE, PATH, TOKEN
from measure import installed
from serving import Scene

from dynaclient import AsyncClient, Client

Run = Callable[[int], object]
"""Makes so many calls."""
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json", "Accept-Version": "^1.0.0"}
QUERY = {"perPage": "10"}


@dataclass(frozen=True)
class Calls:
    """
    The calls with a library.

    Args:
        runs: By the method.
        call: Make one call with other arguments; None if the library has no description to validate them with.
    """

    runs: dict[str, Run]
    call: Callable[[str, dict[str, Any]], object] | None = None


class Missing(Exception):
    """The library is not installed, or cannot do it; the message says which."""


@dataclass(frozen=True)
class Peer:
    """A library: its name in the tables, and its package."""

    name: str
    package: str
    make: Callable[[Scene, ExitStack], Calls]


def _package(name: str) -> Any:
    package = installed(name)
    if package is None:
        raise Missing(f"{name} is not installed")
    return package


def _blocking(call: Callable[[], object]) -> Run:
    def run(count: int) -> None:
        for _ in range(count):
            call()

    return run


def _awaited(loop: asyncio.AbstractEventLoop, call: Callable[[], Awaitable[object]]) -> Run:
    async def repeat(count: int) -> None:
        for _ in range(count):
            await call()

    return lambda count: loop.run_until_complete(repeat(count))


def new_loop(stack: ExitStack) -> asyncio.AbstractEventLoop:
    """Return an event loop that the stack closes."""
    loop = asyncio.new_event_loop()
    stack.callback(loop.close)
    return loop


def _proxies(scene: Scene) -> dict[str, str]:
    return {"http": scene.proxy, "https": scene.proxy} if scene.proxy else {}


def _context(scene: Scene) -> ssl.SSLContext | None:
    return ssl.create_default_context(cafile=scene.ca) if scene.ca else None


# dynaclient.


def _client(scene: Scene, stack: ExitStack) -> Calls:
    options: dict[str, Any] = {"url": scene.url, "token": TOKEN, "ca": scene.ca, "proxy": scene.proxy}
    return _calls(stack.enter_context(Client(DESCRIPTION, **options)))


def _client_of_session(scene: Scene, stack: ExitStack) -> Calls:
    return _calls(stack.enter_context(Client(DESCRIPTION, url=scene.url, token=TOKEN, session=session(scene, stack))))


def _calls(client: Client) -> Calls:
    return _described(client.devices.get, client.devices.post)


def _described(get: Callable[..., object], post: Callable[..., object]) -> Calls:
    """Return the calls of a library with a description: functions with named arguments."""
    runs = {
        "GET": _blocking(lambda: get(**ARGUMENTS)),
        "POST": _blocking(lambda: post(applicationId=APPLICATION, device=DEVICE)),
    }
    return Calls(runs, lambda method, arguments: (get if method == "GET" else post)(**arguments))


def _async_client(scene: Scene, stack: ExitStack) -> Calls:
    loop = new_loop(stack)
    client = AsyncClient(DESCRIPTION, url=scene.url, token=TOKEN, ca=scene.ca, proxy=scene.proxy)
    stack.callback(lambda: loop.run_until_complete(client.close()))
    get, post = client.devices.get, client.devices.post
    runs = {
        "GET": _awaited(loop, lambda: get(**ARGUMENTS)),
        "POST": _awaited(loop, lambda: post(applicationId=APPLICATION, device=DEVICE)),
    }
    call = {"GET": get, "POST": post}
    return Calls(runs, lambda method, arguments: loop.run_until_complete(call[method](**arguments)))


# Libraries that send what they are given.


def session(scene: Scene, stack: ExitStack, *, trust_env: bool = False) -> requests.Session:
    """Return a session; without the environment it is faster."""
    made = stack.enter_context(requests.Session())
    made.trust_env = trust_env
    made.proxies = _proxies(scene)
    if scene.ca:
        made.verify = scene.ca
    return made


def _session_send(scene: Scene, stack: ExitStack) -> Calls:
    made = session(scene, stack)
    client = stack.enter_context(Client(DESCRIPTION, url=scene.url, token=TOKEN))
    ready = (
        client.devices.get.prepare(**ARGUMENTS),
        client.devices.post.prepare(applicationId=APPLICATION, device=DEVICE),
    )
    return Calls({request.method: _sending(made, request, scene) for request in ready})


def _sending(made: requests.Session, request: Any, scene: Scene) -> Run:
    headers = {**request.headers, "Authorization": f"Bearer {TOKEN}"}
    prepared = made.prepare_request(requests.Request(request.method, request.url, headers, data=request.body))
    options: dict[str, Any] = {"timeout": 30, "verify": made.verify, "proxies": _proxies(scene)}
    return _blocking(lambda: made.send(prepared, **options).json())


def _session_get(scene: Scene, stack: ExitStack) -> Calls:
    made, target = session(scene, stack, trust_env=True), scene.url + PATH
    options: dict[str, Any] = {"headers": HEADERS, "timeout": 30, "verify": scene.ca or True}
    runs = {
        "GET": _blocking(lambda: made.get(target, params=QUERY, **options).json()),
        "POST": _blocking(lambda: made.post(target, json=DEVICE, **options).json()),
    }
    return Calls(runs)


def _httpx(scene: Scene, stack: ExitStack) -> Calls:
    httpx = _package("httpx")
    verify = _context(scene) or True
    client = stack.enter_context(httpx.Client(base_url=scene.url, headers=HEADERS, verify=verify, proxy=scene.proxy))
    runs = {
        "GET": _blocking(lambda: client.get(PATH, params=QUERY).json()),
        "POST": _blocking(lambda: client.post(PATH, json=DEVICE).json()),
    }
    return Calls(runs)


def _aiohttp(scene: Scene, stack: ExitStack) -> Calls:
    aiohttp, loop = _package("aiohttp"), new_loop(stack)

    async def create() -> Any:
        return aiohttp.ClientSession(headers=HEADERS)

    made = loop.run_until_complete(create())
    stack.callback(lambda: loop.run_until_complete(made.close()))
    target, options = scene.url + PATH, {"ssl": _context(scene) or True, "proxy": scene.proxy}

    async def get() -> object:
        async with made.get(target, params=QUERY, **options) as response:
            return await response.json()

    async def post() -> object:
        async with made.post(target, json=DEVICE, **options) as response:
            return await response.json()

    return Calls({"GET": _awaited(loop, get), "POST": _awaited(loop, post)})


def _urllib3(scene: Scene, stack: ExitStack) -> Calls:
    options: dict[str, Any] = {"headers": HEADERS, "ssl_context": _context(scene)}
    proxy = scene.proxy
    pool = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
    stack.callback(pool.clear)
    target = scene.url + PATH
    runs = {
        "GET": _blocking(lambda: pool.request("GET", target, fields=QUERY).json()),
        "POST": _blocking(lambda: pool.request("POST", target, json=DEVICE, headers=HEADERS).json()),
    }
    return Calls(runs)


def _http_client(scene: Scene, stack: ExitStack) -> Calls:
    host, port = scene.address
    context = _context(scene)
    connection = (
        http.client.HTTPSConnection(host, port, context=context) if context else http.client.HTTPConnection(host, port)
    )
    stack.callback(connection.close)
    target = f"{scene.url if scene.proxy else ''}{PATH}"
    headers = {**HEADERS, "Host": scene.url.rpartition("//")[2]}

    def get() -> object:
        connection.request("GET", f"{target}?{urlencode(QUERY)}", headers=headers)
        return json.loads(connection.getresponse().read())

    def post() -> object:
        body = json.dumps(DEVICE).encode()
        connection.request("POST", target, body, {**headers, "Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())

    return Calls({"GET": _blocking(get), "POST": _blocking(post)})


# Libraries that make a client from a description.


def _boto3(scene: Scene, stack: ExitStack) -> Calls:
    boto3, botocore = _package("boto3"), _package("botocore.session")
    config = _package("botocore.config").Config(
        signature_version=_package("botocore").UNSIGNED, proxies=_proxies(scene), retries={"max_attempts": 0}
    )
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    write_botocore_model(Path(folder))
    core = botocore.get_session()
    core.get_component("data_loader").search_paths.insert(0, folder)
    made = boto3.Session(botocore_session=core, region_name="us-east-1")
    client = made.client(SERVICE, endpoint_url=scene.url, verify=scene.ca, config=config)
    stack.callback(client.close)

    def add_headers(request: Any, **_: Any) -> None:
        for name, value in HEADERS.items():
            request.headers[name] = value

    client.meta.events.register("before-sign.*", add_headers)

    def post(*, applicationId: str, device: dict[str, Any]) -> object:  # noqa: N803 - its name in the description
        shown = {name: value for name, value in device.items() if value is not None}  # a model has no null
        return client.post_device(applicationId=applicationId, device=shown)

    return _described(client.get_devices, post)


def _google(scene: Scene, stack: ExitStack) -> Calls:
    discovery, httplib2 = _package("googleapiclient.discovery"), _package("httplib2")
    proxy = None
    if scene.proxy:
        if not hasattr(httplib2.socks, "PROXY_TYPE_HTTP_NO_TUNNEL"):
            raise Missing("httplib2 only opens tunnels through a proxy where PySocks is installed")
        proxy = httplib2.ProxyInfo(httplib2.socks.PROXY_TYPE_HTTP_NO_TUNNEL, *scene.address)
    sender = httplib2.Http(timeout=30, ca_certs=scene.ca, proxy_info=proxy)
    stack.callback(sender.close)
    credentials = _package("google.oauth2.credentials").Credentials(TOKEN)
    authorized = _package("google_auth_httplib2").AuthorizedHttp(credentials, http=sender)
    devices = discovery.build_from_document(discovery_document(scene.url), http=authorized).devices()
    return _described(
        lambda **arguments: devices.get(**arguments).execute(),
        lambda device, **arguments: devices.post(body=device, **arguments).execute(),
    )


def _bravado(scene: Scene, stack: ExitStack) -> Calls:
    client, sending = _package("bravado.client"), _package("bravado.requests_client")
    sender = sending.RequestsClient(ssl_verify=scene.ca or True)
    sender.session.proxies = _proxies(scene)
    sender.session.trust_env = False
    stack.callback(sender.session.close)
    host = scene.url.rpartition("//")[2]
    sender.set_api_key(host, HEADERS["Authorization"], param_name="Authorization", param_in="header")
    config = {"use_models": False, "validate_responses": False}
    devices = client.SwaggerClient.from_spec(swagger_document(), scene.url, sender, config).devices
    return _described(
        lambda **arguments: devices.get(**arguments).response().result,
        lambda **arguments: devices.post(**arguments).response().result,
    )


def _losant_rest(scene: Scene, _stack: ExitStack) -> Calls:
    client = _package("losant_rest").Client(auth_token=TOKEN, url=scene.url)
    # It has options for neither: requests takes them from the environment.
    variables = {"REQUESTS_CA_BUNDLE": scene.ca or "", "http_proxy": scene.proxy or ""}
    changed = {name: value for name, value in variables.items() if value}

    def within(call: Callable[..., object]) -> Callable[..., object]:
        def run(**arguments: Any) -> object:
            with mock.patch.dict(os.environ, changed):
                return call(**arguments)

        return run if changed else call

    return _described(within(client.devices.get), within(client.devices.post))


PEERS = (
    Peer("Client", "dynaclient", _client),
    Peer("AsyncClient", "dynaclient", _async_client),
    Peer("Client(session=…)", "dynaclient", _client_of_session),
    Peer("Session.send, prepared once", "requests", _session_send),
    Peer("Session.get, Session.post", "requests", _session_get),
    Peer("http.client", "", _http_client),
    Peer("urllib3", "urllib3", _urllib3),
    Peer("httpx", "httpx", _httpx),
    Peer("aiohttp", "aiohttp", _aiohttp),
    Peer("boto3", "boto3", _boto3),
    Peer("google-api-python-client", "google-api-python-client", _google),
    Peer("bravado", "bravado", _bravado),
    Peer("losant-rest", "losant-rest", _losant_rest),
)
BASE = "Session.send, prepared once"

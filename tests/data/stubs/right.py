"""Correct programs, one call a line: type checkers report no error. They are never run."""
# ruff: noqa
# fmt: off

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from dynaclient import Action, AsyncClient, Client, Download, Event, Outcome, Outcomes, Request
from dynaclient.losant import AsyncClient as LosantAsync
from dynaclient.losant import Client as Losant
from dynaclient.losant import types

ID = "575ec8687ae143cd83dc4a97"
client = Client(token="secret")
awaited = AsyncClient(token="secret")


class Order(Enum):
    NAME = "name"


class Mine(Losant):
    """A class of the user."""


def typed(losant: Losant, dynamic: Client, anything: Any, rows: Iterator[dict[str, str]], given: dict[str, Any]) -> None:
    # Clients.
    one: Losant = Client()  # 1
    two: Losant = Client.mock(grants={"token": ["all.Application"]})  # 2
    three: Losant = client.with_options(timeout=5, retries=0, headers={"X-Trace": "7"})  # 3
    four: Client = losant  # 4
    Client("other.json", token="secret").things.get(anything_at_all=True)  # 5
    Client(anything).things.put({"id": 5}).anything()  # 6
    dynamic.things.get(5, thing=anything)  # 7
    client["applicationApiTokens"].get(applicationID=5)  # 8
    # Calls.
    made: types.Application = client.applications.post(application={"name": "Greenhouse"})  # 9
    client.application_api_tokens.get(applicationId=made["id"], perPage=10, sortField="name")  # 10
    client.application_api_tokens.get(applicationId=ID, perPage="10", filter=None)  # 11
    client.application_api_tokens.get(applicationId=ID, sortField=Order.NAME, _links=False)  # 12
    client.application_api_tokens.get(applicationId=ID)["items"][0]["id"].upper()  # 13
    client.device.get(applicationId=ID, deviceId=ID).get("name", "")  # 14
    client.devices.get(**given)  # 15
    client.application.delete(applicationId=ID, _actions="true")  # 16
    client.data.time_series_query(applicationId=ID, query={"start": 0, "end": -1, "deviceIds": [ID]})  # 17
    losant.me.get()  # 18
    Losant("api.json", patch="mine.json").dashboards.get(sortDirection="asc")["items"]  # 19
    Mine(token="secret").applications.get()["totalCount"].bit_length()  # 20
    # Bodies.
    token: types.ApiTokenPost = {"name": "robot", "scope": ["all.Application.read"]}  # 21
    client.application_api_tokens.post(applicationId=ID, apiToken=token)  # 22
    client.application_api_tokens.post(applicationId=ID, apiToken={"name": "r", "expirationDate": datetime.now()})  # 23
    client.devices.post(applicationId=ID, device={"name": "d", "tags": [{"key": "k", "value": "v"}]})  # 24
    client.devices.post(applicationId=ID, device={"name": "d", "parentId": None, "deviceClass": "standalone"})  # 25
    client.device.patch(applicationId=ID, deviceId=ID, device={"attributes": [{"name": "a", "dataType": "number"}]})  # 26
    client.devices.send_command(applicationId=ID, multiDeviceCommand={"name": "c", "deviceIds": (ID, ID)})  # 27
    client.events.post(applicationId=ID, event={"level": "info", "subject": "s", "data": {"anything": [1, None]}})  # 28
    client.webhooks.post(applicationId=ID, webhook={"name": "w", "responseCode": 200})  # 29
    client.application.import_(applicationId=ID, importBundle=Path("bundle.zip"))  # 30
    client.application.import_(applicationId=ID, importBundle=("bundle.zip", b"PK", "application/zip"))  # 31
    # By name.
    client.call("applicationApiTokens.get", {"applicationId": ID})["items"]  # 32
    client.call("applicationApiTokens.get", applicationId=ID, perPage=5)  # 33
    client.call("me.get")["email"].lower()  # 34
    client.call("devices.post", {"applicationId": ID, "device": {"name": "d"}})["deviceId"]  # 35
    dynamic.call(given["name"], {"anything": 5})  # 36
    # Other methods.
    request: Request = client.devices.get.prepare(applicationId=ID)  # 37
    future: Future[types.Devices] = client.devices.get.submit(applicationId=ID)  # 38
    client.devices.get.submit({"applicationId": ID}, lambda error, result: None).result()["items"]  # 39
    client.devices.get.submit(lambda error, result: print(error), applicationId=ID)  # 40
    done: Download = client.devices.get.download("devices.json", applicationId=ID)  # 41
    outcomes: Outcomes = client.devices.post.map([{"name": "d"}], columns={"name": "device.name"}, concurrency=4)  # 42
    outcome: Outcome = next(client.devices.post.imap(rows, journal=Path("j"), resume=True, rerun="failed"))  # 43
    print(client.devices.get.action.scopes)  # 44
    # Iteration.
    names: list[str] = [item["name"] for item in client.devices.get.items(applicationId=ID)]  # 45
    pages = client.devices.get.pages(applicationId=ID, perPage=50)  # 46
    print(next(pages)["totalCount"] + (pages.total or 0))  # 47
    rest = pages.resume(pages.cursor or {"page": 0})  # 48
    print(pages.to_frame("polars"), client.devices.get.items(applicationId=ID).to_frame())
    event: Event = next(client.device.state_stream(applicationId=ID, deviceId=ID))  # 49
    with client.device.command_stream(applicationId=ID, deviceId=ID) as stream:  # 50
        print([event.data for event in stream], stream.status)
    # Actions that are found.
    found: list[Action] = client.find("tokens")
    print(found[0].summary, client.find("tokens")[0](applicationId=ID), [row.items for row in client.find("tokens")])
    # Derived clients.
    status: int = client.with_response.devices.get(applicationId=ID).status  # 51
    client.with_response.devices.get(applicationId=ID).data["items"][0]["name"]  # 52
    client.with_defaults(applicationId=ID).devices.get(perPage=5)["items"]  # 53
    client.with_defaults(applicationId=ID).with_response.devices.get().data["totalCount"]  # 54
    print(one, two, three, four, request, future, done, outcomes, outcome, names, rest, event, status)


async def asynchronous(losant: LosantAsync) -> None:
    (await awaited.devices.get(applicationId=ID))["items"]  # 55
    [item["name"] async for item in awaited.devices.get.items(applicationId=ID)]  # 56
    (await awaited.devices.get.pages(applicationId=ID).to_frame()).describe()
    [event.event async for event in losant.device.state_stream(applicationId=ID, deviceId=ID)]  # 57
    (await losant.call("applications.post", {"application": {"name": "Greenhouse"}}))["id"]  # 58
    (await awaited.with_response.applications.get()).data["items"]  # 59
    (await awaited.devices.post.map([{"device": {"name": "d"}}], rate="100/minute")).raise_first()  # 60

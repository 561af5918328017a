"""Programs that are wrong, one mistake a line: each checker has something to say of each. They are never run."""
# ruff: noqa
# fmt: off

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

from dynaclient import AsyncClient, Client
from dynaclient.losant import AsyncClient as LosantAsync
from dynaclient.losant import Client as Losant
from dynaclient.losant import types

ID = "575ec8687ae143cd83dc4a97"
client = Client(token="made-up")
awaited = AsyncClient(token="made-up")


def typed(losant: Losant, name: str, names: list[str], error: Exception) -> None:
    # Names.
    client.applcations.get()  # 1: no such resource
    client.applications.gte()  # 2: no such action
    client.applicationApiTokens.get(applicationId=ID)  # 3: not in snake case
    losant.devices.delete_all()  # 4: no such action
    Client.mock().nothing  # 5: no such resource
    client.with_options(timeout=5).applcations  # 6: no such resource
    Client(tokn="made-up")  # 7: no such option
    client.with_options(timeot=5)  # 8: no such option
    client.with_defaults(applicationID=ID)  # 9: no action takes that
    client.devices.get.itmes(applicationId=ID)  # 10: no such way to call it
    # Arguments.
    client.application_api_tokens.get()  # 11: applicationId is missing
    client.application_api_tokens.get(applicationID=ID)  # 12: no such argument
    client.application_api_tokens.get(applicationId=5)  # 13: no text
    client.application_api_tokens.get(applicationId=None)  # 14: nothing
    client.application_api_tokens.get(ID)  # 15: not by name
    client.application_api_tokens.get(applicationId=ID, sortField="nme")  # 16: none of the values
    client.application_api_tokens.get(applicationId=ID, perPage=[10])  # 17: a list
    client.application_api_tokens.get(applicationId=ID, _links="yes")  # 18: no boolean
    client.device.get(applicationId=ID)  # 19: deviceId is missing
    client.device.get(applicationId=ID, deviceId=client.devices)  # 20: a resource
    client.devices.get(applicationId=ID, sortDirection=True)  # 21: none of the values
    client.devices.get(applicationId=ID, perpage=5)  # 22: no such argument
    client.devices.get(applicationId=names)  # 23: a list
    client.me.get(meId=ID)  # 24: no such argument
    # Bodies.
    client.applications.post()  # 25: the body is missing
    client.applications.post(application={})  # 26: the name is missing
    client.applications.post(application={"nme": "Greenhouse"})  # 27: no such property
    client.applications.post(application={"name": 5})  # 28: no text
    client.applications.post(application="Greenhouse")  # 29: no object
    client.applications.post(name="Greenhouse")  # 30: not in the body
    client.application_api_tokens.post(applicationId=ID, apiToken={"name": "r", "scope": "all.Application"})  # 31: no list
    client.application_api_tokens.post(applicationId=ID, apiToken={"name": "r", "scope": ["all.Applicatin"]})  # 32: none
    client.application_api_tokens.post(applicationId=ID, apiToken={"name": "r", "status": "on"})  # 33: none of the values
    client.devices.post(applicationId=ID, device={"name": "d", "tags": [{"key": 5, "value": "v"}]})  # 34: no text
    client.devices.post(applicationId=ID, device={"name": "d", "tags": [{"kye": "k"}]})  # 35: no such property
    client.devices.send_command(applicationId=ID, multiDeviceCommand={"name": "c", "deviceIds": ID})  # 36: no list
    client.events.post(applicationId=ID, event={"level": "fatal", "subject": "s"})  # 37: none of the values
    client.device.patch(applicationId=ID, deviceId=ID, device={"attributes": {"name": "a"}})  # 38: no list
    client.application.import_(applicationId=ID, importBundle="bundle.zip")  # 39: a text is no file
    token: types.ApiTokenPost = {"nam": "robot"}  # 40: no such property
    # Answers.
    client.applications.get()["itms"]  # 41: no such property
    client.applications.get()["items"][0]["nme"]  # 42: no such property
    client.applications.get().items_  # 43: a dict
    number: int = client.application_api_tokens.get(applicationId=ID)["items"][0]["name"]  # 44: a text
    client.applications.post(application={"name": "Greenhouse"}) + 1  # 45: a dict
    # By name.
    client.call("applicationApiTokens.gte", {"applicationId": ID})  # 46: no such action
    client.call("applicationApiTokens.get", {"applicationID": ID})  # 47: no such argument
    client.call("applicationApiTokens.get")  # 48: applicationId is missing
    client.call("applicationApiTokens.get", applicationId=ID, perpage=5)  # 49: no such argument
    client.call(name)  # 50: a name that nobody knows here; that is for the dynamic client
    # Around a call.
    future: Future[types.Device] = client.devices.get.submit(applicationId=ID)  # 51: of another answer
    client.devices.post.download("d.json", applicationId=ID, device={"name": "d"})  # 52: a POST
    client.devices.get.download(applicationId=ID)  # 53: no target
    client.device.get.items(applicationId=ID, deviceId=ID)  # 54: no list
    client.devices.post.map([{"name": "d"}], concurency=4)  # 55: no such option
    client.with_response.devices.get(applicationId=ID)["items"]  # 56: of a Result
    print(token, number, future, Path, error)


async def asynchronous(losant: LosantAsync, anything: Any) -> None:
    awaited.devices.get(applicationId=ID)["items"]  # 57: not awaited
    awaited.devices.get.submit(applicationId=ID)  # 58: that is for threads
    [each async for each in awaited.devices.get.items()]  # 59: applicationId is missing
    await losant.call("applications.post", {"application": {"nme": anything}})  # 60: no such property

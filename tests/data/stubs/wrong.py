"""Wrong programs, one mistake a line: each type checker reports an error in each line. They are never run."""
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
client = Client(token="secret")
awaited = AsyncClient(token="secret")


def typed(losant: Losant, name: str, names: list[str], error: Exception) -> None:
    # Names.
    client.applcations.get()  # 1: unknown resource
    client.applications.gte()  # 2: unknown action
    client.applicationApiTokens.get(applicationId=ID)  # 3: not in snake case
    losant.devices.delete_all()  # 4: unknown action
    Client.mock().nothing  # 5: unknown resource
    client.with_options(timeout=5).applcations  # 6: unknown resource
    Client(tokn="secret")  # 7: unknown option
    client.with_options(timeot=5)  # 8: unknown option
    client.with_defaults(applicationID=ID)  # 9: unknown argument
    client.devices.get.itmes(applicationId=ID)  # 10: unknown attribute
    # Arguments.
    client.application_api_tokens.get()  # 11: applicationId is missing
    client.application_api_tokens.get(applicationID=ID)  # 12: unknown argument
    client.application_api_tokens.get(applicationId=5)  # 13: not a string
    client.application_api_tokens.get(applicationId=None)  # 14: None
    client.application_api_tokens.get(ID)  # 15: a positional argument
    client.application_api_tokens.get(applicationId=ID, sortField="nme")  # 16: not an allowed value
    client.application_api_tokens.get(applicationId=ID, perPage=[10])  # 17: a list
    client.application_api_tokens.get(applicationId=ID, _links="yes")  # 18: not a boolean
    client.device.get(applicationId=ID)  # 19: deviceId is missing
    client.device.get(applicationId=ID, deviceId=client.devices)  # 20: a resource
    client.devices.get(applicationId=ID, sortDirection=True)  # 21: not an allowed value
    client.devices.get(applicationId=ID, perpage=5)  # 22: unknown argument
    client.devices.get(applicationId=names)  # 23: a list
    client.me.get(meId=ID)  # 24: unknown argument
    # Bodies.
    client.applications.post()  # 25: the body is missing
    client.applications.post(application={})  # 26: the name is missing
    client.applications.post(application={"nme": "Greenhouse"})  # 27: unknown property
    client.applications.post(application={"name": 5})  # 28: not a string
    client.applications.post(application="Greenhouse")  # 29: not an object
    client.applications.post(name="Greenhouse")  # 30: not in the body
    client.application_api_tokens.post(applicationId=ID, apiToken={"name": "r", "scope": "all.Application"})  # 31: not a list
    client.application_api_tokens.post(applicationId=ID, apiToken={"name": "r", "scope": ["all.Applicatin"]})  # 32: not an allowed value
    client.application_api_tokens.post(applicationId=ID, apiToken={"name": "r", "status": "on"})  # 33: not an allowed value
    client.devices.post(applicationId=ID, device={"name": "d", "tags": [{"key": 5, "value": "v"}]})  # 34: not a string
    client.devices.post(applicationId=ID, device={"name": "d", "tags": [{"kye": "k"}]})  # 35: unknown property
    client.devices.send_command(applicationId=ID, multiDeviceCommand={"name": "c", "deviceIds": ID})  # 36: not a list
    client.events.post(applicationId=ID, event={"level": "fatal", "subject": "s"})  # 37: not an allowed value
    client.device.patch(applicationId=ID, deviceId=ID, device={"attributes": {"name": "a"}})  # 38: not a list
    client.application.import_(applicationId=ID, importBundle="bundle.zip")  # 39: a string is not a file
    token: types.ApiTokenPost = {"nam": "robot"}  # 40: unknown property
    # Responses.
    client.applications.get()["itms"]  # 41: unknown property
    client.applications.get()["items"][0]["nme"]  # 42: unknown property
    client.applications.get().items_  # 43: a dict
    number: int = client.application_api_tokens.get(applicationId=ID)["items"][0]["name"]  # 44: a string
    client.applications.post(application={"name": "Greenhouse"}) + 1  # 45: a dict
    # By name.
    client.call("applicationApiTokens.gte", {"applicationId": ID})  # 46: unknown action
    client.call("applicationApiTokens.get", {"applicationID": ID})  # 47: unknown argument
    client.call("applicationApiTokens.get")  # 48: applicationId is missing
    client.call("applicationApiTokens.get", applicationId=ID, perpage=5)  # 49: unknown argument
    client.call(name)  # 50: a name that is known only at run time
    # Other methods.
    future: Future[types.Device] = client.devices.get.submit(applicationId=ID)  # 51: of another response
    client.devices.post.download("d.json", applicationId=ID, device={"name": "d"})  # 52: a POST is not downloaded
    client.devices.get.download(applicationId=ID)  # 53: no target
    client.device.get.items(applicationId=ID, deviceId=ID)  # 54: not a list
    client.devices.post.map([{"name": "d"}], concurency=4)  # 55: unknown option
    client.with_response.devices.get(applicationId=ID)["items"]  # 56: a Result
    print(token, number, future, Path, error)


async def asynchronous(losant: LosantAsync, anything: Any) -> None:
    awaited.devices.get(applicationId=ID)["items"]  # 57: not awaited
    awaited.devices.get.submit(applicationId=ID)  # 58: submit is for threads
    [item async for item in awaited.devices.get.items()]  # 59: applicationId is missing
    await losant.call("applications.post", {"application": {"nme": anything}})  # 60: unknown property

"""What surprises somebody who tries the bundled API against its mock server, and should not: one client for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from dynaclient import Client, NotFound, load
from dynaclient.mock.state.inference import Roles

pytestmark = pytest.mark.uncounted

API = load()
APP = "575ec8687ae143cd83dc4a97"
OTHER = "575ec8687ae143cd83dc4a98"


class Shop:
    """A client of the mock server, and short names for what the tests do often."""

    def __init__(self, client: Client) -> None:
        self.client = cast("Any", client)
        self._number = 0

    def app(self) -> str:
        """Return the id of an application of its own."""
        self._number += 1
        return f"{self._number:024x}"

    def device(self, app: str, name: str, **more: Any) -> dict[str, Any]:
        """Create a device, and return the arguments that name it."""
        made = self.client.devices.post(applicationId=app, device={"name": name, **more})
        return {"applicationId": app, "deviceId": made["id"]}

    def names(self, app: str, **arguments: Any) -> list[str]:
        """Return the names of the devices that a request lists."""
        return [item["name"] for item in self.client.devices.get(applicationId=app, **arguments)["items"]]


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with Client.mock(API, validate_responses="raise") as client:
        yield Shop(client)


FLOOR = [{"key": "floor", "value": "8"}]


def three(shop: Shop) -> str:
    """Create three devices, two of them pumps, and return their application."""
    app = shop.app()
    shop.device(
        app, "Pump 1", tags=FLOOR, deviceClass="gateway", attributes=[{"name": "voltage", "dataType": "number"}]
    )
    shop.device(
        app, "Pump 2", tags=[{"key": "floor", "value": "9"}], attributes=[{"name": "on", "dataType": "boolean"}]
    )
    shop.device(app, "Fan")
    return app


# --- devices ---------------------------------------------------------------------------------------------------------

LISTED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["Fan", "Pump 1", "Pump 2"]),
    ({"sortField": "name", "sortDirection": "desc", "perPage": 2}, ["Pump 2", "Pump 1"]),
    ({"filterField": "name", "filter": "p*2"}, ["Pump 2"]),
    ({"tagFilter": FLOOR}, ["Pump 1"]),
    ({"tagFilter": [{"key": "floor"}]}, ["Pump 1", "Pump 2"]),
    ({"deviceClass": "gateway"}, ["Pump 1"]),
    ({"deviceClass": ["gateway", "system"]}, ["Pump 1"]),
    ({"query": {"name": {"$startsWith": "Pump"}}}, ["Pump 1", "Pump 2"]),
    ({"query": {"tags": {"$tagKey": "floor", "$tagValue": {"$in": ["8"]}}}}, ["Pump 1"]),
    ({"query": {"$or": [{"attributeName": "on"}, {"name": "Fan"}]}}, ["Fan", "Pump 2"]),
    ({"query": {"name": {"$contains": "PUMP", "$ci": True}, "tags": {"$ne": {"floor": "8"}}}}, ["Pump 2"]),
    ({"queryDeleted": "true"}, []),
]


@pytest.fixture(scope="module")
def app(shop: Shop) -> str:
    return three(shop)


@pytest.mark.parametrize(("arguments", "expected"), LISTED, ids=str)
def test_devices_are_listed_as_they_are_asked_for(shop: Shop, app: str, arguments: Any, expected: list[str]) -> None:
    assert shop.names(app, **arguments) == expected
    if "perPage" not in arguments:
        assert shop.client.devices.get(applicationId=app, **arguments)["totalCount"] == len(expected)


NAMED: list[tuple[str, dict[str, Any], Any]] = [
    ("devices.tagKeys", {}, {"tagKeys": ["floor"]}),
    ("devices.tagKeys", {"startsWith": "x"}, {"tagKeys": []}),
    ("devices.tagValues", {"key": "floor"}, {"tagValues": ["8", "9"]}),
    ("devices.tagValues", {"key": "floor", "query": {"name": "Pump 2"}}, {"tagValues": ["9"]}),
    ("devices.tagValues", {"key": "roof"}, {"tagValues": []}),
    ("devices.attributeNames", {}, {"attributeNames": ["on", "voltage"]}),
    ("devices.attributeNames", {"dataType": "boolean"}, {"attributeNames": ["on"]}),
    ("devices.attributeNames", {"startsWith": "VO"}, {"attributeNames": ["voltage"]}),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), NAMED, ids=str)
def test_names_and_values_are_those_of_the_devices(
    shop: Shop, app: str, name: str, arguments: Any, expected: Any
) -> None:
    assert shop.client.call(name, applicationId=app, **arguments) == expected


def test_the_names_of_devices_come_with_little_else(shop: Shop, app: str) -> None:
    found = shop.client.devices.device_names(applicationId=app, startsWith="pump 1")["deviceSummary"]
    assert [(device["name"], set(device)) for device in found] == [("Pump 1", {"id", "name", "deviceClass"})]


def test_deleted_devices_are_gone_counted_and_can_be_restored(shop: Shop) -> None:
    app = three(shop)
    pumps = {"query": {"name": {"$startsWith": "Pump"}}}
    assert shop.client.devices.delete(applicationId=app, options=pumps) == {"removed": 2, "failed": 0}
    assert (shop.names(app), shop.names(app, queryDeleted="true")) == (["Fan"], ["Pump 1", "Pump 2"])
    assert shop.client.devices.restore(applicationId=app, options={"query": {"name": "Pump 2"}}) == {
        "restored": 1,
        "failed": 0,
    }
    assert shop.names(app) == ["Fan", "Pump 2"]


def test_a_single_device_that_was_deleted_can_be_restored(shop: Shop) -> None:
    app = shop.app()
    one = shop.device(app, "Fan")
    shop.client.device.delete(**one)
    with pytest.raises(NotFound):
        shop.client.device.get(**one)
    shop.client.devices.restore(applicationId=app, options={"query": {"id": one["deviceId"]}})
    assert shop.client.device.get(**one)["name"] == "Fan"


def test_many_devices_are_changed_in_the_same_way(shop: Shop) -> None:
    app = three(shop)
    change = {"query": {"tags": {"floor": "8"}}, "updateFields": {"description": "checked"}}
    assert shop.client.devices.patch(applicationId=app, patchInfo=change)["updated"] == 1
    assert [item.get("description") for item in shop.client.devices.get(applicationId=app)["items"]] == [
        None,
        "checked",
        None,
    ]


def test_the_attributes_of_a_device_are_those_it_was_created_with(shop: Shop) -> None:
    one = shop.device(shop.app(), "Pump", attributes=[{"name": "voltage", "dataType": "number"}])
    assert [item["name"] for item in shop.client.device_attributes.get(**one)["items"]] == ["voltage"]
    shop.client.device_attributes.post(**one, deviceAttribute={"name": "on", "dataType": "boolean"})
    shop.client.device_attribute.delete(**one, name="voltage")
    assert [attribute["name"] for attribute in shop.client.device.get(**one)["attributes"]] == ["on"]


# --- states, commands, connections -----------------------------------------------------------------------------------

FIRST, SECOND = "2016-06-13T04:00:00.000Z", "2016-06-13T05:00:00.000Z"
FOUR, FIVE = 1465790400000, 1465794000000
"""The same in milliseconds since 1970."""


@pytest.fixture(scope="module")
def pump(shop: Shop) -> dict[str, Any]:
    """A device that has reported three states, the last of them now."""
    one = shop.device(shop.app(), "Pump", tags=FLOOR)
    send = shop.client.device.send_state
    send(**one, deviceState={"data": {"voltage": 1.5}, "time": FIRST})
    send(**one, deviceState=[{"data": {"voltage": 2.5}}, {"data": {"voltage": 3.5, "heat": 20}, "time": SECOND}])
    return one


STATES: list[tuple[dict[str, Any], list[float]]] = [
    ({}, [2.5]),
    ({"limit": 10}, [2.5, 3.5, 1.5]),
    ({"limit": 10, "sortDirection": "asc"}, [1.5, 3.5, 2.5]),
    ({"limit": 10, "start": FOUR, "end": FIVE}, [3.5, 1.5]),
    ({"limit": 10, "start": FIVE - 1, "duration": 1000}, [3.5]),
    ({"limit": 10, "end": 0, "duration": 3_600_000}, [2.5]),
]


@pytest.mark.parametrize(("arguments", "expected"), STATES, ids=str)
def test_what_a_device_has_sent_is_read_newest_first(
    shop: Shop, pump: Any, arguments: Any, expected: list[float]
) -> None:
    assert [state["data"]["voltage"] for state in shop.client.device.get_state(**pump, **arguments)] == expected


def test_a_state_keeps_the_time_with_which_it_was_sent(shop: Shop, pump: Any) -> None:
    states = shop.client.device.get_state(**pump, limit=3)
    assert [state["time"] for state in states[1:]] == [SECOND, FIRST]


def test_the_composite_state_has_the_last_value_of_each_attribute(shop: Shop, pump: Any) -> None:
    found = shop.client.device.get_composite_state(**pump)
    assert {name: entry["value"] for name, entry in found.items()} == {"voltage": 2.5, "heat": 20}
    assert found["heat"]["time"] == SECOND
    assert shop.client.device.get_composite_state(**pump, attributes="heat").keys() == {"heat"}
    listed = shop.client.devices.get_composite_state(applicationId=pump["applicationId"])["items"]
    assert [(item["name"], sorted(item["compositeState"])) for item in listed] == [("Pump", ["heat", "voltage"])]


@pytest.mark.parametrize("chosen", [{"deviceTags": FLOOR}, {"deviceQuery": {"name": "Pump"}}, {"by": "id"}], ids=str)
def test_last_values_and_series_are_those_of_the_chosen_devices(shop: Shop, pump: Any, chosen: Any) -> None:
    app, key = pump["applicationId"], pump["deviceId"]
    chosen = {"deviceIds": [key]} if "by" in chosen else chosen
    last = shop.client.data.last_value_query(applicationId=app, query={"attribute": "voltage", **chosen})
    assert last[key]["data"] == {"voltage": 2.5}
    asked = {
        "attributes": ["voltage"],
        "start": FOUR,
        "end": FIVE,
        "resolution": 7_200_000,
        "aggregation": "MEAN",
        **chosen,
    }
    series = shop.client.data.time_series_query(applicationId=app, query=asked)
    assert [point["data"] for point in series["devices"][key]["points"]] == [{"voltage": 2.5}]
    assert (series["start"], series["aggregation"], series["devices"][key]["tags"]) == (FIRST, "MEAN", {"floor": ["8"]})


def test_a_series_of_devices_that_sent_nothing_has_points_for_them_and_for_the_asked_attributes(shop: Shop) -> None:
    asked = {"deviceIds": [APP, OTHER], "attributes": ["a", "b"], "duration": 600_000, "resolution": 60_000}
    series = shop.client.data.time_series_query(applicationId=shop.app(), query=asked)
    assert series["devices"].keys() == {APP, OTHER}
    assert [point["data"].keys() for point in series["devices"][APP]["points"]] == [{"a", "b"}] * 10


def test_removed_data_is_gone(shop: Shop) -> None:
    one = shop.device(shop.app(), "Pump")
    for number in range(2):
        shop.client.device.send_state(**one, deviceState={"data": {"a": number, "b": number}, "time": FOUR + number})
    shop.client.devices.remove_data(applicationId=one["applicationId"], options={"query": {}, "attributes": ["b"]})
    assert [state["data"] for state in shop.client.device.get_state(**one, limit=5)] == [{"a": 1}, {"a": 0}]
    shop.client.device.remove_data(**one, end=FOUR)
    assert [state["data"] for state in shop.client.device.get_state(**one, limit=5)] == [{"a": 1}]


def test_a_command_to_many_devices_reaches_those_that_are_chosen(shop: Shop) -> None:
    app = three(shop)
    shop.client.devices.send_command(
        applicationId=app, multiDeviceCommand={"name": "go", "payload": 5, "deviceTags": FLOOR}
    )
    ids = [item["id"] for item in shop.client.devices.get(applicationId=app)["items"]]
    sent = [shop.client.device.get_command(applicationId=app, deviceId=key) for key in ids]
    assert [[(command["name"], command["payload"]) for command in commands] for commands in sent] == [
        [],
        [("go", 5)],
        [],
    ]


def test_streams_have_the_states_and_the_commands_that_were_sent(shop: Shop, pump: Any) -> None:
    shop.client.device.send_command(**pump, deviceCommand={"name": "go"})
    assert [event.data["data"]["voltage"] for event in shop.client.device.state_stream(**pump)] == [1.5, 3.5, 2.5]
    assert [event.data["name"] for event in shop.client.device.command_stream(**pump)] == ["go"]


def test_connections_are_logged(shop: Shop) -> None:
    one = shop.device(shop.app(), "Pump")
    connect = shop.client.device.set_connection_status
    connect(**one, connectionStatus={"status": "connected", "connectedAt": FIRST, "ipAddress": "1.2.3.4"})
    connect(**one, connectionStatus={"status": "disconnected", "disconnectedAt": SECOND, "disconnectReason": "gone"})
    assert shop.client.device.get_log_entries(**one, limit=5) == [
        {"connected": 0, "time": SECOND, "disconnectReason": "gone"}, {"connected": 1, "time": FIRST, "ipAddress": "1.2.3.4"},
    ]  # fmt: skip


# --- rows, events, workflows, and the rest ---------------------------------------------------------------------------


def test_rows_are_added_one_by_one_or_many_queried_and_removed(shop: Shop) -> None:
    table = {"applicationId": shop.app(), "dataTableId": APP}
    rows = shop.client.data_table_rows
    assert rows.post(**table, dataTableRow={"price": 1})["price"] == 1
    added = rows.post(**table, dataTableRow=[{"price": number} for number in range(2, 8)])
    assert (added["count"], len(added["rowIds"])) == (6, 6)
    assert rows.post(**table, dataTableRow=[]) == {"count": 0, "rowIds": []}
    found = rows.query(**table, query={"price": {"$gt": 3}}, sortColumn="price", sortDirection="desc", limit=2)
    assert ([row["price"] for row in found["items"]], found["totalCount"]) == ([7, 6], 4)
    assert rows.delete(**table, query={"price": {"$gt": 3}}, limit=1) == {"removed": 1}
    assert rows.get(**table)["totalCount"] == 6
    rows.truncate(**table)
    assert rows.get(**table)["items"] == []


def test_columns_are_added_to_a_table_and_removed(shop: Shop) -> None:
    app = shop.app()
    made = shop.client.data_tables.post(applicationId=app, dataTable={"name": "t"})
    table = {"applicationId": app, "dataTableId": made["id"]}
    column = {"name": "price", "dataType": "number", "constraint": "optional"}
    assert shop.client.data_table.add_column(**table, dataTableColumn=column)["columns"] == [column]
    assert shop.client.data_table.remove_column(**table, columnName="price")["columns"] == []
    assert shop.client.data_table.get(**table)["columns"] == []


def test_events_are_found_changed_and_deleted(shop: Shop) -> None:
    app = shop.app()
    for level, state in (("info", "new"), ("critical", "new"), ("error", "new"), ("critical", "resolved")):
        shop.client.events.post(applicationId=app, event={"level": level, "subject": f"it is {level}", "state": state})
    worst = shop.client.events.most_recent_by_severity(applicationId=app)
    assert (worst["event"]["level"], worst["event"]["state"], worst["newCount"]) == ("critical", "new", 3)
    assert shop.client.events.get(applicationId=app, query={"level": {"$in": ["info", "error"]}})["totalCount"] == 2
    shop.client.events.patch(
        applicationId=app, filterField="subject", filter="*crit*", updates={"state": "acknowledged"}
    )
    assert shop.client.events.get(applicationId=app, state="acknowledged")["totalCount"] == 2
    assert shop.client.events.delete(applicationId=app, query={"level": "critical"}) == {"removed": 2}
    assert shop.client.events.delete(applicationId=app) == {"removed": 2}


def test_the_storage_of_a_workflow_has_what_was_put_there(shop: Shop) -> None:
    flow = {"applicationId": shop.app(), "flowId": APP}
    for value in (1, {"a": [2]}):
        shop.client.flow.set_storage_entry(**flow, entry={"key": "k", "value": value})
    assert shop.client.flow.get_storage_entries(**flow) == {"k": {"a": [2]}}
    assert shop.client.flow.get_storage_entries_metadata(**flow)["keysCount"] == 1
    assert shop.client.flow.clear_storage_entries(**flow) == {}
    assert shop.client.flow.get_storage_entries(**flow) == {}


@pytest.mark.parametrize("kind", ["edge", "embedded"])
def test_a_version_of_a_workflow_is_released_replaced_and_removed(shop: Shop, kind: str) -> None:
    app = three(shop)
    deployments = shop.client[f"{kind}Deployments"]
    deployments.release(
        applicationId=app, deployment={"flowId": APP, "version": "v1", "deviceTags": [{"key": "floor"}]}
    )
    listed = deployments.get(applicationId=app)
    assert ([item["desiredVersion"] for item in listed["items"]], listed["totalCount"]) == (["v1", "v1"], 2)
    deployments.replace(applicationId=app, deployment={"flowId": APP, "oldVersion": "v1", "newVersion": "v2"})
    assert deployments.get(applicationId=app, version="v2")["totalCount"] == 2
    first = listed["items"][0]["deviceId"]
    deployments.remove(applicationId=app, deployment={"flowId": APP, "deviceId": first})
    assert deployments.get(applicationId=app)["totalCount"] == 1
    deployments.remove(applicationId=app, deployment={"flowId": OTHER, "deviceId": None})
    assert deployments.get(applicationId=app, flowId=APP)["totalCount"] == 1


JOBS: list[tuple[str, dict[str, Any], str]] = [
    ("data.export", {"query": {"deviceIds": [APP]}}, "DataExport"),
    ("devices.export", {"options": {"format": "csv"}}, "DevicesExport"),
    ("devices.payloadCounts", {"options": {"query": {}}}, "DevicesPayloadCounts"),
    ("device.export", {"deviceId": APP}, "DeviceDataExport"),
    ("events.export", {"exportData": {"query": {}}}, "EventsExport"),
    ("dataTableRows.export", {"dataTableId": APP, "exportData": {}}, "DataTableRowsExport"),
    ("notebook.requestInputDataExport", {"notebookId": APP, "exportOptions": {}}, "NotebookDataExport"),
    ("embeddedDeployments.export", {"options": {"deviceId": APP}}, "EmbeddedDeploymentExport"),
    ("application.archiveData", {"date": FOUR}, "ArchiveData"),
    ("application.backfillArchiveData", {}, "BackfillArchiveData"),
    ("application.fullDataTablesArchive", {}, "FullDataTablesArchive"),
    ("application.fullEventsArchive", {}, "FullEventsArchive"),
]


@pytest.mark.parametrize(("name", "arguments", "kind"), JOBS, ids=[row[0] for row in JOBS])
def test_a_job_that_was_started_is_in_the_log_of_jobs(shop: Shop, name: str, arguments: Any, kind: str) -> None:
    app = shop.app()
    assert shop.client.call(name, applicationId=app, **arguments)["jobQueued"] is True
    (job,) = shop.client.application_job_logs.get(applicationId=app)["items"]
    assert (job["name"], job["status"]) == (kind, "queued")
    assert shop.client.application_job_logs.get(applicationId=app, query={"name": "x"})["items"] == []


@pytest.mark.parametrize("kind", ["notebook", "resourceJob"])
def test_runs_are_logged_and_canceled(shop: Shop, kind: str) -> None:
    where = {"applicationId": shop.app(), f"{kind}Id": APP}
    resource = shop.client[kind]
    started = [resource.execute(**where, executionOptions={})["executionId"] for _ in range(2)]
    resource.cancelExecution(**where, executionId=started[0])
    logged = resource.logs(**where, limit=5)
    assert [(run["id"], run["status"] == "canceled") for run in logged] == [(started[1], False), (started[0], True)]


FILES = [("files", "file", "fileId", "file"), ("privateFiles", "privateFile", "privateFileId", "privateFile")]


@pytest.mark.parametrize(("many", "one", "key", "part"), FILES, ids=["files", "private files"])
def test_files_are_moved_and_uploaded(shop: Shop, many: str, one: str, key: str, part: str) -> None:
    app = shop.app()
    made = shop.client.call(
        f"{many}.post", {"applicationId": app, part: {"name": "f", "type": "file", "parentDirectory": "/a/"}}
    )
    where = {"applicationId": app, key: made["id"]}
    assert shop.client.call(f"{one}.move", {**where, "name": "g", "parentDirectory": "/b/"})["name"] == "g"
    assert [
        shop.client.call(f"{many}.get", applicationId=app, directory=place)["totalCount"] for place in ("/a/", "/b/")
    ] == [0, 1]
    assert shop.client.call(f"{one}.upload", {**where, part: b"content"})["status"] == "completed"


def test_members_and_globals_are_changed_inside_what_they_belong_to(shop: Shop) -> None:
    org = shop.client.orgs.post(organization={"name": "o"})["id"]
    shop.client.org.modify_member(orgId=org, member={"userId": APP, "role": "view"})
    assert shop.client.org.modify_member(orgId=org, member={"userId": APP, "role": "edit"})["members"] == [
        {"userId": APP, "role": "edit"}
    ]
    assert shop.client.org.remove_member(orgId=org, userId=APP)["members"] == []
    app = shop.client.applications.post(application={"name": "a"})["id"]
    shop.client.application.globals(applicationId=app, globals=[{"key": "k", "json": "1"}, {"key": "l", "json": "2"}])
    shop.client.application.globals(applicationId=app, globals=[{"key": "k", "json": None}])
    assert [item["key"] for item in shop.client.application.get(applicationId=app)["globals"]] == ["l"]


def test_an_invitation_is_revoked(shop: Shop) -> None:
    org = shop.app()
    for name in ("a", "b"):
        shop.client.org.invite_member(orgId=org, invite={"email": f"{name}@example.com", "role": "edit"})
    first, second = shop.client.org.pending_invites(orgId=org)
    left = shop.client.org.revoke_invite(orgId=org, inviteId=first["id"])
    assert [invite["id"] for invite in left] == [second["id"]]


def test_versions_of_a_workflow_are_deleted_by_a_query(shop: Shop) -> None:
    flow = {"applicationId": shop.app(), "flowId": APP}
    for name in ("v1", "v2"):
        shop.client.flow_versions.post(**flow, flowVersion={"version": name})
    assert shop.client.flow_versions.delete(**flow, options={"query": {"version": "v1"}}) == {"removed": 1, "failed": 0}
    assert [item["version"] for item in shop.client.flow_versions.get(**flow)["items"]] == ["v2"]


# --- what is not acted on --------------------------------------------------------------------------------------------


def test_few_actions_only_respond() -> None:
    roles = Roles(API, list(API.outlines())).all()
    assert sum(role.behavior == "respond" for role in roles) <= 83


def test_a_filter_with_many_stars_takes_no_time(shop: Shop) -> None:
    app = shop.app()
    shop.device(app, "a" * 200)
    assert shop.names(app, filterField="name", filter="*a*a*a*a*X") == []

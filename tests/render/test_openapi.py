"""Descriptions as documents of OpenAPI: valid ones, of which a client sends the same requests."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest
import yaml

from dynaclient import Api, Client, DynaclientError, load
from dynaclient.render.openapi import to_openapi
from tests.support import ROOT
from tests.support.hostile_texts import planted
from tests.support.random_calls import RandomCalls, write
from tests.support.swagger_client import normal_request

BUNDLED = json.loads((ROOT / "api.json").read_text("utf-8"))
LIBRARY = yaml.safe_load((ROOT / "examples" / "library.yaml").read_text("utf-8"))
URL = "https://api.example.com"


def exported(description: Any) -> dict[str, Any]:
    """Return the document of a description, as it is in a file."""
    found: dict[str, Any] = json.loads(json.dumps(to_openapi(load(description))))
    return found


# --- the same requests -----------------------------------------------------------------------------------------------


def differences(api: Api, counts: Counter[str], share: float = 1.0) -> list[Any]:
    """Return what is different between the requests of a description and those of the document that it becomes."""
    calls = RandomCalls(api)
    again = load(json.loads(json.dumps(to_openapi(api))))
    client = Client(again, url=None if again.server else URL)
    assert set(again.actions) == set(api.actions)
    found: list[Any] = []
    choose = random.Random(1)
    for name in calls.names:
        for call in calls.of(name) if choose.random() < share else ():
            counts["calls"] += 1
            try:
                request = normal_request(write(client, name, call.media, call.arguments))
            except DynaclientError as error:
                found.append((name, call.arguments, str(error)))
                continue
            if request != normal_request(call.request):
                found.append((name, normal_request(call.request), request))
    counts["failures"] += len(calls.failures)
    return found


@pytest.mark.parametrize(
    "description", [BUNDLED, LIBRARY, planted("link", ordinary=True)], ids=["bundled", "library", "texts"]
)
def test_a_client_of_the_document_sends_the_same_requests(description: Any) -> None:
    counts: Counter[str] = Counter()
    assert differences(load(description), counts, 0.2 if description is BUNDLED else 1) == []
    assert counts["calls"] >= 6

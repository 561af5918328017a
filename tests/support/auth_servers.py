"""Servers that judge credentials, by other people: httpbin, and moto as the services of AWS."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dynaclient import ApiError
from tests.support.real_servers import Kind, RealServer, running_kind

HTTPBIN = Kind("", (sys.executable, "-m", "flask", "--app", "httpbin:app", "run", "--port", "{port}"))
MOTO = Kind("", (sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "{port}"))
UNCHECKED = "4"
"""Requests that moto accepts before it checks signatures: those that make the first user."""


@contextmanager
def httpbin(folder: Path) -> Iterator[str]:
    """Run httpbin, and yield its URL."""
    with running_kind(HTTPBIN, folder) as server:
        yield server.url


class Keys(NamedTuple):
    """An access key of a user who may do everything."""

    key: str
    secret: str


@contextmanager
def moto(folder: Path) -> Iterator[tuple[RealServer, Keys]]:
    """Run moto with signatures checked, and yield it with the keys of a user."""
    with running_kind(MOTO, folder, INITIAL_NO_AUTH_ACTION_COUNT=UNCHECKED) as server:
        yield server, _user(server.url)


def _user(url: str) -> Keys:
    import botocore.session
    import requests

    iam = botocore.session.Session().create_client(
        "iam", region_name="us-east-1", endpoint_url=url, aws_access_key_id="first", aws_secret_access_key="first"
    )
    iam.create_user(UserName="ann")
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    made = iam.create_policy(PolicyName="all", PolicyDocument=json.dumps(allowed))
    iam.attach_user_policy(UserName="ann", PolicyArn=made["Policy"]["Arn"])
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    requests.post(f"{url}/moto-api/reset-auth", data=b"0", timeout=10).raise_for_status()
    return Keys(key["AccessKeyId"], key["SecretAccessKey"])


class Attempts:
    """Counts the requests that clients send, by their log."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, "dynaclient")
        self._caplog = caplog

    def count(self, call: Any, *arguments: Any, **options: Any) -> int:
        """Return how many requests a call sends; it may fail."""
        self._caplog.clear()
        with suppress(ApiError):
            call(*arguments, **options)
        return len([record for record in self._caplog.records if record.name == "dynaclient"])

"""A connection to a server, step by step: with the same connector that calls use, and without any credential."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ..errors import NotDelivered
from ..messages import Headers, Limits, Request, Response
from ..records import dataclass, replace
from ..redaction import redact
from ..runtime.backends import THREADS, Backend, run
from .connector import Connector
from .failures import cause_of
from .io.base import Network
from .io.blocking import BlockingNetwork
from .observing import TLS, Observer
from .proxies import NetworkSettings

HTTP, CREDENTIAL = "HTTP", "credential"
STARTED, SUCCEEDED, FAILED = "started", "succeeded", "failed"


@dataclass(frozen=True, eq=False)
class Handshake:
    """What a TLS handshake has agreed on: a connection that is closed no longer has it."""

    version: str
    """The version of TLS."""
    certificate: dict[str, Any]
    """The certificate of the other side, as `ssl.SSLSocket.getpeercert` returns it."""

    def with_parts(self, change: Callable[[Any], Any]) -> Handshake:
        """Return the handshake with its certificate changed by a function."""
        return replace(self, certificate=change(self.certificate))


@dataclass(frozen=True, eq=False)
class Step:
    """A step of a connection."""

    name: str
    """One of the names in `observing`, `HTTP`, or `CREDENTIAL` for one that must not leave this machine unencrypted."""
    subject: str
    """The host or address that it is about."""
    outcome: str = STARTED
    """`STARTED`, `SUCCEEDED` or `FAILED`."""
    result: Any = None
    """What it has found out, as `Observer.succeed` receives it; of `TLS` a `Handshake`, of `HTTP` the response."""
    reason: str = ""
    """Why it failed, in words."""
    hint: str = ""
    """What to do about it; empty if there is nothing to add."""
    slow: bool = False
    """Whether it timed out."""

    def with_parts(self, change: Callable[[Any], Any]) -> Step:
        """Return the step with what others may have written changed by a function."""
        return replace(self, result=change(self.result), reason=change(self.reason), hint=change(self.hint))


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What became of a request."""

    steps: tuple[Step, ...]
    """The steps, in order, up to the one that failed."""
    sent_at: float = 0.0
    """The clock of this machine when the request was sent (`time.time`), and when its response had arrived."""
    received_at: float = 0.0
    response: Response | None = None
    """None if a step failed."""


class _Recorder(Observer):
    """Records the steps of a connection."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def begin(self, step: str, subject: str) -> None:
        self.steps.append(Step(step, subject))

    def succeed(self, result: Any = None) -> None:
        # A server may close a connection right after the handshake, and what is closed has no certificate to look at.
        is_tls = self.steps[-1].name == TLS
        self._end(outcome=SUCCEEDED, result=Handshake(result.version, result.certificate) if is_tls else result)

    def fail(self, error: OSError) -> None:
        self._end(outcome=FAILED, reason=cause_of(error).words, slow=isinstance(error, TimeoutError))

    def end(self, failure: NotDelivered, subject: str) -> None:
        """
        Record the failure of the whole request.

        It is one of the step that has not succeeded; of the response if all of them have; of the files of certificates,
        which are read first, if there is none.
        """
        if not self.steps or self.steps[-1].outcome == SUCCEEDED:
            last = HTTP if self.steps else TLS
            self.begin(CREDENTIAL if failure.code == "unencrypted-credential" else last, subject)
        self._end(outcome=FAILED, reason=failure.reason, hint=failure.hint, slow=failure.slow)

    def _end(self, **changes: Any) -> None:
        self.steps[-1] = replace(self.steps[-1], **changes)


def diagnose(
    url: str, settings: NetworkSettings, limits: Limits, network: Network | None = None, backend: Backend = THREADS
) -> Diagnosis:
    """
    Send a HEAD request without any credential of the API, and return what became of each step.

    The user name and the password in the URL of a proxy are sent to the proxy, as with each call; wherever the other
    side echoes them, they are redacted.

    Args:
        url: The URL.
        settings: Proxies and certificates.
        limits: The timeouts, and whether the calls have a credential that must not leave this machine unencrypted.
        network: Opens streams.
        backend: How to wait.

    Raises:
        NotDelivered: The URL of the proxy is not valid.
    """
    return run(_diagnose(url, settings, limits, network or BlockingNetwork(), backend))


async def _diagnose(
    url: str, settings: NetworkSettings, limits: Limits, network: Network, backend: Backend
) -> Diagnosis:
    recorder = _Recorder()
    connector = Connector(settings, 1, network, backend, recorder)
    target = settings.route_to(url).target
    request = Request("HEAD", url, Headers([("Accept", "*/*")]), action="doctor")
    sent_at = time.time()
    response = None
    try:
        response = await connector.exchange(request, limits)
    except NotDelivered as failure:
        recorder.end(failure, target)
    finally:
        connector.close()
    received_at = time.time()
    if response is not None:
        recorder.begin(HTTP, target)
        recorder.succeed(response)
    # A proxy may echo its user name and password, and what is found is shown to others who help.
    steps, response = redact((tuple(recorder.steps), response), settings.secret_values)
    return Diagnosis(steps, sent_at, received_at, response)

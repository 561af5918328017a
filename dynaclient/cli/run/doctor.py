"""`doctor`: find out what is wrong with an installation, its surroundings, or the way to a server."""

from __future__ import annotations

from collections.abc import Iterator

from ..arguments.connection import Connection
from ..doctor.checks import FAILED, Check
from ..doctor.installation import check_installation
from ..doctor.selection import Selection
from ..doctor.server import SECONDS, Server
from ..doctor.surroundings import check_environment, check_folders
from ..exit_codes import NO_RESPONSE, PROBLEMS
from ..output import console


def run_doctor(connection: Connection, *, as_json: bool) -> int:
    """Print all checks, each when it is done, and return the exit code: that of a failed connection comes first."""
    found: list[Check] = []
    examination = Examination(connection)
    for check in examination.checks():
        found.append(check)
        if not as_json:
            console.print_row(check.line)
    count = sum(check.status == FAILED for check in found)
    if as_json:
        console.write_json({"failed": count, "checks": [check._asdict() for check in found]})
    else:
        console.print_message(f"{count} failed" if count else "nothing failed")
    if not count:
        return 0
    return PROBLEMS if examination.is_reached else NO_RESPONSE


class Examination:
    """
    Everything that is looked at.

    Args:
        connection: The options of the command line.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.is_reached = True
        """False if the server was called, and did not respond."""

    def checks(self) -> Iterator[Check]:
        """Yield the checks, in the order in which one depends on another."""
        connection = self._connection
        yield from check_installation()
        yield from check_environment(connection.program)
        yield from check_folders()
        selection = Selection(connection)
        yield from selection.checks()
        if selection.url is None or selection.settings is None:
            return
        seconds = SECONDS if connection.timeout is None else connection.timeout
        server = Server(selection.url, selection.settings, connection.program, seconds, local_only=selection.local_only)
        yield from server.checks()
        self.is_reached = server.is_reached

"""
The same validated GET and POST with other libraries: over plain connections, over TLS, and through a proxy.

All ways call one server in one run, in turns. The base is `requests.Session.send` of a request that was prepared once.
Libraries that are not installed are left out: ``pip install -r benchmarks/requirements.txt``.
"""

from __future__ import annotations

import gc
import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from devices import DEVICE, INVALID, PAGE, RESPONSES, VALID, compact
from measure import WARM_UP, Goal, Table, conclude, options, pin, print_and_save, ratios, row_of, turned, version
from peers import BASE, PEERS, Calls, Missing, Peer, Run
from serving import Scene, Server, served

ROUNDS, QUICK_ROUNDS = 60, 2
CALLS = 20
"""In each round, with each way: the first one finds cold caches, so that a way with fewer calls would look slower."""
OF_GET_MOST, OF_STANDARD_MOST, SESSION_MOST, SERVER_MOST = 0.15, 1.2, 1.25, 1 / 3
GET_OR_POST, STANDARD = "Session.get, Session.post", "http.client"
CLIENT, CLIENT_OF_SESSION = "Client", "Client(session=…)"
SAME = {"AsyncClient", CLIENT_OF_SESSION}
"""What validates as `Client` does."""


@dataclass
class Way:
    """One operation with one library, and what it took in each round: seconds for a call."""

    peer: Peer
    library: Calls
    run: Run
    cpu: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)

    def measure(self) -> None:
        """Run once, after calls that only bring the library's code back into the caches of the processor."""
        self.run(WARM_UP)
        cpu, clock = time.process_time(), time.perf_counter()
        self.run(CALLS)
        self.cpu.append((time.process_time() - cpu) / CALLS)
        self.clock.append((time.perf_counter() - clock) / CALLS)


Key = tuple[str, str]
"""The name of the scene, and the method."""
Measured = dict[Key, dict[str, Way]]


def methods(scene: Scene) -> tuple[str, ...]:
    """
    Return what is measured in a scene.

    No POST through a proxy: urllib3 leaves Nagle's algorithm on there, so that a body waits for an acknowledgement.
    """
    return ("GET",) if scene.proxy else ("GET", "POST")


def ways(server: Server, stack: ExitStack) -> tuple[Measured, list[str]]:
    """Return all ways, and what is missing."""
    found: Measured = {(scene.name, method): {} for scene in server.scenes for method in methods(scene)}
    missing: dict[str, list[str]] = {}
    for scene in server.scenes:
        for peer in PEERS:
            try:
                library = peer.make(scene, stack)
            except Missing as error:
                missing.setdefault(f"{peer.name}: {error}", []).append(scene.name)
                continue
            for method in methods(scene):
                found[scene.name, method][peer.name] = Way(peer, library, library.runs[method])
    return found, [f"not measured ({', '.join(scenes)}): {reason}" for reason, scenes in missing.items()]


def measure(found: Measured, rounds: int) -> None:
    """Run all ways in turns."""
    listed = [way for by_name in found.values() for way in by_name.values()]
    for way in listed:
        way.run(2)  # opens the connection, and compiles what is compiled once
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        for by_name in found.values():
            for way in turned(list(by_name.values()), number):
                way.measure()


def capacities(server: Server, found: Measured, count: int) -> tuple[list[str], list[Goal]]:
    """Return what the server does in each scene, compared with the fastest way there."""
    lines, goals = [f"server: {server.name}"], []
    for scene in server.scenes:
        capacity = server.capacity(scene, count)
        fastest = min(
            (way for (name, _), by_name in found.items() if name == scene.name for way in by_name.values()),
            key=lambda way: statistics.median(way.clock),
        )
        rate = 1 / statistics.median(fastest.clock)
        lines.append(
            f"server, {scene.name}: {capacity}; {capacity.rate / rate:.1f} times the rate of the fastest way"
            f" ({fastest.peer.name}, {rate:.0f}/s)"
        )
        goals.append(Goal(f"{scene.name}, fastest/server", (rate / capacity.rate,), SERVER_MOST))
    return lines, goals


def as_table(key: Key, by_name: dict[str, Way]) -> Table:
    """Return the table of an operation in a scene, the fastest way first."""
    base = by_name[BASE].cpu
    listed = sorted(by_name.values(), key=lambda way: statistics.median(ratios(way.cpu, base)))
    rows = []
    for way in listed:
        shown = row_of(way.peer.name, way.cpu, base, f"{statistics.median(way.cpu) * 1e6:.0f}")
        rows.append((*shown, f"{statistics.median(way.clock) * 1e6:.0f}"))
    bars = {way.peer.name: statistics.median(ratios(way.cpu, base)) for way in listed}
    head = ("way", "CPU µs", "× Session.send", "quartiles", "µs by the clock")
    return Table(f"{key[1]}, {key[0]}", head, tuple(rows), bars, "× the CPU time of Session.send")


def rejects(library: Calls, method: str, arguments: dict[str, Any]) -> bool:
    """Return whether a library raises an error for arguments; the server accepts all of them."""
    assert library.call is not None
    try:
        library.call(method, arguments)
    except Exception:  # noqa: BLE001 - each library has errors of its own
        return True
    return False


def validation(by_name: dict[str, Way]) -> Table:
    """Return which invalid arguments each library rejects that has a description."""
    described = {name: way.library for name, way in by_name.items() if way.library.call and name not in SAME}
    assert not any(rejects(library, *valid) for library in described.values() for valid in VALID.items())
    rows = [
        (case, *("yes" if rejects(library, *invalid) else "no" for library in described.values()))
        for case, invalid in INVALID.items()
    ]
    sums = [str(column.count("yes")) for column in zip(*(row[1:] for row in rows), strict=True)]
    total = (f"of all {len(INVALID)}", *sums)
    return Table("Invalid arguments that are rejected", ("arguments", *described), (total, *rows))


def goals(found: Measured) -> list[Goal]:
    """Return the goals."""
    made = []
    for (scene, method), by_name in found.items():
        base = by_name[BASE].cpu
        label = f"{method}, {scene}"
        own = by_name[CLIENT].cpu
        made.append(Goal(f"{label}, Client/{GET_OR_POST}", ratios(own, by_name[GET_OR_POST].cpu), OF_GET_MOST))
        made.append(Goal(f"{label}, Client/{STANDARD}", ratios(own, by_name[STANDARD].cpu), OF_STANDARD_MOST))
        of_session = ratios(by_name[CLIENT_OF_SESSION].cpu, base)
        made.append(Goal(f"{label}, Client(session=…)/send", of_session, SESSION_MOST))
    return made


def main() -> None:
    """Measure, print the tables and the ratios."""
    arguments = options(__doc__ or "", saves=True)
    pin(0)
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    with ExitStack() as stack:
        server = stack.enter_context(served())
        found, missing = ways(server, stack)
        measure(found, rounds)
        validated = validation(found["plain", "GET"])
        lines, of_server = capacities(server, found, 5_000 if arguments.quick else 50_000)
    packages = {peer.package for by_name in found.values() for peer in (way.peer for way in by_name.values())}
    versions = ", ".join(f"{package} {version(package)}" for package in sorted(packages - {"", "dynaclient"}))
    facts = [
        f"{rounds} rounds of {CALLS} calls each; the GET has a response of {len(RESPONSES['GET'])} bytes"
        f" with {len(PAGE['items'])} objects,"
        f" the POST a body of {len(compact(DEVICE))} bytes with {len(DEVICE)} properties",
        *lines, f"versions: {versions}", *missing,
    ]  # fmt: skip
    print_and_save(facts, [*(as_table(key, by_name) for key, by_name in found.items()), validated], arguments.save)
    conclude([*goals(found), *of_server], check=arguments.check)


if __name__ == "__main__":
    main()

"""JMESPath expressions that ask for more than there is room for; run as a program, what each of them takes."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

LETTER, FACE = "x" * 1_000_000, "😀" * 1_000_000
NUMBERS = 700_000
OBJECTS = 100_000


def _doubled(times: int, step: str = "[@,@]") -> str:
    return "|".join([step] * times)


def _listed(step: str, times: int) -> str:
    return f"[{','.join([step] * times)}]"


def _numbers() -> Any:
    return list(range(NUMBERS))


def _object() -> Any:
    return {f"k{number}": number for number in range(OBJECTS)}


CASES: dict[str, tuple[str, Callable[[], Any]]] = {
    "a list that is doubled": (_doubled(80), lambda: 1),
    "an object that is doubled": (_doubled(60, "{a:@,b:@}")[:489], lambda: 1),
    "a string that is doubled": (_doubled(20), lambda: LETTER),
    "names that are doubled": (_doubled(21), lambda: {"n" * 900: 1}),
    "doubled and flattened": (_doubled(40, "[@,@][]"), lambda: [1]),
    "many lists flattened": (f"{_listed('@', 120)}[]", _numbers),
    "flattened twice": (_doubled(2, f"{_listed('@', 60)}[]"), _numbers),
    "joined": (f"join('',{_doubled(20, '[@,@][]')})", lambda: [LETTER]),
    "joined by a long string": (f"join('{'g' * 300}',{_doubled(20, '[@,@][]')})", lambda: ["a"]),
    "joined wide characters": (f"join('',{_doubled(6, '[@,@][]')})", lambda: [FACE]),
    "as a string": (f"to_string({_doubled(30)})", lambda: 1),
    "strings as a string": (f"to_string({_doubled(12)})", lambda: LETTER),
    "wide characters as a string": (f"to_string({_listed('@', 16)})", lambda: FACE),
    "each as a string": (f"map(&to_string({_listed('@', 60)}),{_listed('@', 60)})", _numbers),
    "turned round": (_listed("reverse(@)", 40), lambda: FACE),
    "lists turned round": (_listed("reverse(@)", 40), _numbers),
    "sorted": (_listed("sort(@)", 40), _numbers),
    "slices": (_listed("[::1]", 80), _numbers),
    "slices of slices": (_doubled(80, "[::1]"), _numbers),
    "merged": (_listed("merge(@,@)", 30), _object),
    "values": (_listed("values(@)", 40), _object),
    "names": (_listed("keys(@)", 40), _object),
    "an object of each": ("[].{a:@,b:@,c:@,d:@}", _numbers),
    "a list of each": ("[].[@]", _numbers),
    "compared": (f"{_doubled(40)}=={_doubled(40)}", lambda: 1),
    "contained": (f"contains({_listed('@', 50)},@)", _numbers),
    "many steps": (_listed("[*]", 80), _numbers),
    "the absolute value of too much": (f"abs({_doubled(60)})", lambda: 1),
    "the key of a list": (f"sort_by(@,&({_doubled(60)}))", lambda: [1, 2]),
}
"""Expressions, and functions that return what they are applied to."""
QUICK = (
    "a list that is doubled", "doubled and flattened", "many lists flattened", "joined", "strings as a string",
    "each as a string", "an object of each", "the key of a list",
)  # fmt: skip
"""Those that are run each time."""


def main(is_full: bool) -> None:
    """Print for the quick cases, or for the others, what they took in seconds and megabytes, and how they ended."""
    from dynaclient import DynaclientError
    from dynaclient.agents.selecting import compile_selection

    found = {}
    for name, (text, make) in CASES.items():
        if (name in QUICK) == is_full:
            continue
        select, value = compile_selection(text, "things.get"), make()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        try:
            select(value)
            ended = "with a result"
        except DynaclientError as error:
            ended = str(error)
        seconds = time.process_time() - started
        found[name] = [seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, ended]
        del value
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(is_full="full" in sys.argv)

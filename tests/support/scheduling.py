"""Which process runs which tests: one after the other gets the next file."""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]


class FileScheduling(LoadFileScheduling):  # type: ignore[misc]
    """
    Files for processes, as ``--dist loadfile`` has them, in time that grows with the number of tests.

    With tens of thousands of tests, to look up each in a list, and to count after each all that are finished, would take
    a processor half a minute; here the numbers of tests are in a dict, and tests that are finished are dropped.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._numbers: dict[Any, dict[str, int]] = {}

    def add_node_collection(self, node: Any, collection: Any) -> None:
        """Add the tests that a process has collected."""
        super().add_node_collection(node, collection)
        self._numbers[node] = {test: number for number, test in enumerate(collection)}

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """Drop a test that is finished, and its file after the last one."""
        test = self.registered_collections[node][item_index]
        file = self._split_scope(test)
        tests = self.assigned_work[node][file]
        del tests[test]
        if not tests:
            del self.assigned_work[node][file]
        self._reschedule(node)

    def _assign_work_unit(self, node: Any) -> None:
        file, tests = self.workqueue.popitem(last=False)
        self.assigned_work[node][file] = tests
        node.send_runtest_some([self._numbers[node][test] for test in tests])

    def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
        return sum(map(len, workload.values()))

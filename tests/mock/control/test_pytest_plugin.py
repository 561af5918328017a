"""The plugin for pytest, in runs of pytest of its own: in this process, or in others where that matters."""

from __future__ import annotations

import json
import sys
from importlib.metadata import entry_points

import pytest

import pytest_dynaclient
from tests.support.mock_descriptions import pets

pytest_plugins = "pytester"

API = json.dumps({**pets(), "title": "Pets"})
USES_IT = """
    def test_pets(dynaclient_mock):
        client = dynaclient_mock(seed={"/pets": [{"id": 1, "name": "Rex"}]})
        assert client.pet.get(petId=1)["name"] == "Rex"
        client.mock_server.assert_called("pet.get", times=1)
"""


ALONE = ("-p", "no:cacheprovider", "-p", "dynaclient")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no other plugin loaded, each of which takes its time."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.fixture
def folder(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a folder with a description that its ini file names."""
    pytester.makeini("[pytest]\ndynaclient_api = apis/pets.json\n")
    pytester.mkdir("apis").joinpath("pets.json").write_text(API)
    return pytester


def test_pytest_finds_it() -> None:
    (found,) = (entry for entry in entry_points(group="pytest11") if entry.name == "dynaclient")
    assert found.load() is pytest_dynaclient


def test_a_test_gets_a_client_of_a_server_of_its_own(folder: pytest.Pytester) -> None:
    folder.makepyfile(USES_IT)
    folder.makepyfile(
        test_more="""
        import threading

        clients = []

        def test_others(dynaclient_mock):
            for client in (dynaclient_mock(), dynaclient_mock("apis/pets.json")):
                assert client.pets.get() == []
                clients.append(client)

        def test_they_are_closed():
            assert not [thread for thread in threading.enumerate() if thread.name.startswith("dynaclient-mock")]
            assert [client.mock_server._listener for client in clients] == [None, None]
        """
    )
    folder.runpytest_subprocess(*ALONE, "-W", "error").assert_outcomes(passed=3)


def test_a_test_that_fails_lists_the_requests(folder: pytest.Pytester) -> None:
    folder.makepyfile(
        """
        def test_one(dynaclient_mock):
            client = dynaclient_mock()
            client.pets.post(pet={"name": "Rex"})
            client.mock_server.assert_called("pets.post", times=2)

        def test_many(dynaclient_mock):
            client = dynaclient_mock()
            for _ in range(22):
                client.pets.get()
            dynaclient_mock()
            raise ValueError

        def test_none(dynaclient_mock):
            raise ValueError
        """
    )
    done = folder.runpytest_inprocess(*ALONE, "--tb=short")
    done.assert_outcomes(failed=3)
    done.stdout.fnmatch_lines(
        [
            "*test_a_test_that_fails_lists_the_requests.py:4: in test_one",
            "E   AssertionError: pets.post: expected 2 calls; there was 1",
            "E     1. POST /pets 201 pets.post(pet={'name': 'Rex'})",
            "*- requests received by the mock server of Pets -*",
            "1. POST /pets 201 pets.post(pet={'name': 'Rex'})",
            "*- requests received by the mock server of Pets -*",
            "(2 before these)",
            "3. GET /pets 200 pets.get",
            "22. GET /pets 200 pets.get",
            "*- requests received by the mock server of Pets -*",
            "none",
        ]
    )
    assert done.stdout.str().count("requests received by") == 3
    assert "commands.py" not in done.stdout.str()


def test_what_fails_when_a_fixture_ends_lists_the_requests_too(folder: pytest.Pytester) -> None:
    folder.makepyfile(
        """
        import pytest

        @pytest.fixture
        def client(dynaclient_mock):
            client = dynaclient_mock()
            yield client
            client.mock_server.assert_called("pets.post")

        def test_one(client):
            client.pets.get()

        def test_two(dynaclient_mock):
            assert False
        """
    )
    done = folder.runpytest_inprocess(*ALONE)
    done.assert_outcomes(passed=1, errors=1, failed=1)
    done.stdout.fnmatch_lines(["*- requests received by the mock server of Pets -*", "1. GET /pets 200 pets.get"])
    assert done.stdout.str().count("requests received by") == 1


def test_without_a_description_it_says_what_to_write(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(dynaclient_mock): dynaclient_mock()")
    done = pytester.runpytest_inprocess(*ALONE)
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        ['dynaclient_mock() needs a description: dynaclient_mock("api.json"), or dynaclient_api in the ini file']
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("apis/pets.json", "{root}/apis/pets.json"),
        ("/apis/pets.json", "/apis/pets.json"),
        ("https://a/api.json", "https://a/api.json"),
    ],
)
def test_the_path_of_the_option_is_relative_to_the_root(written: str, expected: str, pytester: pytest.Pytester) -> None:
    pytester.makeini(f"[pytest]\ndynaclient_api = {written}\n")
    config = pytester.parseconfig(*ALONE)
    assert pytest_dynaclient._description(config) == expected.format(root=config.rootpath)


def test_patches_of_the_ini_file_change_its_description_and_no_other(folder: pytest.Pytester) -> None:
    folder.makeini(
        "[pytest]\ndynaclient_api = apis/pets.json\ndynaclient_patch = apis/first.json 'apis/the second.json'\n"
    )
    for name, title in (("first", "First"), ("the second", "Second")):
        (folder.path / "apis" / f"{name}.json").write_text(json.dumps({"title": title, "version": name}))
    folder.makepyfile(
        """
        def test_titles(dynaclient_mock):
            found = [dynaclient_mock(*given).api for given in ((), ("apis/pets.json",))]
            found.append(dynaclient_mock(patch={"title": "Own"}).api)
            found.append(dynaclient_mock(patch={}).api)
            assert [(api.title, api.version) for api in found[:2]] == [("Second", "the second"), ("Pets", found[1].version)]
            assert [api.title for api in found[2:]] == ["Own", "Pets"]
        """
    )
    folder.runpytest_inprocess(*ALONE).assert_outcomes(passed=1)


def test_it_is_turned_off(folder: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    folder.makeini("[pytest]\n")
    folder.makepyfile(USES_IT)
    done = folder.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:dynaclient")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["E*fixture 'dynaclient_mock' not found"])


def test_nothing_of_the_library_is_imported_before_a_test_uses_it(folder: pytest.Pytester) -> None:
    folder.makeconftest(
        """
        import sys

        def pytest_sessionfinish():
            print("imported:", sorted(name for name in sys.modules if name.partition(".")[0] == "dynaclient"))
        """
    )
    folder.makepyfile("def test_nothing(): pass")
    done = folder.run(sys.executable, "-m", "pytest", *ALONE, "-s", "-q")
    done.stdout.fnmatch_lines(["*imported: []"])


def test_it_runs_in_several_processes(folder: pytest.Pytester) -> None:
    folder.makepyfile(test_a=USES_IT, test_b=USES_IT + "        assert False\n")
    done = folder.runpytest_subprocess(*ALONE, "-p", "xdist", "-n2")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["1. GET /pets/1 200 pet.get(petId=1)"])

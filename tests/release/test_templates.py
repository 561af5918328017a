"""The forms for issues and pull requests are such that GitHub shows them, and name commands that exist."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from dynaclient.cli.program import COMMANDS
from tests.support import ROOT
from tests.support.pages import Page

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
KINDS = {"markdown", "textarea", "input", "dropdown", "checkboxes"}
PAGES = ("SECURITY.md", ".github/pull_request_template.md")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_has_what_github_requires(path: Any) -> None:
    form = yaml.safe_load(path.read_text("utf-8"))
    assert form.keys() <= {"name", "description", "labels", "body"}
    assert len(form["description"]) < 200
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    names = [field["id"] for field in fields]
    assert len(names) == len(set(names)) > 2
    assert {field["type"] for field in form["body"]} <= KINDS
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)
    for field in fields:
        assert field["type"] != "dropdown" or len(set(field["attributes"]["options"])) > 1


def test_forms_name_commands_that_exist() -> None:
    named = {name for path in FORMS for name in re.findall(r"`dynaclient (\w+)", path.read_text("utf-8"))}
    assert named <= COMMANDS.keys()
    assert named


def test_no_contact_is_invented() -> None:
    texts = [path.read_text("utf-8") for path in FORMS] + [Page(name).text for name in PAGES]
    assert [text for text in texts if re.search(r"\w@\w|https?://", text)] == []


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_files(name: str) -> None:
    assert [link for link in Page(name).links if not link.exists()] == []

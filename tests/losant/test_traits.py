"""What the actions of the bundled description do to the server, where their methods do not show it."""

from __future__ import annotations

from dynaclient import load

ACTIONS = load().actions.values()
DESTROY = {
    # They delete by a query, or take something away, by POST.
    "dataTableRows.delete", "dataTableRows.truncate", "devices.delete", "devices.removeData", "edgeDeployments.remove",
    "embeddedDeployments.remove", "events.delete", "flowVersions.delete", "me.delete",
    # They may do the same as a special case: by a value of null, an operation, a flag or a choice.
    "application.globals", "application.import", "devices.patch", "edgeDeployments.replace",
    "embeddedDeployments.replace", "experience.bootstrap", "flowVersions.post",
    # They put something in place of the whole of what was there.
    "application.readmePatch", "file.upload", "notebook.upload", "privateFile.upload",
    # The user cannot undo them by another action: tokens, a second factor, a link or ownership is lost.
    "me.changePassword", "me.disableTwoFactorAuth", "me.disconnectGithub", "me.transferResources",
    "org.transferResources",
}  # fmt: skip
"""What destroys something by another method than DELETE. A change of single values does not, and can be undone."""
CHANGE = {
    "application.archiveData", "application.backfillArchiveData", "application.fullDataTablesArchive",
    "application.fullEventsArchive", "me.refreshToken",
}  # fmt: skip
"""GETs that change something: they start a job, or issue a token."""
READ = {"dashboard.validateContext", "data.lastValueQuery", "data.timeSeriesQuery", "dataTableRows.query"}
"""POSTs that only read. Those that start an export are not among them: it is a job, and sends emails."""


def test_what_destroys_is_what_deletes_and_what_is_marked() -> None:
    deletes = {action.name for action in ACTIONS if action.method == "DELETE"}
    assert len(deletes) == 47
    assert {action.name for action in ACTIONS if action.destructive} == deletes | DESTROY


def test_what_is_read_against_its_method_is_marked() -> None:
    against = {action.name for action in ACTIONS if action.readonly is not (action.method == "GET")}
    assert against == CHANGE | READ

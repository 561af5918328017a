# Generated from a description by `dynaclient stubs`. Edit the description, and run the command again.
# ruff: noqa
# fmt: off
import builtins as _builtins
import collections.abc as _abc
import typing as _typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from dynaclient.client import typed as _typed

from . import types as _types

class Application(_typed.Resource[_typed.Mode]):
    """One application as a whole: to change, copy, export, import, archive, count or search."""
    @_typed.Calls[_types.Application | _types.JobEnqueuedResult, _types.ApplicationApplyTemplateArguments]()
    def apply_template(self, *, applicationId: str, options: _types.ApplicationApplyTemplatePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Application | _types.JobEnqueuedResult:
        """
        Adds what a template holds to the application, at once or in the background.

        Args:
            applicationId: The application.
            options: Which template, and whom to tell.
        """
    @_typed.Reads[_types.JobEnqueuedResult, _types.ApplicationArchiveDataArguments]()
    def archive_data(self, *, applicationId: str, date: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that archives one day's data, as the application's `archiveConfig` says.

        Args:
            applicationId: The application.
            date: The day to archive: a moment in it, in milliseconds since the epoch.
        """
    @_typed.Reads[_types.JobEnqueuedResult, _types.ApplicationBackfillArchiveDataArguments]()
    def backfill_archive_data(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that archives all data still held, as the application's `archiveConfig` says.

        Args:
            applicationId: The application.
        """
    @_typed.Calls[_types.ApplicationCloneDryRunResult | _types.ApplicationCreationByTemplateResult | _types.JobEnqueuedResult, _types.ApplicationCloneArguments]()
    def clone(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., options: _types.ApplicationClonePost = ...) -> _types.ApplicationCloneDryRunResult | _types.ApplicationCreationByTemplateResult | _types.JobEnqueuedResult:
        """
        Makes a copy of the application.

        Args:
            applicationId: The application.
            options: What to copy, and who is to own the copy.
        """
    @_typed.Calls[_types.Success, _types.ApplicationDeleteArguments]()
    def delete(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the application with everything in it.

        Args:
            applicationId: The application.
        """
    @_typed.Reads[_types.DeviceCounts, _types.ApplicationDeviceCountsArguments]()
    def device_counts(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.DeviceCounts:
        """
        Tells how many devices the application had over a time.

        Args:
            applicationId: The application.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.ApplicationExportResult | _types.JobEnqueuedResult, _types.ApplicationExportArguments]()
    def export(self, *, applicationId: str, options: _types.ApplicationExportPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationExportResult | _types.JobEnqueuedResult:
        """
        Exports the application to a bundle to download, or to a Git repository.

        Args:
            applicationId: The application.
            options: What to export, and where to.
        """
    @_typed.Reads[_types.JobEnqueuedResult, _types.ApplicationFullDataTablesArchiveArguments]()
    def full_data_tables_archive(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that archives whole data tables, as the application's `archiveConfig` says.

        Args:
            applicationId: The application.
        """
    @_typed.Reads[_types.JobEnqueuedResult, _types.ApplicationFullEventsArchiveArguments]()
    def full_events_archive(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that archives all events, as the application's `archiveConfig` says.

        Args:
            applicationId: The application.
        """
    @_typed.Reads[_types.Application, _types.ApplicationGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Application:
        """
        Returns the application.

        Args:
            applicationId: The application.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
        """
    @_typed.Calls[_types.Application, _types.ApplicationGlobalsArguments]()
    def globals(self, *, applicationId: str, globals: Sequence[_types.ApplicationGlobalPatchItem], losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Application:
        """
        Sets or removes some of the application's globals and leaves the others alone.

        Args:
            applicationId: The application.
            globals: The globals to set or remove.
        """
    @_typed.Calls[_types.Application | _types.JobEnqueuedResult, _types.ApplicationImportArguments]()
    def import_(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., importBundle: _typed.File = ..., email: _typed.String = ..., options: _types.ImportIntoApplicationOptions = ...) -> _types.Application | _types.JobEnqueuedResult:
        """
        Adds what a bundle, another application or a Git repository holds to this application.

        Args:
            applicationId: The application.
            importBundle: The bundle to import: a zip archive as an export makes it.
            email: Where to write when the import is done.
            options: Where to import from and how, where no bundle is uploaded or only some of it is wanted.
        """
    @_typed.Reads[list[_types.ApplicationImportExecutionsItem], _types.ApplicationImportLogsArguments]()
    def import_logs(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., limit: _typed.String | None = ..., since: _typed.String | None = ...) -> list[_types.ApplicationImportExecutionsItem]:
        """
        Lists the latest imports into the application.

        Args:
            applicationId: The application.
            limit: The most imports to return. Default: 1
            since: Return imports from this moment on, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.Success, _types.ApplicationMqttPublishMessageArguments]()
    def mqtt_publish_message(self, *, applicationId: str, payload: _types.MqttPublishBody, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Publishes one MQTT message through the application's broker.

        Args:
            applicationId: The application.
            payload: The topic and the message.
        """
    @_typed.Streams[_typed.Event]()
    def mqtt_subscription_stream(self, *, applicationId: str, topic: _typed.String, losantdomain: _typed.String | None = ..., keepAliveInterval: _typed.String | None = ...) -> _typed.Event:
        """
        Stays connected and passes on each MQTT message on a topic, as server-sent events.

        Args:
            applicationId: The application.
            topic: MQTT topic to listen to.
            keepAliveInterval: Seconds between the empty messages that keep the connection open. Default: 2
        """
    @_typed.Reads[_types.NotebookMinuteCounts, _types.ApplicationNotebookMinuteCountsArguments]()
    def notebook_minute_counts(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.NotebookMinuteCounts:
        """
        Tells for how many minutes the application's notebooks ran over a time.

        Args:
            applicationId: The application.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.Application, _types.ApplicationPatchArguments]()
    def patch(self, *, applicationId: str, application: _types.ApplicationPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Application:
        """
        Changes what is given of the application and leaves the rest as it is.

        Args:
            applicationId: The application.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            application: What to change.
        """
    @_typed.Reads[_types.PayloadStats, _types.ApplicationPayloadCountsArguments]()
    def payload_counts(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., asBytes: _typed.String | None = ...) -> _types.PayloadStats:
        """
        Counts the application's payloads over a time, by kind and source.

        Args:
            applicationId: The application.
            start: Start of the time to cover, in milliseconds since the epoch. Default: -2592000000
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
        """
    @_typed.Reads[_types.PayloadCountsBreakdown, _types.ApplicationPayloadCountsBreakdownArguments]()
    def payload_counts_breakdown(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None = ..., asBytes: _typed.String | None = ..., includeNonBillable: _typed.String | None = ...) -> _types.PayloadCountsBreakdown:
        """
        Counts the application's payloads hour by hour or day by day.

        Args:
            applicationId: The application.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            resolution: Length of each interval in milliseconds: a day or an hour. Default: 86400000
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
            includeNonBillable: `true` takes in payloads that are not billed. Default: False
        """
    @_typed.Reads[_types.ApplicationReadme, _types.ApplicationReadmeArguments]()
    def readme(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationReadme:
        """
        Returns the notes that are kept with the application.

        Args:
            applicationId: The application.
        """
    @_typed.Calls[_types.ApplicationReadme, _types.ApplicationReadmePatchArguments]()
    def readme_patch(self, *, applicationId: str, readme: _types.ApplicationReadmePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationReadme:
        """
        Replaces the notes that are kept with the application.

        Args:
            applicationId: The application.
            readme: The new notes.
        """
    @_typed.Reads[list[_types.ApplicationSearchResultItem], _types.ApplicationSearchArguments]()
    def search(self, *, applicationId: str, filter: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> list[_types.ApplicationSearchResultItem]:
        """
        Finds things of any kind within the application by a piece of text.

        Args:
            applicationId: The application.
            filter: Text to look for, at least one character.
        """

class ApplicationApiToken(_typed.Resource[_typed.Mode]):
    """One API token of an application: look at it, rename it, switch it off, revoke it."""
    @_typed.Calls[_types.Success, _types.ApplicationApiTokenDeleteArguments]()
    def delete(self, *, applicationId: str, apiTokenId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Revokes the token for good.

        Args:
            applicationId: The application.
            apiTokenId: The API token: its ID, not the token itself.
        """
    @_typed.Reads[_types.ApiToken, _types.ApplicationApiTokenGetArguments]()
    def get(self, *, applicationId: str, apiTokenId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApiToken:
        """
        Returns what is known of the token; the secret itself is never shown again.

        Args:
            applicationId: The application.
            apiTokenId: The API token: its ID, not the token itself.
        """
    @_typed.Calls[_types.ApiToken, _types.ApplicationApiTokenPatchArguments]()
    def patch(self, *, applicationId: str, apiTokenId: str, apiToken: _types.ApiTokenPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApiToken:
        """
        Changes the token's name, notes, roles or status.

        Args:
            applicationId: The application.
            apiTokenId: The API token: its ID, not the token itself.
            apiToken: What to change.
        """

class ApplicationApiTokens(_typed.Resource[_typed.Mode]):
    """The API tokens of an application: long-lived credentials with which programs act in it."""
    @_typed.Lists[_types.ApiTokens, _types.ApiToken, _types.ApplicationApiTokensGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.ApplicationApiTokensGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name", "status"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.ApiTokens:
        """
        Lists an application's API tokens, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.ApiToken, _types.ApplicationApiTokensPostArguments]()
    def post(self, *, applicationId: str, apiToken: _types.ApiTokenPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApiToken:
        """
        Makes a new API token for an application.

        Args:
            applicationId: The application.
            apiToken: The token to make.
        """

class ApplicationCertificate(_typed.Resource[_typed.Mode]):
    """One device certificate of an application: look at it, change it, switch it off, delete it."""
    @_typed.Calls[_types.Success, _types.ApplicationCertificateDeleteArguments]()
    def delete(self, *, applicationId: str, applicationCertificateId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the certificate for good; devices can no longer log in with it.

        Args:
            applicationId: The application.
            applicationCertificateId: The device certificate: Losant's ID of it, not its serial number.
        """
    @_typed.Reads[_types.ApplicationCertificate, _types.ApplicationCertificateGetArguments]()
    def get(self, *, applicationId: str, applicationCertificateId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationCertificate:
        """
        Returns the certificate, with what is written in it: serial number, names, dates of validity.

        Args:
            applicationId: The application.
            applicationCertificateId: The device certificate: Losant's ID of it, not its serial number.
        """
    @_typed.Calls[_types.ApplicationCertificate, _types.ApplicationCertificatePatchArguments]()
    def patch(self, *, applicationId: str, applicationCertificateId: str, applicationCertificate: _types.ApplicationCertificatePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationCertificate:
        """
        Changes the certificate itself, its notes, status or MQTT topics; its devices stay the same.

        Args:
            applicationId: The application.
            applicationCertificateId: The device certificate: Losant's ID of it, not its serial number.
            applicationCertificate: What to change.
        """

class ApplicationCertificateAuthorities(_typed.Resource[_typed.Mode]):
    """The certificate authorities of an application: device certificates must be signed by one of them."""
    @_typed.Lists[_types.ApplicationCertificateAuthorities, _types.ApplicationCertificateAuthority, _types.ApplicationCertificateAuthoritiesGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.ApplicationCertificateAuthoritiesGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name", "status"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.ApplicationCertificateAuthorities:
        """
        Lists an application's certificate authorities, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.ApplicationCertificateAuthority, _types.ApplicationCertificateAuthoritiesPostArguments]()
    def post(self, *, applicationId: str, applicationCertificateAuthority: _types.ApplicationCertificateAuthorityPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationCertificateAuthority:
        """
        Adds a certificate authority, so that device certificates signed by it can be used.

        Args:
            applicationId: The application.
            applicationCertificateAuthority: The certificate authority to add: a name and a bundle of certificates (PEM).
        """

class ApplicationCertificateAuthority(_typed.Resource[_typed.Mode]):
    """One certificate authority of an application: look at it, change it, switch it off, delete it."""
    @_typed.Calls[_types.Success, _types.ApplicationCertificateAuthorityDeleteArguments]()
    def delete(self, *, applicationId: str, applicationCertificateAuthorityId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the certificate authority from the application for good.

        Args:
            applicationId: The application.
            applicationCertificateAuthorityId: The certificate authority: Losant's ID of it, not a serial number.
        """
    @_typed.Reads[_types.ApplicationCertificateAuthority, _types.ApplicationCertificateAuthorityGetArguments]()
    def get(self, *, applicationId: str, applicationCertificateAuthorityId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationCertificateAuthority:
        """
        Returns the certificate authority, with what is written in each certificate of its bundle.

        Args:
            applicationId: The application.
            applicationCertificateAuthorityId: The certificate authority: Losant's ID of it, not a serial number.
        """
    @_typed.Calls[_types.ApplicationCertificateAuthority, _types.ApplicationCertificateAuthorityPatchArguments]()
    def patch(self, *, applicationId: str, applicationCertificateAuthorityId: str, applicationCertificateAuthority: _types.ApplicationCertificateAuthorityPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationCertificateAuthority:
        """
        Changes the certificate authority's name, notes, status or bundle of certificates.

        Args:
            applicationId: The application.
            applicationCertificateAuthorityId: The certificate authority: Losant's ID of it, not a serial number.
            applicationCertificateAuthority: What to change.
        """

class ApplicationCertificates(_typed.Resource[_typed.Mode]):
    """The device certificates of an application: with one, a device logs in to the MQTT broker without an access key."""
    @_typed.Lists[_types.ApplicationCertificates, _types.ApplicationCertificate, _types.ApplicationCertificatesGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.ApplicationCertificatesGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["certificateInfo.commonName", "status"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., query: Mapping[str, Any] | None = ...) -> _types.ApplicationCertificates:
        """
        Lists an application's device certificates, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'certificateInfo.commonName'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            query: A query in JSON that the certificates must match: fields with the values or operators to meet.
        """
    @_typed.Calls[_types.ApplicationCertificate, _types.ApplicationCertificatesPostArguments]()
    def post(self, *, applicationId: str, applicationCertificate: _types.ApplicationCertificatePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationCertificate:
        """
        Adds a device certificate.

        Args:
            applicationId: The application.
            applicationCertificate: The certificate to add (PEM), the devices that may use it, and the MQTT topics they get.
        """

class ApplicationDashboard(_typed.Resource[_typed.Mode]):
    """One dashboard that belongs to an application: look at it, change it, send it as a report, delete it."""
    @_typed.Calls[_types.Success, _types.ApplicationDashboardDeleteArguments]()
    def delete(self, *, dashboardId: str, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the dashboard for good.

        Args:
            dashboardId: The dashboard.
            applicationId: The application.
        """
    @_typed.Reads[_types.Dashboard, _types.ApplicationDashboardGetArguments]()
    def get(self, *, dashboardId: str, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Dashboard:
        """
        Returns the dashboard: its blocks and settings, not the data that they show.

        Args:
            dashboardId: The dashboard.
            applicationId: The application.
        """
    @_typed.Calls[_types.Dashboard, _types.ApplicationDashboardPatchArguments]()
    def patch(self, *, dashboardId: str, applicationId: str, dashboard: _types.DashboardPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Dashboard:
        """
        Changes what is given of the dashboard and leaves the rest as it is.

        Args:
            dashboardId: The dashboard.
            applicationId: The application.
            dashboard: What to change.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.ApplicationDashboardSendReportArguments]()
    def send_report(self, *, dashboardId: str, applicationId: str, reportConfig: _types.DashboardSendReport, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that makes a report of the dashboard as it looks at one moment, and sends it out.

        Args:
            dashboardId: The dashboard.
            applicationId: The application.
            reportConfig: Whom to send the report to, by email or to a URL, and how it is to look.
        """

class ApplicationDashboards(_typed.Resource[_typed.Mode]):
    """The dashboards that belong to an application, rather than directly to a user or an organization."""
    @_typed.Lists[_types.Dashboards, _types.Dashboard, _types.ApplicationDashboardsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.Dashboards:
        """
        Lists an application's dashboards, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.Dashboard, _types.ApplicationDashboardsPostArguments]()
    def post(self, *, applicationId: str, dashboard: _types.ApplicationDashboardPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Dashboard:
        """
        Makes a new dashboard in an application.

        Args:
            applicationId: The application.
            dashboard: The dashboard to make; only a name is needed.
        """

class ApplicationJobLog(_typed.Resource[_typed.Mode]):
    """The log of one background job of an application: its progress and its outcome."""
    @_typed.Reads[_types.ApplicationJobLog, _types.ApplicationJobLogGetArguments]()
    def get(self, *, applicationId: str, jobId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationJobLog:
        """
        Tells how a job stands: when it was queued, begun and done, how far it is, and what came of it.

        Args:
            applicationId: The application.
            jobId: The job, by the `id` that its log has in the list of job logs.
        """

class ApplicationJobLogs(_typed.Resource[_typed.Mode]):
    """The background jobs of an application, such as exports, imports and archives, waiting, running or done."""
    @_typed.Lists[_types.ApplicationJobLogs, _types.ApplicationJobLog, _types.ApplicationJobLogsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.ApplicationJobLogsGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., query: _types.AdvancedApplicationJobLogQuery | None = ...) -> _types.ApplicationJobLogs:
        """
        Lists the logs of an application's background jobs, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'runQueuedAt'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            query: A query in JSON that the jobs must match: fields with the values or operators to meet, such as `{"status": {"$in": ["errored", "failed"]}}`.
        """

class ApplicationKey(_typed.Resource[_typed.Mode]):
    """One access key of an application: look at it, change it, switch it off, delete it."""
    @_typed.Calls[_types.Success, _types.ApplicationKeyDeleteArguments]()
    def delete(self, *, applicationId: str, applicationKeyId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the access key for good; devices can no longer log in with it.

        Args:
            applicationId: The application.
            applicationKeyId: The access key: its ID, not the `key` that devices log in with.
        """
    @_typed.Reads[_types.ApplicationKey, _types.ApplicationKeyGetArguments]()
    def get(self, *, applicationId: str, applicationKeyId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationKey:
        """
        Returns what is known of the access key; its secret is never shown again.

        Args:
            applicationId: The application.
            applicationKeyId: The access key: its ID, not the `key` that devices log in with.
        """
    @_typed.Calls[_types.ApplicationKey, _types.ApplicationKeyPatchArguments]()
    def patch(self, *, applicationId: str, applicationKeyId: str, applicationKey: _types.ApplicationKeyPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationKey:
        """
        Changes the access key's name, notes, status, MQTT topics or IP addresses; its devices stay the same.

        Args:
            applicationId: The application.
            applicationKeyId: The access key: its ID, not the `key` that devices log in with.
            applicationKey: What to change.
        """

class ApplicationKeys(_typed.Resource[_typed.Mode]):
    """The access keys of an application: pairs of a key and a secret with which devices log in."""
    @_typed.Lists[_types.ApplicationKeys, _types.ApplicationKey, _types.ApplicationKeysGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.ApplicationKeysGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["key", "status", "name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., query: _types.AdvancedApplicationKeyQuery | None = ...) -> _types.ApplicationKeys:
        """
        Lists an application's access keys, page by page, without their secrets.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'creationDate'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'desc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            query: A query in JSON that the access keys must match: fields with the values or operators to meet.
        """
    @_typed.Calls[_types.ApplicationKeyPostResponse, _types.ApplicationKeysPostArguments]()
    def post(self, *, applicationId: str, applicationKey: _types.ApplicationKeyPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationKeyPostResponse:
        """
        Makes a new access key.

        Args:
            applicationId: The application.
            applicationKey: The access key to make: the devices, MQTT topics and IP addresses that it is good for.
        """

class Applications(_typed.Resource[_typed.Mode]):
    """All applications that the caller can reach."""
    @_typed.Lists[_types.Applications, _types.Application, _types.ApplicationsGetArguments]()
    def get(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.ApplicationsGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., orgId: str | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Applications:
        """
        Lists the applications that the caller can reach, page by page.

        Args:
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            orgId: Owner of the applications to return: an organization; blank, the user; left out, anyone.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
        """
    @_typed.Calls[_types.ApplicationCreationByTemplateResult | _types.JobEnqueuedResult, _types.ApplicationsImportArguments]()
    def import_(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., importBundle: _typed.File = ..., ownerId: str = ..., ownerType: Literal["user", "organization"] | _typed.EnumMember = ..., includeDevices: _typed.String = ..., includeDataTableRows: _typed.String = ..., includeFiles: _typed.String = ..., email: _typed.String = ..., options: _types.ImportNewApplicationOptions = ...) -> _types.ApplicationCreationByTemplateResult | _types.JobEnqueuedResult:
        """
        Makes a new application from a bundle, uploaded or at a URL.

        Args:
            importBundle: The bundle to import: a zip archive as an export makes it.
            ownerId: User or organization that is to own the new application.
            ownerType: Whether that owner is a user or an organization. Default: 'user'
            includeDevices: `true` imports the devices of an uploaded bundle too.
            includeDataTableRows: `true` imports the data table rows of an uploaded bundle too.
            includeFiles: `true` imports the files of an uploaded bundle too.
            email: Where to write when the import is done.
            options: Where to import from and how, where no bundle is uploaded or only some of it is wanted.
        """
    @_typed.Lists[_types.PeriodSummaries, _types.PeriodSummariesItemsItem, _types.ApplicationsPeriodSummariesArguments]()
    def period_summaries(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., asBytes: _typed.String | None = ..., includeNonBillable: _typed.String | None = ..., sortField: _types.ApplicationsPeriodSummariesSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., orgId: str | None = ..., exclude: _typed.String | None = ..., include: _typed.String | None = ...) -> _types.PeriodSummaries:
        """
        Sums up what each application used in a time: devices, notebook minutes, payloads.

        Args:
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
            includeNonBillable: `true` takes in payloads that are not billed. Default: False
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            orgId: Owner of the applications to return: an organization; blank, the user; left out, anyone.
            exclude: Summaries to leave out, separated by commas.
            include: Summaries to return, separated by commas; others are left out.
        """
    @_typed.Calls[_types.Application, _types.ApplicationsPostArguments]()
    def post(self, *, application: _types.ApplicationPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Application:
        """
        Makes a new application, empty or from a template.

        Args:
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            application: The application to make.
        """

class ApplicationTemplate(_typed.Resource[_typed.Mode]):
    """One application template, from which an application can be made or added to."""
    @_typed.Reads[_types.ApplicationTemplate, _types.ApplicationTemplateGetArguments]()
    def get(self, *, templateId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApplicationTemplate:
        """
        Returns the template: its notes, its author, and how many things of each kind it holds.

        Args:
            templateId: The template.
        """

class ApplicationTemplates(_typed.Resource[_typed.Mode]):
    """The library of application templates: ready-made devices, workflows, dashboards and more for applications."""
    @_typed.Lists[_types.ApplicationTemplates, _types.ApplicationTemplate, _types.ApplicationTemplatesGetArguments]()
    def get(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name", "authorName"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., keywords: _typed.String | _typed.ListOf[_typed.String] | None = ..., categoryId: str | None = ...) -> _types.ApplicationTemplates:
        """
        Lists the templates that the user may see, page by page.

        Args:
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            keywords: Keywords that a template must have, every one of them.
            categoryId: Category that a template must be in.
        """
    @_typed.Reads[_types.ApplicationTemplateCategories, _types.ApplicationTemplatesGetCategoriesArguments]()
    def get_categories(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., baseId: _typed.String | None = ...) -> _types.ApplicationTemplateCategories:
        """
        Lists the categories that templates are sorted into.

        Args:
            baseId: The category to begin from, by its ID.
        """
    @_typed.Reads[_types.TemplateKeywords, _types.ApplicationTemplatesGetUniqueKeywordsArguments]()
    def get_unique_keywords(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.TemplateKeywords:
        """Lists the keywords that templates have, each of them once."""

class AuditLog(_typed.Resource[_typed.Mode]):
    """One entry of an organization's audit log: a request, who made it, and how it was answered."""
    @_typed.Reads[_types.AuditLog, _types.AuditLogGetArguments]()
    def get(self, *, orgId: str, auditLogId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.AuditLog:
        """
        Returns the entry, with the request's parameters and body and the response to it.

        Args:
            orgId: The organization.
            auditLogId: The entry of the audit log.
        """

class AuditLogs(_typed.Resource[_typed.Mode]):
    """The audit log of an organization: the requests that made, changed or deleted its things."""
    @_typed.Lists[_types.AuditLogs, _types.AuditLog, _types.AuditLogsGetArguments]()
    def get(self, *, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["creationDate", "responseStatus", "actorName"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., auditLogFilter: _types.AuditLogFilter | None = ...) -> _types.AuditLogs:
        """
        Lists the entries of an organization's audit log, page by page, the latest first unless sorted otherwise.

        Args:
            orgId: The organization.
            sortField: Field to sort by. Default: 'creationDate'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'desc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            auditLogFilter: What an entry must match: who acted (`actor`), on what (`primaryTarget`, `secondaryTarget`), with which request, with which status.
        """

class Auth(_typed.Resource[_typed.Mode]):
    """Logging in: trades credentials for a token to send with further requests."""
    @_typed.Calls[_types.AuthedDevice, _types.AuthAuthenticateDeviceArguments]()
    def authenticate_device(self, *, credentials: _types.DeviceCredentials, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.AuthedDevice:
        """
        Logs a device in with an access key of its application.

        Args:
            credentials: The device and its access key.
        """
    @_typed.Calls[_types.AuthedUser, _types.AuthAuthenticateUserArguments]()
    def authenticate_user(self, *, credentials: _types.UserCredentials, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.AuthedUser:
        """
        Logs a user in with email and password, and the code of a second factor if there is one.

        Args:
            credentials: Email, password and second factor.
        """
    @_typed.Calls[_types.AuthedUser, _types.AuthAuthenticateUserGithubArguments]()
    def authenticate_user_github(self, *, oauth: _types.GithubLogin, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.AuthedUser:
        """
        Logs a user in with a token from GitHub.

        Args:
            oauth: The token from GitHub.
        """
    @_typed.Calls[_types.AuthedUser, _types.AuthAuthenticateUserSamlArguments]()
    def authenticate_user_saml(self, *, saml: _types.SamlResponse, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.AuthedUser:
        """
        Logs a user in with what a SAML identity provider sent back.

        Args:
            saml: The provider's response and its domain.
        """
    @_typed.Reads[_types.SsoRequest | None, _types.AuthSsoDomainArguments]()
    def sso_domain(self, *, email: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.SsoRequest | None:
        """
        Tells whether an email address logs in by single sign-on, and where.

        Args:
            email: Address that the user would log in with.
        """

class Credential(_typed.Resource[_typed.Mode]):
    """One service credential of an application: look at it, change it, see what uses it, delete it."""
    @_typed.Calls[_types.Success, _types.CredentialDeleteArguments]()
    def delete(self, *, applicationId: str, credentialId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the credential for good.

        Args:
            applicationId: The application.
            credentialId: The service credential.
        """
    @_typed.Reads[_types.Credential, _types.CredentialGetArguments]()
    def get(self, *, applicationId: str, credentialId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Credential:
        """
        Returns the credential without its secret parts, which are never shown.

        Args:
            applicationId: The application.
            credentialId: The service credential.
        """
    @_typed.Reads[_types.CredentialLinkedResources, _types.CredentialLinkedResourcesArguments]()
    def linked_resources(self, *, applicationId: str, credentialId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeCustomNodes: _typed.String | None = ...) -> _types.CredentialLinkedResources:
        """
        Finds the integrations, workflows and workflow versions that use the credential.

        Args:
            applicationId: The application.
            credentialId: The service credential.
            includeCustomNodes: `true` adds details of the custom nodes that the returned workflows use. Default: False
        """
    @_typed.Calls[_types.Credential, _types.CredentialPatchArguments]()
    def patch(self, *, applicationId: str, credentialId: str, credential: _types.CredentialPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Credential:
        """
        Changes what is given of the credential.

        Args:
            applicationId: The application.
            credentialId: The service credential.
            credential: What to change.
        """

class Credentials(_typed.Resource[_typed.Mode]):
    """The service credentials of an application: logins to other services, kept for workflows, integrations and archives."""
    @_typed.Lists[_types.Credentials, _types.Credential, _types.CredentialsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "type", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name", "type"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.Credentials:
        """
        Lists an application's service credentials, page by page, without their secrets.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'creationDate'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'desc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.Credential, _types.CredentialsPostArguments]()
    def post(self, *, applicationId: str, credential: _types.CredentialPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Credential:
        """
        Adds a service credential.

        Args:
            applicationId: The application.
            credential: The credential to add: its type, and the settings for that type (`aws` takes `awsConfig`).
        """

class Dashboard(_typed.Resource[_typed.Mode]):
    """One dashboard: look at it, change it, send it as a report, check its context, delete it."""
    @_typed.Calls[_types.Success, _types.DashboardDeleteArguments]()
    def delete(self, *, dashboardId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the dashboard for good.

        Args:
            dashboardId: The dashboard.
        """
    @_typed.Reads[_types.Dashboard, _types.DashboardGetArguments]()
    def get(self, *, dashboardId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., password: _typed.String | None = ...) -> _types.Dashboard:
        """
        Returns the dashboard: its blocks and settings, not the data that they show.

        Args:
            dashboardId: The dashboard.
            password: Password of the dashboard, if it is protected by one.
        """
    @_typed.Calls[_types.Dashboard, _types.DashboardPatchArguments]()
    def patch(self, *, dashboardId: str, dashboard: _types.DashboardPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Dashboard:
        """
        Changes what is given of the dashboard and leaves the rest as it is.

        Args:
            dashboardId: The dashboard.
            dashboard: What to change.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.DashboardSendReportArguments]()
    def send_report(self, *, dashboardId: str, reportConfig: _types.DashboardSendReport, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that makes a report of the dashboard as it looks at one moment, and sends it out.

        Args:
            dashboardId: The dashboard.
            reportConfig: Whom to send the report to, by email or to a URL, and how it is to look.
        """
    @_typed.Reads[_types.ValidateContextSuccess, _types.DashboardValidateContextArguments]()
    def validate_context(self, *, dashboardId: str, ctx: Mapping[str, str | _typed.JSONNumber | _types.PartialTagBody], losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., password: _typed.String | None = ..., duration: _typed.String | None = ..., resolution: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.ValidateContextSuccess:
        """
        Checks whether values suit the dashboard's context variables, to which its blocks refer.

        Args:
            dashboardId: The dashboard.
            password: Password of the dashboard, if it is protected by one.
            duration: Length of the time that the dashboard is to show, in milliseconds.
            resolution: Length of each interval that values are gathered into, in milliseconds.
            end: End of the time that the dashboard is to show, in milliseconds since the epoch.
            ctx: The context to check: a value for each variable, by its name.
        """

class Dashboards(_typed.Resource[_typed.Mode]):
    """All dashboards that the caller can reach: pages of blocks that show data as graphs, tables, maps and more."""
    @_typed.Lists[_types.Dashboards, _types.Dashboard, _types.DashboardsGetArguments]()
    def get(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.DashboardsGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., applicationId: str | None = ..., orgId: str | None = ...) -> _types.Dashboards:
        """
        Lists the dashboards that the caller can reach, page by page.

        Args:
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            applicationId: The application.
            orgId: Owner of the dashboards to return: an organization; blank, the user; left out, anyone.
        """
    @_typed.Calls[_types.Dashboard, _types.DashboardsPostArguments]()
    def post(self, *, dashboard: _types.DashboardPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Dashboard:
        """
        Makes a new dashboard.

        Args:
            dashboard: The dashboard to make; only a name is needed.
        """

class Data(_typed.Resource[_typed.Mode]):
    """What the devices of an application have reported: look it up, over a time or just the latest, or export it."""
    @_typed.Calls[_types.JobEnqueuedResult, _types.DataExportArguments]()
    def export(self, *, applicationId: str, query: _types.DevicesDataExport, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that writes what devices reported over a time to CSV, and tells by email or at a URL.

        Args:
            applicationId: The application.
            query: Which devices, attributes and time to export, and whom to tell.
        """
    @_typed.Reads[dict[str, _types.DeviceDataPoint], _types.DataLastValueQueryArguments]()
    def last_value_query(self, *, applicationId: str, query: _types.LastValueQuery, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> dict[str, _types.DeviceDataPoint]:
        """
        Finds the last value that each of the chosen devices reported for one attribute.

        Args:
            applicationId: The application.
            query: Which attribute to look up, and for which devices: by ID, by tag or by a query.
        """
    @_typed.Reads[_types.TimeSeriesData, _types.DataTimeSeriesQueryArguments]()
    def time_series_query(self, *, applicationId: str, query: _types.TimeSeriesQuery, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.TimeSeriesData:
        """
        Returns what the chosen devices reported over a time, summed up by interval, or value by value if `aggregation` is `NONE`.

        Args:
            applicationId: The application.
            query: Which devices, attributes and time to cover, and how to sum them up.
        """

class DataTable(_typed.Resource[_typed.Mode]):
    """One data table of an application: look at it, rename it, add and remove columns, delete it."""
    @_typed.Calls[_types.DataTable, _types.DataTableAddColumnArguments]()
    def add_column(self, *, applicationId: str, dataTableId: str, dataTableColumn: _types.DataTableColumn, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DataTable:
        """
        Adds a column to the table.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            dataTableColumn: The column to add: its name, its data type, and whether its values are required or unique.
        """
    @_typed.Calls[_types.Success, _types.DataTableDeleteArguments]()
    def delete(self, *, applicationId: str, dataTableId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the table for good, with all its rows.

        Args:
            applicationId: The application.
            dataTableId: The data table.
        """
    @_typed.Reads[_types.DataTable, _types.DataTableGetArguments]()
    def get(self, *, applicationId: str, dataTableId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DataTable:
        """
        Returns the table's name, description and columns, but none of its rows.

        Args:
            applicationId: The application.
            dataTableId: The data table.
        """
    @_typed.Calls[_types.DataTable, _types.DataTablePatchArguments]()
    def patch(self, *, applicationId: str, dataTableId: str, dataTable: _types.DataTablePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DataTable:
        """
        Changes the table's name or description.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            dataTable: What to change.
        """
    @_typed.Calls[_types.DataTable, _types.DataTableRemoveColumnArguments]()
    def remove_column(self, *, applicationId: str, dataTableId: str, columnName: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DataTable:
        """
        Removes a column from the table.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            columnName: Name of the column to remove.
        """

class DataTableRow(_typed.Resource[_typed.Mode]):
    """One row of a data table: look at it, change it, delete it."""
    @_typed.Calls[_types.Success, _types.DataTableRowDeleteArguments]()
    def delete(self, *, applicationId: str, dataTableId: str, rowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the row for good.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            rowId: The row, by what its `id` column holds.
        """
    @_typed.Reads[_types.DataTableRow, _types.DataTableRowGetArguments]()
    def get(self, *, applicationId: str, dataTableId: str, rowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DataTableRow:
        """
        Returns the row.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            rowId: The row, by what its `id` column holds.
        """
    @_typed.Calls[_types.DataTableRow, _types.DataTableRowPatchArguments]()
    def patch(self, *, applicationId: str, dataTableId: str, rowId: str, dataTableRow: Mapping[str, bool | None | _typed.JSONNumber | str], losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DataTableRow:
        """
        Changes the values that are given and leaves the row's other columns as they are.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            rowId: The row, by what its `id` column holds.
            dataTableRow: New values, by column name.
        """

class DataTableRows(_typed.Resource[_typed.Mode]):
    """The rows of a data table: list, query, add, export and delete them."""
    @_typed.Calls[_types.DataTableRowsDelete, _types.DataTableRowsDeleteArguments]()
    def delete(self, *, applicationId: str, dataTableId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., limit: _typed.String | None = ..., query: _types.AdvancedQuery | Mapping[str, Any] = ...) -> _types.DataTableRowsDelete:
        """
        Deletes for good the rows that match a query, at most `limit` of them in one request.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            limit: The most rows to delete. Default: '1000'
            query: Condition on the rows, by column name, such as `{"price": {"$gt": 5}}`.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.DataTableRowsExportArguments]()
    def export(self, *, applicationId: str, dataTableId: str, exportData: _types.DataTableRowsExport, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that exports the table's rows, all of them or those that match a query.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            exportData: Which rows to export, in what order, and whom to tell when it is done.
        """
    @_typed.Lists[_types.DataTableRows, _types.DataTableRow, _types.DataTableRowsGetArguments]()
    def get(self, *, applicationId: str, dataTableId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortColumn: _typed.String | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., limit: _typed.String | None = ..., offset: _typed.String | None = ..., includeFields: _typed.String | None = ...) -> _types.DataTableRows:
        """
        Lists the table's rows, `limit` of them at a time, from `offset` on.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            sortColumn: Name of the column to sort by, such as `createdAt`.
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            limit: The most rows to return. Default: 1000
            offset: How many rows to skip before the first one that is returned. Default: 0
            includeFields: Columns to return, separated by commas, `id` and `createdAt` among them.
        """
    @_typed.Calls[_types.DataTableRow | _types.DataTableRowInsertResult2, _types.DataTableRowsPostArguments]()
    def post(self, *, applicationId: str, dataTableId: str, dataTableRow: _types.DataTableRowInsert, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DataTableRow | _types.DataTableRowInsertResult2:
        """
        Adds a row to the table, or several at once.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            dataTableRow: One row, or a list of rows: values by column name.
        """
    @_typed.Lists[_types.DataTableRows, _types.DataTableRow, _types.DataTableRowsQueryArguments]()
    def query(self, *, applicationId: str, dataTableId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortColumn: _typed.String | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., limit: _typed.String | None = ..., offset: _typed.String | None = ..., includeFields: _typed.String | None = ..., query: _types.AdvancedQuery | Mapping[str, Any] = ...) -> _types.DataTableRows:
        """
        Lists the rows that match a query, `limit` of them at a time, from `offset` on.

        Args:
            applicationId: The application.
            dataTableId: The data table.
            sortColumn: Name of the column to sort by, such as `createdAt`.
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            limit: The most rows to return. Default: 1000
            offset: How many rows to skip before the first one that is returned. Default: 0
            includeFields: Columns to return, separated by commas, `id` and `createdAt` among them.
            query: Condition on the rows, by column name, such as `{"price": {"$gt": 5}}`.
        """
    @_typed.Calls[_types.Success, _types.DataTableRowsTruncateArguments]()
    def truncate(self, *, applicationId: str, dataTableId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes all rows for good and keeps the empty table.

        Args:
            applicationId: The application.
            dataTableId: The data table.
        """

class DataTables(_typed.Resource[_typed.Mode]):
    """The data tables of an application: rows under named columns, for data that no device reports."""
    @_typed.Lists[_types.DataTables, _types.DataTable, _types.DataTablesGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.DataTables:
        """
        Lists the application's data tables, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.DataTable, _types.DataTablesPostArguments]()
    def post(self, *, applicationId: str, dataTable: _types.DataTablePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DataTable:
        """
        Makes a new data table, without rows.

        Args:
            applicationId: The application.
            dataTable: The table to make: its name, and the columns that it is to start with.
        """

class Device(_typed.Resource[_typed.Mode]):
    """One device of an application: look at it, change it, read and report its state, send it commands."""
    @_typed.Streams[_typed.Event]()
    def command_stream(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., keepAliveInterval: _typed.String | None = ...) -> _typed.Event:
        """
        Stays connected and passes on each command sent to the device, as server-sent events.

        Args:
            applicationId: The application.
            deviceId: The device.
            keepAliveInterval: Seconds between the empty messages that keep the connection open. Default: 2
        """
    @_typed.Calls[_types.Success, _types.DeviceDeleteArguments]()
    def delete(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the device.

        Args:
            applicationId: The application.
            deviceId: The device.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.DeviceExportArguments]()
    def export(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., email: _typed.String | None = ..., callbackUrl: _typed.String | None = ..., includeBlobData: _typed.String | None = ..., query: _types.DeviceDataExport = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that exports the states that the device has reported, all of them unless told otherwise.

        Args:
            applicationId: The application.
            deviceId: The device.
            start: Start of the time to cover, in milliseconds since the epoch; below zero, back from now. Default: 1
            end: End of the time to cover, in milliseconds since the epoch; below zero, back from now. Default: 0
            email: Where to write when the job is done.
            callbackUrl: URL that the result is posted to when the job is done.
            includeBlobData: `true` writes blobs into the export in Base64; otherwise it holds links to them, which expire.
            query: What to export, and whom to tell.
        """
    @_typed.Reads[_types.Device, _types.DeviceGetArguments]()
    def get(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., excludeConnectionInfo: _typed.String | None = ..., tagsAsObject: _typed.String | None = ..., attributesAsObject: _typed.String | None = ...) -> _types.Device:
        """
        Returns how the device is set up: its class, attributes and tags.

        Args:
            applicationId: The application.
            deviceId: The device.
            excludeConnectionInfo: `true` leaves out `connectionInfo`, which tells whether and since when a device is connected.
            tagsAsObject: `true` returns `tags` as an object with a member for each key, not as a list.
            attributesAsObject: `true` returns `attributes` as an object with a member for each name, not as a list.
        """
    @_typed.Reads[list[_types.DeviceCommand], _types.DeviceGetCommandArguments]()
    def get_command(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., limit: _typed.String | None = ..., since: _typed.String | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., duration: _typed.String | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> list[_types.DeviceCommand]:
        """
        Returns commands that were sent to the device: the latest one, unless more are asked for.

        Args:
            applicationId: The application.
            deviceId: The device.
            limit: The most commands to return. Default: 1
            since: Moment to start from, in milliseconds since the epoch; `start` has taken its place. Deprecated: Use `start` and `end`.
            sortDirection: Whether to return the newest first (`desc`) or the oldest (`asc`). Default: 'desc'
            duration: Length of the time to cover, in milliseconds, where `start` or `end` is left out.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Reads[dict[str, _types.CompositeDeviceStateValue], _types.DeviceGetCompositeStateArguments]()
    def get_composite_state(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., attributes: _typed.String | None = ...) -> dict[str, _types.CompositeDeviceStateValue]:
        """
        Returns the last known value of each attribute, even if they were reported at different times.

        Args:
            applicationId: The application.
            deviceId: The device.
            start: Start of the time to cover, in milliseconds since the epoch; below zero, back from now. Default: 1
            end: End of the time to cover, in milliseconds since the epoch; below zero, back from now. Default: 0
            attributes: Names of the attributes to return, separated by commas.
        """
    @_typed.Reads[list[_types.DeviceLogItem], _types.DeviceGetLogEntriesArguments]()
    def get_log_entries(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., limit: _typed.String | None = ..., since: _typed.String | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., duration: _typed.String | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> list[_types.DeviceLogItem]:
        """
        Returns when the device connected and disconnected: the latest entry, unless more are asked for.

        Args:
            applicationId: The application.
            deviceId: The device.
            limit: The most log entries to return. Default: 1
            since: Moment to start from, in milliseconds since the epoch; `start` has taken its place. Deprecated: Use `start` and `end`.
            sortDirection: Whether to return the newest first (`desc`) or the oldest (`asc`). Default: 'desc'
            duration: Length of the time to cover, in milliseconds, where `start` or `end` is left out.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Reads[list[_types.DeviceState], _types.DeviceGetStateArguments]()
    def get_state(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., limit: _typed.String | None = ..., since: _typed.String | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., duration: _typed.String | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> list[_types.DeviceState]:
        """
        Returns states as the device reported them: the latest one, unless more are asked for.

        Args:
            applicationId: The application.
            deviceId: The device.
            limit: The most states to return. Default: 1
            since: Moment to start from, in milliseconds since the epoch; `start` has taken its place. Deprecated: Use `start` and `end`.
            sortDirection: Whether to return the newest first (`desc`) or the oldest (`asc`). Default: 'desc'
            duration: Length of the time to cover, in milliseconds, where `start` or `end` is left out.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.Device, _types.DevicePatchArguments]()
    def patch(self, *, applicationId: str, deviceId: str, device: _types.DevicePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., tagsAsObject: _typed.String | None = ..., attributesAsObject: _typed.String | None = ...) -> _types.Device:
        """
        Changes what is given of the device and leaves the rest as it is.

        Args:
            applicationId: The application.
            deviceId: The device.
            tagsAsObject: `true` returns `tags` as an object with a member for each key, not as a list.
            attributesAsObject: `true` returns `attributes` as an object with a member for each name, not as a list.
            device: What to change.
        """
    @_typed.Reads[_types.DevicePayloadCounts, _types.DevicePayloadCountsArguments]()
    def payload_counts(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.DevicePayloadCounts:
        """
        Counts the device's payloads over a time, by kind.

        Args:
            applicationId: The application.
            deviceId: The device.
            start: Start of the time to cover, in milliseconds since the epoch; below zero it counts back. Default: -2592000000
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
        """
    @_typed.Reads[_types.PayloadCountsBreakdown, _types.DevicePayloadCountsBreakdownArguments]()
    def payload_counts_breakdown(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None = ...) -> _types.PayloadCountsBreakdown:
        """
        Counts the device's payloads hour by hour or day by day.

        Args:
            applicationId: The application.
            deviceId: The device.
            start: Start of the time to cover, in milliseconds since the epoch; below zero it counts back. Default: -2592000000
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
            resolution: Length of each interval in milliseconds: a day or an hour. Default: 86400000
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.DeviceRemoveDataArguments]()
    def remove_data(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that deletes for good the device's states, connection log and commands, all or those of a given time.

        Args:
            applicationId: The application.
            deviceId: The device.
            start: Start of the time to cover, in milliseconds since the epoch; below zero, back from now. Default: 1
            end: End of the time to cover, in milliseconds since the epoch; below zero, back from now. Default: 0
        """
    @_typed.Calls[_types.Success, _types.DeviceSendCommandArguments]()
    def send_command(self, *, applicationId: str, deviceId: str, deviceCommand: _types.DeviceCommandBody, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Sends a command to the device.

        Args:
            applicationId: The application.
            deviceId: The device.
            deviceCommand: Name of the command, and a payload of any form that the device understands.
        """
    @_typed.Calls[_types.Success, _types.DeviceSendStateArguments]()
    def send_state(self, *, applicationId: str, deviceId: str, deviceState: _types.DeviceStateBody | Sequence[_types.DeviceStateBody], losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Reports one state of the device, or several.

        Args:
            applicationId: The application.
            deviceId: The device.
            deviceState: A state or a list of states: values by attribute name, and a time.
        """
    @_typed.Calls[_types.Success, _types.DeviceSetConnectionStatusArguments]()
    def set_connection_status(self, *, applicationId: str, deviceId: str, connectionStatus: _types.DeviceConnectionStatus1 | _types.DeviceConnectionStatus2, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Records that the device has connected or disconnected, where Losant's own broker does not see it.

        Args:
            applicationId: The application.
            deviceId: The device.
            connectionStatus: Whether the device connected or disconnected, when, and if it is known, why.
        """
    @_typed.Streams[_typed.Event]()
    def state_stream(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., keepAliveInterval: _typed.String | None = ...) -> _typed.Event:
        """
        Stays connected and passes on each state that the device reports, as server-sent events.

        Args:
            applicationId: The application.
            deviceId: The device.
            keepAliveInterval: Seconds between the empty messages that keep the connection open. Default: 2
        """

class DeviceAttribute(_typed.Resource[_typed.Mode]):
    """One attribute of a device, a named value that it reports: look at it, change it, remove it."""
    @_typed.Calls[_types.Success, _types.DeviceAttributeDeleteArguments]()
    def delete(self, *, applicationId: str, deviceId: str, name: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Removes the attribute from the device.

        Args:
            applicationId: The application.
            deviceId: The device.
            name: Name of the attribute, as the device has it now.
        """
    @_typed.Reads[_types.DeviceAttribute, _types.DeviceAttributeGetArguments]()
    def get(self, *, applicationId: str, deviceId: str, name: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DeviceAttribute:
        """
        Returns how the attribute is set up, but no values of it.

        Args:
            applicationId: The application.
            deviceId: The device.
            name: Name of the attribute, as the device has it now.
        """
    @_typed.Calls[_types.DeviceAttribute, _types.DeviceAttributePatchArguments]()
    def patch(self, *, applicationId: str, deviceId: str, name: str, deviceAttribute: _types.DeviceAttributePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DeviceAttribute:
        """
        Changes the attribute's name, description, tags and the like.

        Args:
            applicationId: The application.
            deviceId: The device.
            name: Name of the attribute, as the device has it now.
            deviceAttribute: What to change.
        """

class DeviceAttributes(_typed.Resource[_typed.Mode]):
    """The attributes of a device: the named values that it can report, each of one data type."""
    @_typed.Reads[_types.DeviceAttributes, _types.DeviceAttributesGetArguments]()
    def get(self, *, applicationId: str, deviceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "dataType"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., filterField: Literal["name", "dataType"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.DeviceAttributes:
        """
        Lists the device's attributes, all at once.

        Args:
            applicationId: The application.
            deviceId: The device.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.DeviceAttribute, _types.DeviceAttributesPostArguments]()
    def post(self, *, applicationId: str, deviceId: str, deviceAttribute: _types.DeviceAttributePostBody, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DeviceAttribute:
        """
        Adds an attribute to the device, which from then on can report values for it.

        Args:
            applicationId: The application.
            deviceId: The device.
            deviceAttribute: The attribute to add: its name and its data type at least.
        """

class DeviceRecipe(_typed.Resource[_typed.Mode]):
    """One device recipe of an application: look at it, change it, delete it, make devices from it."""
    @_typed.Calls[_types.DeviceRecipeBulkCreate | _types.JobEnqueuedResult, _types.DeviceRecipeBulkCreateArguments]()
    def bulk_create(self, *, applicationId: str, deviceRecipeId: str, bulkInfo: _types.DeviceRecipeBulkCreatePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DeviceRecipeBulkCreate | _types.JobEnqueuedResult:
        """
        Makes many devices from the recipe: a number of copies, or one for each row of a CSV text.

        Args:
            applicationId: The application.
            deviceRecipeId: The device recipe.
            bulkInfo: How many devices to make, or a CSV text with a header row and what its columns mean; other columns become tags.
        """
    @_typed.Calls[_types.Success, _types.DeviceRecipeDeleteArguments]()
    def delete(self, *, applicationId: str, deviceRecipeId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the recipe.

        Args:
            applicationId: The application.
            deviceRecipeId: The device recipe.
        """
    @_typed.Reads[_types.DeviceRecipe, _types.DeviceRecipeGetArguments]()
    def get(self, *, applicationId: str, deviceRecipeId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., tagsAsObject: _typed.String | None = ..., attributesAsObject: _typed.String | None = ...) -> _types.DeviceRecipe:
        """
        Returns the recipe.

        Args:
            applicationId: The application.
            deviceRecipeId: The device recipe.
            tagsAsObject: `true` returns `tags` as an object with a member for each key, not as a list.
            attributesAsObject: `true` returns `attributes` as an object with a member for each name, not as a list.
        """
    @_typed.Calls[_types.DeviceRecipe, _types.DeviceRecipePatchArguments]()
    def patch(self, *, applicationId: str, deviceRecipeId: str, deviceRecipe: _types.DeviceRecipePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., tagsAsObject: _typed.String | None = ..., attributesAsObject: _typed.String | None = ...) -> _types.DeviceRecipe:
        """
        Changes what is given of the recipe.

        Args:
            applicationId: The application.
            deviceRecipeId: The device recipe.
            tagsAsObject: `true` returns `tags` as an object with a member for each key, not as a list.
            attributesAsObject: `true` returns `attributes` as an object with a member for each name, not as a list.
            deviceRecipe: What to change.
        """

class DeviceRecipes(_typed.Resource[_typed.Mode]):
    """The device recipes of an application: patterns from which devices that are alike are made."""
    @_typed.Lists[_types.DeviceRecipes, _types.DeviceRecipe, _types.DeviceRecipesGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., tagsAsObject: _typed.String | None = ..., attributesAsObject: _typed.String | None = ...) -> _types.DeviceRecipes:
        """
        Lists the application's device recipes, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            tagsAsObject: `true` returns `tags` as an object with a member for each key, not as a list.
            attributesAsObject: `true` returns `attributes` as an object with a member for each name, not as a list.
        """
    @_typed.Calls[_types.DeviceRecipe, _types.DeviceRecipesPostArguments]()
    def post(self, *, applicationId: str, deviceRecipe: _types.DeviceRecipePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., tagsAsObject: _typed.String | None = ..., attributesAsObject: _typed.String | None = ...) -> _types.DeviceRecipe:
        """
        Makes a new device recipe, but no device yet.

        Args:
            applicationId: The application.
            tagsAsObject: `true` returns `tags` as an object with a member for each key, not as a list.
            attributesAsObject: `true` returns `attributes` as an object with a member for each name, not as a list.
            deviceRecipe: The recipe to make: its own name, and what devices made from it are to be like.
        """

class Devices(_typed.Resource[_typed.Mode]):
    """The devices of an application, many at a time: list, make, change, command, export, delete and restore them."""
    @_typed.Reads[_types.AttributeNamesResponse, _types.DevicesAttributeNamesArguments]()
    def attribute_names(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., query: _types.AdvancedDeviceQuery | None = ..., dataType: _types.DeviceAttributeDataTypeFilter | None = ..., startsWith: _typed.String | None = ...) -> _types.AttributeNamesResponse:
        """
        Lists the names of the attributes that matching devices have, each once and at most 1,000.

        Args:
            applicationId: The application.
            query: Condition on the devices, in JSON, such as `{"name": {"$startsWith": "Pump"}}`.
            dataType: Data type, or types, of the attributes; `gps` is a position, `blob` is binary data.
            startsWith: Beginning of the names, in upper or lower case alike.
        """
    @_typed.Calls[_types.BulkDeleteResponse | _types.JobEnqueuedResult, _types.DevicesDeleteArguments]()
    def delete(self, *, applicationId: str, options: _types.DevicesDeleteOrRestorePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.BulkDeleteResponse | _types.JobEnqueuedResult:
        """
        Deletes the devices that match a query: a few at once, many in the background.

        Args:
            applicationId: The application.
            options: Which devices to delete, whether to do it in the background in any case, and whom to tell.
        """
    @_typed.Reads[_types.DeviceNamesResponse, _types.DevicesDeviceNamesArguments]()
    def device_names(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., query: _types.AdvancedDeviceQuery | None = ..., startsWith: _typed.String | None = ...) -> _types.DeviceNamesResponse:
        """
        Lists names, classes and IDs of matching devices, at most 1,000.

        Args:
            applicationId: The application.
            query: Condition on the devices, in JSON, such as `{"name": {"$startsWith": "Pump"}}`.
            startsWith: Beginning of the names, in upper or lower case alike.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.DevicesExportArguments]()
    def export(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., email: _typed.String | None = ..., callbackUrl: _typed.String | None = ..., options: _types.DevicesExportPost = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that exports how devices are set up, as CSV or JSON; `device.export` exports states.

        Args:
            applicationId: The application.
            email: Where to write when the job is done.
            callbackUrl: URL that the result is posted to when the job is done.
            options: Which devices to export, in which format, and whom to tell.
        """
    @_typed.Lists[_types.Devices, _types.Device, _types.DevicesGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.DevicesGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., deviceClass: _types.DeviceClassParameter | Sequence[_types.DeviceClassParameter] | None = ..., tagFilter: _types.PartialTagParameter | Sequence[_types.PartialTagParameter] | None = ..., excludeConnectionInfo: _typed.String | None = ..., parentId: _typed.String | None = ..., query: _types.AdvancedDeviceQuery | None = ..., tagsAsObject: _typed.String | None = ..., attributesAsObject: _typed.String | None = ..., queryDeleted: _typed.String | None = ...) -> _types.Devices:
        """
        Lists the application's devices, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            deviceClass: Class, or classes, of the devices: `standalone` connects by itself, `gateway` for others too, `peripheral` through a gateway, `floating` through any gateway, `edgeCompute` and `embedded` run workflows themselves, `system` groups devices.
            tagFilter: Tags to filter by: a list of objects with a `key`, a `value` or both.
            excludeConnectionInfo: `true` leaves out `connectionInfo`, which tells whether and since when a device is connected.
            parentId: System whose children to return, by its ID.
            query: Condition on the devices, in JSON, such as `{"name": {"$startsWith": "Pump"}}`.
            tagsAsObject: `true` returns `tags` as an object with a member for each key, not as a list.
            attributesAsObject: `true` returns `attributes` as an object with a member for each name, not as a list.
            queryDeleted: `true` lists devices that were deleted recently, in place of those that are there.
        """
    @_typed.Lists[_types.CompositeDevicesState, _types.CompositeDevicesStateItemsItem, _types.DevicesGetCompositeStateArguments]()
    def get_composite_state(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., attributes: _typed.String | None = ..., sortField: _types.DevicesGetCompositeStateSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., query: _types.AdvancedDeviceQuery | None = ...) -> _types.CompositeDevicesState:
        """
        Lists the last known value of each attribute of matching devices, page by page.

        Args:
            applicationId: The application.
            start: Start of the time to cover, in milliseconds since the epoch; below zero, back from now. Default: 1
            end: End of the time to cover, in milliseconds since the epoch; below zero, back from now. Default: 0
            attributes: Names of the attributes to return, separated by commas.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            query: Condition on the devices, in JSON, such as `{"name": {"$startsWith": "Pump"}}`.
        """
    @_typed.Calls[_types.DevicesUpdated | _types.JobEnqueuedResult, _types.DevicesPatchArguments]()
    def patch(self, *, applicationId: str, patchInfo: _types.DevicesPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.DevicesUpdated | _types.JobEnqueuedResult:
        """
        Changes many devices in the same way, at once or in the background.

        Args:
            applicationId: The application.
            patchInfo: Which devices to change, by ID or by a query, and the new fields or the operations to carry out.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.DevicesPayloadCountsArguments]()
    def payload_counts(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., options: _types.DevicesExportPayloadCountPost = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that exports how many payloads matching devices had over a time.

        Args:
            applicationId: The application.
            options: Which devices and what time to cover, in milliseconds since the epoch, and whom to tell.
        """
    @_typed.Calls[_types.Device, _types.DevicesPostArguments]()
    def post(self, *, applicationId: str, device: _types.DevicePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., tagsAsObject: _typed.String | None = ..., attributesAsObject: _typed.String | None = ...) -> _types.Device:
        """
        Makes a new device.

        Args:
            applicationId: The application.
            tagsAsObject: `true` returns `tags` as an object with a member for each key, not as a list.
            attributesAsObject: `true` returns `attributes` as an object with a member for each name, not as a list.
            device: The device to make: its name at least.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.DevicesRemoveDataArguments]()
    def remove_data(self, *, applicationId: str, options: _types.DevicesRemoveDataPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that deletes for good what matching devices have reported, all of it or that of a given time.

        Args:
            applicationId: The application.
            options: Which devices, attributes and time (in milliseconds since the epoch) to clear, and whether to keep the connection log and the commands.
        """
    @_typed.Calls[_types.BulkRestoreResponse | _types.JobEnqueuedResult, _types.DevicesRestoreArguments]()
    def restore(self, *, applicationId: str, options: _types.DevicesDeleteOrRestorePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.BulkRestoreResponse | _types.JobEnqueuedResult:
        """
        Brings back deleted devices that match a query, at once or in the background.

        Args:
            applicationId: The application.
            options: Which devices to restore, whether to do it in the background in any case, and whom to tell.
        """
    @_typed.Calls[_types.Success | _types.JobEnqueuedResult, _types.DevicesSendCommandArguments]()
    def send_command(self, *, applicationId: str, multiDeviceCommand: _types.MultiDeviceCommand, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success | _types.JobEnqueuedResult:
        """
        Sends the same command to many devices, at once or in the background.

        Args:
            applicationId: The application.
            multiDeviceCommand: The command, and the devices to send it to: by ID, by tags or by a query.
        """
    @_typed.Reads[_types.TagKeysResponse, _types.DevicesTagKeysArguments]()
    def tag_keys(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., query: _types.AdvancedDeviceQuery | None = ..., startsWith: _typed.String | None = ...) -> _types.TagKeysResponse:
        """
        Lists the keys of the tags that matching devices have, each once and at most 1,000.

        Args:
            applicationId: The application.
            query: Condition on the devices, in JSON, such as `{"name": {"$startsWith": "Pump"}}`.
            startsWith: Beginning of the keys, in upper or lower case alike.
        """
    @_typed.Reads[_types.TagValuesResponse, _types.DevicesTagValuesArguments]()
    def tag_values(self, *, applicationId: str, key: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., query: _types.AdvancedDeviceQuery | None = ..., startsWith: _typed.String | None = ...) -> _types.TagValuesResponse:
        """
        Lists the values that matching devices have for one tag, each once and at most 1,000.

        Args:
            applicationId: The application.
            query: Condition on the devices, in JSON, such as `{"name": {"$startsWith": "Pump"}}`.
            key: Key of the tag whose values to list.
            startsWith: Beginning of the values, in upper or lower case alike.
        """

class EdgeDeployment(_typed.Resource[_typed.Mode]):
    """One edge deployment: the version of a workflow that an edge device runs, and the one that it is meant to run."""
    @_typed.Reads[_types.EdgeDeployment, _types.EdgeDeploymentGetArguments]()
    def get(self, *, applicationId: str, edgeDeploymentId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.EdgeDeployment:
        """
        Returns the deployment with its log, which tells what was tried, when, and what failed.

        Args:
            applicationId: The application.
            edgeDeploymentId: The edge deployment.
        """

class EdgeDeployments(_typed.Resource[_typed.Mode]):
    """The edge deployments of an application: which workflows run on which edge devices, in which version."""
    @_typed.Lists[_types.EdgeDeployments, _types.EdgeDeployment, _types.EdgeDeploymentsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.EdgeDeploymentsGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., deviceId: str | None = ..., version: _typed.String | None = ..., filterEmpty: _typed.String | None = ..., flowId: str | None = ...) -> _types.EdgeDeployments:
        """
        Lists the application's edge deployments, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'lastUpdated'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            deviceId: Device whose deployments to return.
            version: Name of a workflow version; it fits if the device runs it or is meant to.
            filterEmpty: `true` leaves out deployments with neither a current nor a desired version.
            flowId: Workflow whose deployments to return.
        """
    @_typed.Calls[_types.Success, _types.EdgeDeploymentsReleaseArguments]()
    def release(self, *, applicationId: str, deployment: _types.EdgeDeploymentRelease, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Schedules a version of a workflow for edge devices; one that is offline gets it later.

        Args:
            applicationId: The application.
            deployment: The workflow, its version, and the devices, by ID or by tags; `null` as the version takes it off them.
        """
    @_typed.Calls[_types.Success, _types.EdgeDeploymentsRemoveArguments]()
    def remove(self, *, applicationId: str, deployment: _types.EdgeDeploymentRemove, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Takes workflows off edge devices: one workflow off one device or off all, or all workflows off one device.

        Args:
            applicationId: The application.
            deployment: The workflow and the device; `null` in place of one of them means all.
        """
    @_typed.Calls[_types.Success, _types.EdgeDeploymentsReplaceArguments]()
    def replace(self, *, applicationId: str, deployment: _types.EdgeDeploymentReplace, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Moves the edge devices that have one version of a workflow to another version, or takes it off them.

        Args:
            applicationId: The application.
            deployment: The workflow, its old version and the new one; `null` as the new one takes it off.
        """

class EmbeddedDeployment(_typed.Resource[_typed.Mode]):
    """One embedded deployment: the workflows that an embedded device runs, and those that it is meant to run."""
    @_typed.Reads[_types.EmbeddedDeployment, _types.EmbeddedDeploymentGetArguments]()
    def get(self, *, applicationId: str, embeddedDeploymentId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.EmbeddedDeployment:
        """
        Returns the deployment with its log, which tells what was tried, when, and what failed.

        Args:
            applicationId: The application.
            embeddedDeploymentId: The embedded deployment.
        """

class EmbeddedDeployments(_typed.Resource[_typed.Mode]):
    """The embedded deployments of an application: which workflows run on which embedded devices."""
    @_typed.Calls[_types.JobEnqueuedResult, _types.EmbeddedDeploymentsExportArguments]()
    def export(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., options: _types.EmbeddedDeploymentExport = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that exports the WebAssembly files into which a deployment's workflows are compiled.

        Args:
            applicationId: The application.
            options: Which deployment or device, how to compile, and whom to tell.
        """
    @_typed.Lists[_types.EmbeddedDeployments, _types.EmbeddedDeployment, _types.EmbeddedDeploymentsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., deviceId: str | None = ..., version: _typed.String | None = ..., flowId: str | None = ...) -> _types.EmbeddedDeployments:
        """
        Lists the application's embedded deployments, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'lastUpdated'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'desc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 1000
            deviceId: Device whose deployments to return.
            version: Name of a workflow version; it fits if the device runs it or is meant to.
            flowId: Workflow whose deployments to return.
        """
    @_typed.Calls[_types.Success, _types.EmbeddedDeploymentsReleaseArguments]()
    def release(self, *, applicationId: str, deployment: _types.EmbeddedDeploymentRelease, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Schedules a version of a workflow for embedded devices; one that is offline gets it later.

        Args:
            applicationId: The application.
            deployment: The workflow, its version, and the devices, by ID or by tags; `null` as the version takes it off them.
        """
    @_typed.Calls[_types.Success, _types.EmbeddedDeploymentsRemoveArguments]()
    def remove(self, *, applicationId: str, deployment: _types.EdgeDeploymentRemove, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Takes workflows off embedded devices: one workflow off one device or off all, or all workflows off one device.

        Args:
            applicationId: The application.
            deployment: The workflow and the device; `null` in place of one of them means all.
        """
    @_typed.Calls[_types.Success, _types.EmbeddedDeploymentsReplaceArguments]()
    def replace(self, *, applicationId: str, deployment: _types.EdgeDeploymentReplace, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Moves the embedded devices that have one version of a workflow to another version, or takes it off them.

        Args:
            applicationId: The application.
            deployment: The workflow, its old version and the new one; `null` as the new one takes it off.
        """

class Event(_typed.Resource[_typed.Mode]):
    """One event of an application: look at it, acknowledge or resolve it, comment on it, delete it."""
    @_typed.Calls[_types.Success, _types.EventDeleteArguments]()
    def delete(self, *, applicationId: str, eventId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the event for good.

        Args:
            applicationId: The application.
            eventId: The event.
        """
    @_typed.Reads[_types.Event, _types.EventGetArguments]()
    def get(self, *, applicationId: str, eventId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Event:
        """
        Returns the event with its history: who changed or commented on it, and when.

        Args:
            applicationId: The application.
            eventId: The event.
        """
    @_typed.Calls[_types.Event, _types.EventPatchArguments]()
    def patch(self, *, applicationId: str, eventId: str, event: _types.EventPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Event:
        """
        Changes what is given of the event, or adds a comment.

        Args:
            applicationId: The application.
            eventId: The event.
            event: What to change, and a comment on it.
        """

class Events(_typed.Resource[_typed.Mode]):
    """The events of an application: things worth a look, which people acknowledge and resolve."""
    @_typed.Calls[_types.DataTableRowsDelete | _types.JobEnqueuedResult, _types.EventsDeleteArguments]()
    def delete(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., email: _typed.String | None = ..., callbackUrl: _typed.String | None = ..., query: _types.AdvancedEventQuery = ...) -> _types.DataTableRowsDelete | _types.JobEnqueuedResult:
        """
        Deletes for good the events that match a query, at once or in the background.

        Args:
            applicationId: The application.
            email: Where to write when the job is done.
            callbackUrl: URL that the result is posted to when the job is done.
            query: Condition on the events, in JSON, such as `{"level": "critical"}`.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.EventsExportArguments]()
    def export(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., exportData: _types.EventsExport = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that exports the application's events, all of them or those that match a query.

        Args:
            applicationId: The application.
            exportData: Which events to export, and whom to tell.
        """
    @_typed.Lists[_types.Events, _types.Event, _types.EventsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.EventsGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["subject"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., state: Literal["new", "acknowledged", "resolved"] | _typed.EnumMember | None = ..., query: _types.AdvancedEventQuery | None = ...) -> _types.Events:
        """
        Lists the application's events, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'creationDate'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'desc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            state: State that the events have to be in; `acknowledged` ones are seen but not resolved.
            query: Condition on the events, in JSON, such as `{"level": "critical"}`.
        """
    @_typed.Reads[_types.EventPlusNewCount, _types.EventsMostRecentBySeverityArguments]()
    def most_recent_by_severity(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., filter: _typed.String | None = ..., query: _types.AdvancedEventQuery | None = ...) -> _types.EventPlusNewCount:
        """
        Returns the most severe event that is still new, and how many new ones there are.

        Args:
            applicationId: The application.
            filter: What the event's subject has to match; `*` stands for any text.
            query: Condition on the events, in JSON, such as `{"level": "critical"}`.
        """
    @_typed.Calls[_types.Success | _types.JobEnqueuedResult, _types.EventsPatchArguments]()
    def patch(self, *, applicationId: str, updates: _types.EventPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., filterField: Literal["subject"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., state: Literal["new", "acknowledged", "resolved"] | _typed.EnumMember | None = ..., query: _types.AdvancedEventQuery | None = ..., email: _typed.String | None = ..., callbackUrl: _typed.String | None = ...) -> _types.Success | _types.JobEnqueuedResult:
        """
        Changes all events that fit the filters in the same way, at once or in the background.

        Args:
            applicationId: The application.
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            state: State that the events have to be in; `acknowledged` ones are seen but not resolved.
            query: Condition on the events, in JSON, such as `{"level": "critical"}`.
            email: Where to write when the job is done.
            callbackUrl: URL that the result is posted to when the job is done.
            updates: What to change in each event, and a comment on it.
        """
    @_typed.Calls[_types.Event, _types.EventsPostArguments]()
    def post(self, *, applicationId: str, event: _types.EventPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Event:
        """
        Makes a new event.

        Args:
            applicationId: The application.
            event: The event to make: its subject and how severe it is, and the device concerned if there is one.
        """

class Experience(_typed.Resource[_typed.Mode]):
    """The experience of an application as a whole: its own web pages and endpoints, with users, groups and domains."""
    @_typed.Calls[_types.ExperienceBootstrapResult, _types.ExperienceBootstrapArguments]()
    def bootstrap(self, *, applicationId: str, options: _types.ExperienceBootstrapOptions, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceBootstrapResult:
        """
        Sets up sample endpoints, views and workflows for logging in and, unless told not to, a test user and a group.

        Args:
            applicationId: The application.
            options: What to set up, whether it may replace what is there, and which slug to use.
        """
    @_typed.Calls[_types.Success, _types.ExperienceDeleteArguments]()
    def delete(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., keepUsers: _typed.String | None = ..., keepGroups: _typed.String | None = ..., keepSlugs: _typed.String | None = ..., keepDomains: _typed.String | None = ..., removeVersions: _typed.String | None = ..., keepViews: _typed.String | None = ..., keepEndpoints: _typed.String | None = ..., removeWorkflows: _typed.String | None = ...) -> _types.Success:
        """
        Deletes the experience's users, groups, slugs, domains and `develop` views and endpoints for good, save what the parameters keep.

        Args:
            applicationId: The application.
            keepUsers: If set, the experience users are kept.
            keepGroups: If set, the experience groups are kept.
            keepSlugs: If set, the slugs are kept.
            keepDomains: If set, the domains are kept.
            removeVersions: If set, all versions but `develop` are deleted as well, with what is in them.
            keepViews: If set, the views of the `develop` version are kept.
            keepEndpoints: If set, the endpoints of the `develop` version are kept.
            removeWorkflows: If set, the experience workflows of the `develop` version are deleted as well.
        """

class ExperienceDomain(_typed.Resource[_typed.Mode]):
    """One domain under which an experience is served: look at it, change it, delete it."""
    @_typed.Calls[_types.Success, _types.ExperienceDomainDeleteArguments]()
    def delete(self, *, applicationId: str, experienceDomainId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the domain, at once and for good; requests to it no longer reach the experience.

        Args:
            applicationId: The application.
            experienceDomainId: The domain: its ID, not its name.
        """
    @_typed.Reads[_types.ExperienceDomain, _types.ExperienceDomainGetArguments]()
    def get(self, *, applicationId: str, experienceDomainId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceDomain:
        """
        Returns the domain: its name, certificate and version.

        Args:
            applicationId: The application.
            experienceDomainId: The domain: its ID, not its name.
        """
    @_typed.Calls[_types.ExperienceDomain, _types.ExperienceDomainPatchArguments]()
    def patch(self, *, applicationId: str, experienceDomainId: str, experienceDomain: _types.ExperienceDomainPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceDomain:
        """
        Changes the domain's name, certificate or version.

        Args:
            applicationId: The application.
            experienceDomainId: The domain: its ID, not its name.
            experienceDomain: What to change; null takes away the certificate or the version.
        """

class ExperienceDomains(_typed.Resource[_typed.Mode]):
    """The domains of an experience: names of one's own under which its versions are served."""
    @_typed.Reads[_types.ExperienceDomains, _types.ExperienceDomainsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceDomains:
        """
        Lists all domains of an application's experience; there are no pages.

        Args:
            applicationId: The application.
        """
    @_typed.Calls[_types.ExperienceDomain, _types.ExperienceDomainsPostArguments]()
    def post(self, *, applicationId: str, experienceDomain: _types.ExperienceDomainPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceDomain:
        """
        Adds a domain.

        Args:
            applicationId: The application.
            experienceDomain: The domain to add, its certificate with private key, and the version it is to serve.
        """

class ExperienceEndpoint(_typed.Resource[_typed.Mode]):
    """One endpoint of an application's experience (its web site or API for end users): a method and a route."""
    @_typed.Calls[_types.Success, _types.ExperienceEndpointDeleteArguments]()
    def delete(self, *, applicationId: str, experienceEndpointId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeWorkflows: _typed.String | None = ...) -> _types.Success:
        """
        Deletes the endpoint from the `develop` version; experience versions already made keep it.

        Args:
            applicationId: The application.
            experienceEndpointId: The experience endpoint.
            includeWorkflows: `true` also deletes the workflows that use it; otherwise they stay.
        """
    @_typed.Reads[_types.ExperienceEndpoint, _types.ExperienceEndpointGetArguments]()
    def get(self, *, applicationId: str, experienceEndpointId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., version: _typed.String | None = ...) -> _types.ExperienceEndpoint:
        """
        Returns the endpoint as it is in one version of the experience.

        Args:
            applicationId: The application.
            experienceEndpointId: The experience endpoint.
            version: Name of the experience version to look in; `develop` is the one that can be edited. Default: 'develop'
        """
    @_typed.Reads[_types.ExperienceLinkedResources, _types.ExperienceEndpointLinkedResourcesArguments]()
    def linked_resources(self, *, applicationId: str, experienceEndpointId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., version: _typed.String | None = ..., includeCustomNodes: _typed.String | None = ...) -> _types.ExperienceLinkedResources:
        """
        Finds the views, endpoints, workflows and workflow versions that the endpoint is linked with.

        Args:
            applicationId: The application.
            experienceEndpointId: The experience endpoint.
            version: Name of the experience version to look in; `develop` is the one that can be edited. Default: 'develop'
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
        """
    @_typed.Calls[_types.ExperienceEndpoint, _types.ExperienceEndpointPatchArguments]()
    def patch(self, *, applicationId: str, experienceEndpointId: str, experienceEndpoint: _types.ExperienceEndpointPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceEndpoint:
        """
        Changes what is given of the endpoint and leaves the rest as it is, in the `develop` version only.

        Args:
            applicationId: The application.
            experienceEndpointId: The experience endpoint.
            experienceEndpoint: What to change.
        """

class ExperienceEndpoints(_typed.Resource[_typed.Mode]):
    """The endpoints of an application's experience: methods and routes at which end users can reach it."""
    @_typed.Reads[_types.ExperienceEndpoints, _types.ExperienceEndpointsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.ExperienceEndpointsGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., filterField: Literal["method", "route"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., experienceGroupId: str | None = ..., requestCountDuration: _typed.String | None = ..., version: _typed.String | None = ...) -> _types.ExperienceEndpoints:
        """
        Lists the endpoints of one version of the experience.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'order'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            experienceGroupId: Group of experience users whose endpoints to return.
            requestCountDuration: Time, in milliseconds up to now, over which to count each endpoint's requests.
            version: Name of the experience version to look in; `develop` is the one that can be edited. Default: 'develop'
        """
    @_typed.Calls[_types.ExperienceEndpoint, _types.ExperienceEndpointsPostArguments]()
    def post(self, *, applicationId: str, experienceEndpoint: _types.ExperienceEndpointPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceEndpoint:
        """
        Makes a new endpoint in the `develop` version of the experience.

        Args:
            applicationId: The application.
            experienceEndpoint: The endpoint to make: at least its method and route.
        """
    @_typed.Reads[dict[str, list[_types.ExperienceEndpointStatsValueItem]], _types.ExperienceEndpointsStatsArguments]()
    def stats(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., statGrouping: Literal["statusCode", "endpointId", "version", "domain"] | _typed.EnumMember | None = ..., duration: _typed.String | None = ..., end: _typed.String | None = ..., resolution: _typed.String | None = ..., versionFilter: _typed.String | None = ..., domainFilter: _typed.String | None = ..., statusCodeFilter: _typed.String | None = ..., endpointIdFilter: _typed.String | None = ...) -> dict[str, list[_types.ExperienceEndpointStatsValueItem]]:
        """
        Counts the requests to the experience, interval by interval.

        Args:
            applicationId: The application.
            statGrouping: What to count separately: each status code, endpoint, experience version or domain. Default: 'statusCode'
            duration: Length of the time to cover, which ends at `end`, in milliseconds. Default: 86400000
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
            resolution: Length of each interval, in milliseconds. Default: 3600000
            versionFilter: Name of the experience version whose requests to count.
            domainFilter: Domain or slug whose requests to count.
            statusCodeFilter: HTTP status code; only requests answered with it are counted.
            endpointIdFilter: ID of the endpoint whose requests to count.
        """

class ExperienceGroup(_typed.Resource[_typed.Mode]):
    """One group of experience users, with the endpoints that members may call and the devices that are theirs."""
    @_typed.Calls[_types.Success, _types.ExperienceGroupDeleteArguments]()
    def delete(self, *, applicationId: str, experienceGroupId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the group.

        Args:
            applicationId: The application.
            experienceGroupId: The experience group.
        """
    @_typed.Reads[_types.ExperienceGroup, _types.ExperienceGroupGetArguments]()
    def get(self, *, applicationId: str, experienceGroupId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeDirectDeviceCount: _typed.String | None = ..., includeTotalDeviceCount: _typed.String | None = ...) -> _types.ExperienceGroup:
        """
        Returns the group, with its users, endpoints and devices.

        Args:
            applicationId: The application.
            experienceGroupId: The experience group.
            includeDirectDeviceCount: `true` adds how many devices belong to the group itself. Default: 'false'
            includeTotalDeviceCount: `true` adds how many devices belong to the group and to all groups below it. Default: 'false'
        """
    @_typed.Calls[_types.ExperienceGroup, _types.ExperienceGroupPatchArguments]()
    def patch(self, *, applicationId: str, experienceGroupId: str, experienceGroup: _types.ExperienceGroupPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceGroup:
        """
        Changes what is given of the group and leaves the rest as it is.

        Args:
            applicationId: The application.
            experienceGroupId: The experience group.
            experienceGroup: What to change.
        """

class ExperienceGroups(_typed.Resource[_typed.Mode]):
    """The groups of experience users in an application."""
    @_typed.Lists[_types.ExperienceGroups, _types.ExperienceGroup, _types.ExperienceGroupsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., query: _types.AdvancedExperienceGroupQuery | None = ...) -> _types.ExperienceGroups:
        """
        Lists the experience groups of the application, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            query: Filter as a JSON object.
        """
    @_typed.Calls[_types.ExperienceGroup, _types.ExperienceGroupsPostArguments]()
    def post(self, *, applicationId: str, experienceGroup: _types.ExperienceGroupPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceGroup:
        """
        Makes a new experience group.

        Args:
            applicationId: The application.
            experienceGroup: The group to make: at least its name.
        """

class ExperienceSlug(_typed.Resource[_typed.Mode]):
    """One slug under which an experience is served: look at it, change it, delete it."""
    @_typed.Calls[_types.Success, _types.ExperienceSlugDeleteArguments]()
    def delete(self, *, applicationId: str, experienceSlugId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the slug, at once and for good.

        Args:
            applicationId: The application.
            experienceSlugId: The slug: its ID, not its text.
        """
    @_typed.Reads[_types.ExperienceSlug, _types.ExperienceSlugGetArguments]()
    def get(self, *, applicationId: str, experienceSlugId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceSlug:
        """
        Returns the slug and the version that it serves.

        Args:
            applicationId: The application.
            experienceSlugId: The slug: its ID, not its text.
        """
    @_typed.Calls[_types.ExperienceSlug, _types.ExperienceSlugPatchArguments]()
    def patch(self, *, applicationId: str, experienceSlugId: str, experienceSlug: _types.ExperienceSlugPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceSlug:
        """
        Changes the slug or the version that it serves.

        Args:
            applicationId: The application.
            experienceSlugId: The slug: its ID, not its text.
            experienceSlug: What to change; null takes away the version.
        """

class ExperienceSlugs(_typed.Resource[_typed.Mode]):
    """The slugs of an experience: subdomains of `onlosant.com` under which its versions are served."""
    @_typed.Reads[_types.ExperienceSlugs, _types.ExperienceSlugsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceSlugs:
        """
        Lists all slugs of an application's experience; there are no pages.

        Args:
            applicationId: The application.
        """
    @_typed.Calls[_types.ExperienceSlug, _types.ExperienceSlugsPostArguments]()
    def post(self, *, applicationId: str, experienceSlug: _types.ExperienceSlugPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceSlug:
        """
        Adds a slug, which no other application on Losant may have.

        Args:
            applicationId: The application.
            experienceSlug: The slug to add (lower-case letters, digits and hyphens) and the version it is to serve.
        """

class ExperienceUser(_typed.Resource[_typed.Mode]):
    """One experience user: an end user with an account in one application, not a user of Losant itself."""
    @_typed.Calls[_types.Success, _types.ExperienceUserDeleteArguments]()
    def delete(self, *, applicationId: str, experienceUserId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the user and takes them out of all experience groups.

        Args:
            applicationId: The application.
            experienceUserId: The experience user.
        """
    @_typed.Reads[_types.ExperienceUser, _types.ExperienceUserGetArguments]()
    def get(self, *, applicationId: str, experienceUserId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceUser:
        """
        Returns the user; the password is never shown.

        Args:
            applicationId: The application.
            experienceUserId: The experience user.
        """
    @_typed.Calls[_types.ExperienceUser, _types.ExperienceUserPatchArguments]()
    def patch(self, *, applicationId: str, experienceUserId: str, experienceUser: _types.ExperienceUserPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceUser:
        """
        Changes what is given of the user, such as the password or groups, and leaves the rest as it is.

        Args:
            applicationId: The application.
            experienceUserId: The experience user.
            experienceUser: What to change.
        """

class ExperienceUsers(_typed.Resource[_typed.Mode]):
    """The experience users of an application: the end users who log in to its experience."""
    @_typed.Lists[_types.ExperienceUsers, _types.ExperienceUser, _types.ExperienceUsersGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.ExperienceUsersGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["firstName", "lastName", "email"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., experienceGroupId: _typed.String | None = ..., includeAncestorGroups: _typed.String | None = ..., query: _types.AdvancedExperienceUserQuery | None = ...) -> _types.ExperienceUsers:
        """
        Lists the experience users of the application, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'email'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            experienceGroupId: Group whose members to return; `any` returns users in at least one group, `none` those in no group.
            includeAncestorGroups: `true` also returns members of the groups above the one in `experienceGroupId`.
            query: Filter as a JSON object.
        """
    @_typed.Calls[_types.ExperienceUser, _types.ExperienceUsersPostArguments]()
    def post(self, *, applicationId: str, experienceUser: _types.ExperienceUserPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceUser:
        """
        Makes a new experience user, who can then log in with the email address and password given.

        Args:
            applicationId: The application.
            experienceUser: The user to make: at least an email address not yet used in the application, and a password.
        """

class ExperienceVersion(_typed.Resource[_typed.Mode]):
    """One version of an application's experience: a snapshot to publish, or `develop`, the one being worked on."""
    @_typed.Calls[_types.Success, _types.ExperienceVersionDeleteArguments]()
    def delete(self, *, applicationId: str, experienceVersionIdOrName: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the version, which must not be `develop`.

        Args:
            applicationId: The application.
            experienceVersionIdOrName: The experience version: its ID or its name.
        """
    @_typed.Reads[_types.ExperienceVersion, _types.ExperienceVersionGetArguments]()
    def get(self, *, applicationId: str, experienceVersionIdOrName: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceVersion:
        """
        Returns the version: its settings, and the domains and slugs that point at it.

        Args:
            applicationId: The application.
            experienceVersionIdOrName: The experience version: its ID or its name.
        """
    @_typed.Calls[_types.ExperienceVersion, _types.ExperienceVersionPatchArguments]()
    def patch(self, *, applicationId: str, experienceVersionIdOrName: _typed.String, experienceVersion: _types.ExperienceVersionPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceVersion:
        """
        Changes what is given of the version's description and settings and leaves the rest as it is.

        Args:
            applicationId: The application.
            experienceVersionIdOrName: The experience version: its ID or its name.
            experienceVersion: What to change: for instance the description, globals, allowed origins or standard replies.
        """

class ExperienceVersions(_typed.Resource[_typed.Mode]):
    """The versions of an application's experience: snapshots, to which domains and slugs (subdomains) can point."""
    @_typed.Lists[_types.ExperienceVersions, _types.ExperienceVersion, _types.ExperienceVersionsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["version", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["version"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.ExperienceVersions:
        """
        Lists the versions of the experience, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'version'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.ExperienceVersion, _types.ExperienceVersionsPostArguments]()
    def post(self, *, applicationId: str, experienceVersion: _types.ExperienceVersionPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceVersion:
        """
        Freezes the endpoints, views and experience workflows of `develop` as a new version.

        Args:
            applicationId: The application.
            experienceVersion: The version to make: its name and settings.
        """

class ExperienceView(_typed.Resource[_typed.Mode]):
    """One view of an application's experience: a template for a page that end users see, or for part of one."""
    @_typed.Calls[_types.Success, _types.ExperienceViewDeleteArguments]()
    def delete(self, *, applicationId: str, experienceViewId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the view from the `develop` version; experience versions already made keep it.

        Args:
            applicationId: The application.
            experienceViewId: The experience view.
        """
    @_typed.Reads[_types.ExperienceView, _types.ExperienceViewGetArguments]()
    def get(self, *, applicationId: str, experienceViewId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., version: _typed.String | None = ...) -> _types.ExperienceView:
        """
        Returns the view as it is in one version of the experience.

        Args:
            applicationId: The application.
            experienceViewId: The experience view.
            version: Name of the experience version to look in; `develop` is the one that can be edited. Default: 'develop'
        """
    @_typed.Reads[_types.ExperienceLinkedResources, _types.ExperienceViewLinkedResourcesArguments]()
    def linked_resources(self, *, applicationId: str, experienceViewId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., version: _typed.String | None = ..., includeCustomNodes: _typed.String | None = ...) -> _types.ExperienceLinkedResources:
        """
        Finds the views, endpoints, workflows and workflow versions that the view is linked with.

        Args:
            applicationId: The application.
            experienceViewId: The experience view.
            version: Name of the experience version to look in; `develop` is the one that can be edited. Default: 'develop'
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
        """
    @_typed.Calls[_types.ExperienceView, _types.ExperienceViewPatchArguments]()
    def patch(self, *, applicationId: str, experienceViewId: str, experienceView: _types.ExperienceViewPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceView:
        """
        Changes what is given of the view, in the `develop` version only.

        Args:
            applicationId: The application.
            experienceViewId: The experience view.
            experienceView: What to change.
        """

class ExperienceViews(_typed.Resource[_typed.Mode]):
    """The views of an application's experience: templates from which its pages are put together."""
    @_typed.Lists[_types.ExperienceViews, _types.ExperienceView, _types.ExperienceViewsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["id", "creationDate", "name", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., viewType: Literal["page", "layout", "component"] | _typed.EnumMember | None = ..., version: _typed.String | None = ...) -> _types.ExperienceViews:
        """
        Lists the views of one version of the experience, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            viewType: Kind of view: a `page`, a `layout` around pages, or a `component` to use inside them.
            version: Name of the experience version to look in; `develop` is the one that can be edited. Default: 'develop'
        """
    @_typed.Calls[_types.ExperienceView, _types.ExperienceViewsPostArguments]()
    def post(self, *, applicationId: str, experienceView: _types.ExperienceViewPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ExperienceView:
        """
        Makes a new view in the `develop` version of the experience.

        Args:
            applicationId: The application.
            experienceView: The view to make: at least its name and type.
        """

class File(_typed.Resource[_typed.Mode]):
    """One public file or directory of an application: its content can be read by anyone who has its URL."""
    @_typed.Calls[_types.Success, _types.FileDeleteArguments]()
    def delete(self, *, applicationId: str, fileId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the file for good, or the directory with everything in it.

        Args:
            applicationId: The application.
            fileId: The file or directory.
        """
    @_typed.Reads[_types.File, _types.FileGetArguments]()
    def get(self, *, applicationId: str, fileId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.File:
        """
        Returns what is known of the file or directory, with its URL, but not the content.

        Args:
            applicationId: The application.
            fileId: The file or directory.
        """
    @_typed.Calls[_types.File, _types.FileMoveArguments]()
    def move(self, *, applicationId: str, fileId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., name: _typed.String | None = ..., parentDirectory: _typed.String | None = ...) -> _types.File:
        """
        Renames the file or directory or moves it elsewhere.

        Args:
            applicationId: The application.
            fileId: The file or directory.
            name: New name of the file or directory.
            parentDirectory: Path of the directory to move it into, such as `/new/location`.
        """
    @_typed.Calls[_types.FileUploadPostResponse, _types.FilePatchArguments]()
    def patch(self, *, applicationId: str, fileId: str, updates: _types.FilePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.FileUploadPostResponse:
        """
        Prepares for replacing the file's content: notes its new size and type, and returns where to upload it.

        Args:
            applicationId: The application.
            fileId: The file or directory.
            updates: Size in bytes, content type and, for an image, dimensions of the new content.
        """
    @_typed.Calls[_types.File, _types.FileUploadArguments]()
    def upload(self, *, applicationId: str, fileId: str, file: _typed.File, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.File:
        """
        Uploads content for the file, in place of what it held.

        Args:
            applicationId: The application.
            fileId: The file or directory.
            file: The content of the file.
        """

class Files(_typed.Resource[_typed.Mode]):
    """The public files of an application, in directories: readable by anyone who has the URL."""
    @_typed.Lists[_types.Files, _types.File, _types.FilesGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["lastUpdated", "type", "name", "creationDate"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., type: _typed.String | None = ..., status: Literal["completed", "pending"] | _typed.EnumMember | None = ..., directory: _typed.String | None = ...) -> _types.Files:
        """
        Lists public files and directories of the application, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'lastUpdated'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            type: Whether to return only files (`file`) or only directories (`directory`).
            status: `pending` returns files whose content is still to come, `completed` those that are ready.
            directory: Path of the directory whose files to return, such as `/a/path/`.
        """
    @_typed.Calls[_types.FileUploadPostResponse, _types.FilesPostArguments]()
    def post(self, *, applicationId: str, file: _types.FilePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.FileUploadPostResponse:
        """
        Makes a directory, or an entry for a file whose content is then uploaded to the URL in the answer.

        Args:
            applicationId: The application.
            file: The file or directory to make: name, type, where to put it, and for a file its size in bytes.
        """

class Flow(_typed.Resource[_typed.Mode]):
    """One workflow of an application: triggers that start it and nodes that say what it then does."""
    @_typed.Calls[dict[str, Any], _types.FlowClearStorageEntriesArguments]()
    def clear_storage_entries(self, *, applicationId: str, flowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> dict[str, Any]:
        """
        Removes everything the workflow has stored, at once and for all its versions.

        Args:
            applicationId: The application.
            flowId: The workflow.
        """
    @_typed.Calls[_types.Success, _types.FlowDeleteArguments]()
    def delete(self, *, applicationId: str, flowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the workflow.

        Args:
            applicationId: The application.
            flowId: The workflow.
        """
    @_typed.Reads[_types.FlowErrors, _types.FlowErrorsArguments]()
    def errors(self, *, applicationId: str, flowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., duration: _typed.String | None = ..., end: _typed.String | None = ..., limit: _typed.String | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., flowVersion: _typed.String | None = ..., deviceId: str | None = ...) -> _types.FlowErrors:
        """
        Lists errors that occurred in runs of the workflow, the latest first unless asked otherwise.

        Args:
            applicationId: The application.
            flowId: The workflow.
            duration: Length of the time to cover, which ends at `end`, in milliseconds. Default: 86400000
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
            limit: The most errors to return. Default: 25
            sortDirection: Whether to return the earliest errors first (`asc`) or the latest (`desc`). Default: 'desc'
            flowVersion: Version to look at, by name or ID; `develop` is the one that can be edited.
            deviceId: Device to look at, for a workflow that runs on devices.
        """
    @_typed.Reads[_types.Flow, _types.FlowGetArguments]()
    def get(self, *, applicationId: str, flowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeCustomNodes: _typed.String | None = ...) -> _types.Flow:
        """
        Returns the workflow; its triggers and nodes are those of its `develop` version.

        Args:
            applicationId: The application.
            flowId: The workflow.
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
        """
    @_typed.Reads[list[_types.FlowLogItem], _types.FlowGetLogEntriesArguments]()
    def get_log_entries(self, *, applicationId: str, flowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., limit: _typed.String | None = ..., since: _typed.String | None = ...) -> list[_types.FlowLogItem]:
        """
        Lists recent runs of the workflow: when they were, how long they took, how their paths ended.

        Args:
            applicationId: The application.
            flowId: The workflow.
            limit: The most entries to return, counted from the latest. Default: 1
            since: Return entries from this moment on, in milliseconds since the epoch.
        """
    @_typed.Reads[dict[str, Any], _types.FlowGetStorageEntriesArguments]()
    def get_storage_entries(self, *, applicationId: str, flowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> dict[str, Any]:
        """
        Returns all that the workflow has stored to use in later runs.

        Args:
            applicationId: The application.
            flowId: The workflow.
        """
    @_typed.Reads[_types.FlowStorageMetadata, _types.FlowGetStorageEntriesMetadataArguments]()
    def get_storage_entries_metadata(self, *, applicationId: str, flowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.FlowStorageMetadata:
        """
        Tells how many values the workflow has stored and how much memory they take.

        Args:
            applicationId: The application.
            flowId: The workflow.
        """
    @_typed.Calls[_types.Flow, _types.FlowPatchArguments]()
    def patch(self, *, applicationId: str, flowId: str, flow: _types.FlowPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeCustomNodes: _typed.String | None = ..., strictValidation: _typed.String | None = ...) -> _types.Flow:
        """
        Changes what is given of the workflow and leaves the rest as it is.

        Args:
            applicationId: The application.
            flowId: The workflow.
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
            strictValidation: `true` checks how triggers and nodes are configured more strictly than usual.
            flow: What to change.
        """
    @_typed.Calls[_types.Success, _types.FlowPressVirtualButtonArguments]()
    def press_virtual_button(self, *, applicationId: str, flowId: str, button: _types.VirtualButtonPress, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Runs the workflow by one of its virtual buttons, triggers that are pressed by hand.

        Args:
            applicationId: The application.
            flowId: The workflow.
            button: The button's key, data for the run, and which version to run; for an edge workflow also on which device.
        """
    @_typed.Calls[_types.Success, _types.FlowSetStorageEntryArguments]()
    def set_storage_entry(self, *, applicationId: str, flowId: str, entry: _types.FlowStorageEntry, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Stores one value under a key for the workflow to use, at once and for all its versions.

        Args:
            applicationId: The application.
            flowId: The workflow.
            entry: The key, and the value to store under it: any JSON.
        """
    @_typed.Reads[_types.FlowStats, _types.FlowStatsArguments]()
    def stats(self, *, applicationId: str, flowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., duration: _typed.String | None = ..., end: _typed.String | None = ..., resolution: _typed.String | None = ..., flowVersion: _typed.String | None = ..., deviceId: str | None = ...) -> _types.FlowStats:
        """
        Counts the workflow's runs, and the paths in them that completed or failed, interval by interval.

        Args:
            applicationId: The application.
            flowId: The workflow.
            duration: Length of the time to cover, which ends at `end`, in milliseconds. Default: 86400000
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
            resolution: Length of each interval, in milliseconds. Default: 3600000
            flowVersion: Version to look at, by name or ID; `develop` is the one that can be edited.
            deviceId: Device to look at, for a workflow that runs on devices.
        """

class Flows(_typed.Resource[_typed.Mode]):
    """The workflows of an application, called flows in the API: what it does with data and requests, or at set times."""
    @_typed.Lists[_types.Flows, _types.Flow, _types.FlowsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., flowClass: _types.FlowsGetFlowClass | None = ..., triggerFilter: _types.FlowTriggerFilterItem | Sequence[_types.FlowTriggerFilterItem] | None = ..., includeCustomNodes: _typed.String | None = ..., query: _types.AdvancedFlowQuery | None = ..., allVersions: _typed.String | None = ...) -> _types.Flows:
        """
        Lists the application's workflows of one kind, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            flowClass: Kind of workflow: `cloud` runs at Losant, `edge` and `embedded` on devices, `experience` answers requests to experience endpoints, `customNode` is a node for other workflows. Default: 'cloud'
            triggerFilter: Triggers to filter by, each a type and a key.
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
            query: Filter as a JSON object.
            allVersions: `true` also returns workflows of which only another version matches; it has an effect only with `query`. Default: False
        """
    @_typed.Lists[_types.FlowVersions, _types.FlowVersion1 | _types.FlowVersion2, _types.FlowsGetByVersionArguments]()
    def get_by_version(self, *, applicationId: str, version: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., flowClass: _types.FlowsGetFlowClass | None = ..., triggerFilter: _types.FlowTriggerFilterItem | Sequence[_types.FlowTriggerFilterItem] | None = ..., includeCustomNodes: _typed.String | None = ..., query: _types.AdvancedFlowByVersionQuery | None = ...) -> _types.FlowVersions:
        """
        Lists, of each workflow that has one, the version with a given name, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            flowClass: Kind of workflow: `cloud` runs at Losant, `edge` and `embedded` on devices, `experience` answers requests to experience endpoints, `customNode` is a node for other workflows. Default: 'cloud'
            version: Name of the version to return of each workflow.
            triggerFilter: Triggers to filter by, each a type and a key.
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
            query: Filter as a JSON object.
        """
    @_typed.Calls[_types.FlowsImportResult, _types.FlowsImportArguments]()
    def import_(self, *, applicationId: str, importData: _types.FlowsImportPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.FlowsImportResult:
        """
        Makes new workflows and workflow versions from exported ones, under new IDs.

        Args:
            applicationId: The application.
            importData: The workflows and workflow versions to make.
        """
    @_typed.Reads[_types.PaletteResponse, _types.FlowsPaletteArguments]()
    def palette(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.PaletteResponse:
        """
        Lists the custom nodes that a workflow editor should offer besides those built in.

        Args:
            applicationId: The application.
        """
    @_typed.Calls[_types.Flow, _types.FlowsPostArguments]()
    def post(self, *, applicationId: str, flow: _types.FlowPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeCustomNodes: _typed.String | None = ..., strictValidation: _typed.String | None = ...) -> _types.Flow:
        """
        Makes a new workflow.

        Args:
            applicationId: The application.
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
            strictValidation: `true` checks how triggers and nodes are configured more strictly than usual.
            flow: The workflow to make: at least its name.
        """

class FlowVersion(_typed.Resource[_typed.Mode]):
    """One version of a workflow: its triggers, nodes and globals frozen under a name."""
    @_typed.Calls[_types.Success, _types.FlowVersionDeleteArguments]()
    def delete(self, *, applicationId: str, flowId: str, flowVersionId: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the version for good.

        Args:
            applicationId: The application.
            flowId: The workflow.
            flowVersionId: The version of the workflow: its ID or its name.
        """
    @_typed.Reads[_types.FlowErrors, _types.FlowVersionErrorsArguments]()
    def errors(self, *, applicationId: str, flowId: str, flowVersionId: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., duration: _typed.String | None = ..., end: _typed.String | None = ..., limit: _typed.String | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., deviceId: str | None = ...) -> _types.FlowErrors:
        """
        Lists errors that occurred in runs of the version, the latest first unless asked otherwise.

        Args:
            applicationId: The application.
            flowId: The workflow.
            flowVersionId: The version of the workflow: its ID or its name.
            duration: Length of the time to cover, which ends at `end`, in milliseconds. Default: 86400000
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
            limit: The most errors to return. Default: 25
            sortDirection: Whether to return the earliest errors first (`asc`) or the latest (`desc`). Default: 'desc'
            deviceId: Device to look at, for a workflow that runs on devices.
        """
    @_typed.Reads[_types.FlowVersion1 | _types.FlowVersion2, _types.FlowVersionGetArguments]()
    def get(self, *, applicationId: str, flowId: str, flowVersionId: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeCustomNodes: _typed.String | None = ...) -> _types.FlowVersion1 | _types.FlowVersion2:
        """
        Returns the version.

        Args:
            applicationId: The application.
            flowId: The workflow.
            flowVersionId: The version of the workflow: its ID or its name.
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
        """
    @_typed.Reads[list[_types.FlowLogItem], _types.FlowVersionGetLogEntriesArguments]()
    def get_log_entries(self, *, applicationId: str, flowId: str, flowVersionId: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., limit: _typed.String | None = ..., since: _typed.String | None = ...) -> list[_types.FlowLogItem]:
        """
        Lists recent runs of the version: when they were, how long they took, how their paths ended.

        Args:
            applicationId: The application.
            flowId: The workflow.
            flowVersionId: The version of the workflow: its ID or its name.
            limit: The most entries to return, counted from the latest. Default: 1
            since: Return entries from this moment on, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.FlowVersion1 | _types.FlowVersion2, _types.FlowVersionPatchArguments]()
    def patch(self, *, applicationId: str, flowId: str, flowVersionId: _typed.String, flowVersion: _types.FlowVersionPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeCustomNodes: _typed.String | None = ...) -> _types.FlowVersion1 | _types.FlowVersion2:
        """
        Changes the version's notes or switches it on or off.

        Args:
            applicationId: The application.
            flowId: The workflow.
            flowVersionId: The version of the workflow: its ID or its name.
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
            flowVersion: What to change.
        """
    @_typed.Reads[_types.FlowStats, _types.FlowVersionStatsArguments]()
    def stats(self, *, applicationId: str, flowId: str, flowVersionId: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., duration: _typed.String | None = ..., end: _typed.String | None = ..., resolution: _typed.String | None = ..., deviceId: str | None = ...) -> _types.FlowStats:
        """
        Counts the version's runs, and the paths in them that completed or failed, interval by interval.

        Args:
            applicationId: The application.
            flowId: The workflow.
            flowVersionId: The version of the workflow: its ID or its name.
            duration: Length of the time to cover, which ends at `end`, in milliseconds. Default: 86400000
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
            resolution: Length of each interval, in milliseconds. Default: 3600000
            deviceId: Device to look at, for a workflow that runs on devices.
        """

class FlowVersions(_typed.Resource[_typed.Mode]):
    """The versions of one workflow."""
    @_typed.Calls[_types.BulkDeleteResponse | _types.JobEnqueuedResult, _types.FlowVersionsDeleteArguments]()
    def delete(self, *, applicationId: str, flowId: str, options: _types.FlowVersionsDeletePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.BulkDeleteResponse | _types.JobEnqueuedResult:
        """
        Deletes the versions that match a query, at once or in the background.

        Args:
            applicationId: The application.
            flowId: The workflow.
            options: Which versions to delete and, if that goes on in the background, whom to tell at the end.
        """
    @_typed.Lists[_types.FlowVersions, _types.FlowVersion1 | _types.FlowVersion2, _types.FlowVersionsGetArguments]()
    def get(self, *, applicationId: str, flowId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["version", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["version"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., includeCustomNodes: _typed.String | None = ..., query: _types.AdvancedFlowVersionQuery | None = ...) -> _types.FlowVersions:
        """
        Lists the versions of the workflow, page by page.

        Args:
            applicationId: The application.
            flowId: The workflow.
            sortField: Field to sort by. Default: 'version'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
            query: Filter as a JSON object.
        """
    @_typed.Calls[_types.FlowVersion1 | _types.FlowVersion2, _types.FlowVersionsPostArguments]()
    def post(self, *, applicationId: str, flowId: str, flowVersion: _types.FlowVersionPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeCustomNodes: _typed.String | None = ..., allowReplacement: _typed.String | None = ..., strictValidation: _typed.String | None = ...) -> _types.FlowVersion1 | _types.FlowVersion2:
        """
        Makes a new version of the workflow or, with `allowReplacement`, replaces one.

        Args:
            applicationId: The application.
            flowId: The workflow.
            includeCustomNodes: `true` also returns the custom nodes that the workflows in the answer use. Default: False
            allowReplacement: `true` replaces the version that already has the name, if there is one. Default: False
            strictValidation: `true` checks how triggers and nodes are configured more strictly than usual.
            flowVersion: The version to make: its name, notes and contents.
        """

class Instance(_typed.Resource[_typed.Mode]):
    """One instance: the level from which a company manages its organizations and sandbox users."""
    @_typed.Reads[_types.DeviceCounts, _types.InstanceDeviceCountsArguments]()
    def device_counts(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.DeviceCounts:
        """
        Tells day by day how many devices the instance had over a time, and how many came and went.

        Args:
            instanceId: The instance.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.InstanceGenerateReportArguments]()
    def generate_report(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., options: _types.InstanceReportOptionsPost = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that makes a CSV report of what the instance uses.

        Args:
            instanceId: The instance.
            options: Time to report on (as ISO 8601 dates), how to group it, and where news of the report goes: an email address, a callback URL or both.
        """
    @_typed.Reads[_types.Instance, _types.InstanceGetArguments]()
    def get(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Instance:
        """
        Returns the instance with its settings and limits.

        Args:
            instanceId: The instance.
        """
    @_typed.Lists[_types.HistoricalSummaries, _types.HistoricalSummary, _types.InstanceHistoricalSummariesArguments]()
    def historical_summaries(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., month: _typed.String | None = ..., sortField: Literal["resourceId", "currentPeriodStart"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: _types.InstanceHistoricalSummariesFilterField | None = ..., filter: _typed.String | None = ...) -> _types.HistoricalSummaries:
        """
        Sums up what each application, organization and white label of the instance used in one month, page by page.

        Args:
            instanceId: The instance.
            month: The month: a moment in it, in milliseconds since the epoch, or `now` for the current one. Default: 'now'
            sortField: Field to sort by. Default: 'currentPeriodStart'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match.
        """
    @_typed.Reads[_types.NotebookMinuteCounts, _types.InstanceNotebookMinuteCountsArguments]()
    def notebook_minute_counts(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.NotebookMinuteCounts:
        """
        Tells day by day for how many minutes the instance's notebooks ran over a time, and how the runs ended.

        Args:
            instanceId: The instance.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.Instance, _types.InstancePatchArguments]()
    def patch(self, *, instanceId: str, instance: _types.InstancePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Instance:
        """
        Changes what is given of the instance (recurring reports, default limits of organizations, who needs a second factor) and leaves the rest as it is.

        Args:
            instanceId: The instance.
            instance: What to change.
        """
    @_typed.Reads[_types.PayloadStats, _types.InstancePayloadCountsArguments]()
    def payload_counts(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., asBytes: _typed.String | None = ...) -> _types.PayloadStats:
        """
        Counts the payloads (messages and events that Losant handled) of the instance over a time, by kind and source.

        Args:
            instanceId: The instance.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
        """
    @_typed.Reads[_types.PayloadCountsBreakdown, _types.InstancePayloadCountsBreakdownArguments]()
    def payload_counts_breakdown(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None = ..., asBytes: _typed.String | None = ..., includeNonBillable: _typed.String | None = ...) -> _types.PayloadCountsBreakdown:
        """
        Counts the payloads of the instance hour by hour or day by day.

        Args:
            instanceId: The instance.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            resolution: Length of each interval in milliseconds: a day or an hour. Default: 86400000
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
            includeNonBillable: `true` takes in payloads that are not billed. Default: False
        """

class InstanceApiToken(_typed.Resource[_typed.Mode]):
    """One API token of an instance: look at it, rename it, switch it off, revoke it."""
    @_typed.Calls[_types.Success, _types.InstanceApiTokenDeleteArguments]()
    def delete(self, *, instanceId: str, apiTokenId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Revokes the token for good.

        Args:
            instanceId: The instance.
            apiTokenId: The API token: its ID, not the token itself.
        """
    @_typed.Reads[_types.ApiToken, _types.InstanceApiTokenGetArguments]()
    def get(self, *, instanceId: str, apiTokenId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApiToken:
        """
        Returns what is known of the token; the secret itself is never shown again.

        Args:
            instanceId: The instance.
            apiTokenId: The API token: its ID, not the token itself.
        """
    @_typed.Calls[_types.ApiToken, _types.InstanceApiTokenPatchArguments]()
    def patch(self, *, instanceId: str, apiTokenId: str, apiToken: _types.ApiTokenPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApiToken:
        """
        Changes the token's name, notes, roles or status.

        Args:
            instanceId: The instance.
            apiTokenId: The API token: its ID, not the token itself.
            apiToken: What to change.
        """

class InstanceApiTokens(_typed.Resource[_typed.Mode]):
    """The API tokens of an instance: long-lived credentials with which programs manage it and its organizations, but not their applications."""
    @_typed.Lists[_types.ApiTokens, _types.ApiToken, _types.InstanceApiTokensGetArguments]()
    def get(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.InstanceApiTokensGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name", "status"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.ApiTokens:
        """
        Lists the instance's API tokens, page by page.

        Args:
            instanceId: The instance.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.ApiToken, _types.InstanceApiTokensPostArguments]()
    def post(self, *, instanceId: str, apiToken: _types.ApiTokenPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApiToken:
        """
        Makes a new API token for the instance.

        Args:
            instanceId: The instance.
            apiToken: The token to make.
        """

class InstanceAuditLog(_typed.Resource[_typed.Mode]):
    """One entry of an instance's audit log: a single request that changed something."""
    @_typed.Reads[_types.InstanceAuditLog, _types.InstanceAuditLogGetArguments]()
    def get(self, *, instanceId: str, instanceAuditLogId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.InstanceAuditLog:
        """
        Returns the entry: who asked for what, with which parameters and body, and what the answer was.

        Args:
            instanceId: The instance.
            instanceAuditLogId: The entry of the audit log.
        """

class InstanceAuditLogs(_typed.Resource[_typed.Mode]):
    """The audit log of an instance: a record of the requests that made, changed or deleted something in it."""
    @_typed.Lists[_types.InstanceAuditLogs, _types.InstanceAuditLog, _types.InstanceAuditLogsGetArguments]()
    def get(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["creationDate", "responseStatus", "actorName"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., auditLogFilter: _types.InstanceAuditLogFilter | None = ...) -> _types.InstanceAuditLogs:
        """
        Lists entries of the audit log, page by page; the latest come first unless sorted otherwise.

        Args:
            instanceId: The instance.
            sortField: Field to sort by. Default: 'creationDate'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'desc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            auditLogFilter: Which entries to return, by lists of targets, of actors, of requests and of status codes.
        """

class InstanceCustomNode(_typed.Resource[_typed.Mode]):
    """One custom node of an instance: look at it, change it, delete it, or see how its runs went."""
    @_typed.Calls[_types.Success, _types.InstanceCustomNodeDeleteArguments]()
    def delete(self, *, instanceId: str, instanceCustomNodeId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the custom node for good.

        Args:
            instanceId: The instance.
            instanceCustomNodeId: The custom node.
        """
    @_typed.Reads[_types.FlowErrors, _types.InstanceCustomNodeErrorsArguments]()
    def errors(self, *, instanceId: str, instanceCustomNodeId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., duration: _typed.String | None = ..., end: _typed.String | None = ..., limit: _typed.String | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ...) -> _types.FlowErrors:
        """
        Lists errors that occurred in runs of the custom node; the latest come first unless sorted otherwise.

        Args:
            instanceId: The instance.
            instanceCustomNodeId: The custom node.
            duration: Length of the time to cover, in milliseconds, counted back from `end`. Default: 86400000
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
            limit: The most errors to return. Default: 25
            sortDirection: Whether the earliest error comes first (`asc`) or the latest (`desc`). Default: 'desc'
        """
    @_typed.Reads[_types.InstanceCustomNode, _types.InstanceCustomNodeGetArguments]()
    def get(self, *, instanceId: str, instanceCustomNodeId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.InstanceCustomNode:
        """
        Returns the custom node with the nodes that it is built of.

        Args:
            instanceId: The instance.
            instanceCustomNodeId: The custom node.
        """
    @_typed.Calls[_types.InstanceCustomNode, _types.InstanceCustomNodePatchArguments]()
    def patch(self, *, instanceId: str, instanceCustomNodeId: str, instanceCustomNode: _types.InstanceCustomNodePatch | Mapping[str, Any], losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.InstanceCustomNode:
        """
        Changes what is given of the custom node and leaves the rest as it is.

        Args:
            instanceId: The instance.
            instanceCustomNodeId: The custom node.
            instanceCustomNode: What to change.
        """
    @_typed.Reads[_types.FlowStats, _types.InstanceCustomNodeStatsArguments]()
    def stats(self, *, instanceId: str, instanceCustomNodeId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., duration: _typed.String | None = ..., end: _typed.String | None = ..., resolution: _typed.String | None = ...) -> _types.FlowStats:
        """
        Tells how often the custom node ran, how many paths through it were completed or failed, and how long that took, interval by interval.

        Args:
            instanceId: The instance.
            instanceCustomNodeId: The custom node.
            duration: Length of the time to cover, in milliseconds, counted back from `end`. Default: 86400000
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
            resolution: Length of each interval, in milliseconds. Default: 3600000
        """

class InstanceCustomNodes(_typed.Resource[_typed.Mode]):
    """The custom nodes of an instance: workflow steps of its own making, offered like built-in ones to all applications in it."""
    @_typed.Lists[_types.InstanceCustomNodes, _types.InstanceCustomNode, _types.InstanceCustomNodesGetArguments]()
    def get(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.InstanceCustomNodes:
        """
        Lists the instance's custom nodes, page by page.

        Args:
            instanceId: The instance.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.InstanceCustomNode, _types.InstanceCustomNodesPostArguments]()
    def post(self, *, instanceId: str, instanceCustomNode: _types.InstanceCustomNodePost | Mapping[str, Any], losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.InstanceCustomNode:
        """
        Makes a new custom node.

        Args:
            instanceId: The instance.
            instanceCustomNode: The custom node to make: its name, its trigger, the nodes inside it, and the fields that its users fill in.
        """

class InstanceMember(_typed.Resource[_typed.Mode]):
    """One member of an instance: look at the member, change the role, end the membership."""
    @_typed.Calls[_types.Success, _types.InstanceMemberDeleteArguments]()
    def delete(self, *, instanceId: str, userId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Ends the user's membership of the instance; the user's account stays.

        Args:
            instanceId: The instance.
            userId: The user.
        """
    @_typed.Reads[_types.InstanceMember, _types.InstanceMemberGetArguments]()
    def get(self, *, instanceId: str, userId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.InstanceMember:
        """
        Returns the member, with the role, and whether the login uses a second factor or single sign-on.

        Args:
            instanceId: The instance.
            userId: The user.
        """
    @_typed.Calls[_types.InstanceMemberPatchResponse, _types.InstanceMemberPatchArguments]()
    def patch(self, *, instanceId: str, userId: str, member: _types.InstanceMemberPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.InstanceMemberPatchResponse:
        """
        Gives the member another role.

        Args:
            instanceId: The instance.
            userId: The user.
            member: The new role: `admin` may change things in the instance, `view` only look at them.
        """

class InstanceMembers(_typed.Resource[_typed.Mode]):
    """The members of an instance: users who may manage it (`admin`) or look at it (`view`)."""
    @_typed.Reads[_types.InstanceMembers, _types.InstanceMembersGetArguments]()
    def get(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["email", "role"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., filterField: Literal["email", "role"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.InstanceMembers:
        """
        Lists the instance's members; the answer has no pages.

        Args:
            instanceId: The instance.
            sortField: Field to sort by. Default: 'email'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.InstanceMember, _types.InstanceMembersPostArguments]()
    def post(self, *, instanceId: str, member: _types.InstanceMemberPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.InstanceMember:
        """
        Makes a user a member of the instance.

        Args:
            instanceId: The instance.
            member: The user, by ID or email address, and the role: `admin` may change things in the instance, `view` only look at them.
        """

class InstanceNotificationRule(_typed.Resource[_typed.Mode]):
    """One notification rule of an instance: look at it, change it, try it now, see what it sent, delete it."""
    @_typed.Calls[_types.Success, _types.InstanceNotificationRuleDeleteArguments]()
    def delete(self, *, instanceId: str, notificationRuleId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the notification rule for good.

        Args:
            instanceId: The instance.
            notificationRuleId: The notification rule.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.InstanceNotificationRuleEvaluateArguments]()
    def evaluate(self, *, instanceId: str, notificationRuleId: str, evaluationOptions: _types.NotificationRuleEvaluationOptions, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that checks the rule now instead of at its daily time, and notifies whom it concerns.

        Args:
            instanceId: The instance.
            notificationRuleId: The notification rule.
            evaluationOptions: With `ignoreFrequencyCheck`, the rule notifies even where its `maxFrequency` would say that it is too soon.
        """
    @_typed.Reads[_types.NotificationRule, _types.InstanceNotificationRuleGetArguments]()
    def get(self, *, instanceId: str, notificationRuleId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.NotificationRule:
        """
        Returns the notification rule.

        Args:
            instanceId: The instance.
            notificationRuleId: The notification rule.
        """
    @_typed.Reads[list[_types.NotificationRuleDeliveryLogsItem], _types.InstanceNotificationRuleLogsArguments]()
    def logs(self, *, instanceId: str, notificationRuleId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., limit: _typed.String | None = ..., since: _typed.String | None = ...) -> list[_types.NotificationRuleDeliveryLogsItem]:
        """
        Lists the latest notifications that the rule sent, and the usage that led to each; the newest come first.

        Args:
            instanceId: The instance.
            notificationRuleId: The notification rule.
            limit: The most notifications to return. Default: 1
            since: Return notifications from this moment on, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.NotificationRule, _types.InstanceNotificationRulePatchArguments]()
    def patch(self, *, instanceId: str, notificationRuleId: str, notificationRule: _types.NotificationRulePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.NotificationRule:
        """
        Changes what is given of the notification rule and leaves the rest as it is.

        Args:
            instanceId: The instance.
            notificationRuleId: The notification rule.
            notificationRule: What to change.
        """

class InstanceNotificationRules(_typed.Resource[_typed.Mode]):
    """The notification rules of an instance."""
    @_typed.Lists[_types.NotificationRules, _types.NotificationRule, _types.InstanceNotificationRulesGetArguments]()
    def get(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.NotificationRules:
        """
        Lists the instance's notification rules, page by page.

        Args:
            instanceId: The instance.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.NotificationRule, _types.InstanceNotificationRulesPostArguments]()
    def post(self, *, instanceId: str, notificationRule: _types.NotificationRulePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.NotificationRule:
        """
        Makes a new notification rule.

        Args:
            instanceId: The instance.
            notificationRule: The rule to make.
        """

class InstanceOrg(_typed.Resource[_typed.Mode]):
    """One organization of an instance: look at it, change it and its limits, count what it uses, delete it."""
    @_typed.Calls[_types.Success, _types.InstanceOrgDeleteArguments]()
    def delete(self, *, instanceId: str, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the organization for good, with the applications and dashboards that it owns.

        Args:
            instanceId: The instance.
            orgId: The organization.
        """
    @_typed.Reads[_types.DeviceCounts, _types.InstanceOrgDeviceCountsArguments]()
    def device_counts(self, *, instanceId: str, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.DeviceCounts:
        """
        Tells day by day how many devices the organization's applications had over a time, and how many came and went.

        Args:
            instanceId: The instance.
            orgId: The organization.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch. Default: 0
        """
    @_typed.Reads[_types.InstanceOrg, _types.InstanceOrgGetArguments]()
    def get(self, *, instanceId: str, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryInclude: _typed.String | None = ...) -> _types.InstanceOrg:
        """
        Returns the organization with its settings and limits.

        Args:
            instanceId: The instance.
            orgId: The organization.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
        """
    @_typed.Reads[_types.NotebookMinuteCounts, _types.InstanceOrgNotebookMinuteCountsArguments]()
    def notebook_minute_counts(self, *, instanceId: str, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.NotebookMinuteCounts:
        """
        Tells day by day for how many minutes the organization's notebooks ran over a time, and how the runs ended.

        Args:
            instanceId: The instance.
            orgId: The organization.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.InstanceOrg, _types.InstanceOrgPatchArguments]()
    def patch(self, *, instanceId: str, orgId: str, organization: _types.InstanceOrgPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryInclude: _typed.String | None = ...) -> _types.InstanceOrg:
        """
        Changes what is given of the organization, such as its limits or whether it is disabled or read-only, and leaves the rest as it is.

        Args:
            instanceId: The instance.
            orgId: The organization.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            organization: What to change.
        """
    @_typed.Reads[_types.PayloadStats, _types.InstanceOrgPayloadCountsArguments]()
    def payload_counts(self, *, instanceId: str, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., asBytes: _typed.String | None = ...) -> _types.PayloadStats:
        """
        Counts the payloads (messages and events that Losant handled) of the organization's applications over a time, by kind and source.

        Args:
            instanceId: The instance.
            orgId: The organization.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
        """
    @_typed.Reads[_types.PayloadCountsBreakdown, _types.InstanceOrgPayloadCountsBreakdownArguments]()
    def payload_counts_breakdown(self, *, instanceId: str, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None = ..., asBytes: _typed.String | None = ..., includeNonBillable: _typed.String | None = ...) -> _types.PayloadCountsBreakdown:
        """
        Counts the payloads of the organization's applications hour by hour or day by day.

        Args:
            instanceId: The instance.
            orgId: The organization.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            resolution: Length of each interval in milliseconds: a day or an hour. Default: 86400000
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
            includeNonBillable: `true` takes in payloads that are not billed. Default: False
        """

class InstanceOrgInvite(_typed.Resource[_typed.Mode]):
    """One invitation to join an organization of an instance: look at it, send it again, revoke it."""
    @_typed.Calls[_types.Success, _types.InstanceOrgInviteDeleteArguments]()
    def delete(self, *, instanceId: str, orgId: str, inviteId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Revokes the invitation, so that it can no longer be accepted.

        Args:
            instanceId: The instance.
            orgId: The organization.
            inviteId: The invitation.
        """
    @_typed.Reads[_types.OrgInvite, _types.InstanceOrgInviteGetArguments]()
    def get(self, *, instanceId: str, orgId: str, inviteId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.OrgInvite:
        """
        Returns the invitation: whom it is for, the roles that it gives, and whether it has expired.

        Args:
            instanceId: The instance.
            orgId: The organization.
            inviteId: The invitation.
        """
    @_typed.Calls[_types.OrgInvite, _types.InstanceOrgInviteResendInviteArguments]()
    def resend_invite(self, *, instanceId: str, orgId: str, inviteId: str, roleInfo: _types.InstanceOrgMemberPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.OrgInvite:
        """
        Sends the invitation by email once more, with the roles given.

        Args:
            instanceId: The instance.
            orgId: The organization.
            inviteId: The invitation.
            roleInfo: The roles that the invitation gives from now on: in the organization as a whole, and in single applications and dashboards.
        """

class InstanceOrgInvites(_typed.Resource[_typed.Mode]):
    """The open invitations to join an organization of an instance."""
    @_typed.Reads[_types.OrgInviteCollection, _types.InstanceOrgInvitesGetArguments]()
    def get(self, *, instanceId: str, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["email", "role", "inviteDate"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., filterField: Literal["email", "role"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.OrgInviteCollection:
        """
        Lists the invitations that are still open, expired ones too; the answer has no pages.

        Args:
            instanceId: The instance.
            orgId: The organization.
            sortField: Field to sort by. Default: 'inviteDate'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'desc'
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.OrgInviteCollection, _types.InstanceOrgInvitesPostArguments]()
    def post(self, *, instanceId: str, orgId: str, invite: _types.OrgInvitePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.OrgInviteCollection:
        """
        Invites somebody by email to join the organization.

        Args:
            instanceId: The instance.
            orgId: The organization.
            invite: The email address to write to, and the roles that the invitation gives: in the organization as a whole, and in single applications and dashboards.
        """

class InstanceOrgMember(_typed.Resource[_typed.Mode]):
    """One member of an organization in an instance: look at the member, change the roles, end the membership."""
    @_typed.Calls[_types.Success, _types.InstanceOrgMemberDeleteArguments]()
    def delete(self, *, instanceId: str, orgId: str, userId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Ends the user's membership of the organization; the user's account stays.

        Args:
            instanceId: The instance.
            orgId: The organization.
            userId: The user.
        """
    @_typed.Reads[_types.InstanceOrgMember, _types.InstanceOrgMemberGetArguments]()
    def get(self, *, instanceId: str, orgId: str, userId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.InstanceOrgMember:
        """
        Returns the member, with the role, and whether the login uses a second factor or single sign-on.

        Args:
            instanceId: The instance.
            orgId: The organization.
            userId: The user.
        """
    @_typed.Calls[_types.InstanceOrgMember, _types.InstanceOrgMemberPatchArguments]()
    def patch(self, *, instanceId: str, orgId: str, userId: str, member: _types.InstanceOrgMemberPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.InstanceOrgMember:
        """
        Changes the member's role in the organization, or in single applications and dashboards.

        Args:
            instanceId: The instance.
            orgId: The organization.
            userId: The user.
            member: The new roles.
        """

class InstanceOrgMembers(_typed.Resource[_typed.Mode]):
    """The members of an organization in an instance: users who may see or change what the organization owns."""
    @_typed.Reads[_types.InstanceOrgMembers, _types.InstanceOrgMembersGetArguments]()
    def get(self, *, instanceId: str, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["email", "role"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., filterField: Literal["email", "role"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.InstanceOrgMembers:
        """
        Lists the organization's members; the answer has no pages.

        Args:
            instanceId: The instance.
            orgId: The organization.
            sortField: Field to sort by. Default: 'email'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.InstanceOrgMember, _types.InstanceOrgMembersPostArguments]()
    def post(self, *, instanceId: str, orgId: str, member: _types.InstanceOrgMemberPost1 | _types.OrgInvitePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.InstanceOrgMember:
        """
        Makes a user a member of the organization.

        Args:
            instanceId: The instance.
            orgId: The organization.
            member: The user, by ID or email address, and the roles.
        """

class InstanceOrgs(_typed.Resource[_typed.Mode]):
    """The organizations of an instance."""
    @_typed.Lists[_types.InstanceOrgs, _types.InstanceOrg, _types.InstanceOrgsGetArguments]()
    def get(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., summaryInclude: _typed.String | None = ..., query: _types.AdvancedInstanceOrgQuery | None = ...) -> _types.InstanceOrgs:
        """
        Lists the instance's organizations, page by page.

        Args:
            instanceId: The instance.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            query: Query for organizations: fields and what they have to match, with operators such as `$in`, `$contains` or `$or`.
        """
    @_typed.Calls[_types.Org, _types.InstanceOrgsPostArguments]()
    def post(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryInclude: _typed.String | None = ..., orgConfig: _types.InstanceOrgPost = ...) -> _types.Org:
        """
        Makes a new organization in the instance.

        Args:
            instanceId: The instance.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            orgConfig: The organization to make: its name, limits and settings, and up to ten members to start with.
        """

class Instances(_typed.Resource[_typed.Mode]):
    """All instances that the caller can reach."""
    @_typed.Lists[_types.Instances, _types.Instance, _types.InstancesGetArguments]()
    def get(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.Instances:
        """
        Lists the instances that the caller can reach, page by page.

        Args:
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """

class InstanceSandbox(_typed.Resource[_typed.Mode]):
    """One sandbox user of an instance: an account with applications of the user's own."""
    @_typed.Calls[_types.Success, _types.InstanceSandboxDeleteArguments]()
    def delete(self, *, instanceId: str, instanceSandboxId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Marks the account for deletion: the user loses access, and the email address becomes free.

        Args:
            instanceId: The instance.
            instanceSandboxId: The sandbox user, by the ID of the user's account.
        """
    @_typed.Reads[_types.DeviceCounts, _types.InstanceSandboxDeviceCountsArguments]()
    def device_counts(self, *, instanceId: str, instanceSandboxId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.DeviceCounts:
        """
        Tells day by day how many devices the user's own applications had over a time, and how many came and went.

        Args:
            instanceId: The instance.
            instanceSandboxId: The sandbox user, by the ID of the user's account.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Reads[_types.InstanceSandbox, _types.InstanceSandboxGetArguments]()
    def get(self, *, instanceId: str, instanceSandboxId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.InstanceSandbox:
        """
        Returns the sandbox user, with account details and limits.

        Args:
            instanceId: The instance.
            instanceSandboxId: The sandbox user, by the ID of the user's account.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
        """
    @_typed.Reads[_types.NotebookMinuteCounts, _types.InstanceSandboxNotebookMinuteCountsArguments]()
    def notebook_minute_counts(self, *, instanceId: str, instanceSandboxId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.NotebookMinuteCounts:
        """
        Tells day by day for how many minutes the notebooks of the user's own applications ran over a time, and how the runs ended.

        Args:
            instanceId: The instance.
            instanceSandboxId: The sandbox user, by the ID of the user's account.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Reads[_types.PayloadStats, _types.InstanceSandboxPayloadCountsArguments]()
    def payload_counts(self, *, instanceId: str, instanceSandboxId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., asBytes: _typed.String | None = ...) -> _types.PayloadStats:
        """
        Counts the payloads (messages and events that Losant handled) of the user's own applications over a time, by kind and source.

        Args:
            instanceId: The instance.
            instanceSandboxId: The sandbox user, by the ID of the user's account.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
        """
    @_typed.Reads[_types.PayloadCountsBreakdown, _types.InstanceSandboxPayloadCountsBreakdownArguments]()
    def payload_counts_breakdown(self, *, instanceId: str, instanceSandboxId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None = ..., asBytes: _typed.String | None = ..., includeNonBillable: _typed.String | None = ...) -> _types.PayloadCountsBreakdown:
        """
        Counts the payloads of the user's own applications hour by hour or day by day.

        Args:
            instanceId: The instance.
            instanceSandboxId: The sandbox user, by the ID of the user's account.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            resolution: Length of each interval in milliseconds: a day or an hour. Default: 86400000
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
            includeNonBillable: `true` takes in payloads that are not billed. Default: False
        """
    @_typed.Calls[_types.InstanceSandbox, _types.InstanceSandboxUndeleteArguments]()
    def undelete(self, *, instanceId: str, instanceSandboxId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.InstanceSandbox:
        """
        Restores a user's account that is marked for deletion.

        Args:
            instanceId: The instance.
            instanceSandboxId: The sandbox user, by the ID of the user's account.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
        """

class InstanceSandboxes(_typed.Resource[_typed.Mode]):
    """The sandbox users of an instance."""
    @_typed.Lists[_types.InstanceSandboxes, _types.InstanceSandbox, _types.InstanceSandboxesGetArguments]()
    def get(self, *, instanceId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ..., sortField: _types.InstanceSandboxesGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., startingAfterId: str | None = ..., endingBeforeId: str | None = ..., limit: _typed.String | None = ..., filterField: Literal["firstName", "lastName", "email"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., includeDeleted: _typed.String | None = ...) -> _types.InstanceSandboxes:
        """
        Lists the instance's sandbox users, a piece at a time; `hasMore` in the answer tells whether others follow.

        Args:
            instanceId: The instance.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            sortField: Field to sort by. Default: 'email'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            startingAfterId: The list begins after the user with this ID.
            endingBeforeId: The list ends before the user with this ID, such as the first of the piece after it.
            limit: The most users to return. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            includeDeleted: `true` takes in users whose accounts are marked for deletion.
        """

class Integration(_typed.Resource[_typed.Mode]):
    """One integration of an application: a connection to an outside message service, such as an MQTT broker."""
    @_typed.Calls[_types.Success, _types.IntegrationDeleteArguments]()
    def delete(self, *, applicationId: str, integrationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeWorkflows: _typed.String | None = ...) -> _types.Success:
        """
        Deletes the integration and with it the connection.

        Args:
            applicationId: The application.
            integrationId: The integration.
            includeWorkflows: `true` also deletes the workflows that use it; otherwise they stay.
        """
    @_typed.Reads[_types.Integration, _types.IntegrationGetArguments]()
    def get(self, *, applicationId: str, integrationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Integration:
        """
        Returns the integration: its configuration and the state of its connection.

        Args:
            applicationId: The application.
            integrationId: The integration.
        """
    @_typed.Calls[_types.Integration, _types.IntegrationPatchArguments]()
    def patch(self, *, applicationId: str, integrationId: str, integration: _types.IntegrationPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Integration:
        """
        Changes what is given of the integration and leaves the rest as it is; its type cannot be changed.

        Args:
            applicationId: The application.
            integrationId: The integration.
            integration: What to change.
        """

class Integrations(_typed.Resource[_typed.Mode]):
    """The integrations of an application: connections whose messages start its workflows, and to which workflows can send."""
    @_typed.Lists[_types.Integrations, _types.Integration, _types.IntegrationsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.IntegrationsGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name", "integrationType"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.Integrations:
        """
        Lists the integrations of the application, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.Integration, _types.IntegrationsPostArguments]()
    def post(self, *, applicationId: str, integration: _types.IntegrationPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Integration:
        """
        Makes a new integration.

        Args:
            applicationId: The application.
            integration: The integration to make: its name, its type, and the configuration that goes with the type.
        """

class Me(_typed.Resource[_typed.Mode]):
    """The user that the request's token belongs to: profile, password, second factor, invitations and use."""
    @_typed.Calls[_types.RecentItemList, _types.MeAddRecentItemArguments]()
    def add_recent_item(self, *, data: _types.RecentItem, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.RecentItemList:
        """
        Adds an item to one of the user's lists of recent items; each type of item has its own.

        Args:
            data: The item, its type and, for a device for instance, the application that it belongs to.
        """
    @_typed.Calls[_types.AuthedUser, _types.MeChangePasswordArguments]()
    def change_password(self, *, data: _types.ChangePassword, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.AuthedUser:
        """
        Sets a new password and returns a new token.

        Args:
            data: The password until now, the new one, and the code of the second factor if there is one.
        """
    @_typed.Calls[_types.Success, _types.MeDeleteArguments]()
    def delete(self, *, credentials: _types.UserCredentials, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the user's own account.

        Args:
            credentials: Email, password and, if there is one, the code of the second factor.
        """
    @_typed.Reads[_types.DeviceCounts, _types.MeDeviceCountsArguments]()
    def device_counts(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.DeviceCounts:
        """
        Tells, day by day, how many devices there were in all applications that the user owns.

        Args:
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.Me, _types.MeDisableTwoFactorAuthArguments]()
    def disable_two_factor_auth(self, *, data: _types.DisableTwoFactorAuth, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeRecent: _typed.String | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Me:
        """
        Switches two-factor authentication off: from then on email and password are enough to log in.

        Args:
            includeRecent: `true` adds the user's lists of recent applications, dashboards and organizations.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            data: The password, and a code of the second factor as it is now.
        """
    @_typed.Calls[_types.Me, _types.MeDisconnectGithubArguments]()
    def disconnect_github(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeRecent: _typed.String | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Me:
        """
        Undoes the link between the user and their GitHub account.

        Args:
            includeRecent: `true` adds the user's lists of recent applications, dashboards and organizations.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
        """
    @_typed.Calls[_types.Me, _types.MeEnableTwoFactorAuthArguments]()
    def enable_two_factor_auth(self, *, data: _types.EnableTwoFactorAuth, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeRecent: _typed.String | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Me:
        """
        Switches two-factor authentication on, with a key from `generateTwoFactorAuth`.

        Args:
            includeRecent: `true` adds the user's lists of recent applications, dashboards and organizations.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            data: The key, a code that the authenticator app made with it, and the password.
        """
    @_typed.Reads[_types.RecentItemList, _types.MeFetchRecentItemsArguments]()
    def fetch_recent_items(self, *, itemType: _types.MeFetchRecentItemsItemType, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., parentId: str | None = ...) -> _types.RecentItemList:
        """
        Returns the user's list of recent items of one type.

        Args:
            parentId: What the items belong to: for devices, the application.
            itemType: Which type of item to list; a `flow` is a workflow.
        """
    @_typed.Calls[_types.MultiFactorAuthInfo, _types.MeGenerateTwoFactorAuthArguments]()
    def generate_two_factor_auth(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.MultiFactorAuthInfo:
        """Returns a key to put into an authenticator app."""
    @_typed.Reads[_types.Me, _types.MeGetArguments]()
    def get(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeRecent: _typed.String | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Me:
        """
        Returns the user's own data: profile, limits and a summary of what they own.

        Args:
            includeRecent: `true` adds the user's lists of recent applications, dashboards and organizations.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
        """
    @_typed.Reads[_types.OrgInviteUser, _types.MeInviteArguments]()
    def invite(self, *, inviteId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.OrgInviteUser:
        """
        Returns one invitation to join an organization that the user has been sent.

        Args:
            inviteId: The invitation.
        """
    @_typed.Reads[list[_types.OrgInviteUser], _types.MeInvitesArguments]()
    def invites(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> list[_types.OrgInviteUser]:
        """Lists the invitations to organizations that await the user's response, all at once."""
    @_typed.Reads[_types.NotebookMinuteCounts, _types.MeNotebookMinuteCountsArguments]()
    def notebook_minute_counts(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.NotebookMinuteCounts:
        """
        Tells, day by day, for how many minutes notebooks ran in all applications that the user owns.

        Args:
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.Me, _types.MePatchArguments]()
    def patch(self, *, user: _types.MePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeRecent: _typed.String | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Me:
        """
        Changes what is given of the user's own data and leaves the rest as it is.

        Args:
            includeRecent: `true` adds the user's lists of recent applications, dashboards and organizations.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            user: What to change; `currentCredentials` takes the current password, and a code of the second factor, to confirm it.
        """
    @_typed.Reads[_types.PayloadStats, _types.MePayloadCountsArguments]()
    def payload_counts(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., asBytes: _typed.String | None = ...) -> _types.PayloadStats:
        """
        Counts the payloads of all applications that the user owns, by kind and source.

        Args:
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
        """
    @_typed.Reads[_types.PayloadCountsBreakdown, _types.MePayloadCountsBreakdownArguments]()
    def payload_counts_breakdown(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None = ..., asBytes: _typed.String | None = ..., includeNonBillable: _typed.String | None = ...) -> _types.PayloadCountsBreakdown:
        """
        Counts the payloads of all applications that the user owns, hour by hour or day by day.

        Args:
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            resolution: Length of each interval in milliseconds: a day or an hour. Default: 86400000
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
            includeNonBillable: `true` takes in payloads that are not billed. Default: False
        """
    @_typed.Reads[_types.AuthedUser, _types.MeRefreshTokenArguments]()
    def refresh_token(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.AuthedUser:
        """Issues a new token on the strength of the one that the request is sent with; no password is asked for."""
    @_typed.Calls[_types.OrgInviteResultUser, _types.MeRespondToInviteArguments]()
    def respond_to_invite(self, *, inviteId: str, response: _types.OrgInviteActionUser, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.OrgInviteResultUser:
        """
        Accepts, rejects or dismisses an invitation to an organization.

        Args:
            inviteId: The invitation.
            response: Whether to accept, reject or dismiss the invitation.
        """
    @_typed.Calls[_types.Success, _types.MeTransferResourcesArguments]()
    def transfer_resources(self, *, transfer: _types.ResourceTransfer, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Hands applications and dashboards that the user owns over to another owner.

        Args:
            transfer: Which applications and dashboards to hand over, and the user or organization to get them.
        """
    @_typed.Calls[_types.Success, _types.MeVerifyEmailArguments]()
    def verify_email(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """Sends an email to the user's address with which they can verify that it is theirs."""

class Notebook(_typed.Resource[_typed.Mode]):
    """One notebook of an application: a Jupyter notebook that Losant runs on data of devices and data tables."""
    @_typed.Calls[_types.Success, _types.NotebookCancelExecutionArguments]()
    def cancel_execution(self, *, applicationId: str, notebookId: str, executionId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Marks one execution of the notebook to be canceled.

        Args:
            applicationId: The application.
            notebookId: The notebook.
            executionId: The execution to cancel: the `executionId` that `execute` returned, which `logs` shows too.
        """
    @_typed.Calls[_types.Success, _types.NotebookDeleteArguments]()
    def delete(self, *, applicationId: str, notebookId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the notebook for good.

        Args:
            applicationId: The application.
            notebookId: The notebook.
        """
    @_typed.Calls[_types.SuccessWithExecutionId, _types.NotebookExecuteArguments]()
    def execute(self, *, applicationId: str, notebookId: str, executionOptions: _types.NotebookDataExportOptions, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.SuccessWithExecutionId:
        """
        Queues an execution of the notebook and answers without waiting for it; `logs` tells how it goes.

        Args:
            applicationId: The application.
            notebookId: The notebook.
            executionOptions: The moment that the inputs' times are relative to, values for templates, and whom to tell of the end.
        """
    @_typed.Reads[_types.Notebook, _types.NotebookGetArguments]()
    def get(self, *, applicationId: str, notebookId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Notebook:
        """
        Returns the notebook: its inputs and outputs, and where its Jupyter file can be downloaded.

        Args:
            applicationId: The application.
            notebookId: The notebook.
        """
    @_typed.Reads[list[_types.NotebookExecutionLogsItem], _types.NotebookLogsArguments]()
    def logs(self, *, applicationId: str, notebookId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., limit: _typed.String | None = ..., since: _typed.String | None = ...) -> list[_types.NotebookExecutionLogsItem]:
        """
        Lists the latest executions of the notebook: their status, times, errors, and the files they took in and made.

        Args:
            applicationId: The application.
            notebookId: The notebook.
            limit: The most executions to return; the latest come first. Default: 1
            since: Return executions from this moment on, in milliseconds since the epoch.
        """
    @_typed.Reads[_types.NotebookMinuteCounts, _types.NotebookNotebookMinuteCountsArguments]()
    def notebook_minute_counts(self, *, applicationId: str, notebookId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.NotebookMinuteCounts:
        """
        Tells, day by day, for how many minutes the notebook ran.

        Args:
            applicationId: The application.
            notebookId: The notebook.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.Notebook, _types.NotebookPatchArguments]()
    def patch(self, *, applicationId: str, notebookId: str, notebook: _types.NotebookPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Notebook:
        """
        Changes what is given of the notebook and leaves the rest as it is.

        Args:
            applicationId: The application.
            notebookId: The notebook.
            notebook: What to change.
        """
    @_typed.Calls[_types.JobEnqueuedResult, _types.NotebookRequestInputDataExportArguments]()
    def request_input_data_export(self, *, applicationId: str, notebookId: str, exportOptions: _types.NotebookDataExportOptions, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.JobEnqueuedResult:
        """
        Starts a job that packs the data which an execution would get as inputs into a zip file.

        Args:
            applicationId: The application.
            notebookId: The notebook.
            exportOptions: Whom to tell when the file is ready, the moment that the inputs' times are relative to, and values for templates.
        """
    @_typed.Calls[_types.Notebook, _types.NotebookUploadArguments]()
    def upload(self, *, applicationId: str, notebookId: str, jupyterFile: _typed.File, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Notebook:
        """
        Sets the Jupyter file that the notebook executes, in place of the one it had.

        Args:
            applicationId: The application.
            notebookId: The notebook.
            jupyterFile: The Jupyter notebook: an `.ipynb` file.
        """

class Notebooks(_typed.Resource[_typed.Mode]):
    """The notebooks of an application: Jupyter notebooks that Losant runs on its data."""
    @_typed.Lists[_types.Notebooks, _types.Notebook, _types.NotebooksGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.NotebooksGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.Notebooks:
        """
        Lists an application's notebooks, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.Notebook, _types.NotebooksPostArguments]()
    def post(self, *, applicationId: str, notebook: _types.NotebookPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Notebook:
        """
        Makes a new notebook.

        Args:
            applicationId: The application.
            notebook: The notebook to make.
        """

class Org(_typed.Resource[_typed.Mode]):
    """One organization, in which users share applications and dashboards: its settings, members, invitations and use."""
    @_typed.Calls[_types.Success, _types.OrgDeleteArguments]()
    def delete(self, *, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the organization for good, with all its applications, their data, and its dashboards.

        Args:
            orgId: The organization.
        """
    @_typed.Reads[_types.DeviceCounts, _types.OrgDeviceCountsArguments]()
    def device_counts(self, *, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.DeviceCounts:
        """
        Tells, day by day, how many devices there were in the organization's applications.

        Args:
            orgId: The organization.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Reads[_types.Org, _types.OrgGetArguments]()
    def get(self, *, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Org:
        """
        Returns the organization with its members, their roles, and its limits.

        Args:
            orgId: The organization.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
        """
    @_typed.Calls[list[_types.OrgInvite], _types.OrgInviteMemberArguments]()
    def invite_member(self, *, orgId: str, invite: _types.OrgInvitePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> list[_types.OrgInvite]:
        """
        Invites a person by email to join the organization.

        Args:
            orgId: The organization.
            invite: Whom to invite, and the role they are to have, in general and for single applications or dashboards.
        """
    @_typed.Calls[_types.Org, _types.OrgModifyMemberArguments]()
    def modify_member(self, *, orgId: str, member: _types.OrgMemberPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Org:
        """
        Changes the role of a member: in general, or for single applications or dashboards.

        Args:
            orgId: The organization.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            member: The member's `userId` and new roles.
        """
    @_typed.Reads[_types.NotebookMinuteCounts, _types.OrgNotebookMinuteCountsArguments]()
    def notebook_minute_counts(self, *, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ...) -> _types.NotebookMinuteCounts:
        """
        Tells, day by day, for how many minutes notebooks ran in the organization's applications.

        Args:
            orgId: The organization.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.Org, _types.OrgPatchArguments]()
    def patch(self, *, orgId: str, organization: _types.OrgPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Org:
        """
        Changes what is given of the organization and leaves the rest as it is.

        Args:
            orgId: The organization.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            organization: What to change.
        """
    @_typed.Reads[_types.PayloadStats, _types.OrgPayloadCountsArguments]()
    def payload_counts(self, *, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., asBytes: _typed.String | None = ...) -> _types.PayloadStats:
        """
        Counts the payloads of all applications that the organization owns, by kind and source.

        Args:
            orgId: The organization.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
        """
    @_typed.Reads[_types.PayloadCountsBreakdown, _types.OrgPayloadCountsBreakdownArguments]()
    def payload_counts_breakdown(self, *, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., start: _typed.String | None = ..., end: _typed.String | None = ..., resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None = ..., asBytes: _typed.String | None = ..., includeNonBillable: _typed.String | None = ...) -> _types.PayloadCountsBreakdown:
        """
        Counts the payloads of all applications that the organization owns, hour by hour or day by day.

        Args:
            orgId: The organization.
            start: Start of the time to cover, in milliseconds since the epoch.
            end: End of the time to cover, in milliseconds since the epoch.
            resolution: Length of each interval in milliseconds: a day or an hour. Default: 86400000
            asBytes: `true` adds up the sizes of payloads, in bytes, instead of counting them. Default: False
            includeNonBillable: `true` takes in payloads that are not billed. Default: False
        """
    @_typed.Reads[list[_types.OrgInvite], _types.OrgPendingInvitesArguments]()
    def pending_invites(self, *, orgId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> list[_types.OrgInvite]:
        """
        Lists the invitations to the organization that await a response, all at once.

        Args:
            orgId: The organization.
        """
    @_typed.Calls[_types.Org, _types.OrgRemoveMemberArguments]()
    def remove_member(self, *, orgId: str, userId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Org:
        """
        Takes a member out of the organization.

        Args:
            orgId: The organization.
            userId: The member to remove.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
        """
    @_typed.Calls[list[_types.OrgInvite], _types.OrgRevokeInviteArguments]()
    def revoke_invite(self, *, orgId: str, inviteId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> list[_types.OrgInvite]:
        """
        Withdraws an invitation, so that it can no longer be accepted.

        Args:
            orgId: The organization.
            inviteId: The invitation to withdraw.
        """
    @_typed.Calls[_types.Success, _types.OrgTransferResourcesArguments]()
    def transfer_resources(self, *, orgId: str, transfer: _types.ResourceTransfer, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Hands applications and dashboards of the organization over to another owner.

        Args:
            orgId: The organization.
            transfer: Which applications and dashboards to hand over, and the user or organization to get them.
        """

class OrgInvites(_typed.Resource[_typed.Mode]):
    """An invitation to an organization, seen and answered by whoever has its token."""
    @_typed.Reads[_types.OrgInviteInfo, _types.OrgInvitesGetArguments]()
    def get(self, *, token: _typed.String, email: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.OrgInviteInfo:
        """
        Returns what an invitation is for, by its token and the address that it was sent to.

        Args:
            token: The invitation's token: a secret that stands for it, not its ID.
            email: Email address that the invitation was sent to.
        """
    @_typed.Calls[_types.OrgInviteResult, _types.OrgInvitesPostArguments]()
    def post(self, *, invite: _types.OrgInviteAction, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.OrgInviteResult:
        """
        Accepts or rejects an invitation, by its token and the address that it was sent to.

        Args:
            invite: The invitation's token and email address, and whether to accept it.
        """

class Orgs(_typed.Resource[_typed.Mode]):
    """The organizations of the user."""
    @_typed.Lists[_types.Orgs, _types.Org, _types.OrgsGetArguments]()
    def get(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Orgs:
        """
        Lists the organizations that the user is a member of, page by page.

        Args:
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
        """
    @_typed.Calls[_types.Org, _types.OrgsPostArguments]()
    def post(self, *, organization: _types.OrgPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., summaryExclude: _typed.String | None = ..., summaryInclude: _typed.String | None = ...) -> _types.Org:
        """
        Makes a new organization.

        Args:
            summaryExclude: Fields to leave out of the `summary`, separated by commas.
            summaryInclude: Fields to put into the `summary`, separated by commas; others are left out.
            organization: The organization to make.
        """

class PrivateFile(_typed.Resource[_typed.Mode]):
    """One private file or directory of an application: its content can be read only by a signed URL, for a limited time."""
    @_typed.Calls[_types.Success, _types.PrivateFileDeleteArguments]()
    def delete(self, *, applicationId: str, privateFileId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the file for good, or the directory with everything in it.

        Args:
            applicationId: The application.
            privateFileId: The private file or directory.
        """
    @_typed.Reads[_types.File, _types.PrivateFileGetArguments]()
    def get(self, *, applicationId: str, privateFileId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., urlTTL: _typed.String | None = ...) -> _types.File:
        """
        Returns what is known of the file or directory, with a fresh signed URL, but not the content.

        Args:
            applicationId: The application.
            privateFileId: The private file or directory.
            urlTTL: How long a file's URL is to stay valid, in seconds. Default: 900
        """
    @_typed.Calls[_types.File, _types.PrivateFileMoveArguments]()
    def move(self, *, applicationId: str, privateFileId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., name: _typed.String | None = ..., parentDirectory: _typed.String | None = ..., urlTTL: _typed.String | None = ...) -> _types.File:
        """
        Renames the file or directory or moves it elsewhere.

        Args:
            applicationId: The application.
            privateFileId: The private file or directory.
            name: New name of the file or directory.
            parentDirectory: Path of the directory to move it into, such as `/new/location`.
            urlTTL: How long a file's URL is to stay valid, in seconds. Default: 900
        """
    @_typed.Calls[_types.FileUploadPostResponse, _types.PrivateFilePatchArguments]()
    def patch(self, *, applicationId: str, privateFileId: str, updates: _types.FilePatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.FileUploadPostResponse:
        """
        Prepares for replacing the file's content: notes its new size and type, and returns where to upload it.

        Args:
            applicationId: The application.
            privateFileId: The private file or directory.
            updates: Size in bytes, content type and, for an image, dimensions of the new content.
        """
    @_typed.Calls[_types.File, _types.PrivateFileUploadArguments]()
    def upload(self, *, applicationId: str, privateFileId: str, privateFile: _typed.File, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., urlTTL: _typed.String | None = ...) -> _types.File:
        """
        Uploads content for the file, in place of what it held.

        Args:
            applicationId: The application.
            privateFileId: The private file or directory.
            urlTTL: How long a file's URL is to stay valid, in seconds. Default: 900
            privateFile: The content of the file.
        """

class PrivateFiles(_typed.Resource[_typed.Mode]):
    """The private files of an application, in directories: readable only by signed URLs."""
    @_typed.Lists[_types.Files, _types.File, _types.PrivateFilesGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["lastUpdated", "type", "name", "creationDate"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ..., type: _typed.String | None = ..., status: Literal["completed", "pending"] | _typed.EnumMember | None = ..., directory: _typed.String | None = ..., urlTTL: _typed.String | None = ...) -> _types.Files:
        """
        Lists private files and directories of the application, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'lastUpdated'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
            type: Whether to return only files (`file`) or only directories (`directory`).
            status: `pending` returns files whose content is still to come, `completed` those that are ready.
            directory: Path of the directory whose files to return, such as `/a/path/`.
            urlTTL: How long a file's URL is to stay valid, in seconds. Default: 900
        """
    @_typed.Calls[_types.FileUploadPostResponse, _types.PrivateFilesPostArguments]()
    def post(self, *, applicationId: str, privateFile: _types.FilePost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.FileUploadPostResponse:
        """
        Makes a directory, or an entry for a private file whose content is then uploaded to the URL in the answer.

        Args:
            applicationId: The application.
            privateFile: The file or directory to make: name, type, where to put it, and for a file its size in bytes.
        """

class ResourceJob(_typed.Resource[_typed.Mode]):
    """One resource job of an application: it triggers workflows once for each thing (device, data table row or user) that its query finds."""
    @_typed.Calls[_types.Success, _types.ResourceJobCancelExecutionArguments]()
    def cancel_execution(self, *, applicationId: str, resourceJobId: str, executionId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Marks one execution of the job to be canceled.

        Args:
            applicationId: The application.
            resourceJobId: The resource job.
            executionId: The execution to cancel: the `executionId` that `execute` returned, which `logs` shows too.
        """
    @_typed.Calls[_types.Success, _types.ResourceJobDeleteArguments]()
    def delete(self, *, applicationId: str, resourceJobId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeWorkflows: _typed.String | None = ...) -> _types.Success:
        """
        Deletes the resource job for good and, if asked, the workflows that it triggers.

        Args:
            applicationId: The application.
            resourceJobId: The resource job.
            includeWorkflows: `true` deletes the workflows that the job triggers as well.
        """
    @_typed.Calls[_types.SuccessWithExecutionId, _types.ResourceJobExecuteArguments]()
    def execute(self, *, applicationId: str, resourceJobId: str, executionOptions: _types.ResourceJobExecutionOptions, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.SuccessWithExecutionId:
        """
        Queues an execution of the job and answers without waiting for it; `logs` tells how it goes.

        Args:
            applicationId: The application.
            resourceJobId: The resource job.
            executionOptions: Values for templates (`templateContext`), and a query and data table for this execution.
        """
    @_typed.Reads[_types.ResourceJob, _types.ResourceJobGetArguments]()
    def get(self, *, applicationId: str, resourceJobId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ResourceJob:
        """
        Returns the resource job: its query, and how its iterations run, time out and are tried again.

        Args:
            applicationId: The application.
            resourceJobId: The resource job.
        """
    @_typed.Reads[list[_types.ResourceJobExecutionLogsItem], _types.ResourceJobLogsArguments]()
    def logs(self, *, applicationId: str, resourceJobId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., limit: _typed.String | None = ..., since: _typed.String | None = ...) -> list[_types.ResourceJobExecutionLogsItem]:
        """
        Lists the latest executions of the job: their status, and how many iterations succeeded, failed or are still to come.

        Args:
            applicationId: The application.
            resourceJobId: The resource job.
            limit: The most executions to return; the latest come first. Default: 1
            since: Return executions from this moment on, in milliseconds since the epoch.
        """
    @_typed.Calls[_types.ResourceJob, _types.ResourceJobPatchArguments]()
    def patch(self, *, applicationId: str, resourceJobId: str, resourceJob: _types.ResourceJobPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ResourceJob:
        """
        Changes what is given of the resource job and leaves the rest as it is.

        Args:
            applicationId: The application.
            resourceJobId: The resource job.
            resourceJob: What to change.
        """

class ResourceJobs(_typed.Resource[_typed.Mode]):
    """The resource jobs of an application: each triggers workflows once for every device, data table row, experience user or group that its query finds."""
    @_typed.Lists[_types.ResourceJobs, _types.ResourceJob, _types.ResourceJobsGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.ResourceJobsGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name", "resourceType"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.ResourceJobs:
        """
        Lists an application's resource jobs, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.ResourceJob, _types.ResourceJobsPostArguments]()
    def post(self, *, applicationId: str, resourceJob: _types.ResourceJobPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ResourceJob:
        """
        Makes a new resource job, without executing it.

        Args:
            applicationId: The application.
            resourceJob: The resource job to make.
        """

class UserApiToken(_typed.Resource[_typed.Mode]):
    """One API token of the user: look at it, rename it, switch it off, revoke it."""
    @_typed.Calls[_types.Success, _types.UserApiTokenDeleteArguments]()
    def delete(self, *, apiTokenId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Revokes the token for good.

        Args:
            apiTokenId: The API token: its ID, not the token itself.
        """
    @_typed.Reads[_types.ApiToken, _types.UserApiTokenGetArguments]()
    def get(self, *, apiTokenId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApiToken:
        """
        Returns what is known of the token; the secret itself is never shown again.

        Args:
            apiTokenId: The API token: its ID, not the token itself.
        """
    @_typed.Calls[_types.ApiToken, _types.UserApiTokenPatchArguments]()
    def patch(self, *, apiTokenId: str, apiToken: _types.ApiTokenPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApiToken:
        """
        Changes the token's name, notes, roles or status.

        Args:
            apiTokenId: The API token: its ID, not the token itself.
            apiToken: What to change.
        """

class UserApiTokens(_typed.Resource[_typed.Mode]):
    """The API tokens of the user: long-lived credentials with which programs act in the user's name."""
    @_typed.Lists[_types.ApiTokens, _types.ApiToken, _types.UserApiTokensGetArguments]()
    def get(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.UserApiTokensGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name", "status"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.ApiTokens:
        """
        Lists the user's API tokens, page by page.

        Args:
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.ApiToken, _types.UserApiTokensPostArguments]()
    def post(self, *, apiToken: _types.ApiTokenPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.ApiToken:
        """
        Makes a new API token for the user.

        Args:
            apiToken: The token to make.
        """

class UserOauthClient(_typed.Resource[_typed.Mode]):
    """One OAuth client that the user has registered: a third-party application that may ask for access by OAuth."""
    @_typed.Calls[_types.Success, _types.UserOauthClientDeleteArguments]()
    def delete(self, *, clientId: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Deletes the OAuth client: the application is no longer registered.

        Args:
            clientId: The OAuth client.
        """
    @_typed.Reads[dict[str, Any], _types.UserOauthClientGetArguments]()
    def get(self, *, clientId: _typed.String, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> dict[str, Any]:
        """
        Returns the OAuth client as it is registered.

        Args:
            clientId: The OAuth client.
        """
    @_typed.Calls[dict[str, Any], _types.UserOauthClientPatchArguments]()
    def patch(self, *, clientId: _typed.String, oauthClient: Mapping[str, Any], losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> dict[str, Any]:
        """
        Changes how the OAuth client is registered.

        Args:
            clientId: The OAuth client.
            oauthClient: What to change.
        """

class UserOauthClients(_typed.Resource[_typed.Mode]):
    """The OAuth clients that the user has registered: third-party applications that may ask for access by OAuth."""
    @_typed.Lists[Any, Any, _types.UserOauthClientsGetArguments]()
    def get(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _typed.String | None = ..., sortDirection: _typed.String | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: _typed.String | None = ..., filter: _typed.String | None = ...) -> Any:
        """
        Lists the OAuth clients that the user has registered, page by page.

        Args:
            sortField: Field to sort by.
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`).
            page: Number of the page to return; the first is 0.
            perPage: The most items that a page may hold.
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[dict[str, Any], _types.UserOauthClientsPostArguments]()
    def post(self, *, oauthClient: Mapping[str, Any], losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> dict[str, Any]:
        """
        Registers a new OAuth client for the user.

        Args:
            oauthClient: The OAuth client to register.
        """

class UserOauthToken(_typed.Resource[_typed.Mode]):
    """One OAuth token of the user, which lets a third-party application act for them: look at it, change it, revoke it."""
    @_typed.Calls[_types.Success, _types.UserOauthTokenDeleteArguments]()
    def delete(self, *, oauthTokenId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Success:
        """
        Revokes the token for good: the application can no longer act for the user with it.

        Args:
            oauthTokenId: The OAuth token: its ID, not the token itself.
        """
    @_typed.Reads[_types.UserOauthToken, _types.UserOauthTokenGetArguments]()
    def get(self, *, oauthTokenId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.UserOauthToken:
        """
        Returns what the token allows, and the application (OAuth client) that it was granted to; the secret is not in it.

        Args:
            oauthTokenId: The OAuth token: its ID, not the token itself.
        """
    @_typed.Calls[_types.UserOauthToken, _types.UserOauthTokenPatchArguments]()
    def patch(self, *, oauthTokenId: str, oauthToken: _types.ApiTokenPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.UserOauthToken:
        """
        Changes the token's name, notes, roles or status.

        Args:
            oauthTokenId: The OAuth token: its ID, not the token itself.
            oauthToken: What to change.
        """

class UserOauthTokens(_typed.Resource[_typed.Mode]):
    """The OAuth tokens of the user: with each, the user lets a third-party application act for them."""
    @_typed.Lists[_types.UserOauthTokens, _types.UserOauthToken, _types.UserOauthTokensGetArguments]()
    def get(self, *, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: _types.UserOauthTokensGetSortField | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.UserOauthTokens:
        """
        Lists the user's OAuth tokens, page by page.

        Args:
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.UserOauthToken, _types.UserOauthTokensPostArguments]()
    def post(self, *, oauthToken: _types.UserOauthTokenPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.UserOauthToken:
        """
        Grants a third-party application access, as the user's consent in an OAuth 2.0 flow with PKCE.

        Args:
            oauthToken: The application (OAuth client), its PKCE challenge, and what it may do.
        """

class Webhook(_typed.Resource[_typed.Mode]):
    """One webhook of an application: a URL at Losant that other services call to start workflows."""
    @_typed.Calls[_types.Success, _types.WebhookDeleteArguments]()
    def delete(self, *, applicationId: str, webhookId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., includeWorkflows: _typed.String | None = ...) -> _types.Success:
        """
        Deletes the webhook; its URL stops working.

        Args:
            applicationId: The application.
            webhookId: The webhook.
            includeWorkflows: `true` also deletes the workflows that use it; otherwise they stay.
        """
    @_typed.Reads[_types.Webhook, _types.WebhookGetArguments]()
    def get(self, *, applicationId: str, webhookId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Webhook:
        """
        Returns the webhook, with the token that is part of its URL.

        Args:
            applicationId: The application.
            webhookId: The webhook.
        """
    @_typed.Calls[_types.Webhook, _types.WebhookPatchArguments]()
    def patch(self, *, applicationId: str, webhookId: str, webhook: _types.WebhookPatch, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Webhook:
        """
        Changes what is given of the webhook and leaves the rest as it is; its token cannot be changed.

        Args:
            applicationId: The application.
            webhookId: The webhook.
            webhook: What to change.
        """

class Webhooks(_typed.Resource[_typed.Mode]):
    """The webhooks of an application: URLs with which other services start its workflows."""
    @_typed.Lists[_types.Webhooks, _types.Webhook, _types.WebhooksGetArguments]()
    def get(self, *, applicationId: str, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ..., sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None = ..., sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None = ..., page: _typed.String | None = ..., perPage: _typed.String | None = ..., filterField: Literal["name"] | _typed.EnumMember | None = ..., filter: _typed.String | None = ...) -> _types.Webhooks:
        """
        Lists the webhooks of the application, page by page.

        Args:
            applicationId: The application.
            sortField: Field to sort by. Default: 'name'
            sortDirection: Whether to sort upwards (`asc`) or downwards (`desc`). Default: 'asc'
            page: Number of the page to return; the first is 0. Default: 0
            perPage: The most items that a page may hold. Default: 100
            filterField: Field to filter by.
            filter: What the filtered field has to match; `*` stands for any text.
        """
    @_typed.Calls[_types.Webhook, _types.WebhooksPostArguments]()
    def post(self, *, applicationId: str, webhook: _types.WebhookPost, losantdomain: _typed.String | None = ..., _actions: _typed.Boolean | None = ..., _links: _typed.Boolean | None = ..., _embedded: _typed.Boolean | None = ...) -> _types.Webhook:
        """
        Makes a new webhook, with a URL of its own.

        Args:
            applicationId: The application.
            webhook: The webhook to make: at least its name; also how it answers and whether it asks for a password.
        """

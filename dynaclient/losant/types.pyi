# Generated from a description by `dynaclient stubs`. Edit the description, and run the command again.
# ruff: noqa
# fmt: off
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from dynaclient.client import typed as _typed
from typing_extensions import Required, TypeAlias

class ApplicationApplyTemplatePatch(TypedDict, total=False):
    """Which template to apply to an application."""
    templateId: Required[str]
    email: str
    callbackUrl: str

class Application(TypedDict):
    """An application: the container for devices, workflows, dashboards, experiences and all the rest."""
    id: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    appliedTemplateIds: list[str]
    ownerId: str
    ownerType: Literal["user", "organization"]
    organizationName: str
    organizationIconColor: str
    name: str
    description: str
    endpointSlug: str
    expUserTokenCutoff: str
    endpointDefaultCors: bool
    globals: list[ApplicationGlobalsItem]
    blobUrlTTL: float
    summary: ApplicationSummary
    ftueTracking: list[FtueTrackingItem]
    archiveConfig: ArchiveConfig

class ApplicationGlobalsItem(TypedDict, total=False):
    key: Required[str]
    json: Required[str]
    cloudOnly: bool
    description: str

class ApplicationSummary(TypedDict):
    """How much an application holds."""
    apiTokenCount: int
    certificateCount: int
    certificateAuthorityCount: int
    credentialCount: int
    dashCount: int
    dataTableCount: int
    deviceCount: int
    deviceRecipeCount: int
    eventCount: int
    experienceDomainCount: int
    experienceEndpointCount: int
    experienceGroupCount: int
    experienceSlugCount: int
    experienceUserCount: int
    experienceVersionCount: int
    experienceViewCount: int
    fileCount: int
    flowCount: int
    integrationCount: int
    keyCount: int
    notebookCount: int
    privateFileCount: int
    resourceJobCount: int
    webhookCount: int
    payloadCount: PayloadStats
    storageStats: ApplicationSummaryStorageStats
    notebookStats: ApplicationSummaryNotebookStats

class PayloadStats(TypedDict):
    """Payloads, or their bytes, by kind and then by source."""
    appFile: dict[str, float]
    dataTable: dict[str, float]
    deviceCreate: dict[str, float]
    deviceCommand: dict[str, float]
    deviceConnect: dict[str, float]
    deviceDisconnect: dict[str, float]
    deviceState: dict[str, float]
    endpoint: dict[str, float]
    event: dict[str, float]
    flowError: dict[str, float]
    inboundEmail: dict[str, float]
    integration: dict[str, float]
    mqttIn: dict[str, float]
    mqttOut: dict[str, float]
    notebook: dict[str, float]
    resourceJob: dict[str, float]
    timer: dict[str, float]
    virtualButton: dict[str, float]
    webhook: dict[str, float]

class ApplicationSummaryStorageStats(TypedDict):
    """What the application's files take up."""
    count: int
    size: int

class ApplicationSummaryNotebookStats(TypedDict):
    """What the application's notebooks did."""
    awaitingCompletion: int
    minutesThisPeriod: int
    runsThisPeriod: int

class FtueTrackingItem(TypedDict):
    name: str
    version: float
    status: Literal["skipped", "completed"]

class ArchiveConfig(TypedDict):
    """What is archived, and where to: to one of `s3`, `gcs` and `azure`."""
    directory: str
    mode: Literal["all", "whitelist", "blacklist"]
    deviceIds: list[str]
    deviceTags: list[ArchiveConfigDeviceTagsItem]
    includeDevices: bool
    includeEvents: bool
    includeDataTables: bool
    dataTablesMode: Literal["all", "whitelist", "blacklist"]
    dataTableIds: list[str]
    includeApplicationExport: bool
    applicationExportOptions: ArchiveConfigApplicationExportOptions
    delayDays: int
    s3: ArchiveConfigS3
    credentialName: str
    gcs: ArchiveConfigGcs
    azure: ArchiveConfigAzure

class ArchiveConfigDeviceTagsItem(TypedDict):
    key: str
    value: str

class ArchiveConfigApplicationExportOptions(TypedDict, total=False):
    """How that export is made."""
    includeFiles: bool
    includePrivateFiles: bool
    includeDataTableRows: bool
    includeDevices: bool
    exportType: Literal["repo"]
    credentialName: Required[str]
    repo: ExportRepository

class ExportRepository(TypedDict):
    """Where in a Git repository an export goes."""
    branch: str
    directory: str
    commitMessage: str

class ArchiveConfigS3(TypedDict, total=False):
    """Archive to Amazon S3."""
    bucket: Required[str]
    accessKeyId: str
    secretAccessKey: str
    region: str

class ArchiveConfigGcs(TypedDict, total=False):
    """Archive to Google Cloud Storage."""
    projectId: str
    keyJson: str
    bucket: Required[str]

class ArchiveConfigAzure(TypedDict, total=False):
    """Archive to Azure Blob Storage."""
    account: str
    accountKey: str
    bucket: Required[str]

class JobEnqueuedResult(TypedDict):
    """Says that the work goes on in the background."""
    jobQueued: Literal[True]
    jobId: str
    success: Literal[True]

class ApplicationApplyTemplateArguments(TypedDict, total=False):
    """Arguments of application.applyTemplate."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: Required[ApplicationApplyTemplatePatch]

class ApplicationArchiveDataArguments(TypedDict, total=False):
    """Arguments of application.archiveData."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    date: Required[_typed.String]

class ApplicationBackfillArchiveDataArguments(TypedDict, total=False):
    """Arguments of application.backfillArchiveData."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationClonePost(TypedDict, total=False):
    """How to clone an application."""
    dryRun: bool
    includeFiles: bool
    includePrivateFiles: bool
    includeDataTableRows: bool
    includeDevices: bool
    ownerId: str | None
    ownerType: Literal["user", "organization"] | _typed.EnumMember
    email: str
    callbackUrl: str
    forceJob: bool

class ApplicationCloneDryRunResult(TypedDict):
    """What cloning would do."""
    success: Literal[True]
    requiresJob: bool

class ApplicationCreationByTemplateResult(TypedDict):
    """The application that was made, and what in it needs mending."""
    application: Application
    validationErrors: list[ValidationProblemsItem]

class ValidationProblemsItem(TypedDict):
    type: str
    name: str
    id: str
    message: str

class ApplicationCloneArguments(TypedDict, total=False):
    """Arguments of application.clone."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: ApplicationClonePost

class Success(TypedDict):
    """Says that the action was carried out."""
    success: Literal[True]

class ApplicationDeleteArguments(TypedDict, total=False):
    """Arguments of application.delete."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DeviceCounts(TypedDict):
    """How many devices there were over time."""
    start: str
    end: str
    counts: list[DeviceCountsCountsItem]

class DeviceCountsCountsItem(TypedDict):
    date: str
    created: int
    deleted: int
    total: int

class ApplicationDeviceCountsArguments(TypedDict, total=False):
    """Arguments of application.deviceCounts."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class ApplicationExportPost(TypedDict, total=False):
    """What to export, and where to."""
    includeFiles: bool
    includePrivateFiles: bool
    includeDataTableRows: bool
    includeDevices: bool
    email: str
    callbackUrl: str
    forceJob: bool
    exportType: Literal["zip", "repo"] | _typed.EnumMember
    credentialName: str
    repo: ExportRepositoryBody

class ExportRepositoryBody(TypedDict, total=False):
    """Where in a Git repository an export goes."""
    branch: str
    directory: str
    commitMessage: str

class ApplicationExportResult(TypedDict):
    """A finished export."""
    url: str

class ApplicationExportArguments(TypedDict, total=False):
    """Arguments of application.export."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: Required[ApplicationExportPost]

class ApplicationFullDataTablesArchiveArguments(TypedDict, total=False):
    """Arguments of application.fullDataTablesArchive."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationFullEventsArchiveArguments(TypedDict, total=False):
    """Arguments of application.fullEventsArchive."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationGetArguments(TypedDict, total=False):
    """Arguments of application.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None

class ApplicationGlobalPatchItem(TypedDict, total=False):
    key: Required[str]
    json: None | str
    cloudOnly: bool
    description: str

class ApplicationGlobalsArguments(TypedDict, total=False):
    """Arguments of application.globals."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    globals: Required[Sequence[ApplicationGlobalPatchItem]]

class ImportIntoApplicationOptions(TypedDict, total=False):
    """What to import into an application, and how."""
    fromApplicationId: str
    importUrl: _typed.String
    callbackUrl: _typed.String
    conflictBehavior: Literal["create", "error", "retain", "replace"] | _typed.EnumMember
    dryRun: _typed.Boolean
    forceJob: _typed.Boolean
    include: BundlePartsItem | Sequence[BundlePartsItem]
    credentialName: _typed.String
    repo: ImportRepository

BundlePartsItem: TypeAlias = Literal["ApplicationCertificateAuthority", "Dashboard", "DataTableRow", "DataTable", "DeviceRecipe", "Device", "ExperienceDevelopConfig", "ExperienceEndpoint", "ExperienceFlowVersion", "ExperienceGroup", "ExperienceUser", "ExperienceVersion", "ExperienceView", "File", "FlowVersion", "Flow", "Global", "Integration", "Notebook", "PrivateFile", "Webhook", "ResourceJob"] | _typed.EnumMember

class ImportRepository(TypedDict, total=False):
    """Where in a Git repository an import comes from."""
    branch: _typed.String
    directory: _typed.String

class ApplicationImportArguments(TypedDict, total=False):
    """Arguments of application.import."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    importBundle: _typed.File
    email: _typed.String
    options: ImportIntoApplicationOptions

class ApplicationImportExecutionsItem(TypedDict):
    id: str
    importSourceType: Literal["importBundle", "importUrl", "fromApplication", "repository"]
    importExecutionId: str
    applicationId: str
    fromApplicationId: str
    runQueuedAt: str
    runStartedAt: str
    runCompletedAt: str
    status: Literal["queued", "inProgress", "completed", "errored", "failed"]
    dryRun: bool
    conflictBehavior: Literal["create", "error", "retain", "replace"]
    callbackUrl: str
    email: str
    include: list[BundlePartsItemResponse]
    jobId: str
    sourceId: str
    sourceType: Literal["flow", "user", "device", "apiToken", "notebook"]
    error: ApplicationImportExecutionsItemError
    dryRunResults: ApplicationImportExecutionsItemDryRunResults
    validationErrors: list[ValidationProblemsItem]
    importedFileUrl: str
    importUrl: str
    credentialName: str
    repo: ImportRepositoryResponse

BundlePartsItemResponse: TypeAlias = Literal["ApplicationCertificateAuthority", "Dashboard", "DataTableRow", "DataTable", "DeviceRecipe", "Device", "ExperienceDevelopConfig", "ExperienceEndpoint", "ExperienceFlowVersion", "ExperienceGroup", "ExperienceUser", "ExperienceVersion", "ExperienceView", "File", "FlowVersion", "Flow", "Global", "Integration", "Notebook", "PrivateFile", "Webhook", "ResourceJob"]

class ApplicationImportExecutionsItemError(TypedDict):
    """Why the import failed."""
    name: str
    message: str

class ApplicationImportExecutionsItemDryRunResults(TypedDict):
    """What a dry run found."""
    limitErrors: list[BundlePartsItemResponse]
    url: str

class ImportRepositoryResponse(TypedDict):
    """Where in a Git repository an import comes from."""
    branch: str
    directory: str

class ApplicationImportLogsArguments(TypedDict, total=False):
    """Arguments of application.importLogs."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    limit: _typed.String | None
    since: _typed.String | None

class MqttPublishBody(TypedDict):
    """A message on an MQTT topic."""
    topic: str
    message: str

class ApplicationMqttPublishMessageArguments(TypedDict, total=False):
    """Arguments of application.mqttPublishMessage."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    payload: Required[MqttPublishBody]

class ApplicationMqttSubscriptionStreamArguments(TypedDict, total=False):
    """Arguments of application.mqttSubscriptionStream."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    topic: Required[_typed.String]
    keepAliveInterval: _typed.String | None

class NotebookMinuteCounts(TypedDict):
    """How long notebooks ran over time."""
    start: str
    end: str
    counts: list[NotebookMinuteCountsCountsItem]

class NotebookMinuteCountsCountsItem(TypedDict):
    date: str
    minutes: int
    completed: int
    canceled: int
    errored: int
    timeout: int

class ApplicationNotebookMinuteCountsArguments(TypedDict, total=False):
    """Arguments of application.notebookMinuteCounts."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class ApplicationPatch(TypedDict, total=False):
    """What may be changed of an application; what is left out stays as it is."""
    name: str
    description: str
    endpointSlug: str
    expUserTokenCutoff: _typed.DateTime
    endpointDefaultCors: bool
    globals: Sequence[ApplicationGlobalsItemBody]
    ftueTracking: Sequence[FtueTrackingItemBody]
    archiveConfig: ArchiveConfigBody | None
    blobUrlTTL: _typed.JSONNumber

class ApplicationGlobalsItemBody(TypedDict, total=False):
    key: Required[str]
    json: Required[str]
    cloudOnly: bool
    description: str

class FtueTrackingItemBody(TypedDict):
    name: str
    version: _typed.JSONNumber
    status: Literal["skipped", "completed"] | _typed.EnumMember

class ArchiveConfigBody(TypedDict, total=False):
    """What is archived, and where to: to one of `s3`, `gcs` and `azure`."""
    directory: str
    mode: Literal["all", "whitelist", "blacklist"] | _typed.EnumMember
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[ArchiveConfigBodyDeviceTagsItem]
    includeDevices: bool
    includeEvents: bool
    includeDataTables: bool
    dataTablesMode: Literal["all", "whitelist", "blacklist"] | _typed.EnumMember
    dataTableIds: _typed.ListOf[str]
    includeApplicationExport: bool
    applicationExportOptions: ArchiveConfigBodyApplicationExportOptions
    delayDays: int
    s3: ArchiveConfigBodyS3
    credentialName: str
    gcs: ArchiveConfigBodyGcs
    azure: ArchiveConfigBodyAzure

class ArchiveConfigBodyDeviceTagsItem(TypedDict, total=False):
    key: str
    value: str

class ArchiveConfigBodyApplicationExportOptions(TypedDict, total=False):
    """How that export is made."""
    includeFiles: bool
    includePrivateFiles: bool
    includeDataTableRows: bool
    includeDevices: bool
    exportType: Literal["repo"] | _typed.EnumMember
    credentialName: Required[str]
    repo: ExportRepositoryBody

class ArchiveConfigBodyS3(TypedDict, total=False):
    """Archive to Amazon S3."""
    bucket: Required[str]
    accessKeyId: str
    secretAccessKey: str
    region: str

class ArchiveConfigBodyGcs(TypedDict, total=False):
    """Archive to Google Cloud Storage."""
    projectId: str
    keyJson: str
    bucket: Required[str]

class ArchiveConfigBodyAzure(TypedDict, total=False):
    """Archive to Azure Blob Storage."""
    account: str
    accountKey: str
    bucket: Required[str]

class ApplicationPatchArguments(TypedDict, total=False):
    """Arguments of application.patch."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None
    application: Required[ApplicationPatch]

class ApplicationPayloadCountsArguments(TypedDict, total=False):
    """Arguments of application.payloadCounts."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    asBytes: _typed.String | None

class PayloadCountsBreakdown(TypedDict):
    """How many payloads there were over time."""
    start: str
    end: str
    counts: list[PayloadCountsBreakdownCountsItem]

class PayloadCountsBreakdownCountsItem(TypedDict):
    date: str
    value: int

class ApplicationPayloadCountsBreakdownArguments(TypedDict, total=False):
    """Arguments of application.payloadCountsBreakdown."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None
    asBytes: _typed.String | None
    includeNonBillable: _typed.String | None

class ApplicationReadme(TypedDict):
    """Notes that are kept with an application."""
    applicationId: str
    lastUpdated: str
    lastUpdatedById: str
    lastUpdatedByType: Literal["apiToken", "user", "flow"]
    content: str

class ApplicationReadmeArguments(TypedDict, total=False):
    """Arguments of application.readme."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationReadmePatch(TypedDict, total=False):
    """New notes for an application."""
    content: str

class ApplicationReadmePatchArguments(TypedDict, total=False):
    """Arguments of application.readmePatch."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    readme: Required[ApplicationReadmePatch]

class ApplicationSearchResultItem(TypedDict, total=False):
    id: Required[str]
    name: Required[str]
    metadata: ApplicationSearchResultItemMetadata
    version: str
    viewType: Literal["layout", "page", "component"]
    flowClass: DeviceClass
    deviceClass: Literal["cloud", "edge", "embedded", "experience", "customNode"]
    _type: Required[ApplicationSearchResultItemType]

class ApplicationSearchResultItemMetadata(TypedDict):
    """More about it, as far as it has that."""
    descriptor: str
    parentDirectory: str
    contentType: str

DeviceClass: TypeAlias = Literal["standalone", "gateway", "peripheral", "floating", "edgeCompute", "system", "embedded"]

ApplicationSearchResultItemType: TypeAlias = Literal["applicationApiToken", "credential", "dashboard", "dataTable", "deviceRecipe", "device", "experienceDomain", "event", "experienceEndpoint", "experienceGroup", "experienceSlug", "experienceUser", "experienceVersion", "experienceView", "file", "flow", "integration", "notebook", "resourceJob", "webhook"]

class ApplicationSearchArguments(TypedDict, total=False):
    """Arguments of application.search."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    filter: Required[_typed.String]

class ApplicationApiTokenDeleteArguments(TypedDict, total=False):
    """Arguments of applicationApiToken.delete."""
    applicationId: Required[str]
    apiTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApiToken(TypedDict):
    """A long-lived token for programs, as it is stored."""
    id: str
    apiTokenId: str
    ownerId: str
    ownerType: Literal["application", "user"]
    creatorId: str
    creatorType: Literal["apiToken", "user", "flow"]
    creatorName: str
    name: str
    description: str
    creationDate: str
    lastUpdated: str
    expirationDate: str
    defaultRole: Literal["admin", "edit", "collaborate", "view", "none"]
    orgRoles: list[OrgRolesItem]
    scope: list[str]
    status: Literal["active", "inactive"]
    token: str

class OrgRolesItem(TypedDict, total=False):
    orgId: Required[str | Literal["sandbox"]]
    role: Required[Literal["admin", "edit", "collaborate", "view", "none"]]
    applicationRoles: list[ResourceRolesItem]
    dashboardRoles: list[ResourceRolesItem]

class ResourceRolesItem(TypedDict):
    resourceId: str
    role: Literal["collaborate", "view", "none"]

class ApplicationApiTokenGetArguments(TypedDict, total=False):
    """Arguments of applicationApiToken.get."""
    applicationId: Required[str]
    apiTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApiTokenPatch(TypedDict, total=False):
    """What may be changed of an API token; what is left out stays as it is."""
    name: str
    description: str
    defaultRole: Literal["admin", "edit", "collaborate", "view", "none"] | _typed.EnumMember
    orgRoles: Sequence[OrgRolesItemBody]
    status: Literal["active", "inactive"] | _typed.EnumMember

class OrgRolesItemBody(TypedDict, total=False):
    orgId: Required[str | Literal["sandbox"] | _typed.EnumMember]
    role: Required[Literal["admin", "edit", "collaborate", "view", "none"] | _typed.EnumMember]
    applicationRoles: Sequence[ResourceRolesItemBody]
    dashboardRoles: Sequence[ResourceRolesItemBody]

class ResourceRolesItemBody(TypedDict):
    resourceId: str
    role: Literal["collaborate", "view", "none"] | _typed.EnumMember

class ApplicationApiTokenPatchArguments(TypedDict, total=False):
    """Arguments of applicationApiToken.patch."""
    applicationId: Required[str]
    apiTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    apiToken: Required[ApiTokenPatch]

ApplicationApiTokensGetSortField: TypeAlias = Literal["name", "status", "id", "creationDate", "lastUpdated", "expirationDate"] | _typed.EnumMember

class ApiTokens(TypedDict):
    """One page of API tokens."""
    items: list[ApiToken]
    ownerId: str
    ownerType: Literal["application", "user"]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ApplicationApiTokensGetArguments(TypedDict, total=False):
    """Arguments of applicationApiTokens.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: ApplicationApiTokensGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name", "status"] | _typed.EnumMember | None
    filter: _typed.String | None

class ApiTokenPost(TypedDict, total=False):
    """A new API token."""
    name: Required[str]
    description: str
    expirationDate: _typed.DateTime
    defaultRole: Literal["admin", "edit", "collaborate", "view", "none"] | _typed.EnumMember
    orgRoles: Sequence[OrgRolesItemBody]
    scope: Sequence[ApplicationScope | OrganizationScope | InstanceScope | UserScope]
    status: Literal["active", "inactive"] | _typed.EnumMember

ApplicationScope: TypeAlias = Literal["all.Application", "all.Application.bounded", "all.Application.read", "all.Application.cli", "all.Device", "all.Device.read", "application.*", "applicationApiToken.*", "applicationApiTokens.*", "applicationCertificate.*", "applicationCertificates.*", "applicationCertificateAuthority.*", "applicationCertificateAuthorities.*", "applicationDashboards.*", "applicationDashboard.*", "applicationJobLogs.*", "applicationJobLog.*", "applicationKey.*", "applicationKeys.*", "credential.*", "credentials.*", "data.*", "dataTable.*", "dataTables.*", "dataTableRow.*", "dataTableRows.*", "device.*", "deviceRecipe.*", "deviceRecipes.*", "devices.*", "deviceAttribute.*", "deviceAttributes.*", "edgeDeployment.*", "edgeDeployments.*", "embeddedDeployment.*", "embeddedDeployments.*", "event.*", "events.*", "experience.*", "experienceDomain.*", "experienceDomains.*", "experienceEndpoint.*", "experienceEndpoints.*", "experienceGroup.*", "experienceGroups.*", "experienceSlug.*", "experienceSlugs.*", "experienceUser.*", "experienceUsers.*", "experienceVersion.*", "experienceVersions.*", "experienceView.*", "experienceViews.*", "integration.*", "integrations.*", "file.*", "files.*", "flow.*", "flows.*", "flowVersion.*", "flowVersions.*", "notebook.*", "notebooks.*", "privateFile.*", "privateFiles.*", "resourceJobs.*", "resourceJob.*", "webhook.*", "webhooks.*", "application.applyTemplate", "application.archiveData", "application.backfillArchiveData", "application.clone", "application.export", "application.import", "application.fullEventsArchive", "application.fullDataTablesArchive", "application.debug", "application.delete", "application.get", "application.mqttPublishMessage", "application.mqttSubscriptionStream", "application.patch", "application.payloadCounts", "application.payloadCountsBreakdown", "application.deviceCounts", "application.notebookMinuteCounts", "application.search", "application.importLogs", "applicationApiToken.delete", "applicationApiToken.get", "applicationApiToken.patch", "applicationApiTokens.get", "applicationApiTokens.post", "applicationCertificate.delete", "applicationCertificate.get", "applicationCertificate.patch", "applicationCertificates.get", "applicationCertificates.post", "applicationCertificateAuthority.delete", "applicationCertificateAuthority.get", "applicationCertificateAuthority.patch", "applicationCertificateAuthorities.get", "applicationCertificateAuthorities.post", "applicationDashboard.get", "applicationDashboard.patch", "applicationDashboard.sendReport", "applicationDashboard.delete", "applicationDashboards.get", "applicationDashboards.post", "applicationJobLogs.get", "applicationJobLog.get", "applicationKey.delete", "applicationKey.get", "applicationKey.patch", "applicationKeys.get", "applicationKeys.post", "credential.get", "credential.linkedResources", "credential.patch", "credential.delete", "credentials.get", "credentials.post", "data.export", "data.lastValueQuery", "data.timeSeriesQuery", "dataTable.addColumn", "dataTable.delete", "dataTable.get", "dataTable.patch", "dataTable.removeColumn", "dataTableRow.delete", "dataTableRow.get", "dataTableRow.patch", "dataTableRows.get", "dataTableRows.post", "dataTableRows.query", "dataTableRows.export", "dataTableRows.delete", "dataTableRows.truncate", "dataTables.get", "dataTables.post", "device.agentLogs", "device.commandStream", "device.debug", "device.delete", "device.export", "device.get", "device.getCommand", "device.getCompositeState", "device.getLogEntries", "device.getState", "device.patch", "device.payloadCounts", "device.payloadCountsBreakdown", "device.removeData", "device.sendCommand", "device.sendState", "device.setConnectionStatus", "device.stateStream", "deviceRecipe.bulkCreate", "deviceRecipe.delete", "deviceRecipe.get", "deviceRecipe.patch", "deviceRecipes.get", "deviceRecipes.post", "devices.attributeNames", "devices.patch", "devices.delete", "devices.restore", "devices.removeData", "devices.deviceNames", "devices.export", "devices.get", "devices.getCompositeState", "devices.historicalImport", "devices.payloadCounts", "devices.post", "devices.sendCommand", "devices.tagKeys", "devices.tagValues", "deviceAttribute.get", "deviceAttribute.patch", "deviceAttribute.delete", "deviceAttributes.get", "deviceAttributes.post", "edgeDeployment.get", "edgeDeployments.get", "edgeDeployments.release", "edgeDeployments.remove", "edgeDeployments.replace", "embeddedDeployment.get", "embeddedDeployments.get", "embeddedDeployments.release", "embeddedDeployments.remove", "embeddedDeployments.replace", "embeddedDeployments.export", "event.delete", "event.get", "event.patch", "events.delete", "events.detailedSummary", "events.get", "events.mostRecentBySeverity", "events.patch", "events.post", "events.export", "experience.delete", "experience.bootstrap", "experienceDomain.delete", "experienceDomain.get", "experienceDomain.patch", "experienceDomains.get", "experienceDomains.post", "experienceEndpoint.delete", "experienceEndpoint.get", "experienceEndpoint.linkedResources", "experienceEndpoint.patch", "experienceEndpoints.get", "experienceEndpoints.post", "experienceEndpoints.stats", "experienceGroup.delete", "experienceGroup.get", "experienceGroup.patch", "experienceGroups.detailedSummary", "experienceGroups.get", "experienceGroups.post", "experienceSlug.delete", "experienceSlug.get", "experienceSlug.patch", "experienceSlugs.get", "experienceSlugs.post", "experienceUser.delete", "experienceUser.get", "experienceUser.patch", "experienceUsers.detailedSummary", "experienceUsers.get", "experienceUsers.post", "experienceVersion.delete", "experienceVersion.get", "experienceVersion.patch", "experienceVersions.get", "experienceVersions.post", "experienceView.debug", "experienceView.delete", "experienceView.get", "experienceView.linkedResources", "experienceView.patch", "experienceViews.debug", "experienceViews.detailedSummary", "experienceViews.get", "experienceViews.post", "file.get", "file.patch", "file.move", "file.delete", "file.upload", "files.get", "files.post", "flow.clearStorageEntries", "flow.debug", "flow.delete", "flow.errors", "flow.get", "flow.getStorageEntries", "flow.log", "flow.patch", "flow.pressVirtualButton", "flow.setStorageEntry", "flow.getStorageEntriesMetadata", "flow.stats", "flow.suggestFunction", "flows.get", "flows.getByVersion", "flows.import", "flows.palette", "flows.post", "flowVersion.delete", "flowVersion.debug", "flowVersion.errors", "flowVersion.get", "flowVersion.log", "flowVersion.patch", "flowVersion.stats", "flowVersions.delete", "flowVersions.get", "flowVersions.post", "integration.delete", "integration.get", "integration.patch", "integrations.get", "integrations.post", "notebook.delete", "notebook.execute", "notebook.get", "notebook.logs", "notebook.notebookMinuteCounts", "notebook.patch", "notebook.requestInputDataExport", "notebook.upload", "notebooks.get", "notebooks.post", "privateFile.get", "privateFile.patch", "privateFile.move", "privateFile.delete", "privateFile.upload", "privateFiles.get", "privateFiles.post", "resourceJob.get", "resourceJob.logs", "resourceJob.patch", "resourceJob.delete", "resourceJob.execute", "resourceJob.cancelExecution", "resourceJobs.get", "resourceJobs.post", "webhook.delete", "webhook.get", "webhook.patch", "webhooks.get", "webhooks.post"] | _typed.EnumMember

OrganizationScope: TypeAlias = Literal["all.Organization", "all.Organization.bounded", "all.Organization.read", "only.Organization", "only.Organization.bounded", "only.Organization.read", "applications.*", "auditLog.*", "auditLogs.*", "dashboard.*", "dashboards.*", "org.*", "applications.get", "applications.post", "applications.import", "applications.detailedSummary", "applications.periodSummaries", "auditLog.get", "auditLogs.get", "dashboard.patch", "dashboard.delete", "dashboard.sendReport", "dashboard.suggestCode", "dashboards.get", "dashboards.post", "org.get", "org.patch", "org.delete", "org.pendingInvites", "org.inviteMember", "org.revokeInvite", "org.modifyMember", "org.removeMember", "org.payloadCounts", "org.payloadCountsBreakdown", "org.deviceCounts", "org.notebookMinuteCounts", "org.invoices", "org.currentCard", "org.transferResources"] | _typed.EnumMember

InstanceScope: TypeAlias = Literal["all.Instance", "all.Instance.bounded", "all.Instance.read", "instance.*", "instance.get", "instance.patch", "instance.historicalSummaries", "instance.generateReport", "instance.payloadCounts", "instance.payloadCountsBreakdown", "instance.deviceCounts", "instance.notebookMinuteCounts", "instanceOrg.*", "instanceOrg.get", "instanceOrg.patch", "instanceOrg.delete", "instanceOrg.payloadCounts", "instanceOrg.payloadCountsBreakdown", "instanceOrg.deviceCounts", "instanceOrg.notebookMinuteCounts", "instanceOrg.convertToEnterprise", "instanceOrgs.*", "instanceOrgs.get", "instanceOrgs.post", "instanceMember.*", "instanceMember.get", "instanceMember.patch", "instanceMember.delete", "instanceMembers.*", "instanceMembers.get", "instanceMembers.post", "instanceOrgMember.*", "instanceOrgMember.get", "instanceOrgMember.patch", "instanceOrgMember.delete", "instanceOrgMembers.*", "instanceOrgMembers.get", "instanceOrgMembers.post", "instanceOrgInvite.*", "instanceOrgInvite.get", "instanceOrgInvite.delete", "instanceOrgInvite.resendInvite", "instanceOrgInvites.*", "instanceOrgInvites.get", "instanceOrgInvites.post", "instanceApiTokens.*", "instanceApiTokens.get", "instanceApiTokens.post", "instanceApiToken.*", "instanceApiToken.get", "instanceApiToken.patch", "instanceApiToken.delete", "instanceCustomNodes.*", "instanceCustomNodes.get", "instanceCustomNodes.post", "instanceCustomNode.*", "instanceCustomNode.get", "instanceCustomNode.patch", "instanceCustomNode.delete", "instanceCustomNode.errors", "instanceCustomNode.stats", "instanceNotificationRules.*", "instanceNotificationRules.get", "instanceNotificationRules.post", "instanceNotificationRule.*", "instanceNotificationRule.get", "instanceNotificationRule.patch", "instanceNotificationRule.delete", "instanceNotificationRule.evaluate", "instanceNotificationRule.logs", "instanceSandbox.*", "instanceSandbox.get", "instanceSandbox.delete", "instanceSandbox.undelete", "instanceSandbox.payloadCounts", "instanceSandbox.payloadCountsBreakdown", "instanceSandbox.deviceCounts", "instanceSandbox.notebookMinuteCounts", "instanceSandboxes.*", "instanceSandboxes.get", "instanceAuditLog.*", "instanceAuditLog.get", "instanceAuditLogs.*", "instanceAuditLogs.get"] | _typed.EnumMember

UserScope: TypeAlias = Literal["all.User", "all.User.bounded", "all.User.read", "all.User.cli", "only.User", "only.User.bounded", "only.User.read", "userApiToken.*", "userApiToken.get", "userApiToken.patch", "userApiToken.delete", "userApiTokens.*", "userApiTokens.get", "userApiTokens.post", "userOauthToken.*", "userOauthToken.get", "userOauthToken.patch", "userOauthToken.delete", "userOauthTokens.*", "userOauthTokens.get", "userOauthTokens.post", "applicationTemplate.*", "applicationTemplate.get", "applicationTemplates.*", "applicationTemplates.get", "applicationTemplates.getCategories", "applicationTemplates.getUniqueKeywords", "instances.*", "instances.get", "me.*", "me.get", "me.patch", "me.delete", "me.verifyEmail", "me.changePassword", "me.generateTwoFactorAuth", "me.enableTwoFactorAuth", "me.disableTwoFactorAuth", "me.disconnectGithub", "me.connectGithub", "me.addRecentItem", "me.fetchRecentItems", "me.payloadCounts", "me.payloadCountsBreakdown", "me.deviceCounts", "me.notebookMinuteCounts", "me.transferResources", "me.invite", "me.invites", "me.respondToInvite", "me.refreshToken", "orgs.*", "orgs.get", "orgs.post"] | _typed.EnumMember

class ApplicationApiTokensPostArguments(TypedDict, total=False):
    """Arguments of applicationApiTokens.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    apiToken: Required[ApiTokenPost]

class ApplicationCertificateDeleteArguments(TypedDict, total=False):
    """Arguments of applicationCertificate.delete."""
    applicationId: Required[str]
    applicationCertificateId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationCertificate(TypedDict):
    """A certificate that devices of an application may log in to the MQTT broker with."""
    id: str
    applicationCertificateId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    status: Literal["active", "inactive"]
    description: str
    deviceIds: list[str]
    deviceTags: list[PartialTag]
    certificateInfo: CertificateInfo
    certificate: str
    filterType: Literal["all", "whitelist", "blacklist"] | Literal["none"]
    pubTopics: list[str]
    subTopics: list[str]

class PartialTag(TypedDict):
    """A tag to look for; without a key any key fits, without a value any value."""
    key: str
    value: str

class CertificateInfo(TypedDict):
    """What can be read from a certificate."""
    serialNumber: str
    fingerprint: str
    commonName: str
    issuerName: str
    notValidBefore: str
    notValidAfter: str

class ApplicationCertificateGetArguments(TypedDict, total=False):
    """Arguments of applicationCertificate.get."""
    applicationId: Required[str]
    applicationCertificateId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationCertificatePatch(TypedDict, total=False):
    """What may be changed of a device certificate; what is left out stays as it is."""
    status: Literal["active", "inactive"] | _typed.EnumMember
    description: str
    certificate: str
    filterType: Literal["all", "whitelist", "blacklist"] | _typed.EnumMember | Literal["none"]
    pubTopics: _typed.ListOf[str]
    subTopics: _typed.ListOf[str]

class ApplicationCertificatePatchArguments(TypedDict, total=False):
    """Arguments of applicationCertificate.patch."""
    applicationId: Required[str]
    applicationCertificateId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    applicationCertificate: Required[ApplicationCertificatePatch]

ApplicationCertificateAuthoritiesGetSortField: TypeAlias = Literal["name", "status", "id", "creationDate", "lastUpdated"] | _typed.EnumMember

class ApplicationCertificateAuthorities(TypedDict):
    """One page of the certificate authorities of an application."""
    items: list[ApplicationCertificateAuthority]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ApplicationCertificateAuthority(TypedDict):
    """An authority whose signature makes certificates of devices good."""
    id: str
    applicationCertificateAuthorityId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    status: Literal["active", "inactive"]
    name: str
    description: str
    caBundle: str
    caInfo: list[CertificateInfo]

class ApplicationCertificateAuthoritiesGetArguments(TypedDict, total=False):
    """Arguments of applicationCertificateAuthorities.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: ApplicationCertificateAuthoritiesGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name", "status"] | _typed.EnumMember | None
    filter: _typed.String | None

class ApplicationCertificateAuthorityPost(TypedDict, total=False):
    """A new certificate authority."""
    name: Required[str]
    status: Literal["active", "inactive"] | _typed.EnumMember
    description: str
    caBundle: Required[str]

class ApplicationCertificateAuthoritiesPostArguments(TypedDict, total=False):
    """Arguments of applicationCertificateAuthorities.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    applicationCertificateAuthority: Required[ApplicationCertificateAuthorityPost]

class ApplicationCertificateAuthorityDeleteArguments(TypedDict, total=False):
    """Arguments of applicationCertificateAuthority.delete."""
    applicationId: Required[str]
    applicationCertificateAuthorityId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationCertificateAuthorityGetArguments(TypedDict, total=False):
    """Arguments of applicationCertificateAuthority.get."""
    applicationId: Required[str]
    applicationCertificateAuthorityId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationCertificateAuthorityPatch(TypedDict, total=False):
    """What may be changed of a certificate authority; what is left out stays as it is."""
    name: str
    status: Literal["active", "inactive"] | _typed.EnumMember
    description: str
    caBundle: str

class ApplicationCertificateAuthorityPatchArguments(TypedDict, total=False):
    """Arguments of applicationCertificateAuthority.patch."""
    applicationId: Required[str]
    applicationCertificateAuthorityId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    applicationCertificateAuthority: Required[ApplicationCertificateAuthorityPatch]

ApplicationCertificatesGetSortField: TypeAlias = Literal["certificateInfo.commonName", "status", "id", "creationDate", "lastUpdated"] | _typed.EnumMember

class ApplicationCertificates(TypedDict):
    """One page of the device certificates of an application."""
    items: list[ApplicationCertificate]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ApplicationCertificatesGetArguments(TypedDict, total=False):
    """Arguments of applicationCertificates.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: ApplicationCertificatesGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["certificateInfo.commonName", "status"] | _typed.EnumMember | None
    filter: _typed.String | None
    query: Mapping[str, Any] | None

class ApplicationCertificatePost(TypedDict, total=False):
    """A new device certificate."""
    status: Literal["active", "inactive"] | _typed.EnumMember
    description: str
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]
    certificate: Required[str]
    filterType: Literal["all", "whitelist", "blacklist"] | _typed.EnumMember | Literal["none"]
    pubTopics: _typed.ListOf[str]
    subTopics: _typed.ListOf[str]

class PartialTagBody(TypedDict, total=False):
    """A tag to look for; without a key any key fits, without a value any value."""
    key: str
    value: str

class ApplicationCertificatesPostArguments(TypedDict, total=False):
    """Arguments of applicationCertificates.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    applicationCertificate: Required[ApplicationCertificatePost]

class ApplicationDashboardDeleteArguments(TypedDict, total=False):
    """Arguments of applicationDashboard.delete."""
    dashboardId: Required[str]
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class Dashboard(TypedDict):
    """A page of blocks that show data of one or more applications."""
    id: str
    dashboardId: str
    creationDate: str
    lastUpdated: str
    ownerId: str
    ownerType: Literal["user", "organization"]
    createdById: str
    createdByType: Literal["flow", "user", "apiToken"]
    lastUpdatedById: str
    lastUpdatedByType: Literal["flow", "user", "apiToken"]
    organizationName: str
    organizationIconColor: str
    applicationId: str
    applicationName: str
    name: str
    description: str
    refreshRate: float
    duration: int
    resolution: int
    defaultTheme: Literal["dark", "light"]
    isPasswordProtected: bool
    public: bool
    reportConfigs: list[DashboardReportConfigsItem]
    blocks: list[DashboardBlocksItem]
    contextConfiguration: list[DashboardContextConfigurationItem]

class DashboardReportConfigsItem(TypedDict):
    id: str
    cron: str
    toEmail: list[str]
    callbackUrl: str
    subject: str
    message: str
    theme: Literal["dark", "light"]
    timezone: str
    locale: str
    ctx: dict[str, str | float | PartialTag]
    branded: bool

class DashboardBlockApplicationList(TypedDict, total=False):
    """A block that lists applications."""
    blockType: Required[Literal["application-list"]]
    config: DashboardBlockApplicationListConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockApplicationListConfig(TypedDict):
    """Settings of the block."""
    filter: str

class DashboardBlockBar(TypedDict, total=False):
    """A block that compares values of devices as bars."""
    blockType: Required[Literal["bar"]]
    config: DashboardBlockBarConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockBarConfig(TypedDict):
    """Settings of the block."""
    realTime: bool
    duration: int | Literal["{{dashboard.duration}}"]
    xAxisFormat: str
    xAxisLabel: str
    xAxisMax: float | str
    xAxisMin: float | str
    segments: list[DashboardSegment]

class DashboardSegment(TypedDict):
    """One series of data in a block: which devices, which attribute, and how it is shown."""
    attribute: str
    aggregation: DashboardAggregation
    color: str
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str
    label: str
    expression: str
    yAxisLabel: str
    lineWeight: int
    detectDataGaps: bool
    graphType: str

Aggregation: TypeAlias = Literal["FIRST", "LAST", "COUNT", "MAX", "MIN", "MEDIAN", "MEAN", "SUM", "STD_DEV"]

class DashboardAggregation2(TypedDict, total=False):
    type: Required[Aggregation | Literal["NONE"]]
    options: dict[str, Any]

class DashboardAggregation3(TypedDict):
    type: Literal["TIMEATVALUE"]
    options: DashboardAggregation3Options

class DashboardAggregation3Options(TypedDict):
    """Which value to measure the time of."""
    value: str | float | bool

DashboardAggregation: TypeAlias = Aggregation | Literal["NONE"] | DashboardAggregation2 | DashboardAggregation3

class DashboardDeviceTagsItem(TypedDict):
    key: str
    value: str
    fromCtx: str

class DashboardBlockCustomChart(TypedDict, total=False):
    """A block with a Vega chart or an HTML page of one's own, and the data for it."""
    blockType: Required[Literal["custom-chart", "custom-html"]]
    config: DashboardBlockCustomChartConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockCustomChartConfig(TypedDict):
    """Settings of the block."""
    configuration: DashboardBlockCustomChartConfigConfiguration1 | str
    segments: list[DashboardBlockCustomChartConfigSegmentsItem]
    vegaVersion: DashboardBlockCustomChartConfigVegaVersion
    tooltipEventSubscribe: bool

class DashboardBlockCustomChartConfigConfiguration1(TypedDict):
    headContent: str
    bodyContent: str

class DashboardBlockCustomChartConfigSegmentsItem1(TypedDict):
    queryType: Literal["time-series"]
    id: str
    attribute: str
    aggregation: DashboardAggregation
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str
    duration: int | Literal["{{dashboard.duration}}"]
    resolution: int | None | str

class DashboardGaugeQuery(TypedDict):
    """A query for a single value of an attribute (a gauge query)."""
    queryType: Literal["gauge"]
    id: str
    attribute: str
    aggregation: DashboardAggregation
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str
    duration: int | Literal["{{dashboard.duration}}"]

class DashboardBlockCustomChartConfigSegmentsItem3(TypedDict):
    queryType: Literal["data-table"]
    id: str
    dataTableId: str
    query: str
    queryMode: Literal["$or", "$and", "advanced"]
    sortColumn: str
    sortDirection: str
    limit: str
    offset: str

class DashboardBlockCustomChartConfigSegmentsItem4(TypedDict):
    queryType: Literal["device-info"]
    id: str
    attributes: None | list[str]
    excludeConnectionInfo: bool
    sortField: str
    sortDirection: str
    page: str
    perPage: str
    query: str
    compositeStateType: str

class DashboardBlockCustomChartConfigSegmentsItem5(TypedDict):
    queryType: Literal["events"]
    id: str
    sortField: str
    sortDirection: str
    page: str
    perPage: str
    query: str
    includeExtendedEventInfo: bool

DashboardBlockCustomChartConfigSegmentsItem: TypeAlias = DashboardBlockCustomChartConfigSegmentsItem1 | DashboardGaugeQuery | DashboardBlockCustomChartConfigSegmentsItem3 | DashboardBlockCustomChartConfigSegmentsItem4 | DashboardBlockCustomChartConfigSegmentsItem5

DashboardBlockCustomChartConfigVegaVersion: TypeAlias = Literal["vegaLite2", "vegaLite3", "vegaLite4", "vegaLite5", "vegaLite6", "vega4", "vega5", "vega6"]

class DashboardBlockDashboardList(TypedDict, total=False):
    """A block that lists dashboards."""
    blockType: Required[Literal["dashboard-list"]]
    config: DashboardBlockApplicationListConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockDataTable(TypedDict, total=False):
    """A block that shows rows of a data table."""
    blockType: Required[Literal["data-table"]]
    config: DashboardBlockDataTableConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockDataTableConfig(TypedDict):
    """Settings of the block."""
    dataTableId: str
    defaultSortColumn: str
    defaultSortDirection: Literal["asc", "desc", "ASC", "DESC", ""] | str
    defaultLimit: str
    defaultOffset: str
    query: str
    queryMode: Literal["$or", "$and", "advanced"]
    columns: list[DashboardBlockDataTableConfigColumnsItem]

class DashboardBlockDataTableConfigColumnsItem(TypedDict):
    id: str
    type: str | Literal["$custom"]
    headerTemplate: str
    rowTemplate: str

class DashboardBlockDeviceCount(TypedDict, total=False):
    """A block that counts the devices that fit one query or several."""
    blockType: Required[Literal["device-count"]]
    config: DashboardBlockDeviceCountConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockDeviceCountConfig(TypedDict, total=False):
    """Settings of the block."""
    segments: Required[list[DashboardBlockDeviceCountConfigSegmentsItem]]
    conditions: list[DashboardCondition]
    defaultCondition: Required[DashboardBlockDeviceCountConfigDefaultCondition]

class DashboardBlockDeviceCountConfigSegmentsItem(TypedDict):
    id: str
    query: str

class DashboardCondition(TypedDict):
    """A look, such as a colour and a text, and the condition on which it is shown."""
    color: str
    id: str
    label: str
    condition: str
    imageUrl: str
    shape: Literal["circle", "square", "triangle-down", "triangle-up", "octagon"]

class DashboardBlockDeviceCountConfigDefaultCondition(TypedDict, total=False):
    """What is shown, and the colour when no condition is true."""
    color: Required[str]
    label: str
    value: str

class DashboardBlockDeviceList(TypedDict, total=False):
    """A block that lists devices with their tags, attributes and connection status."""
    blockType: Required[Literal["device-list"]]
    config: DashboardBlockDeviceListConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockDeviceListConfig(TypedDict):
    """Settings of the block."""
    additionalAttributes: None | list[str]
    excludeConnectionInfo: bool
    deviceLinkNewWindow: bool
    deviceLinkType: Literal["custom", "default"]
    deviceLinkUrl: str
    match: Literal["unfiltered", "all", "any"]
    showPublicFilter: bool
    sortField: Literal["id", "creationDate", "lastUpdated", "name"]
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]
    filter: str | DashboardBlockDeviceListConfigFilter2
    query: str
    columns: list[DashboardBlockDeviceListConfigColumnsItem]

class DashboardBlockDeviceListConfigFilter2(TypedDict):
    ids: list[str]
    tags: list[DashboardDeviceTagsItem]
    searchParam: str

class DashboardBlockDeviceListConfigColumnsItem(TypedDict):
    id: str
    type: DashboardBlockDeviceListConfigColumnsItemType
    source: str
    headerTemplate: str
    rowTemplate: str

DashboardBlockDeviceListConfigColumnsItemType: TypeAlias = Literal["id", "connectionStatus", "attribute", "tag", "name", "custom", "created", "updated"]

class DashboardBlockDeviceLog(TypedDict, total=False):
    """A block that shows when devices connected and disconnected."""
    blockType: Required[Literal["device-log"]]
    config: DashboardBlockDeviceLogConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockDeviceLogConfig(TypedDict):
    """Settings of the block."""
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str
    includeDeviceInfo: bool
    maxResultsPerDevice: str

class DashboardBlockDeviceStateTable(TypedDict, total=False):
    """A block that shows values of attributes as a table, one row for each reported state."""
    blockType: Required[Literal["device-state-table"]]
    config: DashboardBlockDeviceStateTableConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockDeviceStateTableConfig(TypedDict):
    """Settings of the block."""
    attributes: None | list[str]
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str
    duration: int | Literal["{{dashboard.duration}}"]
    sortDirection: int
    sortIndex: int
    columns: list[DashboardBlockDeviceStateTableConfigColumnsItem]

class DashboardBlockDeviceStateTableConfigColumnsItem(TypedDict):
    headerTemplate: str
    id: str
    rowTemplate: str
    type: Literal["deviceTags", "deviceId", "deviceName", "timestamp", "attribute"]
    attribute: str

class DashboardBlockEventList(TypedDict, total=False):
    """A block that lists events of an application."""
    blockType: Required[Literal["event-list"]]
    config: DashboardBlockEventListConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockEventListConfig(TypedDict):
    """Settings of the block."""
    allowUpdates: bool
    query: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]
    sortField: str
    filter: str
    eventState: str | None | dict[str, Any]
    columnErrors: dict[str, Any]
    columns: list[DashboardBlockEventListConfigColumnsItem]

class DashboardBlockEventListConfigColumnsItem(TypedDict):
    id: str
    selectedTag: str
    type: DashboardBlockEventListConfigColumnsItemType
    headerTemplate: str
    rowTemplate: str

DashboardBlockEventListConfigColumnsItemType: TypeAlias = Literal["level", "subject", "subjectWithMessage", "creationDate", "creationDateWithSource", "lastUpdatedDate", "lastUpdatedDateWithSource", "id", "state", "tag", "deviceName", "sourceId", "custom"]

class DashboardBlockGauge(TypedDict, total=False):
    """A block that shows a single value, as a number or as a dial, tank and the like."""
    blockType: Required[Literal["gauge"]]
    config: DashboardBlockGaugeConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockGaugeConfig(TypedDict):
    """Settings of the block."""
    realTime: bool
    displayAsPercentage: bool
    duration: int | Literal["{{dashboard.duration}}"]
    gaugeMax: float | str
    gaugeMin: float | str
    gaugeType: Literal["battery", "dial", "number", "tank", "thermometer", "needle"]
    precision: float | str
    precisionType: Literal["floating", "significant"]
    segment: DashboardSegment
    conditions: list[DashboardCondition]

class DashboardBlockGraph(TypedDict, total=False):
    """A block that draws values of attributes over time."""
    blockType: Required[Literal["graph"]]
    config: DashboardBlockGraphConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockGraphConfig(TypedDict):
    """Settings of the block."""
    realTime: bool
    hideLegend: bool
    disallowUserSelectedDuration: bool
    duration: int | Literal["{{dashboard.duration}}"]
    resolution: int | None | str
    recharts: bool
    displayType: Literal["stick", "line"]
    segments: list[DashboardBlockGraphConfigSegmentsItem]
    yAxes: list[DashboardBlockGraphConfigYAxesItem]
    decorators: list[DashboardBlockGraphConfigDecoratorsItem]

class DashboardBlockGraphConfigSegmentsItem(TypedDict):
    attribute: str
    aggregation: DashboardAggregation
    color: str
    cumulative: bool
    detectDataGaps: bool
    expression: str
    graphType: Literal["area", "bar", "line"]
    label: str
    yAxisFormat: str
    yAxisLabel: str
    yAxisMax: float | str
    yAxisMin: float | str
    yAxisId: str
    lineType: Literal["monotone", "step", "stepAfter", "linear", "stepBefore"]
    lineWeight: int
    dotWeight: int
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str

class DashboardBlockGraphConfigYAxesItem(TypedDict, total=False):
    id: Required[str]
    label: str
    position: Literal["left", "right", "hidden"]
    min: float | str
    max: float | str
    format: str
    scale: Literal["linear", "log", "sqrt"]
    stacked: bool

class DashboardBlockGraphConfigDecoratorsItem(TypedDict, total=False):
    type: Required[Literal["line", "area"]]
    yAxisId: Required[str]
    label: str
    color: str
    lineStyle: Literal["solid", "dotted", "dashed"]
    lineWeight: int
    y1: Required[float | str]
    y2: float | str

class DashboardBlockHeatmap(TypedDict, total=False):
    """A block that shows on a map where devices are, or have been most of the time."""
    blockType: Required[Literal["heatmap"]]
    config: DashboardBlockHeatmapConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockHeatmapConfig(TypedDict):
    """Settings of the block."""
    additionalAttributes: None | list[str]
    attribute: str
    centerOnDataPoints: bool
    defaultBearing: float
    defaultCenter: str
    defaultPitch: float
    defaultZoom: float | str
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str
    duration: int | Literal["{{dashboard.duration}}"]
    locationTagKey: str
    mapStyle: Literal["normal", "satellite"]

class DashboardBlockIFrame(TypedDict, total=False):
    """A block that shows another web page."""
    blockType: Required[Literal["iframe"]]
    config: DashboardBlockIFrameConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockIFrameConfig(TypedDict):
    """Settings of the block."""
    url: str

class DashboardBlockImage(TypedDict, total=False):
    """A block that shows an image, from a URL or from a device attribute."""
    blockType: Required[Literal["image"]]
    config: DashboardBlockImageConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockImageConfig(TypedDict):
    """Settings of the block."""
    bgColor: str
    imageLinkNewWindow: bool
    imageLinkUrl: str
    imageUrl: str
    imageSource: Literal["static", "attribute"]
    deviceId: str
    attribute: str

class DashboardBlockImageOverlay(TypedDict, total=False):
    """A block that shows values of devices on top of an image, such as a plan."""
    blockType: Required[Literal["image-overlay"]]
    config: Required[DashboardBlockImageOverlayConfig]
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockImageOverlayConfig(TypedDict):
    """Settings of the block."""
    imageUrl: str
    backgroundColor: str
    defaultZoom: float
    disableZoom: bool
    segments: list[DashboardGaugeQuery]
    overlays: list[DashboardBlockImageOverlayConfigOverlaysItem]

class DashboardBlockImageOverlayConfigOverlaysItem1(TypedDict, total=False):
    type: Required[Literal["indicator", "label", "image"]]
    size: Required[Literal["small", "medium", "large"]]
    position: Required[str]
    popupTemplate: str
    conditions: list[DashboardCondition]
    defaultCondition: Required[DashboardCondition]

class DashboardBlockImageOverlayConfigOverlaysItem2(TypedDict, total=False):
    type: Required[Literal["value"]]
    size: Required[Literal["small", "medium", "large"]]
    position: Required[str]
    popupTemplate: str
    conditions: list[DashboardCondition]
    defaultCondition: Required[DashboardCondition]
    valueTemplate: str

class DashboardBlockImageOverlayConfigOverlaysItem3(TypedDict, total=False):
    type: Required[Literal["bar"]]
    size: Required[Literal["small", "medium", "large"]]
    position: Required[str]
    popupTemplate: str
    conditions: list[DashboardCondition]
    defaultCondition: Required[DashboardCondition]
    min: float | str
    max: float | str
    backgroundColor: str
    valueTemplate: str
    length: int
    orientation: Literal["horizontal", "vertical"]

DashboardBlockImageOverlayConfigOverlaysItem: TypeAlias = DashboardBlockImageOverlayConfigOverlaysItem1 | DashboardBlockImageOverlayConfigOverlaysItem2 | DashboardBlockImageOverlayConfigOverlaysItem3

class DashboardBlockIndicator(TypedDict, total=False):
    """A block that shows a colour and a text that depend on values of devices."""
    blockType: Required[Literal["indicator"]]
    config: DashboardBlockIndicatorConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockIndicatorConfig(TypedDict):
    """Settings of the block."""
    realTime: bool
    duration: int | Literal["{{dashboard.duration}}"]
    segments: list[DashboardSegment]
    conditions: list[DashboardCondition]
    defaultCondition: DashboardCondition

class DashboardBlockInput(TypedDict, total=False):
    """A block of controls that send commands to devices or trigger workflows."""
    blockType: Required[Literal["input"]]
    config: DashboardBlockInputConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockInputConfig(TypedDict):
    """Settings of the block."""
    defaultMode: Literal["unlocked", "locked"]
    controls: list[DashboardBlockInputConfigControlsItem]

class DashboardBlockInputConfigControlsItem1(TypedDict):
    type: Literal["range"]
    id: str
    templateId: str
    label: str
    color: str
    grid: DashboardGrid
    defaultQuery: DashboardInputQuery
    max: float | str
    min: float | str
    step: float | str
    defaultValue: float | str

class DashboardGrid(TypedDict):
    """Place and size of a control on the grid within its block."""
    h: float
    w: float
    x: float
    y: float

class DashboardInputQuery(TypedDict):
    """Where a control gets its first value from: the last value of a device attribute."""
    attribute: str
    aggregation: DashboardAggregation
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str

class DashboardBlockInputConfigControlsItem2(TypedDict):
    type: Literal["toggle"]
    id: str
    templateId: str
    label: str
    color: str
    grid: DashboardGrid
    defaultQuery: DashboardInputQuery
    defaultValue: bool
    includeLabel: bool

class DashboardBlockInputConfigControlsItem3(TypedDict):
    type: Literal["text"]
    id: str
    templateId: str
    label: str
    grid: DashboardGrid
    defaultQuery: DashboardInputQuery
    defaultValue: str

class DashboardBlockInputConfigControlsItem4(TypedDict):
    type: Literal["select"]
    id: str
    templateId: str
    label: str
    grid: DashboardGrid
    defaultQuery: DashboardInputQuery
    defaultValue: str
    options: list[DashboardBlockInputConfigControlsItem4OptionsItem]

class DashboardBlockInputConfigControlsItem4OptionsItem(TypedDict):
    value: str
    label: str

class DashboardBlockInputConfigControlsItem5(TypedDict):
    type: Literal["help"]
    id: str
    templateId: str
    grid: DashboardGrid
    help: str

class DashboardBlockInputConfigControlsItem6(TypedDict):
    type: Literal["button"]
    action: Literal["workflow", "command"]
    id: str
    templateId: str
    label: str
    grid: DashboardGrid
    color: str
    payload: str
    buttonId: str
    workflowId: str | None
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str
    commandName: str

DashboardBlockInputConfigControlsItem: TypeAlias = DashboardBlockInputConfigControlsItem1 | DashboardBlockInputConfigControlsItem2 | DashboardBlockInputConfigControlsItem3 | DashboardBlockInputConfigControlsItem4 | DashboardBlockInputConfigControlsItem5 | DashboardBlockInputConfigControlsItem6

class DashboardBlockMap(TypedDict, total=False):
    """A block that shows on a map where devices are and which way they went."""
    blockType: Required[Literal["map"]]
    config: DashboardBlockMapConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockMapConfig(TypedDict):
    """Settings of the block."""
    additionalAttributes: None | list[str]
    attribute: str
    centerOnDataPoints: bool
    clusterPoints: bool
    compositeResult: bool
    defaultBearing: float
    defaultCenter: str
    defaultPitch: float
    defaultZoom: float | str
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str
    duration: int | Literal["{{dashboard.duration}}"]
    endColor: str
    iconTemplate: str
    includeArrows: bool
    includeLines: bool
    locationTagKey: str
    mapStyle: Literal["normal", "satellite"]
    pinMode: Literal["simple", "advanced"]
    popupTemplate: str
    resizedPins: bool
    resolution: int | None | str
    startColor: str

class DashboardBlockOpenEvents(TypedDict, total=False):
    """A block that shows the most severe of the new events, in the colour of its level."""
    blockType: Required[Literal["open-event-indicator"]]
    config: DashboardBlockOpenEventsConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockOpenEventsConfig(TypedDict):
    """Settings of the block."""
    allowUpdates: bool
    query: str
    filter: str

class DashboardBlockPie(TypedDict, total=False):
    """A block that shows values of devices as parts of a whole."""
    blockType: Required[Literal["pie"]]
    config: DashboardBlockPieConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockPieConfig(TypedDict):
    """Settings of the block."""
    realTime: bool
    duration: int | Literal["{{dashboard.duration}}"]
    percentFormat: str
    valueFormat: str
    segments: list[DashboardSegment]

class DashboardBlockPositionChart(TypedDict, total=False):
    """A block that shows where devices are on an image, such as a floor plan."""
    blockType: Required[Literal["position-chart"]]
    config: DashboardBlockPositionChartConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockPositionChartConfig(TypedDict):
    """Settings of the block."""
    additionalAttributes: None | list[str]
    centerOnDataPoints: bool
    compositeResult: bool
    coordinateA: str
    coordinateB: str
    defaultCenter: str
    defaultZoom: float | str
    disableZoom: bool
    deviceIds: list[str]
    deviceTags: list[DashboardDeviceTagsItem]
    query: str
    duration: int | Literal["{{dashboard.duration}}"]
    endColor: str
    iconTemplate: str
    imageUrl: str
    includeArrows: bool
    includeLines: bool
    pinMode: Literal["simple", "advanced"]
    pixelA: str
    pixelB: str
    popupTemplate: str
    resizedPins: bool
    resolution: int | None | str
    startColor: str
    xAttribute: str
    yAttribute: str

class DashboardBlockSectionHeader(TypedDict, total=False):
    """A block that sets a heading and some text between other blocks."""
    blockType: Required[Literal["section-header"]]
    config: DashboardBlockSectionHeaderConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockSectionHeaderConfig(TypedDict):
    """Settings of the block."""
    title: str
    content: str

class DashboardBlockWorkflowList(TypedDict, total=False):
    """A block that lists workflows, with their runs and errors of the last day."""
    blockType: Required[Literal["workflow-list"]]
    config: DashboardBlockWorkflowListConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[float]
    startY: Required[float]
    width: Required[float]
    height: Required[float]

class DashboardBlockWorkflowListConfig(TypedDict):
    """Settings of the block."""
    filter: str
    includeCloud: bool
    includeEdge: bool
    includeEmbedded: bool
    includeExperience: bool
    experienceVersion: str

DashboardBlocksItem: TypeAlias = DashboardBlockApplicationList | DashboardBlockBar | DashboardBlockCustomChart | DashboardBlockDashboardList | DashboardBlockDataTable | DashboardBlockDeviceCount | DashboardBlockDeviceList | DashboardBlockDeviceLog | DashboardBlockDeviceStateTable | DashboardBlockEventList | DashboardBlockGauge | DashboardBlockGraph | DashboardBlockHeatmap | DashboardBlockIFrame | DashboardBlockImage | DashboardBlockImageOverlay | DashboardBlockIndicator | DashboardBlockInput | DashboardBlockMap | DashboardBlockOpenEvents | DashboardBlockPie | DashboardBlockPositionChart | DashboardBlockSectionHeader | DashboardBlockWorkflowList

class DashboardContextConfigurationItem1(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["deviceAttribute"]]
    applicationId: str
    defaultValue: Required[str]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem1ValidationConfig

class DashboardContextConfigurationItem1ValidationConfig(TypedDict):
    """Which values are allowed."""
    attributes: list[str]

class DashboardContextConfigurationItem2(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["deviceId"]]
    applicationId: str
    defaultValue: Required[str]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem2ValidationConfig

class DashboardContextConfigurationItem2ValidationConfig(TypedDict):
    """Which devices are allowed, and how much templates can read of them."""
    deviceIds: list[str]
    deviceTags: list[PartialTag]
    query: None | str
    includeFullDevice: bool

class DashboardContextConfigurationItem3(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["deviceTag"]]
    applicationId: str
    defaultValue: Required[PartialTag]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem3ValidationConfig

class DashboardContextConfigurationItem3ValidationConfig(TypedDict):
    """Which values are allowed."""
    deviceTags: list[PartialTag]

class DashboardContextConfigurationItem4(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["number"]]
    applicationId: str
    defaultValue: Required[float | str]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem4ValidationConfig

class DashboardContextConfigurationItem4ValidationConfig(TypedDict):
    """Which values are allowed."""
    min: float
    max: float

class DashboardContextConfigurationItem5(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["string"]]
    applicationId: str
    defaultValue: Required[str]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem5ValidationConfig

class DashboardContextConfigurationItem5ValidationConfig(TypedDict):
    """Which values are allowed."""
    regExp: str

class DashboardContextConfigurationItem6(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["experienceUser"]]
    applicationId: str
    defaultValue: Required[str]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem6ValidationConfig

class DashboardContextConfigurationItem6ValidationConfig(TypedDict):
    """Which values are allowed."""
    experienceGroupIds: list[str]

DashboardContextConfigurationItem: TypeAlias = DashboardContextConfigurationItem1 | DashboardContextConfigurationItem2 | DashboardContextConfigurationItem3 | DashboardContextConfigurationItem4 | DashboardContextConfigurationItem5 | DashboardContextConfigurationItem6

class ApplicationDashboardGetArguments(TypedDict, total=False):
    """Arguments of applicationDashboard.get."""
    dashboardId: Required[str]
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DashboardPatch(TypedDict, total=False):
    """What may be changed of a dashboard; what is left out stays as it is."""
    name: str
    blocks: Sequence[DashboardBlocksItemBody]
    reportConfigs: Sequence[DashboardReportConfigsItemBody]
    description: str
    refreshRate: _typed.JSONNumber
    duration: int
    resolution: int
    defaultTheme: Literal["dark", "light"] | _typed.EnumMember
    public: bool
    password: str | None
    contextConfiguration: Sequence[DashboardContextConfigurationItemBody]

class DashboardBlockApplicationListBody(TypedDict, total=False):
    """A block that lists applications."""
    blockType: Required[Literal["application-list"] | _typed.EnumMember]
    config: DashboardBlockApplicationListBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockApplicationListBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    filter: str

class DashboardBlockBarBody(TypedDict, total=False):
    """A block that compares values of devices as bars."""
    blockType: Required[Literal["bar"] | _typed.EnumMember]
    config: DashboardBlockBarBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockBarBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    realTime: bool
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember
    xAxisFormat: str
    xAxisLabel: str
    xAxisMax: _typed.JSONNumber | str
    xAxisMin: _typed.JSONNumber | str
    segments: Sequence[DashboardSegmentBody]

class DashboardSegmentBody(TypedDict, total=False):
    """One series of data in a block: which devices, which attribute, and how it is shown."""
    attribute: str
    aggregation: DashboardAggregationBody
    color: str
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str
    label: str
    expression: str
    yAxisLabel: str
    lineWeight: int
    detectDataGaps: bool
    graphType: str

AggregationBody: TypeAlias = Literal["FIRST", "LAST", "COUNT", "MAX", "MIN", "MEDIAN", "MEAN", "SUM", "STD_DEV"] | _typed.EnumMember

class DashboardAggregation2Body(TypedDict, total=False):
    type: Required[AggregationBody | Literal["NONE"] | _typed.EnumMember]
    options: Mapping[str, Any]

class DashboardAggregation3Body(TypedDict):
    type: Literal["TIMEATVALUE"] | _typed.EnumMember
    options: DashboardAggregation3BodyOptions

class DashboardAggregation3BodyOptions(TypedDict):
    """Which value to measure the time of."""
    value: str | _typed.JSONNumber | bool

DashboardAggregationBody: TypeAlias = AggregationBody | Literal["NONE"] | _typed.EnumMember | DashboardAggregation2Body | DashboardAggregation3Body

class DashboardDeviceTagsItemBody(TypedDict, total=False):
    key: str
    value: str
    fromCtx: str

class DashboardBlockCustomChartBody(TypedDict, total=False):
    """A block with a Vega chart or an HTML page of one's own, and the data for it."""
    blockType: Required[Literal["custom-chart", "custom-html"] | _typed.EnumMember]
    config: DashboardBlockCustomChartBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockCustomChartBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    configuration: DashboardBlockCustomChartBodyConfigConfiguration1 | str
    segments: Sequence[DashboardBlockCustomChartBodyConfigSegmentsItem]
    vegaVersion: DashboardBlockCustomChartBodyConfigVegaVersion
    tooltipEventSubscribe: bool

class DashboardBlockCustomChartBodyConfigConfiguration1(TypedDict, total=False):
    headContent: str
    bodyContent: str

class DashboardBlockCustomChartBodyConfigSegmentsItem1(TypedDict, total=False):
    queryType: Literal["time-series"] | _typed.EnumMember
    id: str
    attribute: str
    aggregation: DashboardAggregationBody
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember
    resolution: int | None | str

class DashboardGaugeQueryBody(TypedDict, total=False):
    """A query for a single value of an attribute (a gauge query)."""
    queryType: Literal["gauge"] | _typed.EnumMember
    id: str
    attribute: str
    aggregation: DashboardAggregationBody
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember

class DashboardBlockCustomChartBodyConfigSegmentsItem3(TypedDict, total=False):
    queryType: Literal["data-table"] | _typed.EnumMember
    id: str
    dataTableId: str
    query: str
    queryMode: Literal["$or", "$and", "advanced"] | _typed.EnumMember
    sortColumn: str
    sortDirection: str
    limit: str
    offset: str

class DashboardBlockCustomChartBodyConfigSegmentsItem4(TypedDict, total=False):
    queryType: Literal["device-info"] | _typed.EnumMember
    id: str
    attributes: None | _typed.ListOf[str]
    excludeConnectionInfo: bool
    sortField: str
    sortDirection: str
    page: str
    perPage: str
    query: str
    compositeStateType: str

class DashboardBlockCustomChartBodyConfigSegmentsItem5(TypedDict, total=False):
    queryType: Literal["events"] | _typed.EnumMember
    id: str
    sortField: str
    sortDirection: str
    page: str
    perPage: str
    query: str
    includeExtendedEventInfo: bool

DashboardBlockCustomChartBodyConfigSegmentsItem: TypeAlias = DashboardBlockCustomChartBodyConfigSegmentsItem1 | DashboardGaugeQueryBody | DashboardBlockCustomChartBodyConfigSegmentsItem3 | DashboardBlockCustomChartBodyConfigSegmentsItem4 | DashboardBlockCustomChartBodyConfigSegmentsItem5

DashboardBlockCustomChartBodyConfigVegaVersion: TypeAlias = Literal["vegaLite2", "vegaLite3", "vegaLite4", "vegaLite5", "vegaLite6", "vega4", "vega5", "vega6"] | _typed.EnumMember

class DashboardBlockDashboardListBody(TypedDict, total=False):
    """A block that lists dashboards."""
    blockType: Required[Literal["dashboard-list"] | _typed.EnumMember]
    config: DashboardBlockApplicationListBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockDataTableBody(TypedDict, total=False):
    """A block that shows rows of a data table."""
    blockType: Required[Literal["data-table"] | _typed.EnumMember]
    config: DashboardBlockDataTableBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockDataTableBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    dataTableId: str
    defaultSortColumn: str
    defaultSortDirection: Literal["asc", "desc", "ASC", "DESC", ""] | _typed.EnumMember | str
    defaultLimit: str
    defaultOffset: str
    query: str
    queryMode: Literal["$or", "$and", "advanced"] | _typed.EnumMember
    columns: Sequence[DashboardBlockDataTableBodyConfigColumnsItem]

class DashboardBlockDataTableBodyConfigColumnsItem(TypedDict, total=False):
    id: str
    type: str | Literal["$custom"] | _typed.EnumMember
    headerTemplate: str
    rowTemplate: str

class DashboardBlockDeviceCountBody(TypedDict, total=False):
    """A block that counts the devices that fit one query or several."""
    blockType: Required[Literal["device-count"] | _typed.EnumMember]
    config: DashboardBlockDeviceCountBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockDeviceCountBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    segments: Required[Sequence[DashboardBlockDeviceCountBodyConfigSegmentsItem]]
    conditions: Sequence[DashboardConditionBody]
    defaultCondition: Required[DashboardBlockDeviceCountBodyConfigDefaultCondition]

class DashboardBlockDeviceCountBodyConfigSegmentsItem(TypedDict):
    id: str
    query: str

class DashboardConditionBody(TypedDict, total=False):
    """A look, such as a colour and a text, and the condition on which it is shown."""
    color: str
    id: str
    label: str
    condition: str
    imageUrl: str
    shape: DashboardConditionBodyShape

DashboardConditionBodyShape: TypeAlias = Literal["circle", "square", "triangle-down", "triangle-up", "octagon"] | _typed.EnumMember

class DashboardBlockDeviceCountBodyConfigDefaultCondition(TypedDict, total=False):
    """What is shown, and the colour when no condition is true."""
    color: Required[str]
    label: str
    value: str

class DashboardBlockDeviceListBody(TypedDict, total=False):
    """A block that lists devices with their tags, attributes and connection status."""
    blockType: Required[Literal["device-list"] | _typed.EnumMember]
    config: DashboardBlockDeviceListBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockDeviceListBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    additionalAttributes: None | _typed.ListOf[str]
    excludeConnectionInfo: bool
    deviceLinkNewWindow: bool
    deviceLinkType: Literal["custom", "default"] | _typed.EnumMember
    deviceLinkUrl: str
    match: Literal["unfiltered", "all", "any"] | _typed.EnumMember
    showPublicFilter: bool
    sortField: Literal["id", "creationDate", "lastUpdated", "name"] | _typed.EnumMember
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""] | _typed.EnumMember
    filter: str | DashboardBlockDeviceListBodyConfigFilter2
    query: str
    columns: Sequence[DashboardBlockDeviceListBodyConfigColumnsItem]

class DashboardBlockDeviceListBodyConfigFilter2(TypedDict, total=False):
    ids: _typed.ListOf[str]
    tags: Sequence[DashboardDeviceTagsItemBody]
    searchParam: str

class DashboardBlockDeviceListBodyConfigColumnsItem(TypedDict, total=False):
    id: str
    type: DashboardBlockDeviceListBodyConfigColumnsItemType
    source: str
    headerTemplate: str
    rowTemplate: str

DashboardBlockDeviceListBodyConfigColumnsItemType: TypeAlias = Literal["id", "connectionStatus", "attribute", "tag", "name", "custom", "created", "updated"] | _typed.EnumMember

class DashboardBlockDeviceLogBody(TypedDict, total=False):
    """A block that shows when devices connected and disconnected."""
    blockType: Required[Literal["device-log"] | _typed.EnumMember]
    config: DashboardBlockDeviceLogBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockDeviceLogBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str
    includeDeviceInfo: bool
    maxResultsPerDevice: str

class DashboardBlockDeviceStateTableBody(TypedDict, total=False):
    """A block that shows values of attributes as a table, one row for each reported state."""
    blockType: Required[Literal["device-state-table"] | _typed.EnumMember]
    config: DashboardBlockDeviceStateTableBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockDeviceStateTableBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    attributes: None | _typed.ListOf[str]
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember
    sortDirection: int
    sortIndex: int
    columns: Sequence[DashboardBlockDeviceStateTableBodyConfigColumnsItem]

class DashboardBlockDeviceStateTableBodyConfigColumnsItem(TypedDict, total=False):
    headerTemplate: str
    id: str
    rowTemplate: str
    type: DashboardBlockDeviceStateTableBodyConfigColumnsItemType
    attribute: str

DashboardBlockDeviceStateTableBodyConfigColumnsItemType: TypeAlias = Literal["deviceTags", "deviceId", "deviceName", "timestamp", "attribute"] | _typed.EnumMember

class DashboardBlockEventListBody(TypedDict, total=False):
    """A block that lists events of an application."""
    blockType: Required[Literal["event-list"] | _typed.EnumMember]
    config: DashboardBlockEventListBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockEventListBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    allowUpdates: bool
    query: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""] | _typed.EnumMember
    sortField: str
    filter: str
    eventState: str | None | Mapping[str, Any]
    columnErrors: Mapping[str, Any]
    columns: Sequence[DashboardBlockEventListBodyConfigColumnsItem]

class DashboardBlockEventListBodyConfigColumnsItem(TypedDict, total=False):
    id: str
    selectedTag: str
    type: DashboardBlockEventListBodyConfigColumnsItemType
    headerTemplate: str
    rowTemplate: str

DashboardBlockEventListBodyConfigColumnsItemType: TypeAlias = Literal["level", "subject", "subjectWithMessage", "creationDate", "creationDateWithSource", "lastUpdatedDate", "lastUpdatedDateWithSource", "id", "state", "tag", "deviceName", "sourceId", "custom"] | _typed.EnumMember

class DashboardBlockGaugeBody(TypedDict, total=False):
    """A block that shows a single value, as a number or as a dial, tank and the like."""
    blockType: Required[Literal["gauge"] | _typed.EnumMember]
    config: DashboardBlockGaugeBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockGaugeBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    realTime: bool
    displayAsPercentage: bool
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember
    gaugeMax: _typed.JSONNumber | str
    gaugeMin: _typed.JSONNumber | str
    gaugeType: DashboardBlockGaugeBodyConfigGaugeType
    precision: _typed.JSONNumber | str
    precisionType: Literal["floating", "significant"] | _typed.EnumMember
    segment: DashboardSegmentBody
    conditions: Sequence[DashboardConditionBody]

DashboardBlockGaugeBodyConfigGaugeType: TypeAlias = Literal["battery", "dial", "number", "tank", "thermometer", "needle"] | _typed.EnumMember

class DashboardBlockGraphBody(TypedDict, total=False):
    """A block that draws values of attributes over time."""
    blockType: Required[Literal["graph"] | _typed.EnumMember]
    config: DashboardBlockGraphBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockGraphBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    realTime: bool
    hideLegend: bool
    disallowUserSelectedDuration: bool
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember
    resolution: int | None | str
    recharts: bool
    displayType: Literal["stick", "line"] | _typed.EnumMember
    segments: Sequence[DashboardBlockGraphBodyConfigSegmentsItem]
    yAxes: Sequence[DashboardBlockGraphBodyConfigYAxesItem]
    decorators: Sequence[DashboardBlockGraphBodyConfigDecoratorsItem]

class DashboardBlockGraphBodyConfigSegmentsItem(TypedDict, total=False):
    attribute: str
    aggregation: DashboardAggregationBody
    color: str
    cumulative: bool
    detectDataGaps: bool
    expression: str
    graphType: Literal["area", "bar", "line"] | _typed.EnumMember
    label: str
    yAxisFormat: str
    yAxisLabel: str
    yAxisMax: _typed.JSONNumber | str
    yAxisMin: _typed.JSONNumber | str
    yAxisId: str
    lineType: DashboardBlockGraphBodyConfigSegmentsItemLineType
    lineWeight: int
    dotWeight: int
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str

DashboardBlockGraphBodyConfigSegmentsItemLineType: TypeAlias = Literal["monotone", "step", "stepAfter", "linear", "stepBefore"] | _typed.EnumMember

class DashboardBlockGraphBodyConfigYAxesItem(TypedDict, total=False):
    id: Required[str]
    label: str
    position: Literal["left", "right", "hidden"] | _typed.EnumMember
    min: _typed.JSONNumber | str
    max: _typed.JSONNumber | str
    format: str
    scale: Literal["linear", "log", "sqrt"] | _typed.EnumMember
    stacked: bool

class DashboardBlockGraphBodyConfigDecoratorsItem(TypedDict, total=False):
    type: Required[Literal["line", "area"] | _typed.EnumMember]
    yAxisId: Required[str]
    label: str
    color: str
    lineStyle: Literal["solid", "dotted", "dashed"] | _typed.EnumMember
    lineWeight: int
    y1: Required[_typed.JSONNumber | str]
    y2: _typed.JSONNumber | str

class DashboardBlockHeatmapBody(TypedDict, total=False):
    """A block that shows on a map where devices are, or have been most of the time."""
    blockType: Required[Literal["heatmap"] | _typed.EnumMember]
    config: DashboardBlockHeatmapBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockHeatmapBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    additionalAttributes: None | _typed.ListOf[str]
    attribute: str
    centerOnDataPoints: bool
    defaultBearing: _typed.JSONNumber
    defaultCenter: str
    defaultPitch: _typed.JSONNumber
    defaultZoom: _typed.JSONNumber | str
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember
    locationTagKey: str
    mapStyle: Literal["normal", "satellite"] | _typed.EnumMember

class DashboardBlockIFrameBody(TypedDict, total=False):
    """A block that shows another web page."""
    blockType: Required[Literal["iframe"] | _typed.EnumMember]
    config: DashboardBlockIFrameBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockIFrameBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    url: str

class DashboardBlockImageBody(TypedDict, total=False):
    """A block that shows an image, from a URL or from a device attribute."""
    blockType: Required[Literal["image"] | _typed.EnumMember]
    config: DashboardBlockImageBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockImageBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    bgColor: str
    imageLinkNewWindow: bool
    imageLinkUrl: str
    imageUrl: str
    imageSource: Literal["static", "attribute"] | _typed.EnumMember
    deviceId: str
    attribute: str

class DashboardBlockImageOverlayBody(TypedDict, total=False):
    """A block that shows values of devices on top of an image, such as a plan."""
    blockType: Required[Literal["image-overlay"] | _typed.EnumMember]
    config: Required[DashboardBlockImageOverlayBodyConfig]
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockImageOverlayBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    imageUrl: str
    backgroundColor: str
    defaultZoom: _typed.JSONNumber
    disableZoom: bool
    segments: Sequence[DashboardGaugeQueryBody]
    overlays: Sequence[DashboardBlockImageOverlayBodyConfigOverlaysItem]

class DashboardBlockImageOverlayBodyConfigOverlaysItem1(TypedDict, total=False):
    type: Required[Literal["indicator", "label", "image"] | _typed.EnumMember]
    size: Required[Literal["small", "medium", "large"] | _typed.EnumMember]
    position: Required[str]
    popupTemplate: str
    conditions: Sequence[DashboardConditionBody]
    defaultCondition: Required[DashboardConditionBody]

class DashboardBlockImageOverlayBodyConfigOverlaysItem2(TypedDict, total=False):
    type: Required[Literal["value"] | _typed.EnumMember]
    size: Required[Literal["small", "medium", "large"] | _typed.EnumMember]
    position: Required[str]
    popupTemplate: str
    conditions: Sequence[DashboardConditionBody]
    defaultCondition: Required[DashboardConditionBody]
    valueTemplate: str

class DashboardBlockImageOverlayBodyConfigOverlaysItem3(TypedDict, total=False):
    type: Required[Literal["bar"] | _typed.EnumMember]
    size: Required[Literal["small", "medium", "large"] | _typed.EnumMember]
    position: Required[str]
    popupTemplate: str
    conditions: Sequence[DashboardConditionBody]
    defaultCondition: Required[DashboardConditionBody]
    min: _typed.JSONNumber | str
    max: _typed.JSONNumber | str
    backgroundColor: str
    valueTemplate: str
    length: int
    orientation: Literal["horizontal", "vertical"] | _typed.EnumMember

DashboardBlockImageOverlayBodyConfigOverlaysItem: TypeAlias = DashboardBlockImageOverlayBodyConfigOverlaysItem1 | DashboardBlockImageOverlayBodyConfigOverlaysItem2 | DashboardBlockImageOverlayBodyConfigOverlaysItem3

class DashboardBlockIndicatorBody(TypedDict, total=False):
    """A block that shows a colour and a text that depend on values of devices."""
    blockType: Required[Literal["indicator"] | _typed.EnumMember]
    config: DashboardBlockIndicatorBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockIndicatorBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    realTime: bool
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember
    segments: Sequence[DashboardSegmentBody]
    conditions: Sequence[DashboardConditionBody]
    defaultCondition: DashboardConditionBody

class DashboardBlockInputBody(TypedDict, total=False):
    """A block of controls that send commands to devices or trigger workflows."""
    blockType: Required[Literal["input"] | _typed.EnumMember]
    config: DashboardBlockInputBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockInputBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    defaultMode: Literal["unlocked", "locked"] | _typed.EnumMember
    controls: Sequence[DashboardBlockInputBodyConfigControlsItem]

class DashboardBlockInputBodyConfigControlsItem1(TypedDict, total=False):
    type: Literal["range"] | _typed.EnumMember
    id: str
    templateId: str
    label: str
    color: str
    grid: DashboardGridBody
    defaultQuery: DashboardInputQueryBody
    max: _typed.JSONNumber | str
    min: _typed.JSONNumber | str
    step: _typed.JSONNumber | str
    defaultValue: _typed.JSONNumber | str

class DashboardGridBody(TypedDict, total=False):
    """Place and size of a control on the grid within its block."""
    h: _typed.JSONNumber
    w: _typed.JSONNumber
    x: _typed.JSONNumber
    y: _typed.JSONNumber

class DashboardInputQueryBody(TypedDict, total=False):
    """Where a control gets its first value from: the last value of a device attribute."""
    attribute: str
    aggregation: DashboardAggregationBody
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str

class DashboardBlockInputBodyConfigControlsItem2(TypedDict, total=False):
    type: Literal["toggle"] | _typed.EnumMember
    id: str
    templateId: str
    label: str
    color: str
    grid: DashboardGridBody
    defaultQuery: DashboardInputQueryBody
    defaultValue: bool
    includeLabel: bool

class DashboardBlockInputBodyConfigControlsItem3(TypedDict, total=False):
    type: Literal["text"] | _typed.EnumMember
    id: str
    templateId: str
    label: str
    grid: DashboardGridBody
    defaultQuery: DashboardInputQueryBody
    defaultValue: str

class DashboardBlockInputBodyConfigControlsItem4(TypedDict, total=False):
    type: Literal["select"] | _typed.EnumMember
    id: str
    templateId: str
    label: str
    grid: DashboardGridBody
    defaultQuery: DashboardInputQueryBody
    defaultValue: str
    options: Sequence[DashboardBlockInputBodyConfigControlsItem4OptionsItem]

class DashboardBlockInputBodyConfigControlsItem4OptionsItem(TypedDict, total=False):
    value: str
    label: str

class DashboardBlockInputBodyConfigControlsItem5(TypedDict, total=False):
    type: Literal["help"] | _typed.EnumMember
    id: str
    templateId: str
    grid: DashboardGridBody
    help: str

class DashboardBlockInputBodyConfigControlsItem6(TypedDict, total=False):
    type: Literal["button"] | _typed.EnumMember
    action: Literal["workflow", "command"] | _typed.EnumMember
    id: str
    templateId: str
    label: str
    grid: DashboardGridBody
    color: str
    payload: str
    buttonId: str
    workflowId: str | None
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str
    commandName: str

DashboardBlockInputBodyConfigControlsItem: TypeAlias = DashboardBlockInputBodyConfigControlsItem1 | DashboardBlockInputBodyConfigControlsItem2 | DashboardBlockInputBodyConfigControlsItem3 | DashboardBlockInputBodyConfigControlsItem4 | DashboardBlockInputBodyConfigControlsItem5 | DashboardBlockInputBodyConfigControlsItem6

class DashboardBlockMapBody(TypedDict, total=False):
    """A block that shows on a map where devices are and which way they went."""
    blockType: Required[Literal["map"] | _typed.EnumMember]
    config: DashboardBlockMapBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockMapBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    additionalAttributes: None | _typed.ListOf[str]
    attribute: str
    centerOnDataPoints: bool
    clusterPoints: bool
    compositeResult: bool
    defaultBearing: _typed.JSONNumber
    defaultCenter: str
    defaultPitch: _typed.JSONNumber
    defaultZoom: _typed.JSONNumber | str
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember
    endColor: str
    iconTemplate: str
    includeArrows: bool
    includeLines: bool
    locationTagKey: str
    mapStyle: Literal["normal", "satellite"] | _typed.EnumMember
    pinMode: Literal["simple", "advanced"] | _typed.EnumMember
    popupTemplate: str
    resizedPins: bool
    resolution: int | None | str
    startColor: str

class DashboardBlockOpenEventsBody(TypedDict, total=False):
    """A block that shows the most severe of the new events, in the colour of its level."""
    blockType: Required[Literal["open-event-indicator"] | _typed.EnumMember]
    config: DashboardBlockOpenEventsBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockOpenEventsBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    allowUpdates: bool
    query: str
    filter: str

class DashboardBlockPieBody(TypedDict, total=False):
    """A block that shows values of devices as parts of a whole."""
    blockType: Required[Literal["pie"] | _typed.EnumMember]
    config: DashboardBlockPieBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockPieBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    realTime: bool
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember
    percentFormat: str
    valueFormat: str
    segments: Sequence[DashboardSegmentBody]

class DashboardBlockPositionChartBody(TypedDict, total=False):
    """A block that shows where devices are on an image, such as a floor plan."""
    blockType: Required[Literal["position-chart"] | _typed.EnumMember]
    config: DashboardBlockPositionChartBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockPositionChartBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    additionalAttributes: None | _typed.ListOf[str]
    centerOnDataPoints: bool
    compositeResult: bool
    coordinateA: str
    coordinateB: str
    defaultCenter: str
    defaultZoom: _typed.JSONNumber | str
    disableZoom: bool
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[DashboardDeviceTagsItemBody]
    query: str
    duration: int | Literal["{{dashboard.duration}}"] | _typed.EnumMember
    endColor: str
    iconTemplate: str
    imageUrl: str
    includeArrows: bool
    includeLines: bool
    pinMode: Literal["simple", "advanced"] | _typed.EnumMember
    pixelA: str
    pixelB: str
    popupTemplate: str
    resizedPins: bool
    resolution: int | None | str
    startColor: str
    xAttribute: str
    yAttribute: str

class DashboardBlockSectionHeaderBody(TypedDict, total=False):
    """A block that sets a heading and some text between other blocks."""
    blockType: Required[Literal["section-header"] | _typed.EnumMember]
    config: DashboardBlockSectionHeaderBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockSectionHeaderBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    title: str
    content: str

class DashboardBlockWorkflowListBody(TypedDict, total=False):
    """A block that lists workflows, with their runs and errors of the last day."""
    blockType: Required[Literal["workflow-list"] | _typed.EnumMember]
    config: DashboardBlockWorkflowListBodyConfig
    id: str
    title: str
    description: str
    applicationId: str
    startX: Required[_typed.JSONNumber]
    startY: Required[_typed.JSONNumber]
    width: Required[_typed.JSONNumber]
    height: Required[_typed.JSONNumber]

class DashboardBlockWorkflowListBodyConfig(TypedDict, total=False):
    """Settings of the block."""
    filter: str
    includeCloud: bool
    includeEdge: bool
    includeEmbedded: bool
    includeExperience: bool
    experienceVersion: str

DashboardBlocksItemBody: TypeAlias = DashboardBlockApplicationListBody | DashboardBlockBarBody | DashboardBlockCustomChartBody | DashboardBlockDashboardListBody | DashboardBlockDataTableBody | DashboardBlockDeviceCountBody | DashboardBlockDeviceListBody | DashboardBlockDeviceLogBody | DashboardBlockDeviceStateTableBody | DashboardBlockEventListBody | DashboardBlockGaugeBody | DashboardBlockGraphBody | DashboardBlockHeatmapBody | DashboardBlockIFrameBody | DashboardBlockImageBody | DashboardBlockImageOverlayBody | DashboardBlockIndicatorBody | DashboardBlockInputBody | DashboardBlockMapBody | DashboardBlockOpenEventsBody | DashboardBlockPieBody | DashboardBlockPositionChartBody | DashboardBlockSectionHeaderBody | DashboardBlockWorkflowListBody

class DashboardReportConfigsItemBody(TypedDict, total=False):
    id: str
    cron: str
    toEmail: _typed.ListOf[str]
    callbackUrl: str
    subject: str
    message: str
    theme: Literal["dark", "light"] | _typed.EnumMember
    timezone: str
    locale: str
    ctx: Mapping[str, str | _typed.JSONNumber | PartialTagBody]
    branded: bool

class DashboardContextConfigurationItem1Body(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["deviceAttribute"] | _typed.EnumMember]
    applicationId: str
    defaultValue: Required[str]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem1BodyValidationConfig

class DashboardContextConfigurationItem1BodyValidationConfig(TypedDict, total=False):
    """Which values are allowed."""
    attributes: _typed.ListOf[str]

class DashboardContextConfigurationItem2Body(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["deviceId"] | _typed.EnumMember]
    applicationId: str
    defaultValue: Required[str]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem2BodyValidationConfig

class DashboardContextConfigurationItem2BodyValidationConfig(TypedDict, total=False):
    """Which devices are allowed, and how much templates can read of them."""
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]
    query: None | str
    includeFullDevice: bool

class DashboardContextConfigurationItem3Body(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["deviceTag"] | _typed.EnumMember]
    applicationId: str
    defaultValue: Required[PartialTagBody]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem3BodyValidationConfig

class DashboardContextConfigurationItem3BodyValidationConfig(TypedDict, total=False):
    """Which values are allowed."""
    deviceTags: Sequence[PartialTagBody]

class DashboardContextConfigurationItem4Body(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["number"] | _typed.EnumMember]
    applicationId: str
    defaultValue: Required[_typed.JSONNumber | str]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem4BodyValidationConfig

class DashboardContextConfigurationItem4BodyValidationConfig(TypedDict, total=False):
    """Which values are allowed."""
    min: _typed.JSONNumber
    max: _typed.JSONNumber

class DashboardContextConfigurationItem5Body(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["string"] | _typed.EnumMember]
    applicationId: str
    defaultValue: Required[str]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem5BodyValidationConfig

class DashboardContextConfigurationItem5BodyValidationConfig(TypedDict, total=False):
    """Which values are allowed."""
    regExp: str

class DashboardContextConfigurationItem6Body(TypedDict, total=False):
    name: Required[str]
    type: Required[Literal["experienceUser"] | _typed.EnumMember]
    applicationId: str
    defaultValue: Required[str]
    validationEnabled: bool
    validationConfig: DashboardContextConfigurationItem6BodyValidationConfig

class DashboardContextConfigurationItem6BodyValidationConfig(TypedDict, total=False):
    """Which values are allowed."""
    experienceGroupIds: _typed.ListOf[str]

DashboardContextConfigurationItemBody: TypeAlias = DashboardContextConfigurationItem1Body | DashboardContextConfigurationItem2Body | DashboardContextConfigurationItem3Body | DashboardContextConfigurationItem4Body | DashboardContextConfigurationItem5Body | DashboardContextConfigurationItem6Body

class ApplicationDashboardPatchArguments(TypedDict, total=False):
    """Arguments of applicationDashboard.patch."""
    dashboardId: Required[str]
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    dashboard: Required[DashboardPatch]

class DashboardSendReport(TypedDict, total=False):
    """What goes into a report of a dashboard that is sent at once, and where it goes."""
    toEmail: _typed.ListOf[str]
    callbackUrl: str
    subject: str
    message: str
    theme: Literal["dark", "light"] | _typed.EnumMember
    time: _typed.JSONNumber
    timezone: str
    locale: str
    ctx: Mapping[str, str | _typed.JSONNumber | PartialTagBody]
    branded: bool

class ApplicationDashboardSendReportArguments(TypedDict, total=False):
    """Arguments of applicationDashboard.sendReport."""
    dashboardId: Required[str]
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    reportConfig: Required[DashboardSendReport]

class Dashboards(TypedDict):
    """One page of dashboards."""
    items: list[Dashboard]
    orgId: str
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ApplicationDashboardsGetArguments(TypedDict, total=False):
    """Arguments of applicationDashboards.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None

class ApplicationDashboardPost(TypedDict, total=False):
    """A new dashboard of an application."""
    name: Required[str]
    blocks: Sequence[DashboardBlocksItemBody]
    description: str
    refreshRate: _typed.JSONNumber
    duration: int
    resolution: int
    defaultTheme: Literal["dark", "light"] | _typed.EnumMember
    reportConfigs: Sequence[DashboardReportConfigsItemBody]
    public: bool
    password: None | str
    contextConfiguration: Sequence[DashboardContextConfigurationItemBody]

class ApplicationDashboardsPostArguments(TypedDict, total=False):
    """Arguments of applicationDashboards.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    dashboard: Required[ApplicationDashboardPost]

class ApplicationJobLog(TypedDict):
    """What is known of one background job: what it was asked, how far it is, what came of it."""
    id: str
    jobId: str
    jobExecutionId: str
    name: str
    applicationId: str
    runQueuedAt: str
    runStartedAt: str
    runCompletedAt: str
    status: Literal["queued", "inProgress", "completed", "errored", "failed"]
    requestedById: str
    requestedByType: Literal["user", "apiToken", "flow", "device", "system"]
    ownerType: Literal["application", "user", "organization"]
    ownerId: str
    resourceType: ApplicationJobLogResourceType
    resourceId: str
    progress: ApplicationJobLogProgress
    error: JobError
    input: ApplicationJobLogInput
    output: ApplicationJobLogOutput

ApplicationJobLogResourceType: TypeAlias = Literal["application", "dashboard", "datatable", "event", "device", "notebook", "deviceRecipe"]

class ApplicationJobLogProgress(TypedDict):
    """How far the job has come."""
    completed: float
    total: float
    status: str

class JobError(TypedDict):
    """What went wrong in a run of a workflow, notebook or background job."""
    name: str
    message: str

class ApplicationJobLogInput(TypedDict):
    """What the job was asked to do; which members it has depends on the kind of job."""
    callbackUrl: str
    emails: list[str]
    start: float
    end: float
    gatewayId: str
    parentId: str
    query: str
    ownerId: str
    ownerType: Literal["user", "organization"]
    fileUrl: str
    templateContext: str

class ApplicationJobLogOutput(TypedDict):
    """What came of the job; which members it has depends on the kind of job."""
    downloadUrls: list[str]
    devicesDirectory: str
    eventsDirectory: str
    dataTablesDirectory: str
    created: float
    failed: float
    removed: float
    restored: float
    repoUrl: str
    commit: str
    noChanges: bool
    applicationId: str
    validationErrors: list[ValidationProblemsItem]
    skippedDeviceNotFound: float
    skippedDateTooOld: float
    skippedDateInFuture: float
    skippedInvalidDate: float
    skippedNoValidAttributes: float
    written: float
    eeaBundleVersion: str

class ApplicationJobLogGetArguments(TypedDict, total=False):
    """Arguments of applicationJobLog.get."""
    applicationId: Required[str]
    jobId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

ApplicationJobLogsGetSortField: TypeAlias = Literal["name", "status", "resourceType", "runQueuedAt", "runStartedAt", "runCompletedAt"] | _typed.EnumMember

AdvancedApplicationJobLogQuery = TypedDict(
    "AdvancedApplicationJobLogQuery",
    {
        "$and": Sequence[AdvancedApplicationJobLogQuery],
        "$or": Sequence[AdvancedApplicationJobLogQuery],
        "$nor": Sequence[AdvancedApplicationJobLogQuery],
        "id": str | None | IdQuery2,
        "runQueuedAt": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "runStartedAt": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "runCompletedAt": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "status": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "name": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "resourceId": str | None | IdQuery2,
        "resourceType": bool | None | _typed.JSONNumber | str | ValueQuery2,
    },
    total=False,
)

IdQuery2 = TypedDict(
    "IdQuery2",
    {
        "$eq": str | None,
        "$ne": str | None,
        "$gt": str | None,
        "$lt": str | None,
        "$gte": str | None,
        "$lte": str | None,
        "$in": _typed.ListOf[str],
        "$nin": _typed.ListOf[str],
    },
    total=False,
)

ValueQuery2 = TypedDict(
    "ValueQuery2",
    {
        "$eq": bool | None | _typed.JSONNumber | str,
        "$ne": bool | None | _typed.JSONNumber | str,
        "$gt": bool | None | _typed.JSONNumber | str,
        "$lt": bool | None | _typed.JSONNumber | str,
        "$gte": bool | None | _typed.JSONNumber | str,
        "$lte": bool | None | _typed.JSONNumber | str,
        "$startsWith": str,
        "$endsWith": str,
        "$contains": str,
        "$ci": bool,
        "$in": _typed.ListOf[bool | _typed.JSONNumber | str],
        "$nin": _typed.ListOf[bool | _typed.JSONNumber | str],
    },
    total=False,
)

class ApplicationJobLogs(TypedDict):
    """One page of the background jobs of an application."""
    items: list[ApplicationJobLog]
    query: dict[str, Any]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ApplicationJobLogsGetArguments(TypedDict, total=False):
    """Arguments of applicationJobLogs.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: ApplicationJobLogsGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    query: AdvancedApplicationJobLogQuery | None

class ApplicationKeyDeleteArguments(TypedDict, total=False):
    """Arguments of applicationKey.delete."""
    applicationId: Required[str]
    applicationKeyId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationKey(TypedDict):
    """An access key that devices log in with, as it is stored: without its secret."""
    id: str
    applicationKeyId: str
    applicationId: str
    creationDate: str
    createdById: str
    createdByType: Literal["flow", "user", "apiToken"]
    lastUpdated: str
    lastUpdatedById: str
    lastUpdatedByType: Literal["flow", "user", "apiToken"]
    key: str
    status: Literal["active", "inactive"]
    deviceIds: list[str]
    deviceTags: list[PartialTag]
    name: str
    description: str
    filterType: Literal["all", "whitelist", "blacklist"] | Literal["none"]
    pubTopics: list[str]
    subTopics: list[str]
    addressFilterType: Literal["all", "whitelist", "blacklist"]
    addresses: list[str]

class ApplicationKeyGetArguments(TypedDict, total=False):
    """Arguments of applicationKey.get."""
    applicationId: Required[str]
    applicationKeyId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationKeyPatch(TypedDict, total=False):
    """What may be changed of an access key; what is left out stays as it is."""
    status: Literal["active", "inactive"] | _typed.EnumMember
    name: str | None
    description: str
    filterType: Literal["all", "whitelist", "blacklist"] | _typed.EnumMember | Literal["none"]
    pubTopics: _typed.ListOf[str]
    subTopics: _typed.ListOf[str]
    addressFilterType: Literal["all", "whitelist", "blacklist"] | _typed.EnumMember
    addresses: _typed.ListOf[str]

class ApplicationKeyPatchArguments(TypedDict, total=False):
    """Arguments of applicationKey.patch."""
    applicationId: Required[str]
    applicationKeyId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    applicationKey: Required[ApplicationKeyPatch]

ApplicationKeysGetSortField: TypeAlias = Literal["key", "status", "id", "creationDate", "lastUpdated", "name"] | _typed.EnumMember

AdvancedApplicationKeyQuery = TypedDict(
    "AdvancedApplicationKeyQuery",
    {
        "$and": Sequence[AdvancedApplicationKeyQuery],
        "$or": Sequence[AdvancedApplicationKeyQuery],
        "$nor": Sequence[AdvancedApplicationKeyQuery],
        "id": str | None | IdQuery2,
        "creationDate": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastUpdated": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "status": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "deviceIds": str | None | IdQuery2,
        "deviceTags": TagMatch | TagQuery2 | TagQuery3,
        "key": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "name": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "description": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "filterType": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "pubTopics": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "subTopics": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "addressFilterType": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "addresses": bool | None | _typed.JSONNumber | str | ValueQuery2,
    },
    total=False,
)

TagMatch2 = TypedDict(
    "TagMatch2",
    {
        "$tagKey": str | None | TagValueQuery3 | TagValueQuery4,
        "$tagValue": str | None | TagValueQuery3 | TagValueQuery4,
    },
    total=False,
)

TagValueQuery3 = TypedDict(
    "TagValueQuery3",
    {
        "$in": _typed.ListOf[str],
    },
)

TagValueQuery4 = TypedDict(
    "TagValueQuery4",
    {
        "$nin": _typed.ListOf[str],
    },
)

TagMatch: TypeAlias = None | TagMatch2 | Mapping[str, str | None | TagValueQuery3 | TagValueQuery4]

TagQuery2 = TypedDict(
    "TagQuery2",
    {
        "$eq": TagMatch,
    },
)

TagQuery3 = TypedDict(
    "TagQuery3",
    {
        "$ne": TagMatch,
    },
)

class ApplicationKeys(TypedDict):
    """One page of the access keys of an application."""
    items: list[ApplicationKey]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ApplicationKeysGetArguments(TypedDict, total=False):
    """Arguments of applicationKeys.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: ApplicationKeysGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["key", "status", "name"] | _typed.EnumMember | None
    filter: _typed.String | None
    query: AdvancedApplicationKeyQuery | None

class ApplicationKeyPost(TypedDict, total=False):
    """A new access key."""
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]
    name: str
    description: str
    filterType: Literal["all", "whitelist", "blacklist"] | _typed.EnumMember | Literal["none"]
    pubTopics: _typed.ListOf[str]
    subTopics: _typed.ListOf[str]
    addressFilterType: Literal["all", "whitelist", "blacklist"] | _typed.EnumMember
    addresses: _typed.ListOf[str]

class ApplicationKeyPostResponse(TypedDict):
    """An access key that was just made, with its secret."""
    id: str
    applicationKeyId: str
    applicationId: str
    creationDate: str
    createdById: str
    createdByType: Literal["flow", "user", "apiToken"]
    lastUpdated: str
    lastUpdatedById: str
    lastUpdatedByType: Literal["flow", "user", "apiToken"]
    key: str
    status: Literal["active", "inactive"]
    secret: str
    deviceIds: list[str]
    deviceTags: list[PartialTag]
    name: str
    description: str
    filterType: Literal["all", "whitelist", "blacklist"] | Literal["none"]
    pubTopics: list[str]
    subTopics: list[str]
    addressFilterType: Literal["all", "whitelist", "blacklist"]
    addresses: list[str]

class ApplicationKeysPostArguments(TypedDict, total=False):
    """Arguments of applicationKeys.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    applicationKey: Required[ApplicationKeyPost]

ApplicationsGetSortField: TypeAlias = Literal["name", "id", "creationDate", "ownerId", "lastUpdated"] | _typed.EnumMember

class Applications(TypedDict):
    """One page of applications."""
    items: list[Application]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ApplicationsGetArguments(TypedDict, total=False):
    """Arguments of applications.get."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: ApplicationsGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    orgId: str | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None

class ImportNewApplicationOptions(TypedDict, total=False):
    """What to make a new application from."""
    importUrl: _typed.String
    callbackUrl: _typed.String
    include: BundlePartsItem | Sequence[BundlePartsItem]
    forceJob: _typed.Boolean

class ApplicationsImportArguments(TypedDict, total=False):
    """Arguments of applications.import."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    importBundle: _typed.File
    ownerId: str
    ownerType: Literal["user", "organization"] | _typed.EnumMember
    includeDevices: _typed.String
    includeDataTableRows: _typed.String
    includeFiles: _typed.String
    email: _typed.String
    options: ImportNewApplicationOptions

ApplicationsPeriodSummariesSortField: TypeAlias = Literal["name", "id", "creationDate", "ownerId", "lastUpdated"] | _typed.EnumMember

class PeriodSummaries(TypedDict):
    """One page of summaries of what applications used."""
    items: list[PeriodSummariesItemsItem]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class PeriodSummariesItemsItem(TypedDict):
    name: str
    id: str
    applicationId: str
    summary: PeriodSummariesItemsItemSummary

class PeriodSummariesItemsItemSummary(TypedDict):
    """As far as it was asked for."""
    deviceCounts: DeviceCounts
    notebookMinuteCounts: NotebookMinuteCounts
    payloadCounts: PayloadCountsBreakdown

class ApplicationsPeriodSummariesArguments(TypedDict, total=False):
    """Arguments of applications.periodSummaries."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    asBytes: _typed.String | None
    includeNonBillable: _typed.String | None
    sortField: ApplicationsPeriodSummariesSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    orgId: str | None
    exclude: _typed.String | None
    include: _typed.String | None

class ApplicationPost(TypedDict, total=False):
    """A new application."""
    orgId: str
    applicationTemplateId: str
    name: Required[str]
    description: str
    appliedTemplateIds: _typed.ListOf[str]
    endpointSlug: str
    expUserTokenCutoff: _typed.DateTime
    endpointDefaultCors: bool
    globals: Sequence[ApplicationGlobalsItemBody]
    archiveConfig: ArchiveConfigBody
    blobUrlTTL: _typed.JSONNumber

class ApplicationsPostArguments(TypedDict, total=False):
    """Arguments of applications.post."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None
    application: Required[ApplicationPost]

class ApplicationTemplate(TypedDict):
    """A ready-made set of devices, workflows, dashboards and more for applications."""
    id: str
    templateId: str
    creationDate: str
    lastUpdated: str
    name: str
    readme: str
    categoryIds: list[str]
    keywords: list[str]
    description: str
    public: bool
    authorName: str
    imageUrl: str
    authorUrl: str
    templateUrl: str
    summary: ApplicationTemplateSummary

class ApplicationTemplateSummary(TypedDict):
    """How much the template holds."""
    applicationCertificateAuthorityCount: int
    dashboardCount: int
    deviceCount: int
    deviceRecipeCount: int
    dataTableCount: int
    experienceGroupCount: int
    experienceUserCount: int
    experienceVersionCount: int
    experienceViewCount: int
    experienceEndpointCount: int
    fileCount: int
    flowCount: int
    integrationCount: int
    notebookCount: int
    privateFileCount: int
    resourceJobCount: int
    dataTableCsvSize: int
    webhookCount: int

class ApplicationTemplateGetArguments(TypedDict, total=False):
    """Arguments of applicationTemplate.get."""
    templateId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ApplicationTemplates(TypedDict):
    """One page of the library of application templates."""
    items: list[ApplicationTemplate]
    categoryId: str
    keywords: list[str]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ApplicationTemplatesGetArguments(TypedDict, total=False):
    """Arguments of applicationTemplates.get."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name", "authorName"] | _typed.EnumMember | None
    filter: _typed.String | None
    keywords: _typed.String | _typed.ListOf[_typed.String] | None
    categoryId: str | None

class ApplicationTemplateCategories(TypedDict):
    """The categories that application templates are filed under."""
    items: list[ApplicationTemplateCategory]
    baseId: str
    count: int
    totalCount: int

class ApplicationTemplateCategory(TypedDict):
    """A category that application templates are filed under."""
    id: str
    parentId: str
    name: str
    description: str
    resourceTypes: list[Literal["DeviceRecipe", "CustomNode"]]

class ApplicationTemplatesGetCategoriesArguments(TypedDict, total=False):
    """Arguments of applicationTemplates.getCategories."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    baseId: _typed.String | None

class TemplateKeywords(TypedDict):
    """The keywords that application templates have."""
    keywords: list[str]

class ApplicationTemplatesGetUniqueKeywordsArguments(TypedDict, total=False):
    """Arguments of applicationTemplates.getUniqueKeywords."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class AuditLog(TypedDict):
    """One entry of an organization's audit log: a request that changed something, and its outcome."""
    id: str
    auditLogId: str
    creationDate: str
    orgId: str
    primaryTargetId: str
    primaryTargetType: Literal["Application", "Dashboard", "OrgInvite"]
    primaryTargetName: str
    secondaryTargetId: str
    secondaryTargetType: AuditLogTargetType
    secondaryTargetName: str
    actorId: str
    actorType: Literal["Application", "Device", "Flow", "User", "ApiToken"]
    actorName: str
    requestResource: str
    requestAction: str
    requestQueryParams: dict[str, Any]
    requestBody: dict[str, Any]
    requestPathParams: dict[str, Any]
    responseBody: dict[str, Any]
    responseStatus: int

AuditLogTargetType: TypeAlias = Literal["ApiToken", "ApplicationCertificateAuthority", "ApplicationCertificate", "ApplicationKey", "Credential", "Dashboard", "DataTable", "Device", "DeviceRecipe", "Event", "ExperienceDomain", "ExperienceEndpoint", "ExperienceGroup", "ExperienceSlug", "ExperienceUser", "ExperienceVersion", "ExperienceView", "File", "Flow", "Integration", "Notebook", "PrivateFile", "ResourceJob", "Webhook"]

class AuditLogGetArguments(TypedDict, total=False):
    """Arguments of auditLog.get."""
    orgId: Required[str]
    auditLogId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class AuditLogFilter(TypedDict, total=False):
    """Which entries of an organization's audit log to return; what is left out does not narrow it down."""
    primaryTarget: AuditLogFilterPrimaryTargetItem | Sequence[AuditLogFilterPrimaryTargetItem]
    secondaryTarget: AuditLogFilterSecondaryTarget
    actor: AuditLogFilterActorItem | Sequence[AuditLogFilterActorItem]
    request: AuditLogRequestsItem | Sequence[AuditLogRequestsItem]
    responseCode: _typed.Integer | _typed.ListOf[_typed.Integer]

class AuditLogFilterPrimaryTargetItem(TypedDict, total=False):
    id: str
    type: Literal["Application", "Dashboard", "OrgInvite"] | _typed.EnumMember
    name: _typed.String

class AuditLogFilterSecondaryTargetItem(TypedDict, total=False):
    id: str
    type: AuditLogTargetTypeParameter
    name: _typed.String

AuditLogTargetTypeParameter: TypeAlias = Literal["ApiToken", "ApplicationCertificateAuthority", "ApplicationCertificate", "ApplicationKey", "Credential", "Dashboard", "DataTable", "Device", "DeviceRecipe", "Event", "ExperienceDomain", "ExperienceEndpoint", "ExperienceGroup", "ExperienceSlug", "ExperienceUser", "ExperienceVersion", "ExperienceView", "File", "Flow", "Integration", "Notebook", "PrivateFile", "ResourceJob", "Webhook"] | _typed.EnumMember

AuditLogFilterSecondaryTarget: TypeAlias = AuditLogFilterSecondaryTargetItem | Sequence[AuditLogFilterSecondaryTargetItem]

class AuditLogFilterActorItem(TypedDict, total=False):
    id: str
    type: AuditActorType
    name: _typed.String

AuditActorType: TypeAlias = Literal["Application", "Device", "Flow", "User", "ApiToken"] | _typed.EnumMember

class AuditLogRequestsItem(TypedDict, total=False):
    resource: _typed.String
    action: _typed.String

class AuditLogs(TypedDict):
    """One page of an organization's audit log."""
    items: list[AuditLog]
    orgId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class AuditLogsGetArguments(TypedDict, total=False):
    """Arguments of auditLogs.get."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["creationDate", "responseStatus", "actorName"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    start: _typed.String | None
    end: _typed.String | None
    auditLogFilter: AuditLogFilter | None

class DeviceCredentials(TypedDict, total=False):
    """How a device logs in."""
    deviceId: Required[str]
    key: str
    secret: str
    tokenTTL: int
    requestedScopes: Sequence[DeviceScope]

DeviceScope: TypeAlias = Literal["all.Device", "all.Device.read", "data.export", "data.timeSeriesQuery", "data.lastValueQuery", "device.commandStream", "device.get", "device.getCompositeState", "device.getState", "device.stateStream", "device.getLogEntries", "device.getCommand", "device.debug", "device.sendState", "device.sendCommand", "device.setConnectionStatus", "devices.get", "devices.getCompositeState", "devices.sendCommand"] | _typed.EnumMember

class AuthedDevice(TypedDict, total=False):
    """A device that has logged in."""
    applicationId: Required[str]
    deviceId: Required[str]
    deviceClass: Required[DeviceClass]
    token: Required[str]
    ownerType: Literal["user", "organization"]
    filterType: Literal["all", "whitelist", "blacklist", "none"]
    pubTopics: list[str]
    subTopics: list[str]

class AuthAuthenticateDeviceArguments(TypedDict, total=False):
    """Arguments of auth.authenticateDevice."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    credentials: Required[DeviceCredentials]

class UserCredentials(TypedDict, total=False):
    """How a user logs in with a password."""
    email: Required[str]
    password: Required[str]
    twoFactorCode: str
    requestedScopes: Sequence[ApplicationScope | OrganizationScope | InstanceScope | UserScope]
    tokenTTL: int

class AuthedUser(TypedDict, total=False):
    """A user who has logged in."""
    userId: Required[str]
    token: Required[str]
    needsToVerifyEmail: bool
    orgId: str

class AuthAuthenticateUserArguments(TypedDict, total=False):
    """Arguments of auth.authenticateUser."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    credentials: Required[UserCredentials]

class GithubLogin(TypedDict, total=False):
    """How a user logs in by way of GitHub."""
    accessToken: Required[str]
    requestedScopes: Sequence[ApplicationScope | OrganizationScope | InstanceScope | UserScope]
    tokenTTL: int

class AuthAuthenticateUserGithubArguments(TypedDict, total=False):
    """Arguments of auth.authenticateUserGithub."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    oauth: Required[GithubLogin]

class SamlResponse(TypedDict, total=False):
    """How a user logs in by single sign-on with SAML."""
    SAMLResponse: Required[str]
    SAMLDomain: Required[str]
    requestedScopes: Sequence[ApplicationScope | OrganizationScope | InstanceScope | UserScope]
    tokenTTL: int

class AuthAuthenticateUserSamlArguments(TypedDict, total=False):
    """Arguments of auth.authenticateUserSaml."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    saml: Required[SamlResponse]

class SsoRequest(TypedDict):
    """How to start a single sign-on."""
    ssoType: Literal["SAML"]
    ssoRequest: str

class AuthSsoDomainArguments(TypedDict, total=False):
    """Arguments of auth.ssoDomain."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    email: Required[_typed.String]

class CredentialDeleteArguments(TypedDict, total=False):
    """Arguments of credential.delete."""
    applicationId: Required[str]
    credentialId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class Credential(TypedDict, total=False):
    """A stored credential that workflows and integrations use for outside services, without its secrets."""
    id: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    createdById: str
    createdByType: Literal["flow", "user", "apiToken"]
    lastUpdatedById: str
    lastUpdatedByType: Literal["flow", "user", "apiToken"]
    name: Required[str]
    description: str
    enabled: bool
    type: Required[CredentialType]
    awsConfig: CredentialAwsConfig
    azureConfig: CredentialAzureConfig
    gcpConfig: CredentialGcpConfig
    httpConfig: CredentialHttpConfig
    sendgridConfig: dict[str, Any]
    twilioConfig: CredentialTwilioConfig
    logglyConfig: dict[str, Any]
    jwtConfig: CredentialJwtConfig
    whatsappConfig: CredentialWhatsappConfig
    sqlConfig: CredentialSqlConfig
    mongodbConfig: dict[str, Any]
    mailgunConfig: dict[str, Any]
    snowflakeConfig: CredentialSnowflakeConfig
    gitConfig: CredentialGitConfig
    datadogConfig: CredentialDatadogConfig
    certificateKeyPairConfig: CredentialCertificateKeyPairConfig

CredentialType: TypeAlias = Literal["aws", "azure", "gcp", "http", "sendgrid", "twilio", "loggly", "jwt", "whatsapp", "sql", "mongodb", "mailgun", "snowflake", "git", "datadog", "certificateKeyPair"]

class CredentialAwsConfig(TypedDict):
    """Access to Amazon Web Services, for the type `aws`."""
    accessKeyId: str
    region: str

class CredentialAzureConfig(TypedDict):
    """Access to Microsoft Azure, for the type `azure`."""
    account: str

class CredentialGcpConfig(TypedDict):
    """Access to Google Cloud, for the type `gcp`."""
    keyMetaJson: str

class CredentialHttpConfig(TypedDict):
    """Access to any service over HTTP, for the type `http`."""
    uriMatch: str
    authMethod: Literal["header", "queryParam", "basicAuth", "clientCertificate"]
    publicValue: str

class CredentialTwilioConfig(TypedDict):
    """Access to Twilio, which sends text messages, for the type `twilio`."""
    accountSid: str
    apiKeySid: str

class CredentialJwtConfig(TypedDict, total=False):
    """How JSON Web Tokens are made and checked, for the type `jwt`."""
    issuer: str
    algorithm: Required[JwtAlgorithm]

JwtAlgorithm: TypeAlias = Literal["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]

class CredentialWhatsappConfig(TypedDict):
    """Access to WhatsApp, which sends messages, for the type `whatsapp`."""
    fromNumberId: str

class CredentialSqlConfig(TypedDict, total=False):
    """Access to an SQL database, for the type `sql`."""
    system: Required[Literal["mssql", "mysql", "pg"]]
    host: Required[str]
    port: int
    username: Required[str]
    secureConnection: bool
    caCertificate: str
    disableSSLVerification: bool

class CredentialSnowflakeConfig(TypedDict):
    """Access to a Snowflake data warehouse, for the type `snowflake`."""
    host: str
    username: str
    publicKey: str

class CredentialGitConfig(TypedDict, total=False):
    """Access to a Git repository, for the type `git`."""
    type: Required[Literal["ssh-key", "http-password"]]
    cloneUrl: Required[str]
    publicKey: str
    username: str
    committerName: str
    committerEmail: str

class CredentialDatadogConfig(TypedDict):
    """Access to Datadog, which collects logs, for the type `datadog`."""
    site: str

class CredentialCertificateKeyPairConfig(TypedDict):
    """A certificate and its private key, for the type `certificateKeyPair`."""
    certificate: str
    info: CertificateInfo

class CredentialGetArguments(TypedDict, total=False):
    """Arguments of credential.get."""
    applicationId: Required[str]
    credentialId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class CredentialLinkedResources(TypedDict):
    """What uses a stored credential."""
    integrations: Integrations
    flows: Flows
    flowVersions: FlowVersions

class Integrations(TypedDict):
    """One page of integrations."""
    items: list[Integration]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class Integration(TypedDict):
    """A lasting connection to an outside service, whose messages start workflows."""
    id: str
    integrationId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    name: str
    credentialName: str
    integrationType: IntegrationType
    enabled: bool
    topics: list[str]
    azureEventHubConfig: AzureEventHubIntegration
    googlePubSubConfig: GooglePubSubIntegration
    mqttConfig: MqttIntegration
    particleConfig: ParticleIntegration
    sqsConfig: SqsIntegration
    websocketConfig: WebsocketIntegration
    status: IntegrationStatus

IntegrationType: TypeAlias = Literal["azureEventHub", "googlePubSub", "mqtt", "particle", "sqs", "websocket"]

class AzureEventHubIntegration(TypedDict):
    """How an integration reads from an event hub of Microsoft Azure."""
    hubName: str
    hostName: str
    consumerGroup: str
    connectionString: str

class GooglePubSubIntegration(TypedDict):
    """How an integration connects to Google Cloud Pub/Sub."""
    projectId: str
    keyJson: str

class MqttIntegration(TypedDict, total=False):
    """How an integration connects to an MQTT broker."""
    clientId: str
    username: str
    password: str
    clean: bool
    port: Required[float]
    protocol: Required[Literal["mqtt", "mqtts", "ws", "wss"]]
    host: Required[str]
    privateKey: str
    certificate: str
    caCertificate: str
    disableSSLVerification: bool
    protocolVersion: Literal["3.1.1", "5"]

class ParticleIntegration(TypedDict, total=False):
    """How an integration reads events from the Particle cloud."""
    accessToken: Required[str]
    productSlugOrId: str
    orgSlugOrId: str
    deviceNameOrId: str

class SqsIntegration(TypedDict, total=False):
    """How an integration reads from a queue of Amazon SQS."""
    accessKeyId: str
    secretAccessKey: str
    region: str
    queueUrl: Required[str]

class WebsocketIntegration(TypedDict, total=False):
    """How an integration connects to a WebSocket server."""
    url: Required[str]
    disableSSLVerification: bool
    username: str
    password: str
    privateKey: str
    certificate: str
    caCertificate: str
    headers: list[WebsocketIntegrationHeadersItem]

class WebsocketIntegrationHeadersItem(TypedDict):
    headerKey: str
    headerValue: str

class IntegrationStatus(TypedDict):
    """How the connection is doing."""
    lastKeepAlive: float
    nextAttempt: float
    connectInfo: IntegrationStatusConnectInfo
    disconnectInfo: IntegrationStatusDisconnectInfo

class IntegrationStatusConnectInfo(TypedDict):
    """When the connection was last made."""
    ts: None | float

class IntegrationStatusDisconnectInfo(TypedDict):
    """When the connection was last lost, and why."""
    ts: None | float
    error: str

class Flows(TypedDict):
    """One page of workflows."""
    items: list[Flow]
    applicationId: str
    flowClass: Literal["cloud", "edge", "embedded", "experience", "customNode"]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class Flow(TypedDict):
    """A workflow with its `develop` version: triggers that start it and nodes that do the work."""
    id: str
    flowId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    createdById: str
    createdByType: Literal["flow", "user", "apiToken"]
    lastUpdatedById: str
    lastUpdatedByType: Literal["flow", "user", "apiToken"]
    name: str
    description: str
    shortDescription: str
    iconData: str
    docsUrl: str
    category: Literal["data", "experience", "logic", "output", "debug"]
    enabled: bool
    defaultVersionId: str
    minimumAgentVersion: str
    flowClass: Literal["cloud", "edge", "embedded", "experience", "customNode"]
    triggers: list[FlowTriggersItem]
    nodes: list[FlowNodesItem]
    customNodeConfig: CustomNodeConfig
    customNodeSupports: list[Literal["cloud", "edge"]]
    customNodeUseCount: float
    globals: list[FlowGlobalsItem]
    deletedInDevelop: bool
    stats: FlowRunCounts

class FlowTriggerFile(TypedDict, total=False):
    """Starts a workflow when one of the application's files is created, changed or deleted."""
    type: Required[Literal["appFile"]]
    config: FlowTriggerFileConfig
    meta: FlowTriggerFileMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerFileConfig(TypedDict):
    """Settings of the trigger."""
    delete: bool
    create: bool
    update: bool
    public: bool
    private: bool

class FlowTriggerFileMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["appFile"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerPlain(TypedDict, total=False):
    """A trigger of one of the kinds that have no settings beside their key."""
    type: Required[Literal["customNodeStart", "deviceCreate", "deviceCommand", "deviceIdConnect", "deviceTagConnect", "deviceIdDisconnect", "deviceTagDisconnect", "inboundEmail", "notebook", "onBoot", "onConnect", "onDisconnect", "resourceJobComplete", "resourceJobIteration", "resourceJobIterationTimeout", "udp", "webhook"]]
    config: dict[str, Any]
    meta: FlowTriggerPlainMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerPlainMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: FlowTriggerPlainMetaName
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    triggerId: str
    id: str

FlowTriggerPlainMetaName: TypeAlias = Literal["customNodeStart", "deviceCreate", "deviceCommand", "deviceIdsTagsConnect", "deviceIdsTagsDisconnect", "eeaInit", "flowError", "inboundEmail", "notebook", "onBoot", "onConnect", "onDisconnect", "resourceJobComplete", "resourceJobIteration", "resourceJobIterationTimeout", "udp", "webhook"]

class FlowTriggerBeckhoff(TypedDict, total=False):
    """Starts an edge workflow when a symbol on a Beckhoff TwinCAT PLC gets a new value."""
    type: Required[Literal["beckhoff"]]
    config: FlowTriggerBeckhoffConfig
    meta: FlowTriggerBeckhoffMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerBeckhoffConfig(TypedDict):
    """Settings of the trigger."""
    localAmsNetId: str
    localAdsPort: str
    targetAmsNetId: str
    targetAdsPort: str
    routerHost: str
    routerTcpPort: str
    cycleTimeMs: int
    subscriptions: list[FlowTriggerBeckhoffConfigSubscriptionsItem]
    configName: str

class FlowTriggerBeckhoffConfigSubscriptionsItem(TypedDict):
    name: str

class FlowTriggerBeckhoffMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["beckhoff"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerDataTable(TypedDict, total=False):
    """Starts a workflow when rows of a data table are added, changed or removed."""
    type: Required[Literal["dataTable"]]
    config: FlowTriggerDataTableConfig
    meta: FlowTriggerDataTableMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerDataTableConfig(TypedDict):
    """Settings of the trigger."""
    bulkInsert: bool
    delete: bool
    insert: bool
    update: bool

class FlowTriggerDataTableMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["dataTable"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerIntegration(TypedDict, total=False):
    """Starts a workflow when an integration gets a message, or its connection comes or goes."""
    type: Required[Literal["integration"]]
    config: FlowTriggerIntegrationConfig
    meta: FlowTriggerIntegrationMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerIntegrationConfig(TypedDict):
    """Settings of the trigger."""
    connect: bool
    message: bool
    disconnect: bool
    failure: bool

class FlowTriggerIntegrationMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: IntegrationType
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    triggerId: str
    id: str

class FlowTriggerDeviceState(TypedDict, total=False):
    """Starts a workflow when a device reports state."""
    type: Required[Literal["deviceId", "deviceTag"]]
    config: FlowTriggerDeviceStateConfig
    meta: FlowTriggerDeviceStateMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerDeviceStateConfig(TypedDict):
    """Settings of the trigger."""
    attributeBlacklist: list[str]
    attributeWhitelist: list[str]
    maxAge: float
    triggerOn: Literal["batch", "individual", "both"]
    batchBehavior: Literal["once", "each"]
    allowInvalid: bool

class FlowTriggerDeviceStateMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["deviceIdsTags", "device", "deviceTag"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str
    timeUnit: str
    maxAgeToggle: bool
    allowedAttributeType: Literal["attributeWhitelist", "any", "attributeBlacklist"]

class FlowTriggerDeviceInactivity(TypedDict, total=False):
    """Starts a workflow when a device has reported no state for a while."""
    type: Required[Literal["deviceIdInactivity", "deviceTagInactivity"]]
    config: FlowTriggerDeviceInactivityConfig
    meta: FlowTriggerDeviceInactivityMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerDeviceInactivityConfig(TypedDict):
    """Settings of the trigger."""
    seconds: float

class FlowTriggerDeviceInactivityMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["deviceIdsTagsInactivity"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerDirect(TypedDict, total=False):
    """Starts an embedded workflow when the device's own program calls for it."""
    type: Required[Literal["direct"]]
    config: dict[str, Any]
    meta: FlowTriggerDirectMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerDirectMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["direct"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerEndpoint(TypedDict, total=False):
    """Starts a workflow when an experience endpoint gets a request."""
    type: Required[Literal["endpoint"]]
    config: FlowTriggerEndpointConfig
    meta: FlowTriggerEndpointMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerEndpointConfig(TypedDict):
    """Settings of the trigger."""
    experienceVersion: str

class FlowTriggerEndpointMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["endpoint"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerEvent(TypedDict, total=False):
    """Starts a workflow when an event is created or changes its state."""
    type: Required[Literal["event"]]
    config: FlowTriggerEventConfig
    meta: FlowTriggerEventMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerEventConfig(TypedDict):
    """Settings of the trigger."""
    subject: str
    new: bool
    acknowledged: bool
    resolved: bool

class FlowTriggerEventMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["event"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerFileTail(TypedDict, total=False):
    """Starts an edge workflow when something is added to the end of a file on the device."""
    type: Required[Literal["fileTail"]]
    config: FlowTriggerFileTailConfig
    meta: FlowTriggerFileTailMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerFileTailConfig(TypedDict):
    """Settings of the trigger."""
    path: str
    encoding: str
    byteLength: str
    delimiter: str

class FlowTriggerFileTailMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["fileTail"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerFileWatch(TypedDict, total=False):
    """Starts an edge workflow when files or directories on the device come, change or go."""
    type: Required[Literal["fileWatch"]]
    config: FlowTriggerFileWatchConfig
    meta: FlowTriggerFileWatchMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerFileWatchConfig(TypedDict):
    """Settings of the trigger."""
    path: str
    fileAdded: bool
    fileChanged: bool
    fileRemoved: bool
    directoryAdded: bool
    directoryRemoved: bool

class FlowTriggerFileWatchMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["fileWatch"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerFlowError(TypedDict, total=False):
    """Starts a workflow when a run of a workflow stops with an error."""
    type: Required[Literal["flowError"]]
    config: FlowTriggerFlowErrorConfig
    meta: FlowTriggerFlowErrorMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerFlowErrorConfig(TypedDict):
    """Settings of the trigger."""
    scope: Literal["local", "global", "experience", "cloud"]

class FlowTriggerFlowErrorMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["flowError"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerMqttTopic(TypedDict, total=False):
    """Starts a workflow when a message is published to an MQTT topic."""
    type: Required[Literal["mqttTopic"]]
    config: FlowTriggerMqttTopicConfig
    meta: FlowTriggerMqttTopicMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerMqttTopicConfig(TypedDict):
    """Settings of the trigger."""
    integrationId: Literal["losant", "local", "external"]

class FlowTriggerMqttTopicMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["mqtt"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    triggerId: str
    id: str

class FlowTriggerOnSync(TypedDict, total=False):
    """Starts an edge workflow when the agent learns of changes to its device or application."""
    type: Required[Literal["onSync"]]
    config: FlowTriggerOnSyncConfig
    meta: FlowTriggerOnSyncMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerOnSyncConfig(TypedDict):
    """Settings of the trigger."""
    syncTypes: list[Literal["application", "device", "peripheral"]]

class FlowTriggerOnSyncMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["onSync"]
    label: str
    x: float
    y: float
    uiId: str
    description: str

class FlowTriggerOpcUa(TypedDict, total=False):
    """Starts an edge workflow when a watched node of an OPC UA server changes."""
    type: Required[Literal["opcua"]]
    config: FlowTriggerOpcUaConfig
    meta: FlowTriggerOpcUaMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerOpcUaConfig(TypedDict):
    """Settings of the trigger."""
    uri: str
    securityPolicy: str
    securityMode: str
    username: str
    password: str
    cert: str
    privateKey: str
    nameSpace: str
    identifier: str
    samplingInterval: str
    eventFilter: list[str]
    configName: str

class FlowTriggerOpcUaMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["opcua"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerRedis(TypedDict, total=False):
    """Starts an edge workflow when a message arrives on a Redis channel."""
    type: Required[Literal["redis"]]
    config: FlowTriggerRedisConfig
    meta: FlowTriggerRedisMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerRedisConfig(TypedDict):
    """Settings of the trigger."""
    host: str
    port: str
    password: str
    topic: str
    fileAdded: bool
    fileChanged: bool
    fileRemoved: bool
    directoryAdded: bool
    directoryRemoved: bool

class FlowTriggerRedisMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["redisTrigger"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerRequest(TypedDict, total=False):
    """Starts an edge workflow when the agent's own web server gets a request."""
    type: Required[Literal["request"]]
    config: FlowTriggerRequestConfig
    meta: FlowTriggerRequestMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerRequestConfig(TypedDict):
    """Settings of the trigger."""
    method: Literal["*", "delete", "get", "options", "patch", "post", "put"]
    route: str

class FlowTriggerRequestMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["request"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    triggerId: str
    id: str

class FlowTriggerSerial(TypedDict, total=False):
    """Starts an edge workflow when enough data has come in over a serial port."""
    type: Required[Literal["serial"]]
    config: FlowTriggerSerialConfig
    meta: FlowTriggerSerialMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerSerialConfig(TypedDict):
    """Settings of the trigger."""
    path: str
    baudRate: float
    dataBits: float
    stopBits: float
    parity: str
    rtscts: bool
    encoding: str
    writeOnOpen: str
    writeOnOpenEncoding: str
    byteLength: str
    delimiter: str
    delimiterEncoding: str

class FlowTriggerSerialMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["serial"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str
    parseBy: Literal["byteLength", "delimiter"]

class FlowTriggerSnmpTrap(TypedDict, total=False):
    """Starts an edge workflow when the device gets an SNMP trap or inform request."""
    type: Required[Literal["snmpTrap"]]
    config: FlowTriggerSnmpTrapConfig
    meta: FlowTriggerSnmpTrapMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerSnmpTrapConfig(TypedDict):
    """Settings of the trigger."""
    udpPort: str
    snmpTrapConfig: FlowTriggerSnmpTrapConfigSnmpTrapConfig

class FlowTriggerSnmpTrapConfigSnmpTrapConfig(TypedDict):
    """How senders are checked: `community` for SNMP 1 and 2c, `user` for SNMP 3."""
    community: str
    user: FlowTriggerSnmpTrapConfigSnmpTrapConfigUser

class FlowTriggerSnmpTrapConfigSnmpTrapConfigUser(TypedDict, total=False):
    """User that senders must be."""
    name: Required[str]
    securityLevel: Required[Literal["none", "auth", "authAndEncrypt"]]
    authMethod: Literal["sha", "md5"]
    authKey: str
    encryptionMethod: Literal["aes", "des"]
    encryptionKey: str

class FlowTriggerSnmpTrapMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["snmpTrap"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str

class FlowTriggerTimer(TypedDict, total=False):
    """Starts a workflow again and again, at an interval or by a schedule."""
    type: Required[Literal["timer"]]
    config: FlowTriggerTimerConfig
    meta: FlowTriggerTimerMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerTimerConfig(TypedDict):
    """Settings of the trigger."""
    seconds: float
    cron: str
    tz: str

class FlowTriggerTimerMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["timer"]
    label: str
    x: float
    y: float
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str
    timerTypeSelect: Literal["cronWeekly", "seconds", "cron"]
    timeAt: str
    timezone: str
    weekdays: list[float]

class FlowTriggerVirtualButton(TypedDict, total=False):
    """Starts a workflow when someone presses a button in the editor, or by a call of the API."""
    type: Required[Literal["virtualButton"]]
    config: dict[str, Any]
    meta: FlowTriggerVirtualButtonMeta
    key: str
    outputIds: list[list[str]]

class FlowTriggerVirtualButtonMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["virtualButton"]
    label: str
    x: float
    y: float
    uiId: str
    groupId: str
    description: str
    icon: str
    color: str
    inputCount: float
    outputCount: float
    id: str
    payload: str
    deviceId: str | Literal[""] | None

FlowTriggersItem: TypeAlias = FlowTriggerFile | FlowTriggerPlain | FlowTriggerBeckhoff | FlowTriggerDataTable | FlowTriggerIntegration | FlowTriggerDeviceState | FlowTriggerDeviceInactivity | FlowTriggerDirect | FlowTriggerEndpoint | FlowTriggerEvent | FlowTriggerFileTail | FlowTriggerFileWatch | FlowTriggerFlowError | FlowTriggerMqttTopic | FlowTriggerOnSync | FlowTriggerOpcUa | FlowTriggerRedis | FlowTriggerRequest | FlowTriggerSerial | FlowTriggerSnmpTrap | FlowTriggerTimer | FlowTriggerVirtualButton

class FlowNodesItem(TypedDict, total=False):
    id: str
    type: Required[str]
    config: dict[str, Any]
    meta: dict[str, Any]
    outputIds: list[list[str]]

class CustomNodeConfig(TypedDict, total=False):
    """What a custom node asks of the workflows that use it, and what it gives back."""
    outputCount: Required[Literal[1, 2]]
    resultMode: Required[Literal["optional", "required", "none"]]
    resultDescription: str
    fields: Required[list[CustomNodeConfigFieldsItem]]

class CustomNodeConfigFieldsItem1(TypedDict, total=False):
    type: Required[Literal["checkbox"]]
    label: Required[str]
    id: str
    description: str
    defaultValue: bool

class CustomNodeConfigFieldsItem2(TypedDict, total=False):
    type: Required[Literal["select"]]
    label: Required[str]
    id: str
    description: str
    defaultValue: Required[str]
    options: Required[list[CustomNodeConfigFieldsItem2OptionsItem]]

class CustomNodeConfigFieldsItem2OptionsItem(TypedDict, total=False):
    label: str
    value: Required[str]

class CustomNodeConfigFieldsItem3(TypedDict, total=False):
    type: Required[Literal["stringTemplate"]]
    label: Required[str]
    id: str
    description: str
    defaultValue: str
    required: bool
    validRegExp: str

class CustomNodeConfigFieldsItem4(TypedDict, total=False):
    type: Required[Literal["numberTemplate"]]
    label: Required[str]
    id: str
    description: str
    defaultValue: float
    required: bool
    validMin: float
    validMax: float

class CustomNodeConfigFieldsItem5(TypedDict, total=False):
    type: Required[Literal["jsonTemplate"]]
    label: Required[str]
    id: str
    description: str
    defaultValue: str
    required: bool

class CustomNodeConfigFieldsItem6(TypedDict, total=False):
    type: Required[Literal["payloadPath"]]
    label: Required[str]
    id: str
    description: str
    required: bool

class CustomNodeConfigFieldsItem7(TypedDict, total=False):
    type: Required[Literal["section"]]
    label: Required[str]
    id: str
    description: str

CustomNodeConfigFieldsItem: TypeAlias = CustomNodeConfigFieldsItem1 | CustomNodeConfigFieldsItem2 | CustomNodeConfigFieldsItem3 | CustomNodeConfigFieldsItem4 | CustomNodeConfigFieldsItem5 | CustomNodeConfigFieldsItem6 | CustomNodeConfigFieldsItem7

class FlowGlobalsItem(TypedDict):
    key: str
    json: str

class FlowRunCounts(TypedDict):
    """How often a workflow ran, and how often with an error."""
    runCount: float
    errorCount: float
    byVersion: dict[str, FlowRunCountsByVersionValue]

class FlowRunCountsByVersionValue(TypedDict):
    runCount: float
    errorCount: float

class FlowVersions(TypedDict):
    """One page of workflow versions."""
    items: list[FlowVersion1 | FlowVersion2]
    applicationId: str
    flowId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class FlowVersion1(TypedDict):
    id: str
    flowVersionId: str
    flowId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    createdById: str
    createdByType: Literal["flow", "user", "apiToken"]
    lastUpdatedById: str
    lastUpdatedByType: Literal["flow", "user", "apiToken"]
    version: str
    flowClass: Literal["cloud", "edge", "embedded", "customNode"]
    notes: str
    enabled: bool
    triggers: list[FlowTriggersItem]
    nodes: list[FlowNodesItem]
    globals: list[FlowGlobalsItem]
    minimumAgentVersion: str
    customNodeConfig: CustomNodeConfig
    stats: FlowRunCounts

class FlowVersion2(TypedDict):
    id: str
    flowVersionId: str
    flowId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    name: str
    description: str
    flowClass: Literal["experience"]
    versions: list[str]
    enabled: bool
    triggers: list[FlowTriggersItem]
    nodes: list[FlowNodesItem]
    globals: list[FlowGlobalsItem]
    stats: FlowRunCounts

class CredentialLinkedResourcesArguments(TypedDict, total=False):
    """Arguments of credential.linkedResources."""
    applicationId: Required[str]
    credentialId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeCustomNodes: _typed.String | None

class CredentialPatch(TypedDict, total=False):
    """What may be changed of a stored credential; what is left out stays as it is."""
    name: str
    description: str
    enabled: bool
    awsConfig: CredentialPatchAwsConfig
    azureConfig: CredentialPatchAzureConfig
    gcpConfig: CredentialPatchGcpConfig
    httpConfig: CredentialPatchHttpConfig
    sendgridConfig: ApiKeyOnly
    twilioConfig: CredentialPatchTwilioConfig
    logglyConfig: CredentialPatchLogglyConfig
    jwtConfig: CredentialPatchJwtConfig
    whatsappConfig: CredentialPatchWhatsappConfig
    sqlConfig: CredentialPatchSqlConfig
    mongodbConfig: CredentialPatchMongodbConfig
    mailgunConfig: ApiKeyOnly
    snowflakeConfig: CredentialPatchSnowflakeConfig
    gitConfig: CredentialPatchGitConfig
    datadogConfig: CredentialPatchDatadogConfig
    certificateKeyPairConfig: CredentialPatchCertificateKeyPairConfig

class CredentialPatchAwsConfig(TypedDict, total=False):
    """Access to Amazon Web Services, for the type `aws`."""
    accessKeyId: str
    secretAccessKey: str
    region: str

class CredentialPatchAzureConfig(TypedDict, total=False):
    """Access to Microsoft Azure, for the type `azure`."""
    account: str
    accountKey: str

class CredentialPatchGcpConfig(TypedDict, total=False):
    """Access to Google Cloud, for the type `gcp`."""
    keyJson: str

class CredentialPatchHttpConfig(TypedDict, total=False):
    """Access to any service over HTTP, for the type `http`."""
    uriMatch: str
    authMethod: HttpAuthMethod
    publicValue: str
    secretValue: str

HttpAuthMethod: TypeAlias = Literal["header", "queryParam", "basicAuth", "clientCertificate"] | _typed.EnumMember

class ApiKeyOnly(TypedDict, total=False):
    """Access to a service by API key, where the key may be left as it is."""
    apiKey: str

class CredentialPatchTwilioConfig(TypedDict, total=False):
    """Access to Twilio, which sends text messages, for the type `twilio`."""
    accountSid: str
    apiKeySid: str
    apiKeySecret: str

class CredentialPatchLogglyConfig(TypedDict, total=False):
    """Access to Loggly, which collects logs, for the type `loggly`."""
    customerToken: str

class CredentialPatchJwtConfig(TypedDict, total=False):
    """How JSON Web Tokens are made and checked, for the type `jwt`."""
    issuer: str
    algorithm: JwtAlgorithmBody
    secret: str

JwtAlgorithmBody: TypeAlias = Literal["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"] | _typed.EnumMember

class CredentialPatchWhatsappConfig(TypedDict, total=False):
    """Access to WhatsApp, which sends messages, for the type `whatsapp`."""
    accessToken: str
    fromNumberId: str

class CredentialPatchSqlConfig(TypedDict, total=False):
    """Access to an SQL database, for the type `sql`."""
    system: Literal["mssql", "mysql", "pg"] | _typed.EnumMember
    host: str
    port: int | None
    username: str
    password: str
    secureConnection: bool
    caCertificate: str
    disableSSLVerification: bool

class CredentialPatchMongodbConfig(TypedDict, total=False):
    """Access to a MongoDB database, for the type `mongodb`."""
    connectionUri: str

class CredentialPatchSnowflakeConfig(TypedDict, total=False):
    """Access to a Snowflake data warehouse, for the type `snowflake`."""
    host: str
    username: str
    privateKey: str
    generatePrivateKey: bool

class CredentialPatchGitConfig(TypedDict, total=False):
    """Access to a Git repository, for the type `git`."""
    type: Literal["ssh-key", "http-password"] | _typed.EnumMember
    cloneUrl: str
    username: str
    committerName: str
    committerEmail: str
    generatePrivateKey: bool
    secretValue: str

class CredentialPatchDatadogConfig(TypedDict, total=False):
    """Access to Datadog, which collects logs, for the type `datadog`."""
    secretValue: str
    site: str

class CredentialPatchCertificateKeyPairConfig(TypedDict, total=False):
    """A certificate and its private key, for the type `certificateKeyPair`."""
    certificate: str
    privateKey: str

class CredentialPatchArguments(TypedDict, total=False):
    """Arguments of credential.patch."""
    applicationId: Required[str]
    credentialId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    credential: Required[CredentialPatch]

class Credentials(TypedDict):
    """One page of stored credentials."""
    items: list[Credential]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class CredentialsGetArguments(TypedDict, total=False):
    """Arguments of credentials.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "type", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name", "type"] | _typed.EnumMember | None
    filter: _typed.String | None

class CredentialPost(TypedDict, total=False):
    """A new stored credential, with the settings that go with its `type`."""
    name: Required[str]
    description: str
    enabled: bool
    type: Required[CredentialTypeBody]
    awsConfig: CredentialPostAwsConfig
    azureConfig: CredentialPostAzureConfig
    gcpConfig: CredentialPostGcpConfig
    httpConfig: CredentialPostHttpConfig
    sendgridConfig: RequiredApiKey
    twilioConfig: CredentialPostTwilioConfig
    logglyConfig: CredentialPostLogglyConfig
    jwtConfig: CredentialPostJwtConfig
    whatsappConfig: CredentialPostWhatsappConfig
    sqlConfig: CredentialPostSqlConfig
    mongodbConfig: CredentialPostMongodbConfig
    mailgunConfig: RequiredApiKey
    snowflakeConfig: CredentialPostSnowflakeConfig
    gitConfig: CredentialPostGitConfig
    datadogConfig: CredentialPostDatadogConfig
    certificateKeyPairConfig: CredentialPostCertificateKeyPairConfig

CredentialTypeBody: TypeAlias = Literal["aws", "azure", "gcp", "http", "sendgrid", "twilio", "loggly", "jwt", "whatsapp", "sql", "mongodb", "mailgun", "snowflake", "git", "datadog", "certificateKeyPair"] | _typed.EnumMember

class CredentialPostAwsConfig(TypedDict):
    """Access to Amazon Web Services, for the type `aws`."""
    accessKeyId: str
    secretAccessKey: str
    region: str

class CredentialPostAzureConfig(TypedDict, total=False):
    """Access to Microsoft Azure, for the type `azure`."""
    account: str
    accountKey: Required[str]

class CredentialPostGcpConfig(TypedDict):
    """Access to Google Cloud, for the type `gcp`."""
    keyJson: str

class CredentialPostHttpConfig(TypedDict, total=False):
    """Access to any service over HTTP, for the type `http`."""
    uriMatch: Required[str]
    authMethod: Required[HttpAuthMethod]
    publicValue: str
    secretValue: Required[str]

class RequiredApiKey(TypedDict):
    """Access to a service by API key."""
    apiKey: str

class CredentialPostTwilioConfig(TypedDict):
    """Access to Twilio, which sends text messages, for the type `twilio`."""
    accountSid: str
    apiKeySid: str
    apiKeySecret: str

class CredentialPostLogglyConfig(TypedDict):
    """Access to Loggly, which collects logs, for the type `loggly`."""
    customerToken: str

class CredentialPostJwtConfig(TypedDict, total=False):
    """How JSON Web Tokens are made and checked, for the type `jwt`."""
    issuer: str
    algorithm: Required[JwtAlgorithmBody]
    secret: Required[str]

class CredentialPostWhatsappConfig(TypedDict):
    """Access to WhatsApp, which sends messages, for the type `whatsapp`."""
    accessToken: str
    fromNumberId: str

class CredentialPostSqlConfig(TypedDict, total=False):
    """Access to an SQL database, for the type `sql`."""
    system: Required[Literal["mssql", "mysql", "pg"] | _typed.EnumMember]
    host: Required[str]
    port: int | None
    username: Required[str]
    password: Required[str]
    secureConnection: bool
    caCertificate: str
    disableSSLVerification: bool

class CredentialPostMongodbConfig(TypedDict):
    """Access to a MongoDB database, for the type `mongodb`."""
    connectionUri: str

class CredentialPostSnowflakeConfig(TypedDict, total=False):
    """Access to a Snowflake data warehouse, for the type `snowflake`."""
    host: str
    username: str
    privateKey: str
    generatePrivateKey: bool

class CredentialPostGitConfig(TypedDict, total=False):
    """Access to a Git repository, for the type `git`."""
    type: Literal["ssh-key", "http-password"] | _typed.EnumMember
    cloneUrl: str
    username: str
    committerName: str
    committerEmail: str
    generatePrivateKey: bool
    secretValue: str

class CredentialPostDatadogConfig(TypedDict, total=False):
    """Access to Datadog, which collects logs, for the type `datadog`."""
    secretValue: Required[str]
    site: str

class CredentialPostCertificateKeyPairConfig(TypedDict):
    """A certificate and its private key, for the type `certificateKeyPair`."""
    certificate: str
    privateKey: str

class CredentialsPostArguments(TypedDict, total=False):
    """Arguments of credentials.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    credential: Required[CredentialPost]

class DashboardDeleteArguments(TypedDict, total=False):
    """Arguments of dashboard.delete."""
    dashboardId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DashboardGetArguments(TypedDict, total=False):
    """Arguments of dashboard.get."""
    dashboardId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    password: _typed.String | None

class DashboardPatchArguments(TypedDict, total=False):
    """Arguments of dashboard.patch."""
    dashboardId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    dashboard: Required[DashboardPatch]

class DashboardSendReportArguments(TypedDict, total=False):
    """Arguments of dashboard.sendReport."""
    dashboardId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    reportConfig: Required[DashboardSendReport]

class ValidateContextSuccess(TypedDict):
    """Says that all values for context variables are allowed."""
    success: Literal[True]
    ctx: dict[str, str | float | PartialTag | ValidatedContextValue4]
    dashboard: ValidatedDashboard

class ValidatedContextValue4(TypedDict):
    id: str
    name: str
    description: str
    tags: dict[str, list[str]]
    attributes: dict[str, ValidatedContextValue4AttributesValue]

class ValidatedContextValue4AttributesValue(TypedDict):
    """The attribute of this name."""
    dataType: Literal["string", "number", "gps", "boolean", "blob"]
    description: str
    tags: dict[str, str]

class ValidatedDashboard(TypedDict):
    """What the blocks of a dashboard can read of it in templates, after a check of context variables."""
    name: str
    id: str
    duration: int
    resolution: int
    refreshRate: float

class DashboardValidateContextArguments(TypedDict, total=False):
    """Arguments of dashboard.validateContext."""
    dashboardId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    password: _typed.String | None
    duration: _typed.String | None
    resolution: _typed.String | None
    end: _typed.String | None
    ctx: Required[Mapping[str, str | _typed.JSONNumber | PartialTagBody]]

DashboardsGetSortField: TypeAlias = Literal["name", "id", "creationDate", "ownerId", "applicationId", "lastUpdated"] | _typed.EnumMember

class DashboardsGetArguments(TypedDict, total=False):
    """Arguments of dashboards.get."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: DashboardsGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    applicationId: str | None
    orgId: str | None

class DashboardPost(TypedDict, total=False):
    """A new dashboard of a user or of an organization."""
    orgId: str
    applicationId: str
    name: Required[str]
    blocks: Sequence[DashboardBlocksItemBody]
    description: str
    refreshRate: _typed.JSONNumber
    duration: int
    resolution: int
    defaultTheme: Literal["dark", "light"] | _typed.EnumMember
    reportConfigs: Sequence[DashboardReportConfigsItemBody]
    public: bool
    password: str | None
    contextConfiguration: Sequence[DashboardContextConfigurationItemBody]

class DashboardsPostArguments(TypedDict, total=False):
    """Arguments of dashboards.post."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    dashboard: Required[DashboardPost]

class DevicesDataExport(TypedDict, total=False):
    """Which reported data to export, of which devices and which time, and whom to tell."""
    email: str
    callbackUrl: str
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]
    deviceQuery: AdvancedDeviceQuery
    attributes: _typed.ListOf[str]
    start: _typed.JSONNumber
    end: _typed.JSONNumber
    options: DeviceDataExportOptions

AdvancedDeviceQuery = TypedDict(
    "AdvancedDeviceQuery",
    {
        "$and": Sequence[AdvancedDeviceQuery],
        "$or": Sequence[AdvancedDeviceQuery],
        "$nor": Sequence[AdvancedDeviceQuery],
        "id": str | None | IdQuery2,
        "creationDate": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastUpdated": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "deletedAt": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "name": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "deviceClass": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "gatewayId": str | None | IdQuery2,
        "parentId": str | None | IdQuery2,
        "ancestorId": str | None | IdQuery2,
        "attributeName": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "experienceUserId": str | None | IdQuery2,
        "experienceGroupId": str | None | IdQuery2,
        "tags": TagMatch | TagQuery2 | TagQuery3,
        "disconnectedAt": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "connectedAt": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "connectionStatus": bool | None | _typed.JSONNumber | str | ValueQuery2,
    },
    total=False,
)

class DeviceDataExportOptions(TypedDict, total=False):
    """What the files of a data export look like."""
    includeDate: bool
    includeID: bool
    includeBlobData: bool
    filePerDevice: bool

class DataExportArguments(TypedDict, total=False):
    """Arguments of data.export."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    query: Required[DevicesDataExport]

class LastValueQuery(TypedDict, total=False):
    """Which attribute to look up the last value of, and for which devices."""
    attribute: str
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]
    deviceQuery: AdvancedDeviceQuery
    end: _typed.JSONNumber

class DeviceDataPoint(TypedDict):
    """Values of attributes at one moment."""
    time: str
    data: dict[str, bool | float | str]

class DataLastValueQueryArguments(TypedDict, total=False):
    """Arguments of data.lastValueQuery."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    query: Required[LastValueQuery]

class TimeSeriesQuery(TypedDict, total=False):
    """Which reported data to return, of which devices and which time, and how to sum it up."""
    start: _typed.JSONNumber
    end: _typed.JSONNumber
    duration: _typed.JSONNumber
    resolution: _typed.JSONNumber
    aggregation: DashboardAggregationBody
    attributes: _typed.ListOf[str]
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]
    deviceQuery: AdvancedDeviceQuery
    limit: _typed.JSONNumber
    order: Literal["asc", "desc"] | _typed.EnumMember

class TimeSeriesData(TypedDict):
    """What devices reported over a time, and the time and intervals that it covers."""
    start: str
    end: str
    resolution: None | float
    aggregation: DashboardAggregation
    limit: None | float
    order: Literal["asc", "desc"]
    devices: dict[str, TimeSeriesDataDevicesValue]

class TimeSeriesDataDevicesValue(TypedDict):
    """What the device of this ID reported."""
    name: str
    tags: dict[str, list[str]]
    points: list[DeviceDataPoint]

class DataTimeSeriesQueryArguments(TypedDict, total=False):
    """Arguments of data.timeSeriesQuery."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    query: Required[TimeSeriesQuery]

class DataTableColumn(TypedDict, total=False):
    """One column of a data table."""
    name: Required[str]
    dataType: Required[Literal["string", "number", "boolean"] | _typed.EnumMember]
    constraint: Required[Literal["unique", "required", "optional"] | _typed.EnumMember]
    defaultValue: bool | _typed.JSONNumber | str

class DataTable(TypedDict):
    """A data table: rows under named columns, for data that no device reports."""
    id: str
    dataTableId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    name: str
    description: str
    columns: list[DataTableColumnResponse]

class DataTableColumnResponse(TypedDict, total=False):
    """One column of a data table."""
    name: Required[str]
    dataType: Required[Literal["string", "number", "boolean"]]
    constraint: Required[Literal["unique", "required", "optional"]]
    defaultValue: bool | float | str

class DataTableAddColumnArguments(TypedDict, total=False):
    """Arguments of dataTable.addColumn."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    dataTableColumn: Required[DataTableColumn]

class DataTableDeleteArguments(TypedDict, total=False):
    """Arguments of dataTable.delete."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DataTableGetArguments(TypedDict, total=False):
    """Arguments of dataTable.get."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DataTablePatch(TypedDict, total=False):
    """What may be changed of a data table; what is left out stays as it is."""
    name: str
    description: str

class DataTablePatchArguments(TypedDict, total=False):
    """Arguments of dataTable.patch."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    dataTable: Required[DataTablePatch]

class DataTableRemoveColumnArguments(TypedDict, total=False):
    """Arguments of dataTable.removeColumn."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    columnName: Required[str]

class DataTableRowDeleteArguments(TypedDict, total=False):
    """Arguments of dataTableRow.delete."""
    applicationId: Required[str]
    dataTableId: Required[str]
    rowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DataTableRow(TypedDict):
    """One row of a data table: its own values, and the ID and dates that Losant adds."""
    id: str
    createdAt: str
    updatedAt: str

class DataTableRowGetArguments(TypedDict, total=False):
    """Arguments of dataTableRow.get."""
    applicationId: Required[str]
    dataTableId: Required[str]
    rowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DataTableRowPatchArguments(TypedDict, total=False):
    """Arguments of dataTableRow.patch."""
    applicationId: Required[str]
    dataTableId: Required[str]
    rowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    dataTableRow: Required[Mapping[str, bool | None | _typed.JSONNumber | str]]

AdvancedQuery = TypedDict(
    "AdvancedQuery",
    {
        "$and": Sequence[AdvancedQuery | Mapping[str, Any]],
        "$or": Sequence[AdvancedQuery | Mapping[str, Any]],
        "$nor": Sequence[AdvancedQuery | Mapping[str, Any]],
    },
    total=False,
)

class DataTableRowsDelete(TypedDict):
    """How many rows of a data table were deleted."""
    removed: float

class DataTableRowsDeleteArguments(TypedDict, total=False):
    """Arguments of dataTableRows.delete."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    limit: _typed.String | None
    query: AdvancedQuery | Mapping[str, Any]

class DataTableRowsExport(TypedDict, total=False):
    """Which rows of a data table to export, and whom to tell."""
    email: str
    query: AdvancedQuery | Mapping[str, Any]
    callbackUrl: str
    queryOptions: DataTableRowsExportQueryOptions

class DataTableRowsExportQueryOptions(TypedDict, total=False):
    """How many of the rows to export, and in what order."""
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""] | _typed.EnumMember
    limit: _typed.JSONNumber
    sortColumn: str
    offset: _typed.JSONNumber

class DataTableRowsExportArguments(TypedDict, total=False):
    """Arguments of dataTableRows.export."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    exportData: Required[DataTableRowsExport]

class DataTableRows(TypedDict):
    """Some of the rows of a data table, and how many there are in all."""
    items: list[DataTableRow]
    count: int
    totalCount: int
    limit: int
    offset: int
    sortColumn: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]
    dataTableId: str
    applicationId: str
    query: dict[str, Any]

class DataTableRowsGetArguments(TypedDict, total=False):
    """Arguments of dataTableRows.get."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortColumn: _typed.String | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    limit: _typed.String | None
    offset: _typed.String | None
    includeFields: _typed.String | None

DataTableRowInsert: TypeAlias = Mapping[str, bool | None | _typed.JSONNumber | str] | Sequence[Mapping[str, bool | None | _typed.JSONNumber | str]]

class DataTableRowInsertResult2(TypedDict):
    createdAt: str
    count: float
    rowIds: list[str]

class DataTableRowsPostArguments(TypedDict, total=False):
    """Arguments of dataTableRows.post."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    dataTableRow: Required[DataTableRowInsert]

class DataTableRowsQueryArguments(TypedDict, total=False):
    """Arguments of dataTableRows.query."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortColumn: _typed.String | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    limit: _typed.String | None
    offset: _typed.String | None
    includeFields: _typed.String | None
    query: AdvancedQuery | Mapping[str, Any]

class DataTableRowsTruncateArguments(TypedDict, total=False):
    """Arguments of dataTableRows.truncate."""
    applicationId: Required[str]
    dataTableId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DataTables(TypedDict):
    """One page of the data tables of an application."""
    items: list[DataTable]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class DataTablesGetArguments(TypedDict, total=False):
    """Arguments of dataTables.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None

class DataTablePost(TypedDict, total=False):
    """What to make a new data table of."""
    name: Required[str]
    description: str
    columns: Sequence[DataTableColumn]

class DataTablesPostArguments(TypedDict, total=False):
    """Arguments of dataTables.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    dataTable: Required[DataTablePost]

class DeviceCommandStreamArguments(TypedDict, total=False):
    """Arguments of device.commandStream."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    keepAliveInterval: _typed.String | None

class DeviceDeleteArguments(TypedDict, total=False):
    """Arguments of device.delete."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DeviceDataExport(TypedDict, total=False):
    """Which of a device's reported data to export, and whom to tell."""
    email: str
    callbackUrl: str
    attributes: _typed.ListOf[str]
    start: _typed.JSONNumber
    end: _typed.JSONNumber
    options: DeviceDataExportOptionsBody

class DeviceDataExportOptionsBody(TypedDict, total=False):
    """What the exported file looks like."""
    includeDate: bool
    includeID: bool
    includeBlobData: bool

class DeviceExportArguments(TypedDict, total=False):
    """Arguments of device.export."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    email: _typed.String | None
    callbackUrl: _typed.String | None
    includeBlobData: _typed.String | None
    query: DeviceDataExport

class Device(TypedDict):
    """A device, as it is set up: a thing, real or virtual, that reports states and takes commands."""
    id: str
    deviceId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    deletedAt: str
    name: str
    description: str
    tags: list[Tag]
    attributes: list[DeviceAttributePost]
    deviceClass: DeviceClass
    gatewayId: str
    edgeAgentVersion: str
    connectionInfo: ConnectionStatus
    parentId: str | None
    ancestorIds: list[str]
    systemInterval: int
    keepDuplicates: bool

class Tag(TypedDict):
    """A tag: a value under a key, to sort and to find things by."""
    key: str
    value: str

class DeviceAttributePost(TypedDict, total=False):
    """An attribute to give to a device."""
    name: Required[str]
    dataType: Required[Literal["string", "number", "gps", "boolean", "blob"]]
    contentType: str
    description: str
    attributeTags: dict[str, str]
    system: SystemAttribute

class SystemAttribute(TypedDict):
    """How a system works out an attribute from those of the devices in it."""
    aggregation: Aggregation
    aggregationOptions: list[dict[str, Any]]
    childAttributes: list[SystemAttributeChildAttributesItem]

class SystemAttributeChildAttributesItem(TypedDict, total=False):
    name: Required[str]
    mode: Required[Literal["all", "whitelist", "blacklist"]]
    deviceIds: list[str]
    deviceTags: list[PartialTag]

class ConnectionStatus(TypedDict):
    """Whether a device is connected, and since when."""
    time: str
    connected: Literal[1, 0] | None

class DeviceGetArguments(TypedDict, total=False):
    """Arguments of device.get."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    excludeConnectionInfo: _typed.String | None
    tagsAsObject: _typed.String | None
    attributesAsObject: _typed.String | None

class DeviceCommand(TypedDict, total=False):
    """A command to a device; what it does with it is up to the device."""
    time: str | float | DateValue3
    name: Required[str]
    payload: Any

DateValue3 = TypedDict(
    "DateValue3",
    {
        "$date": str,
    },
)

class DeviceGetCommandArguments(TypedDict, total=False):
    """Arguments of device.getCommand."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    limit: _typed.String | None
    since: _typed.String | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    duration: _typed.String | None
    start: _typed.String | None
    end: _typed.String | None

class CompositeDeviceStateValue(TypedDict):
    """Last known value of the attribute of this name."""
    value: bool | float | str
    time: str | float | DateValue3

class DeviceGetCompositeStateArguments(TypedDict, total=False):
    """Arguments of device.getCompositeState."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    attributes: _typed.String | None

class DeviceLogItem(TypedDict):
    connected: Literal[1, 0]
    time: str
    disconnectReason: str
    messagesFromClient: float
    messagesToClient: float
    ipAddress: str

class DeviceGetLogEntriesArguments(TypedDict, total=False):
    """Arguments of device.getLogEntries."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    limit: _typed.String | None
    since: _typed.String | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    duration: _typed.String | None
    start: _typed.String | None
    end: _typed.String | None

class DeviceState(TypedDict, total=False):
    """Values that a device reports for one moment."""
    time: str | float | DateValue3
    meta: Any
    data: Required[dict[str, bool | float | str]]
    flowVersion: str

class DeviceGetStateArguments(TypedDict, total=False):
    """Arguments of device.getState."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    limit: _typed.String | None
    since: _typed.String | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    duration: _typed.String | None
    start: _typed.String | None
    end: _typed.String | None

class DevicePatch(TypedDict, total=False):
    """What may be changed of a device; what is left out stays as it is."""
    name: str
    description: str
    tags: Sequence[TagBody]
    attributes: Sequence[DeviceAttributePostBody]
    deviceClass: DeviceClassBody
    gatewayId: str
    parentId: str | None
    systemInterval: int
    keepDuplicates: bool

class TagBody(TypedDict):
    """A tag: a value under a key, to sort and to find things by."""
    key: str
    value: str

class DeviceAttributePostBody(TypedDict, total=False):
    """An attribute to give to a device."""
    name: Required[str]
    dataType: Required[Literal["string", "number", "gps", "boolean", "blob"] | _typed.EnumMember]
    contentType: str
    description: str
    attributeTags: Mapping[str, str]
    system: SystemAttributeBody

class SystemAttributeBody(TypedDict, total=False):
    """How a system works out an attribute from those of the devices in it."""
    aggregation: AggregationBody
    aggregationOptions: Sequence[Mapping[str, Any]]
    childAttributes: Sequence[SystemAttributeBodyChildAttributesItem]

class SystemAttributeBodyChildAttributesItem(TypedDict, total=False):
    name: Required[str]
    mode: Required[Literal["all", "whitelist", "blacklist"] | _typed.EnumMember]
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]

DeviceClassBody: TypeAlias = Literal["standalone", "gateway", "peripheral", "floating", "edgeCompute", "system", "embedded"] | _typed.EnumMember

class DevicePatchArguments(TypedDict, total=False):
    """Arguments of device.patch."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    tagsAsObject: _typed.String | None
    attributesAsObject: _typed.String | None
    device: Required[DevicePatch]

class DevicePayloadCounts(TypedDict):
    """How many payloads a device had over a time, or their bytes, by kind."""
    deviceCommand: float
    deviceConnect: float
    deviceDisconnect: float
    deviceState: float
    mqttIn: float
    mqttOut: float

class DevicePayloadCountsArguments(TypedDict, total=False):
    """Arguments of device.payloadCounts."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class DevicePayloadCountsBreakdownArguments(TypedDict, total=False):
    """Arguments of device.payloadCountsBreakdown."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None

class DeviceRemoveDataArguments(TypedDict, total=False):
    """Arguments of device.removeData."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class DeviceCommandBody(TypedDict, total=False):
    """A command to a device; what it does with it is up to the device."""
    time: str | _typed.JSONNumber | DateValue3Body
    name: Required[str]
    payload: Any

DateValue3Body = TypedDict(
    "DateValue3Body",
    {
        "$date": str,
    },
)

class DeviceSendCommandArguments(TypedDict, total=False):
    """Arguments of device.sendCommand."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    deviceCommand: Required[DeviceCommandBody]

class DeviceStateBody(TypedDict, total=False):
    """Values that a device reports for one moment."""
    time: str | _typed.JSONNumber | DateValue3Body
    meta: Any
    data: Required[Mapping[str, bool | _typed.JSONNumber | str]]
    flowVersion: str

class DeviceSendStateArguments(TypedDict, total=False):
    """Arguments of device.sendState."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    deviceState: Required[DeviceStateBody | Sequence[DeviceStateBody]]

class DeviceConnectionStatus1(TypedDict, total=False):
    status: Required[Literal["connected"] | _typed.EnumMember]
    connectedAt: str | _typed.JSONNumber | DateValue3Body
    ipAddress: str

class DeviceConnectionStatus2(TypedDict, total=False):
    status: Required[Literal["disconnected"] | _typed.EnumMember]
    connectedAt: str | _typed.JSONNumber | DateValue3Body
    disconnectedAt: str | _typed.JSONNumber | DateValue3Body
    disconnectReason: str
    messagesFromClient: int
    messagesToClient: int
    ipAddress: str

class DeviceSetConnectionStatusArguments(TypedDict, total=False):
    """Arguments of device.setConnectionStatus."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    connectionStatus: Required[DeviceConnectionStatus1 | DeviceConnectionStatus2]

class DeviceStateStreamArguments(TypedDict, total=False):
    """Arguments of device.stateStream."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    keepAliveInterval: _typed.String | None

class DeviceAttributeDeleteArguments(TypedDict, total=False):
    """Arguments of deviceAttribute.delete."""
    applicationId: Required[str]
    deviceId: Required[str]
    name: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DeviceAttribute(TypedDict):
    """One attribute of a device: a named value that it can report."""
    name: str
    dataType: Literal["string", "number", "gps", "boolean", "blob"]
    contentType: str
    description: str
    attributeTags: dict[str, str]
    system: SystemAttribute
    applicationId: str
    deviceId: str

class DeviceAttributeGetArguments(TypedDict, total=False):
    """Arguments of deviceAttribute.get."""
    applicationId: Required[str]
    deviceId: Required[str]
    name: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DeviceAttributePatch(TypedDict, total=False):
    """What may be changed of an attribute, all but its data type; what is left out stays as it is."""
    name: str
    contentType: str
    description: str
    attributeTags: Mapping[str, str]
    system: SystemAttributeBody

class DeviceAttributePatchArguments(TypedDict, total=False):
    """Arguments of deviceAttribute.patch."""
    applicationId: Required[str]
    deviceId: Required[str]
    name: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    deviceAttribute: Required[DeviceAttributePatch]

class DeviceAttributes(TypedDict):
    """All attributes of a device."""
    items: list[DeviceAttribute]
    applicationId: str
    deviceId: str
    count: int
    totalCount: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class DeviceAttributesGetArguments(TypedDict, total=False):
    """Arguments of deviceAttributes.get."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "dataType"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    filterField: Literal["name", "dataType"] | _typed.EnumMember | None
    filter: _typed.String | None

class DeviceAttributesPostArguments(TypedDict, total=False):
    """Arguments of deviceAttributes.post."""
    applicationId: Required[str]
    deviceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    deviceAttribute: Required[DeviceAttributePostBody]

class DeviceRecipeBulkCreatePost(TypedDict, total=False):
    """How many devices to make from a recipe, or a CSV text with a row for each."""
    csv: str
    count: int
    nameColumn: str
    descriptionColumn: str
    gatewayIdColumn: str
    parentIdColumn: str
    makeUniqueKeySecret: bool
    email: str
    callbackUrl: str
    gatewayId: str
    parentId: str | None

class DeviceRecipeBulkCreate(TypedDict):
    """What came of making many devices from a recipe."""
    created: float
    failed: float
    csvResult: str

class DeviceRecipeBulkCreateArguments(TypedDict, total=False):
    """Arguments of deviceRecipe.bulkCreate."""
    applicationId: Required[str]
    deviceRecipeId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    bulkInfo: Required[DeviceRecipeBulkCreatePost]

class DeviceRecipeDeleteArguments(TypedDict, total=False):
    """Arguments of deviceRecipe.delete."""
    applicationId: Required[str]
    deviceRecipeId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class DeviceRecipe(TypedDict):
    """A device recipe: a pattern from which devices that are alike are made."""
    id: str
    deviceRecipeId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    name: str
    deviceName: str
    description: str
    deviceDescription: str
    tags: list[Tag]
    attributes: list[DeviceAttributePost]
    deviceClass: DeviceClass
    gatewayId: str
    parentId: str | None
    systemInterval: int
    keepDuplicates: bool

class DeviceRecipeGetArguments(TypedDict, total=False):
    """Arguments of deviceRecipe.get."""
    applicationId: Required[str]
    deviceRecipeId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    tagsAsObject: _typed.String | None
    attributesAsObject: _typed.String | None

class DeviceRecipePatch(TypedDict, total=False):
    """What may be changed of a device recipe; what is left out stays as it is."""
    name: str
    deviceName: str
    description: str
    deviceDescription: str
    tags: Sequence[TagBody]
    attributes: Sequence[DeviceAttributePostBody]
    deviceClass: DeviceClassBody
    gatewayId: str | None
    parentId: str | None
    systemInterval: int
    keepDuplicates: bool

class DeviceRecipePatchArguments(TypedDict, total=False):
    """Arguments of deviceRecipe.patch."""
    applicationId: Required[str]
    deviceRecipeId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    tagsAsObject: _typed.String | None
    attributesAsObject: _typed.String | None
    deviceRecipe: Required[DeviceRecipePatch]

class DeviceRecipes(TypedDict):
    """One page of the device recipes of an application."""
    items: list[DeviceRecipe]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class DeviceRecipesGetArguments(TypedDict, total=False):
    """Arguments of deviceRecipes.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    tagsAsObject: _typed.String | None
    attributesAsObject: _typed.String | None

class DeviceRecipePost(TypedDict, total=False):
    """What to make a new device recipe of."""
    name: Required[str]
    deviceName: str
    description: str
    deviceDescription: str
    tags: Sequence[TagBody]
    attributes: Sequence[DeviceAttributePostBody]
    deviceClass: DeviceClassBody
    gatewayId: str
    parentId: str | None
    systemInterval: int
    keepDuplicates: bool

class DeviceRecipesPostArguments(TypedDict, total=False):
    """Arguments of deviceRecipes.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    tagsAsObject: _typed.String | None
    attributesAsObject: _typed.String | None
    deviceRecipe: Required[DeviceRecipePost]

DeviceAttributeDataTypeFilter2: TypeAlias = Literal["string", "number", "gps", "boolean", "blob"] | _typed.EnumMember | Sequence[Literal["string", "number", "gps", "boolean", "blob"] | _typed.EnumMember]

DeviceAttributeDataTypeFilter: TypeAlias = Literal["string", "number", "gps", "boolean", "blob"] | _typed.EnumMember | DeviceAttributeDataTypeFilter2

class AttributeNamesResponse(TypedDict):
    """Names of the attributes that matching devices have, each once."""
    attributeNames: list[str]

class DevicesAttributeNamesArguments(TypedDict, total=False):
    """Arguments of devices.attributeNames."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    query: AdvancedDeviceQuery | None
    dataType: DeviceAttributeDataTypeFilter | None
    startsWith: _typed.String | None

class DevicesDeleteOrRestorePost(TypedDict, total=False):
    """Which devices to delete, or to bring back after that, and whom to tell."""
    email: str
    query: Required[AdvancedDeviceQuery]
    callbackUrl: str
    forceJob: bool

class BulkDeleteResponse(TypedDict):
    """What came of deleting many things at once."""
    removed: float
    failed: float

class DevicesDeleteArguments(TypedDict, total=False):
    """Arguments of devices.delete."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: Required[DevicesDeleteOrRestorePost]

class DeviceNamesResponse(TypedDict):
    """Names, classes and IDs of matching devices."""
    deviceSummary: list[DeviceNamesResponseDeviceSummaryItem]

class DeviceNamesResponseDeviceSummaryItem(TypedDict):
    id: str
    deviceClass: DeviceClass
    name: str

class DevicesDeviceNamesArguments(TypedDict, total=False):
    """Arguments of devices.deviceNames."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    query: AdvancedDeviceQuery | None
    startsWith: _typed.String | None

class DevicesExportPost(TypedDict, total=False):
    """Which devices to export, in which format, and whom to tell."""
    email: str
    callbackUrl: str
    query: AdvancedDeviceQuery
    format: Literal["csv", "json"] | _typed.EnumMember

class DevicesExportArguments(TypedDict, total=False):
    """Arguments of devices.export."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    email: _typed.String | None
    callbackUrl: _typed.String | None
    options: DevicesExportPost

DevicesGetSortField: TypeAlias = Literal["name", "id", "creationDate", "lastUpdated", "connectionStatus", "deletedAt"] | _typed.EnumMember

DeviceClassParameter: TypeAlias = Literal["standalone", "gateway", "peripheral", "floating", "edgeCompute", "system", "embedded"] | _typed.EnumMember

class PartialTagParameter(TypedDict, total=False):
    """A tag to look for; without a key any key fits, without a value any value."""
    key: str
    value: _typed.String

class Devices(TypedDict):
    """One page of the devices of an application."""
    items: list[Device]
    applicationId: str
    deviceClass: DeviceClass
    tagFilter: list[PartialTag]
    parentId: str | None
    query: dict[str, Any]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class DevicesGetArguments(TypedDict, total=False):
    """Arguments of devices.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: DevicesGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    deviceClass: DeviceClassParameter | Sequence[DeviceClassParameter] | None
    tagFilter: PartialTagParameter | Sequence[PartialTagParameter] | None
    excludeConnectionInfo: _typed.String | None
    parentId: _typed.String | None
    query: AdvancedDeviceQuery | None
    tagsAsObject: _typed.String | None
    attributesAsObject: _typed.String | None
    queryDeleted: _typed.String | None

DevicesGetCompositeStateSortField: TypeAlias = Literal["name", "id", "creationDate", "lastUpdated", "connectionStatus"] | _typed.EnumMember

class CompositeDevicesState(TypedDict):
    """One page of devices with the last known value of each of their attributes."""
    items: list[CompositeDevicesStateItemsItem]
    applicationId: str
    query: dict[str, Any]
    count: int
    totalCount: int
    perPage: int
    page: int
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class CompositeDevicesStateItemsItem(TypedDict):
    id: str
    name: str
    compositeState: dict[str, CompositeDeviceStateValue]

class DevicesGetCompositeStateArguments(TypedDict, total=False):
    """Arguments of devices.getCompositeState."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    attributes: _typed.String | None
    sortField: DevicesGetCompositeStateSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    query: AdvancedDeviceQuery | None

class DevicesPatch(TypedDict, total=False):
    """Which devices to change, by ID or by a query, and what to change in each."""
    updateFields: DevicePatch
    deviceIds: _typed.ListOf[str]
    query: AdvancedDeviceQuery
    updateOperations: Sequence[DevicesPatchUpdateOperationsItem]
    email: str
    callbackUrl: str

class DevicesPatchUpdateOperationsItem1(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["name"] | _typed.EnumMember
    value: str

class DevicesPatchUpdateOperationsItem2(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["deviceClass"] | _typed.EnumMember
    value: DeviceClassBody

class DevicesPatchUpdateOperationsItem3(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["description"] | _typed.EnumMember
    value: str

class DevicesPatchUpdateOperationsItem4(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["gatewayId", "parentId"] | _typed.EnumMember
    value: str

class DevicesPatchUpdateOperationsItem5(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["systemInterval"] | _typed.EnumMember
    value: int

class DevicesPatchUpdateOperationsItem6(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["keepDuplicates"] | _typed.EnumMember
    value: bool

class DevicesPatchUpdateOperationsItem7(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["tag"] | _typed.EnumMember
    value: TagBody

class DevicesPatchUpdateOperationsItem8(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["attributeTag"] | _typed.EnumMember
    attributeName: str
    value: TagBody

class DevicesPatchUpdateOperationsItem9(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["attributeDescription"] | _typed.EnumMember
    attributeName: str
    value: str

class DevicesPatchUpdateOperationsItem10(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["attributeContentType"] | _typed.EnumMember
    attributeName: str
    value: str

class DevicesPatchUpdateOperationsItem11(TypedDict):
    operation: Literal["set"] | _typed.EnumMember
    target: Literal["attributeName"] | _typed.EnumMember
    attributeName: str
    value: str

class DevicesPatchUpdateOperationsItem12(TypedDict):
    operation: Literal["remove"] | _typed.EnumMember
    target: Literal["description", "parentId"] | _typed.EnumMember

class DevicesPatchUpdateOperationsItem13(TypedDict):
    operation: Literal["remove"] | _typed.EnumMember
    target: Literal["tag"] | _typed.EnumMember
    tagKey: str

class DevicesPatchUpdateOperationsItem14(TypedDict):
    operation: Literal["remove"] | _typed.EnumMember
    target: Literal["attribute"] | _typed.EnumMember
    attributeName: str

class DevicesPatchUpdateOperationsItem15(TypedDict):
    operation: Literal["remove"] | _typed.EnumMember
    target: Literal["attributeTag"] | _typed.EnumMember
    attributeName: str
    tagKey: str

class DevicesPatchUpdateOperationsItem16(TypedDict):
    operation: Literal["remove"] | _typed.EnumMember
    target: Literal["attributeDescription"] | _typed.EnumMember
    attributeName: str

class DevicesPatchUpdateOperationsItem17(TypedDict):
    operation: Literal["add"] | _typed.EnumMember
    target: Literal["attribute"] | _typed.EnumMember
    value: DeviceAttributePostBody

class DevicesPatchUpdateOperationsItem18(TypedDict):
    operation: Literal["add"] | _typed.EnumMember
    target: Literal["attributeSystem"] | _typed.EnumMember
    value: DeviceAttributePostBody

DevicesPatchUpdateOperationsItem: TypeAlias = DevicesPatchUpdateOperationsItem1 | DevicesPatchUpdateOperationsItem2 | DevicesPatchUpdateOperationsItem3 | DevicesPatchUpdateOperationsItem4 | DevicesPatchUpdateOperationsItem5 | DevicesPatchUpdateOperationsItem6 | DevicesPatchUpdateOperationsItem7 | DevicesPatchUpdateOperationsItem8 | DevicesPatchUpdateOperationsItem9 | DevicesPatchUpdateOperationsItem10 | DevicesPatchUpdateOperationsItem11 | DevicesPatchUpdateOperationsItem12 | DevicesPatchUpdateOperationsItem13 | DevicesPatchUpdateOperationsItem14 | DevicesPatchUpdateOperationsItem15 | DevicesPatchUpdateOperationsItem16 | DevicesPatchUpdateOperationsItem17 | DevicesPatchUpdateOperationsItem18

class DevicesUpdated(TypedDict):
    """What came of changing many devices."""
    updated: float
    failed: float
    skipped: float
    logLink: str

class DevicesPatchArguments(TypedDict, total=False):
    """Arguments of devices.patch."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    patchInfo: Required[DevicesPatch]

class DevicesExportPayloadCountPost(TypedDict, total=False):
    """Which devices' payloads to count, over which time, and whom to tell."""
    email: str
    callbackUrl: str
    query: AdvancedDeviceQuery
    start: _typed.JSONNumber
    end: _typed.JSONNumber

class DevicesPayloadCountsArguments(TypedDict, total=False):
    """Arguments of devices.payloadCounts."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: DevicesExportPayloadCountPost

class DevicePost(TypedDict, total=False):
    """What to make a new device of."""
    name: Required[str]
    description: str
    tags: Sequence[TagBody]
    attributes: Sequence[DeviceAttributePostBody]
    deviceClass: DeviceClassBody
    gatewayId: str
    parentId: str | None
    systemInterval: int
    keepDuplicates: bool

class DevicesPostArguments(TypedDict, total=False):
    """Arguments of devices.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    tagsAsObject: _typed.String | None
    attributesAsObject: _typed.String | None
    device: Required[DevicePost]

class DevicesRemoveDataPost(TypedDict, total=False):
    """Which reported data to delete for good, of which devices, and whom to tell."""
    query: Required[AdvancedDeviceQuery]
    start: _typed.JSONNumber
    end: _typed.JSONNumber
    attributes: None | _typed.ListOf[str]
    keepConnectionHistory: bool
    keepCommandHistory: bool
    email: str
    callbackUrl: str

class DevicesRemoveDataArguments(TypedDict, total=False):
    """Arguments of devices.removeData."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: Required[DevicesRemoveDataPost]

class BulkRestoreResponse(TypedDict):
    """What came of restoring many deleted things at once."""
    restored: float
    failed: float

class DevicesRestoreArguments(TypedDict, total=False):
    """Arguments of devices.restore."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: Required[DevicesDeleteOrRestorePost]

class MultiDeviceCommand(TypedDict, total=False):
    """A command, and the devices to send it to."""
    time: str | _typed.JSONNumber | DateValue3Body
    name: Required[str]
    payload: Any
    deviceTags: Sequence[PartialTagBody]
    deviceIds: _typed.ListOf[str]
    deviceQuery: AdvancedDeviceQuery

class DevicesSendCommandArguments(TypedDict, total=False):
    """Arguments of devices.sendCommand."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    multiDeviceCommand: Required[MultiDeviceCommand]

class TagKeysResponse(TypedDict):
    """Keys of the tags that matching devices have, each once."""
    tagKeys: list[str]

class DevicesTagKeysArguments(TypedDict, total=False):
    """Arguments of devices.tagKeys."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    query: AdvancedDeviceQuery | None
    startsWith: _typed.String | None

class TagValuesResponse(TypedDict):
    """Values that matching devices have for one tag, each once."""
    tagKey: str
    tagValues: list[str]

class DevicesTagValuesArguments(TypedDict, total=False):
    """Arguments of devices.tagValues."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    query: AdvancedDeviceQuery | None
    key: Required[_typed.String]
    startsWith: _typed.String | None

class EdgeDeployment(TypedDict):
    """What an edge device runs of one workflow, and what it is meant to run."""
    id: str
    edgeDeploymentId: str
    applicationId: str
    deviceId: str
    deviceName: str
    deviceConnectionInfo: ConnectionStatus
    flowId: str
    flowName: str
    flowClass: Literal["edge", "customNode"]
    fileName: str
    creationDate: str
    lastUpdated: str
    currentVersion: None | str
    desiredVersion: None | str
    currentEtag: str
    desiredEtag: str
    logs: list[EdgeDeploymentLogsItem]

class EdgeDeploymentLogsItem(TypedDict):
    sourceType: Literal["flow", "user", "device", "apiToken", "notebook"]
    sourceId: str
    date: str
    changeType: Literal["current", "desired"]
    newValue: None | str
    previousValue: None | str
    attemptedValue: None | str
    newEtag: str
    previousEtag: str
    attemptedEtag: str
    error: str

class EdgeDeploymentGetArguments(TypedDict, total=False):
    """Arguments of edgeDeployment.get."""
    applicationId: Required[str]
    edgeDeploymentId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

EdgeDeploymentsGetSortField: TypeAlias = Literal["id", "deviceId", "flowId", "desiredVersion", "currentVersion", "creationDate", "lastUpdated"] | _typed.EnumMember

class EdgeDeployments(TypedDict):
    """One page of the edge deployments of an application."""
    items: list[EdgeDeployment]
    applicationId: str
    deviceId: str
    flowId: str
    version: str
    count: int
    totalCount: int

class EdgeDeploymentsGetArguments(TypedDict, total=False):
    """Arguments of edgeDeployments.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: EdgeDeploymentsGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    deviceId: str | None
    version: _typed.String | None
    filterEmpty: _typed.String | None
    flowId: str | None

class EdgeDeploymentRelease(TypedDict, total=False):
    """Which version of a workflow to deploy, and to which devices."""
    flowId: Required[str]
    version: Required[None | str]
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]

class EdgeDeploymentsReleaseArguments(TypedDict, total=False):
    """Arguments of edgeDeployments.release."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    deployment: Required[EdgeDeploymentRelease]

class EdgeDeploymentRemove(TypedDict):
    """Which workflow to take off which device; one of the two may be null."""
    flowId: None | str
    deviceId: None | str

class EdgeDeploymentsRemoveArguments(TypedDict, total=False):
    """Arguments of edgeDeployments.remove."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    deployment: Required[EdgeDeploymentRemove]

class EdgeDeploymentReplace(TypedDict):
    """Which version of a workflow to replace by which other, on all devices that have it."""
    flowId: str
    oldVersion: str
    newVersion: None | str

class EdgeDeploymentsReplaceArguments(TypedDict, total=False):
    """Arguments of edgeDeployments.replace."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    deployment: Required[EdgeDeploymentReplace]

class EmbeddedDeployment(TypedDict):
    """The workflows that an embedded device runs, compiled into a bundle, and those it is meant to run."""
    id: str
    embeddedDeploymentId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    deviceId: str
    deviceName: str
    deviceConnectionInfo: ConnectionStatus
    flows: dict[str, EmbeddedDeploymentFlowsValue]
    currentBundleVersion: None | str
    desiredBundleVersion: None | str
    unknownBundle: bool
    logs: list[EmbeddedDeploymentLogsItem]

class EmbeddedDeploymentFlowsValue(TypedDict):
    """The workflow of this ID, in the versions that the device has and is meant to have."""
    flowName: str
    currentVersion: None | str
    desiredVersion: None | str

class EmbeddedDeploymentLogsItem(TypedDict):
    sourceType: Literal["flow", "user", "device", "apiToken", "notebook"]
    sourceId: str
    date: str
    changeType: Literal["current", "desired"]
    updateType: EmbeddedDeploymentLogsItemUpdateType
    updateFlowId: str
    desiredVersion: None | str
    newBundle: None | str
    attemptedBundle: None | str
    error: str

EmbeddedDeploymentLogsItemUpdateType: TypeAlias = Literal["newFlow", "replaceFlow", "removeFlow", "clear", "globals", "device", "unknownBundle", "knownBundle"]

class EmbeddedDeploymentGetArguments(TypedDict, total=False):
    """Arguments of embeddedDeployment.get."""
    applicationId: Required[str]
    embeddedDeploymentId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class EmbeddedDeploymentExport(TypedDict, total=False):
    """Which deployment to export as WebAssembly, how to compile it, and whom to tell."""
    email: str
    callbackUrl: str
    embeddedDeploymentId: str
    deviceId: str
    traceLevel: Literal[0, 1, 2] | _typed.EnumMember
    disableDebugMessage: bool
    stackSize: int
    debugSymbols: bool
    exportMemory: bool
    gzip: bool

class EmbeddedDeploymentsExportArguments(TypedDict, total=False):
    """Arguments of embeddedDeployments.export."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: EmbeddedDeploymentExport

class EmbeddedDeployments(TypedDict):
    """One page of the embedded deployments of an application."""
    items: list[EmbeddedDeployment]
    applicationId: str
    deviceId: str
    flowId: str
    version: str
    count: int
    totalCount: int

class EmbeddedDeploymentsGetArguments(TypedDict, total=False):
    """Arguments of embeddedDeployments.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    deviceId: str | None
    version: _typed.String | None
    flowId: str | None

class EmbeddedDeploymentRelease(TypedDict, total=False):
    """Which version of a workflow to deploy, and to which embedded devices."""
    flowId: Required[str]
    version: Required[None | str]
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]
    releaseTag: None | str

class EmbeddedDeploymentsReleaseArguments(TypedDict, total=False):
    """Arguments of embeddedDeployments.release."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    deployment: Required[EmbeddedDeploymentRelease]

class EmbeddedDeploymentsRemoveArguments(TypedDict, total=False):
    """Arguments of embeddedDeployments.remove."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    deployment: Required[EdgeDeploymentRemove]

class EmbeddedDeploymentsReplaceArguments(TypedDict, total=False):
    """Arguments of embeddedDeployments.replace."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    deployment: Required[EdgeDeploymentReplace]

class EventDeleteArguments(TypedDict, total=False):
    """Arguments of event.delete."""
    applicationId: Required[str]
    eventId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class Event(TypedDict):
    """An event: something worth a look, which people acknowledge and resolve."""
    id: str
    eventId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    sourceType: Literal["flow", "user", "device", "apiToken", "experienceUser", "public"]
    sourceId: str
    sourceName: str
    level: Literal["info", "warning", "error", "critical"]
    state: Literal["new", "acknowledged", "resolved"]
    subject: str
    message: str
    data: Any
    deviceId: str
    deviceName: str
    disableTagChangeTracking: bool
    eventTags: dict[str, str]
    updates: list[EventUpdatesItem]

class EventUpdatesItem(TypedDict):
    sourceType: Literal["flow", "user", "device", "apiToken", "experienceUser", "public"]
    sourceId: str
    sourceName: str
    creationDate: str
    comment: str
    data: Any
    state: Literal["new", "acknowledged", "resolved"]
    stateChange: EventUpdatesItemStateChange
    levelChange: EventUpdatesItemLevelChange
    subjectChange: ShortTextChange
    deviceIdChange: EventUpdatesItemDeviceIdChange
    tagsChange: dict[str, ShortTextChange]

class EventUpdatesItemStateChange(TypedDict):
    """Change of the state, if it changed."""
    old: Literal["new", "acknowledged", "resolved"]
    new: Literal["new", "acknowledged", "resolved"]

class EventUpdatesItemLevelChange(TypedDict):
    """Change of how severe the event is, if it changed."""
    old: Literal["info", "warning", "error", "critical"]
    new: Literal["info", "warning", "error", "critical"]

class ShortTextChange(TypedDict):
    """What a text was, and what it became."""
    old: str
    new: str

class EventUpdatesItemDeviceIdChange(TypedDict):
    """Change of the device that the event is about, if it changed."""
    old: str
    oldDeviceName: str
    new: str
    newDeviceName: str

class EventGetArguments(TypedDict, total=False):
    """Arguments of event.get."""
    applicationId: Required[str]
    eventId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class EventPatch(TypedDict, total=False):
    """What to change in an event, and a comment on it; what is left out stays as it is."""
    state: Literal["new", "acknowledged", "resolved"] | _typed.EnumMember
    level: Literal["info", "warning", "error", "critical"] | _typed.EnumMember
    subject: str
    deviceId: str | None
    comment: str
    data: Any
    eventTags: Mapping[str, str]

class EventPatchArguments(TypedDict, total=False):
    """Arguments of event.patch."""
    applicationId: Required[str]
    eventId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    event: Required[EventPatch]

AdvancedEventQuery = TypedDict(
    "AdvancedEventQuery",
    {
        "$and": Sequence[AdvancedEventQuery],
        "$or": Sequence[AdvancedEventQuery],
        "$nor": Sequence[AdvancedEventQuery],
        "id": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "creationDate": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastUpdated": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "sourceId": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "sourceType": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "level": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "state": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "subject": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "deviceId": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "experienceUserId": str | None | IdQuery2,
        "experienceGroupId": str | None | IdQuery2,
        "eventTags": TagMatch | TagQuery2 | TagQuery3,
    },
    total=False,
)

class EventsDeleteArguments(TypedDict, total=False):
    """Arguments of events.delete."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    email: _typed.String | None
    callbackUrl: _typed.String | None
    query: AdvancedEventQuery

class EventsExport(TypedDict, total=False):
    """Which events to export, in which format, and whom to tell."""
    email: str
    callbackUrl: str
    query: AdvancedEventQuery
    format: Literal["csv", "json"] | _typed.EnumMember
    excludeUpdates: bool

class EventsExportArguments(TypedDict, total=False):
    """Arguments of events.export."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    exportData: EventsExport

EventsGetSortField: TypeAlias = Literal["subject", "id", "creationDate", "lastUpdated", "level", "state", "deviceId"] | _typed.EnumMember

class Events(TypedDict):
    """One page of the events of an application."""
    items: list[Event]
    state: Literal["new", "acknowledged", "resolved"]
    applicationId: str
    query: dict[str, Any]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class EventsGetArguments(TypedDict, total=False):
    """Arguments of events.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: EventsGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["subject"] | _typed.EnumMember | None
    filter: _typed.String | None
    state: Literal["new", "acknowledged", "resolved"] | _typed.EnumMember | None
    query: AdvancedEventQuery | None

class EventPlusNewCount(TypedDict):
    """The most severe event that is still new, and how many new ones there are."""
    event: Event
    newCount: int

class EventsMostRecentBySeverityArguments(TypedDict, total=False):
    """Arguments of events.mostRecentBySeverity."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    filter: _typed.String | None
    query: AdvancedEventQuery | None

class EventsPatchArguments(TypedDict, total=False):
    """Arguments of events.patch."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    filterField: Literal["subject"] | _typed.EnumMember | None
    filter: _typed.String | None
    state: Literal["new", "acknowledged", "resolved"] | _typed.EnumMember | None
    query: AdvancedEventQuery | None
    email: _typed.String | None
    callbackUrl: _typed.String | None
    updates: Required[EventPatch]

class EventPost(TypedDict, total=False):
    """What to make a new event of."""
    level: Required[Literal["info", "warning", "error", "critical"] | _typed.EnumMember]
    state: Literal["new", "acknowledged", "resolved"] | _typed.EnumMember
    subject: Required[str]
    message: str
    data: Any
    deviceId: str
    eventTags: Mapping[str, str]
    creationDate: str | _typed.JSONNumber | DateValue3Body
    disableTagChangeTracking: bool

class EventsPostArguments(TypedDict, total=False):
    """Arguments of events.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    event: Required[EventPost]

class ExperienceBootstrapOptions(TypedDict, total=False):
    """What to set up as examples when an experience is begun."""
    replaceExisting: bool
    createUsers: bool
    createGroups: bool
    slug: str

class ExperienceBootstrapResult(TypedDict):
    """What was set up, and how to log in as the example user."""
    resourceSuffix: str
    password: str
    email: str

class ExperienceBootstrapArguments(TypedDict, total=False):
    """Arguments of experience.bootstrap."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: Required[ExperienceBootstrapOptions]

class ExperienceDeleteArguments(TypedDict, total=False):
    """Arguments of experience.delete."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    keepUsers: _typed.String | None
    keepGroups: _typed.String | None
    keepSlugs: _typed.String | None
    keepDomains: _typed.String | None
    removeVersions: _typed.String | None
    keepViews: _typed.String | None
    keepEndpoints: _typed.String | None
    removeWorkflows: _typed.String | None

class ExperienceDomainDeleteArguments(TypedDict, total=False):
    """Arguments of experienceDomain.delete."""
    applicationId: Required[str]
    experienceDomainId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceDomain(TypedDict):
    """A domain of your own at which an experience can be reached."""
    id: str
    experienceDomainId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    sslCert: str
    sslBundle: str
    domainName: str
    version: str

class ExperienceDomainGetArguments(TypedDict, total=False):
    """Arguments of experienceDomain.get."""
    applicationId: Required[str]
    experienceDomainId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceDomainPatch(TypedDict, total=False):
    """What may be changed of a domain; what is left out stays as it is."""
    sslKey: str | None
    sslCert: str | None
    sslBundle: str | None
    version: str | None
    domainName: str

class ExperienceDomainPatchArguments(TypedDict, total=False):
    """Arguments of experienceDomain.patch."""
    applicationId: Required[str]
    experienceDomainId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceDomain: Required[ExperienceDomainPatch]

class ExperienceDomains(TypedDict):
    """The domains of an experience."""
    items: list[ExperienceDomain]
    applicationId: str
    count: int
    totalCount: int

class ExperienceDomainsGetArguments(TypedDict, total=False):
    """Arguments of experienceDomains.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceDomainPost(TypedDict, total=False):
    """A new domain for an experience."""
    sslKey: str
    sslCert: str
    sslBundle: str
    domainName: Required[str]
    version: str | None

class ExperienceDomainsPostArguments(TypedDict, total=False):
    """Arguments of experienceDomains.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceDomain: Required[ExperienceDomainPost]

class ExperienceEndpointDeleteArguments(TypedDict, total=False):
    """Arguments of experienceEndpoint.delete."""
    applicationId: Required[str]
    experienceEndpointId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeWorkflows: _typed.String | None

class ExperienceEndpoint(TypedDict):
    """An endpoint of an experience: a method and a path that requests are answered at."""
    id: str
    experienceEndpointId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    createdById: str
    createdByType: Literal["flow", "user", "apiToken"]
    lastUpdatedById: str
    lastUpdatedByType: Literal["flow", "user", "apiToken"]
    description: str
    route: str
    enabled: bool
    method: Literal["delete", "get", "options", "patch", "post", "put"]
    access: Literal["public", "authenticated", "group", "device"]
    deviceIdTemplate: str
    endpointTags: dict[str, str]
    staticReply: ExperienceReply1 | None
    unauthorizedReply: ExperienceReply1 | None
    experienceGroups: list[NamedReferencesItem]

class ExperienceReply1(TypedDict, total=False):
    value: Required[str]
    statusCode: int
    type: Required[Literal["page", "redirect"]]

class NamedReferencesItem(TypedDict):
    name: str
    id: str

class ExperienceEndpointGetArguments(TypedDict, total=False):
    """Arguments of experienceEndpoint.get."""
    applicationId: Required[str]
    experienceEndpointId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    version: _typed.String | None

class ExperienceLinkedResources(TypedDict):
    """What uses an endpoint or a view of an experience."""
    experienceViews: ExperienceViews
    experienceEndpoints: ExperienceEndpoints
    flows: Flows
    flowVersions: FlowVersions

class ExperienceViews(TypedDict):
    """One page of views of an experience."""
    items: list[ExperienceView]
    applicationId: str
    viewType: Literal["layout", "page", "component"]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ExperienceView(TypedDict):
    """A view of an experience: a template for what its endpoints send."""
    id: str
    experienceViewId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    createdById: str
    createdByType: Literal["flow", "user", "apiToken"]
    lastUpdatedById: str
    lastUpdatedByType: Literal["flow", "user", "apiToken"]
    name: str
    description: str
    viewType: Literal["layout", "page", "component"]
    layoutId: None | str
    layoutName: str
    body: str
    viewTags: dict[str, str]
    headers: ViewHeaders

ViewHeaders = TypedDict(
    "ViewHeaders",
    {
        "content-type": str,
    },
)

class ExperienceEndpoints(TypedDict):
    """The endpoints of an experience."""
    items: list[ExperienceEndpoint]
    applicationId: str
    experienceGroupId: str
    notFoundRequestCount: float
    count: int
    totalCount: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ExperienceEndpointLinkedResourcesArguments(TypedDict, total=False):
    """Arguments of experienceEndpoint.linkedResources."""
    applicationId: Required[str]
    experienceEndpointId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    version: _typed.String | None
    includeCustomNodes: _typed.String | None

class ExperienceEndpointPatch(TypedDict, total=False):
    """What may be changed of an endpoint; what is left out stays as it is."""
    description: str
    route: str
    enabled: bool
    method: Literal["delete", "get", "options", "patch", "post", "put"] | _typed.EnumMember
    access: Literal["public", "authenticated", "group", "device"] | _typed.EnumMember
    deviceIdTemplate: str
    endpointTags: Mapping[str, str]
    experienceGroupIds: _typed.ListOf[str]
    staticReply: ExperienceReply1Body | None
    unauthorizedReply: ExperienceReply1Body | None

class ExperienceReply1Body(TypedDict, total=False):
    value: Required[str]
    statusCode: int
    type: Required[Literal["page", "redirect"] | _typed.EnumMember]

class ExperienceEndpointPatchArguments(TypedDict, total=False):
    """Arguments of experienceEndpoint.patch."""
    applicationId: Required[str]
    experienceEndpointId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceEndpoint: Required[ExperienceEndpointPatch]

ExperienceEndpointsGetSortField: TypeAlias = Literal["order", "method", "route", "id", "creationDate", "requestCount", "lastUpdated"] | _typed.EnumMember

class ExperienceEndpointsGetArguments(TypedDict, total=False):
    """Arguments of experienceEndpoints.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: ExperienceEndpointsGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    filterField: Literal["method", "route"] | _typed.EnumMember | None
    filter: _typed.String | None
    experienceGroupId: str | None
    requestCountDuration: _typed.String | None
    version: _typed.String | None

class ExperienceEndpointPost(TypedDict, total=False):
    """A new endpoint of an experience."""
    description: str
    route: Required[str]
    enabled: bool
    method: Required[Literal["delete", "get", "options", "patch", "post", "put"] | _typed.EnumMember]
    access: Literal["public", "authenticated", "group", "device"] | _typed.EnumMember
    deviceIdTemplate: str
    endpointTags: Mapping[str, str]
    experienceGroupIds: _typed.ListOf[str]
    staticReply: ExperienceReply1Body | None
    unauthorizedReply: ExperienceReply1Body | None

class ExperienceEndpointsPostArguments(TypedDict, total=False):
    """Arguments of experienceEndpoints.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceEndpoint: Required[ExperienceEndpointPost]

class ExperienceEndpointStatsValueItem(TypedDict):
    time: str
    count: float

class ExperienceEndpointsStatsArguments(TypedDict, total=False):
    """Arguments of experienceEndpoints.stats."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    statGrouping: Literal["statusCode", "endpointId", "version", "domain"] | _typed.EnumMember | None
    duration: _typed.String | None
    end: _typed.String | None
    resolution: _typed.String | None
    versionFilter: _typed.String | None
    domainFilter: _typed.String | None
    statusCodeFilter: _typed.String | None
    endpointIdFilter: _typed.String | None

class ExperienceGroupDeleteArguments(TypedDict, total=False):
    """Arguments of experienceGroup.delete."""
    applicationId: Required[str]
    experienceGroupId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceGroup(TypedDict):
    """A group of experience users, who share access to endpoints and devices."""
    id: str
    experienceGroupId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    name: str
    description: str
    experienceUserIds: list[str]
    experienceEndpointIds: list[str]
    groupTags: dict[str, str]
    deviceIds: list[str]
    deviceTags: list[PartialTag]
    deviceQueryJson: None | str
    parentId: str | None
    ancestorIds: list[str]
    directDeviceCount: float
    totalDeviceCount: float

class ExperienceGroupGetArguments(TypedDict, total=False):
    """Arguments of experienceGroup.get."""
    applicationId: Required[str]
    experienceGroupId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeDirectDeviceCount: _typed.String | None
    includeTotalDeviceCount: _typed.String | None

class ExperienceGroupPatch(TypedDict, total=False):
    """What may be changed of a group; what is left out stays as it is."""
    name: str
    description: str
    experienceUserIds: _typed.ListOf[str]
    experienceEndpointIds: _typed.ListOf[str]
    groupTags: Mapping[str, str]
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]
    deviceQueryJson: None | str
    parentId: str | None

class ExperienceGroupPatchArguments(TypedDict, total=False):
    """Arguments of experienceGroup.patch."""
    applicationId: Required[str]
    experienceGroupId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceGroup: Required[ExperienceGroupPatch]

AdvancedExperienceGroupQuery = TypedDict(
    "AdvancedExperienceGroupQuery",
    {
        "$and": Sequence[AdvancedExperienceGroupQuery],
        "$or": Sequence[AdvancedExperienceGroupQuery],
        "$nor": Sequence[AdvancedExperienceGroupQuery],
        "id": str | None | IdQuery2,
        "creationDate": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastUpdated": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "name": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "parentId": str | None | IdQuery2,
        "ancestorId": str | None | IdQuery2,
        "groupTags": TagMatch | TagQuery2 | TagQuery3,
        "experienceUserId": str | None | IdQuery2,
        "experienceEndpointId": str | None | IdQuery2,
    },
    total=False,
)

class ExperienceGroups(TypedDict):
    """One page of groups of experience users."""
    items: list[ExperienceGroup]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ExperienceGroupsGetArguments(TypedDict, total=False):
    """Arguments of experienceGroups.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    query: AdvancedExperienceGroupQuery | None

class ExperienceGroupPost(TypedDict, total=False):
    """A new group of experience users."""
    name: Required[str]
    description: str
    experienceUserIds: _typed.ListOf[str]
    experienceEndpointIds: _typed.ListOf[str]
    groupTags: Mapping[str, str]
    deviceIds: _typed.ListOf[str]
    deviceTags: Sequence[PartialTagBody]
    deviceQueryJson: None | str
    parentId: str | None

class ExperienceGroupsPostArguments(TypedDict, total=False):
    """Arguments of experienceGroups.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceGroup: Required[ExperienceGroupPost]

class ExperienceSlugDeleteArguments(TypedDict, total=False):
    """Arguments of experienceSlug.delete."""
    applicationId: Required[str]
    experienceSlugId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceSlug(TypedDict):
    """A subdomain of `onlosant.com` at which an experience can be reached."""
    id: str
    experienceSlugId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    slug: str
    version: str

class ExperienceSlugGetArguments(TypedDict, total=False):
    """Arguments of experienceSlug.get."""
    applicationId: Required[str]
    experienceSlugId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceSlugPatch(TypedDict, total=False):
    """What may be changed of a slug; what is left out stays as it is."""
    version: str | None
    slug: str

class ExperienceSlugPatchArguments(TypedDict, total=False):
    """Arguments of experienceSlug.patch."""
    applicationId: Required[str]
    experienceSlugId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceSlug: Required[ExperienceSlugPatch]

class ExperienceSlugs(TypedDict):
    """The slugs of an experience."""
    items: list[ExperienceSlug]
    applicationId: str
    count: int
    totalCount: int

class ExperienceSlugsGetArguments(TypedDict, total=False):
    """Arguments of experienceSlugs.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceSlugPost(TypedDict, total=False):
    """A new slug for an experience."""
    version: str | None
    slug: Required[str]

class ExperienceSlugsPostArguments(TypedDict, total=False):
    """Arguments of experienceSlugs.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceSlug: Required[ExperienceSlugPost]

class ExperienceUserDeleteArguments(TypedDict, total=False):
    """Arguments of experienceUser.delete."""
    applicationId: Required[str]
    experienceUserId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceUser(TypedDict):
    """A user of an experience: an account of the application's own, apart from users of Losant."""
    id: str
    experienceUserId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    passwordLastUpdated: str
    lastLogin: str
    email: str
    firstName: str
    lastName: str
    avatarUrl: str
    tokenCutoff: str
    userTags: dict[str, str]
    experienceGroups: list[ExperienceUserExperienceGroupsItem]

class ExperienceUserExperienceGroupsItem(TypedDict):
    name: str
    id: str
    parentId: str | None

class ExperienceUserGetArguments(TypedDict, total=False):
    """Arguments of experienceUser.get."""
    applicationId: Required[str]
    experienceUserId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceUserPatch(TypedDict, total=False):
    """What may be changed of an experience user; what is left out stays as it is."""
    email: str
    firstName: str
    lastName: str
    password: str
    tokenCutoff: _typed.DateTime
    userTags: Mapping[str, str]
    experienceGroupIds: _typed.ListOf[str]

class ExperienceUserPatchArguments(TypedDict, total=False):
    """Arguments of experienceUser.patch."""
    applicationId: Required[str]
    experienceUserId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceUser: Required[ExperienceUserPatch]

ExperienceUsersGetSortField: TypeAlias = Literal["firstName", "lastName", "email", "id", "creationDate", "lastLogin", "lastUpdated"] | _typed.EnumMember

AdvancedExperienceUserQuery = TypedDict(
    "AdvancedExperienceUserQuery",
    {
        "$and": Sequence[AdvancedExperienceUserQuery],
        "$or": Sequence[AdvancedExperienceUserQuery],
        "$nor": Sequence[AdvancedExperienceUserQuery],
        "id": str | None | IdQuery2,
        "creationDate": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastUpdated": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "firstName": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastName": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "email": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastLogin": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "passwordLastUpdated": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "userTags": TagMatch | TagQuery2 | TagQuery3,
        "experienceGroupId": str | None | IdQuery2,
    },
    total=False,
)

class ExperienceUsers(TypedDict):
    """One page of experience users."""
    items: list[ExperienceUser]
    applicationId: str
    experienceGroupId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ExperienceUsersGetArguments(TypedDict, total=False):
    """Arguments of experienceUsers.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: ExperienceUsersGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["firstName", "lastName", "email"] | _typed.EnumMember | None
    filter: _typed.String | None
    experienceGroupId: _typed.String | None
    includeAncestorGroups: _typed.String | None
    query: AdvancedExperienceUserQuery | None

class ExperienceUserPost(TypedDict, total=False):
    """A new experience user."""
    email: Required[str]
    firstName: str
    lastName: str
    password: Required[str]
    tokenCutoff: _typed.DateTime
    userTags: Mapping[str, str]
    experienceGroupIds: _typed.ListOf[str]

class ExperienceUsersPostArguments(TypedDict, total=False):
    """Arguments of experienceUsers.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceUser: Required[ExperienceUserPost]

class ExperienceVersionDeleteArguments(TypedDict, total=False):
    """Arguments of experienceVersion.delete."""
    applicationId: Required[str]
    experienceVersionIdOrName: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceVersion(TypedDict):
    """A version of an experience: its endpoints, views and workflows at one time, or `develop`, which can be edited."""
    id: str
    experienceVersionId: str
    applicationId: str
    creationDate: str
    createdById: str
    createdByType: Literal["flow", "user", "apiToken"]
    lastUpdated: str
    lastUpdatedById: str
    lastUpdatedByType: Literal["flow", "user", "apiToken"]
    endpointDefaultCors: bool
    allowedCorsOrigins: list[str]
    version: str
    description: str
    globals: list[ExperienceGlobalsItem]
    notFoundReply: ExperienceReply1 | None
    unauthorizedReply: ExperienceReply1 | None
    responseHeaders: dict[str, str]
    attachedDomains: list[ExperienceVersionAttachedDomainsItem]
    attachedSlugs: list[ExperienceVersionAttachedSlugsItem]

class ExperienceGlobalsItem(TypedDict, total=False):
    key: Required[str]
    json: Required[str]
    description: str

class ExperienceVersionAttachedDomainsItem(TypedDict):
    domainName: str
    id: str

class ExperienceVersionAttachedSlugsItem(TypedDict):
    slug: str
    id: str

class ExperienceVersionGetArguments(TypedDict, total=False):
    """Arguments of experienceVersion.get."""
    applicationId: Required[str]
    experienceVersionIdOrName: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceVersionPatch(TypedDict, total=False):
    """What may be changed of a version; what is left out stays as it is."""
    endpointDefaultCors: bool
    allowedCorsOrigins: _typed.ListOf[str]
    globals: Sequence[ExperienceGlobalsItemBody]
    notFoundReply: ExperienceReply1Body | None
    unauthorizedReply: ExperienceReply1Body | None
    description: str
    sourceVersionIdOrName: str
    responseHeaders: Mapping[str, str]

class ExperienceGlobalsItemBody(TypedDict, total=False):
    key: Required[str]
    json: Required[str]
    description: str

class ExperienceVersionPatchArguments(TypedDict, total=False):
    """Arguments of experienceVersion.patch."""
    applicationId: Required[str]
    experienceVersionIdOrName: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceVersion: Required[ExperienceVersionPatch]

class ExperienceVersions(TypedDict):
    """The versions of an experience."""
    items: list[ExperienceVersion]
    applicationId: str
    count: int
    totalCount: int

class ExperienceVersionsGetArguments(TypedDict, total=False):
    """Arguments of experienceVersions.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["version", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["version"] | _typed.EnumMember | None
    filter: _typed.String | None

class ExperienceVersionPost(TypedDict, total=False):
    """A new version, made of what `develop` holds now."""
    version: Required[str]
    description: str
    domainIds: _typed.ListOf[str]
    slugIds: _typed.ListOf[str]
    endpointDefaultCors: bool
    globals: Sequence[ExperienceGlobalsItemBody]
    notFoundReply: ExperienceReply1Body | None
    unauthorizedReply: ExperienceReply1Body | None
    allowedCorsOrigins: _typed.ListOf[str]
    responseHeaders: Mapping[str, str]

class ExperienceVersionsPostArguments(TypedDict, total=False):
    """Arguments of experienceVersions.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceVersion: Required[ExperienceVersionPost]

class ExperienceViewDeleteArguments(TypedDict, total=False):
    """Arguments of experienceView.delete."""
    applicationId: Required[str]
    experienceViewId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ExperienceViewGetArguments(TypedDict, total=False):
    """Arguments of experienceView.get."""
    applicationId: Required[str]
    experienceViewId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    version: _typed.String | None

class ExperienceViewLinkedResourcesArguments(TypedDict, total=False):
    """Arguments of experienceView.linkedResources."""
    applicationId: Required[str]
    experienceViewId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    version: _typed.String | None
    includeCustomNodes: _typed.String | None

class ExperienceViewPatch(TypedDict, total=False):
    """What may be changed of a view; what is left out stays as it is."""
    name: str
    description: str
    layoutId: None | str
    body: str
    viewTags: Mapping[str, str]
    headers: ViewHeadersBody

ViewHeadersBody = TypedDict(
    "ViewHeadersBody",
    {
        "content-type": str,
    },
    total=False,
)

class ExperienceViewPatchArguments(TypedDict, total=False):
    """Arguments of experienceView.patch."""
    applicationId: Required[str]
    experienceViewId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceView: Required[ExperienceViewPatch]

class ExperienceViewsGetArguments(TypedDict, total=False):
    """Arguments of experienceViews.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["id", "creationDate", "name", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    viewType: Literal["page", "layout", "component"] | _typed.EnumMember | None
    version: _typed.String | None

class ExperienceViewPost(TypedDict, total=False):
    """A new view of an experience."""
    name: Required[str]
    description: str
    viewType: Required[Literal["layout", "page", "component"] | _typed.EnumMember]
    layoutId: None | str
    body: str
    viewTags: Mapping[str, str]
    headers: ViewHeadersBody

class ExperienceViewsPostArguments(TypedDict, total=False):
    """Arguments of experienceViews.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    experienceView: Required[ExperienceViewPost]

class FileDeleteArguments(TypedDict, total=False):
    """Arguments of file.delete."""
    applicationId: Required[str]
    fileId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class File(TypedDict):
    """A file or a directory that is kept with an application."""
    id: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    authorId: str
    authorType: Literal["flow", "user", "device", "apiToken", "notebook"]
    status: Literal["pending", "moving", "deleting", "completed"]
    name: str
    parentDirectory: str
    type: Literal["file", "directory"]
    fileSize: float
    s3etag: str
    contentType: str
    fileDimensions: FileDimensions
    moveIntoId: str
    url: str

class FileDimensions(TypedDict):
    """Size of an image file."""
    width: float
    height: float

class FileGetArguments(TypedDict, total=False):
    """Arguments of file.get."""
    applicationId: Required[str]
    fileId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class FileMoveArguments(TypedDict, total=False):
    """Arguments of file.move."""
    applicationId: Required[str]
    fileId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    name: _typed.String | None
    parentDirectory: _typed.String | None

class FilePatch(TypedDict, total=False):
    """What the new content of a file is going to be; the content itself is uploaded afterwards."""
    fileSize: _typed.JSONNumber
    contentType: str
    fileDimensions: FileDimensionsBody

class FileDimensionsBody(TypedDict, total=False):
    """Size of an image file."""
    width: _typed.JSONNumber
    height: _typed.JSONNumber

class FileUploadPostResponse(TypedDict):
    """The file, and how to upload its content."""
    id: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    authorId: str
    authorType: Literal["flow", "user", "device", "apiToken", "notebook"]
    status: Literal["pending", "moving", "deleting", "completed"]
    name: str
    parentDirectory: str
    type: Literal["file", "directory"]
    fileSize: float
    s3etag: str
    contentType: str
    fileDimensions: FileDimensions
    moveIntoId: str
    url: str
    upload: FileUploadPostResponseUpload

class FileUploadPostResponseUpload(TypedDict):
    """How to upload the content: by posting a form to Amazon S3."""
    url: str
    fields: FileUploadPostResponseUploadFields

class FileUploadPostResponseUploadFields(TypedDict):
    """Fields of the form, to be sent as they are; the content comes last, as `file`."""
    key: str
    bucket: str

class FilePatchArguments(TypedDict, total=False):
    """Arguments of file.patch."""
    applicationId: Required[str]
    fileId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    updates: Required[FilePatch]

class FileUploadArguments(TypedDict, total=False):
    """Arguments of file.upload."""
    applicationId: Required[str]
    fileId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    file: Required[_typed.File]

class Files(TypedDict):
    """One page of files and directories."""
    items: list[File]
    parentExists: bool
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class FilesGetArguments(TypedDict, total=False):
    """Arguments of files.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["lastUpdated", "type", "name", "creationDate"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    type: _typed.String | None
    status: Literal["completed", "pending"] | _typed.EnumMember | None
    directory: _typed.String | None

class FilePost(TypedDict, total=False):
    """A new file or directory; the content of a file is uploaded afterwards."""
    name: Required[str]
    parentDirectory: str
    type: Required[Literal["file", "directory"] | _typed.EnumMember]
    fileSize: _typed.JSONNumber
    contentType: str
    fileDimensions: FilePostFileDimensions

class FilePostFileDimensions(TypedDict, total=False):
    """Width and height in pixels, if the content is an image."""
    width: _typed.JSONNumber
    height: _typed.JSONNumber

class FilesPostArguments(TypedDict, total=False):
    """Arguments of files.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    file: Required[FilePost]

class FlowClearStorageEntriesArguments(TypedDict, total=False):
    """Arguments of flow.clearStorageEntries."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class FlowDeleteArguments(TypedDict, total=False):
    """Arguments of flow.delete."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class FlowErrors(TypedDict):
    """Errors that runs of a workflow ended in."""
    flowVersion: str
    flowVersionId: str
    deviceId: str
    start: str
    end: str
    limit: float
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]
    errors: list[FlowErrorsErrorsItem]

class FlowErrorsErrorsItem(TypedDict):
    time: str
    deviceId: str
    deviceName: str
    flowVersion: str
    flowVersionId: str
    nodeId: str
    nodeLabel: str
    error: JobError

class FlowErrorsArguments(TypedDict, total=False):
    """Arguments of flow.errors."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    duration: _typed.String | None
    end: _typed.String | None
    limit: _typed.String | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    flowVersion: _typed.String | None
    deviceId: str | None

class FlowGetArguments(TypedDict, total=False):
    """Arguments of flow.get."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeCustomNodes: _typed.String | None

class FlowLogItem(TypedDict):
    flowVersionId: str
    time: str
    pathsFailed: float
    pathsCompleted: float
    runCount: float
    wallTime: float
    errors: list[Any]

class FlowGetLogEntriesArguments(TypedDict, total=False):
    """Arguments of flow.getLogEntries."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    limit: _typed.String | None
    since: _typed.String | None

class FlowGetStorageEntriesArguments(TypedDict, total=False):
    """Arguments of flow.getStorageEntries."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class FlowStorageMetadata(TypedDict):
    """How much a workflow keeps between its runs."""
    memoryUsed: float
    keysCount: float

class FlowGetStorageEntriesMetadataArguments(TypedDict, total=False):
    """Arguments of flow.getStorageEntriesMetadata."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class FlowPatch(TypedDict, total=False):
    """What may be changed of a workflow; what is left out stays as it is."""
    name: str
    description: str
    shortDescription: str
    iconData: str | None
    docsUrl: str
    category: OptionalNodeCategory
    enabled: bool
    defaultVersionId: str | None
    triggers: Sequence[FlowTriggersItemBody]
    nodes: Sequence[FlowNodesItemBody]
    globals: Sequence[FlowGlobalsItemBody]
    minimumAgentVersion: str
    customNodeConfig: CustomNodeConfigBody

OptionalNodeCategory: TypeAlias = Literal["data", "experience", "logic", "output", "debug", ""] | _typed.EnumMember

class FlowTriggerFileBody(TypedDict, total=False):
    """Starts a workflow when one of the application's files is created, changed or deleted."""
    type: Required[Literal["appFile"] | _typed.EnumMember]
    config: FlowTriggerFileBodyConfig
    meta: FlowTriggerFileBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerFileBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    delete: bool
    create: bool
    update: bool
    public: bool
    private: bool

class FlowTriggerFileBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["appFile"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerPlainBody(TypedDict, total=False):
    """A trigger of one of the kinds that have no settings beside their key."""
    type: Required[Literal["customNodeStart", "deviceCreate", "deviceCommand", "deviceIdConnect", "deviceTagConnect", "deviceIdDisconnect", "deviceTagDisconnect", "inboundEmail", "notebook", "onBoot", "onConnect", "onDisconnect", "resourceJobComplete", "resourceJobIteration", "resourceJobIterationTimeout", "udp", "webhook"] | _typed.EnumMember]
    config: Mapping[str, Any]
    meta: FlowTriggerPlainBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerPlainBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: FlowTriggerPlainBodyMetaName
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    triggerId: str
    id: str

FlowTriggerPlainBodyMetaName: TypeAlias = Literal["customNodeStart", "deviceCreate", "deviceCommand", "deviceIdsTagsConnect", "deviceIdsTagsDisconnect", "eeaInit", "flowError", "inboundEmail", "notebook", "onBoot", "onConnect", "onDisconnect", "resourceJobComplete", "resourceJobIteration", "resourceJobIterationTimeout", "udp", "webhook"] | _typed.EnumMember

class FlowTriggerBeckhoffBody(TypedDict, total=False):
    """Starts an edge workflow when a symbol on a Beckhoff TwinCAT PLC gets a new value."""
    type: Required[Literal["beckhoff"] | _typed.EnumMember]
    config: FlowTriggerBeckhoffBodyConfig
    meta: FlowTriggerBeckhoffBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerBeckhoffBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    localAmsNetId: str
    localAdsPort: str
    targetAmsNetId: str
    targetAdsPort: str
    routerHost: str
    routerTcpPort: str
    cycleTimeMs: int
    subscriptions: Sequence[FlowTriggerBeckhoffBodyConfigSubscriptionsItem]
    configName: str

class FlowTriggerBeckhoffBodyConfigSubscriptionsItem(TypedDict, total=False):
    name: str

class FlowTriggerBeckhoffBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["beckhoff"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerDataTableBody(TypedDict, total=False):
    """Starts a workflow when rows of a data table are added, changed or removed."""
    type: Required[Literal["dataTable"] | _typed.EnumMember]
    config: FlowTriggerDataTableBodyConfig
    meta: FlowTriggerDataTableBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerDataTableBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    bulkInsert: bool
    delete: bool
    insert: bool
    update: bool

class FlowTriggerDataTableBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["dataTable"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerIntegrationBody(TypedDict, total=False):
    """Starts a workflow when an integration gets a message, or its connection comes or goes."""
    type: Required[Literal["integration"] | _typed.EnumMember]
    config: FlowTriggerIntegrationBodyConfig
    meta: FlowTriggerIntegrationBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerIntegrationBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    connect: bool
    message: bool
    disconnect: bool
    failure: bool

class FlowTriggerIntegrationBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: IntegrationTypeBody
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    triggerId: str
    id: str

IntegrationTypeBody: TypeAlias = Literal["azureEventHub", "googlePubSub", "mqtt", "particle", "sqs", "websocket"] | _typed.EnumMember

class FlowTriggerDeviceStateBody(TypedDict, total=False):
    """Starts a workflow when a device reports state."""
    type: Required[Literal["deviceId", "deviceTag"] | _typed.EnumMember]
    config: FlowTriggerDeviceStateBodyConfig
    meta: FlowTriggerDeviceStateBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerDeviceStateBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    attributeBlacklist: _typed.ListOf[str]
    attributeWhitelist: _typed.ListOf[str]
    maxAge: _typed.JSONNumber
    triggerOn: Literal["batch", "individual", "both"] | _typed.EnumMember
    batchBehavior: Literal["once", "each"] | _typed.EnumMember
    allowInvalid: bool

class FlowTriggerDeviceStateBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["deviceIdsTags", "device", "deviceTag"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str
    timeUnit: str
    maxAgeToggle: bool
    allowedAttributeType: Literal["attributeWhitelist", "any", "attributeBlacklist"] | _typed.EnumMember

class FlowTriggerDeviceInactivityBody(TypedDict, total=False):
    """Starts a workflow when a device has reported no state for a while."""
    type: Required[Literal["deviceIdInactivity", "deviceTagInactivity"] | _typed.EnumMember]
    config: FlowTriggerDeviceInactivityBodyConfig
    meta: FlowTriggerDeviceInactivityBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerDeviceInactivityBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    seconds: _typed.JSONNumber

class FlowTriggerDeviceInactivityBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["deviceIdsTagsInactivity"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerDirectBody(TypedDict, total=False):
    """Starts an embedded workflow when the device's own program calls for it."""
    type: Required[Literal["direct"] | _typed.EnumMember]
    config: Mapping[str, Any]
    meta: FlowTriggerDirectBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerDirectBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["direct"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerEndpointBody(TypedDict, total=False):
    """Starts a workflow when an experience endpoint gets a request."""
    type: Required[Literal["endpoint"] | _typed.EnumMember]
    config: FlowTriggerEndpointBodyConfig
    meta: FlowTriggerEndpointBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerEndpointBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    experienceVersion: str

class FlowTriggerEndpointBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["endpoint"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerEventBody(TypedDict, total=False):
    """Starts a workflow when an event is created or changes its state."""
    type: Required[Literal["event"] | _typed.EnumMember]
    config: FlowTriggerEventBodyConfig
    meta: FlowTriggerEventBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerEventBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    subject: str
    new: bool
    acknowledged: bool
    resolved: bool

class FlowTriggerEventBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["event"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerFileTailBody(TypedDict, total=False):
    """Starts an edge workflow when something is added to the end of a file on the device."""
    type: Required[Literal["fileTail"] | _typed.EnumMember]
    config: FlowTriggerFileTailBodyConfig
    meta: FlowTriggerFileTailBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerFileTailBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    path: str
    encoding: str
    byteLength: str
    delimiter: str

class FlowTriggerFileTailBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["fileTail"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerFileWatchBody(TypedDict, total=False):
    """Starts an edge workflow when files or directories on the device come, change or go."""
    type: Required[Literal["fileWatch"] | _typed.EnumMember]
    config: FlowTriggerFileWatchBodyConfig
    meta: FlowTriggerFileWatchBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerFileWatchBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    path: str
    fileAdded: bool
    fileChanged: bool
    fileRemoved: bool
    directoryAdded: bool
    directoryRemoved: bool

class FlowTriggerFileWatchBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["fileWatch"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerFlowErrorBody(TypedDict, total=False):
    """Starts a workflow when a run of a workflow stops with an error."""
    type: Required[Literal["flowError"] | _typed.EnumMember]
    config: FlowTriggerFlowErrorBodyConfig
    meta: FlowTriggerFlowErrorBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerFlowErrorBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    scope: Literal["local", "global", "experience", "cloud"] | _typed.EnumMember

class FlowTriggerFlowErrorBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["flowError"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerMqttTopicBody(TypedDict, total=False):
    """Starts a workflow when a message is published to an MQTT topic."""
    type: Required[Literal["mqttTopic"] | _typed.EnumMember]
    config: FlowTriggerMqttTopicBodyConfig
    meta: FlowTriggerMqttTopicBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerMqttTopicBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    integrationId: Literal["losant", "local", "external"] | _typed.EnumMember

class FlowTriggerMqttTopicBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["mqtt"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    triggerId: str
    id: str

class FlowTriggerOnSyncBody(TypedDict, total=False):
    """Starts an edge workflow when the agent learns of changes to its device or application."""
    type: Required[Literal["onSync"] | _typed.EnumMember]
    config: FlowTriggerOnSyncBodyConfig
    meta: FlowTriggerOnSyncBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerOnSyncBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    syncTypes: Sequence[Literal["application", "device", "peripheral"] | _typed.EnumMember]

class FlowTriggerOnSyncBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["onSync"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str

class FlowTriggerOpcUaBody(TypedDict, total=False):
    """Starts an edge workflow when a watched node of an OPC UA server changes."""
    type: Required[Literal["opcua"] | _typed.EnumMember]
    config: FlowTriggerOpcUaBodyConfig
    meta: FlowTriggerOpcUaBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerOpcUaBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    uri: str
    securityPolicy: str
    securityMode: str
    username: str
    password: str
    cert: str
    privateKey: str
    nameSpace: str
    identifier: str
    samplingInterval: str
    eventFilter: _typed.ListOf[str]
    configName: str

class FlowTriggerOpcUaBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["opcua"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerRedisBody(TypedDict, total=False):
    """Starts an edge workflow when a message arrives on a Redis channel."""
    type: Required[Literal["redis"] | _typed.EnumMember]
    config: FlowTriggerRedisBodyConfig
    meta: FlowTriggerRedisBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerRedisBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    host: str
    port: str
    password: str
    topic: str
    fileAdded: bool
    fileChanged: bool
    fileRemoved: bool
    directoryAdded: bool
    directoryRemoved: bool

class FlowTriggerRedisBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["redisTrigger"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerRequestBody(TypedDict, total=False):
    """Starts an edge workflow when the agent's own web server gets a request."""
    type: Required[Literal["request"] | _typed.EnumMember]
    config: FlowTriggerRequestBodyConfig
    meta: FlowTriggerRequestBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerRequestBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    method: FlowTriggerRequestBodyConfigMethod
    route: str

FlowTriggerRequestBodyConfigMethod: TypeAlias = Literal["*", "delete", "get", "options", "patch", "post", "put"] | _typed.EnumMember

class FlowTriggerRequestBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["request"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    triggerId: str
    id: str

class FlowTriggerSerialBody(TypedDict, total=False):
    """Starts an edge workflow when enough data has come in over a serial port."""
    type: Required[Literal["serial"] | _typed.EnumMember]
    config: FlowTriggerSerialBodyConfig
    meta: FlowTriggerSerialBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerSerialBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    path: str
    baudRate: _typed.JSONNumber
    dataBits: _typed.JSONNumber
    stopBits: _typed.JSONNumber
    parity: str
    rtscts: bool
    encoding: str
    writeOnOpen: str
    writeOnOpenEncoding: str
    byteLength: str
    delimiter: str
    delimiterEncoding: str

class FlowTriggerSerialBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["serial"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str
    parseBy: Literal["byteLength", "delimiter"] | _typed.EnumMember

class FlowTriggerSnmpTrapBody(TypedDict, total=False):
    """Starts an edge workflow when the device gets an SNMP trap or inform request."""
    type: Required[Literal["snmpTrap"] | _typed.EnumMember]
    config: FlowTriggerSnmpTrapBodyConfig
    meta: FlowTriggerSnmpTrapBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerSnmpTrapBodyConfig(TypedDict):
    """Settings of the trigger."""
    udpPort: str
    snmpTrapConfig: FlowTriggerSnmpTrapBodyConfigSnmpTrapConfig

class FlowTriggerSnmpTrapBodyConfigSnmpTrapConfig(TypedDict, total=False):
    """How senders are checked: `community` for SNMP 1 and 2c, `user` for SNMP 3."""
    community: str
    user: FlowTriggerSnmpTrapBodyConfigSnmpTrapConfigUser

class FlowTriggerSnmpTrapBodyConfigSnmpTrapConfigUser(TypedDict, total=False):
    """User that senders must be."""
    name: Required[str]
    securityLevel: Required[Literal["none", "auth", "authAndEncrypt"] | _typed.EnumMember]
    authMethod: Literal["sha", "md5"] | _typed.EnumMember
    authKey: str
    encryptionMethod: Literal["aes", "des"] | _typed.EnumMember
    encryptionKey: str

class FlowTriggerSnmpTrapBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["snmpTrap"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str

class FlowTriggerTimerBody(TypedDict, total=False):
    """Starts a workflow again and again, at an interval or by a schedule."""
    type: Required[Literal["timer"] | _typed.EnumMember]
    config: FlowTriggerTimerBodyConfig
    meta: FlowTriggerTimerBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerTimerBodyConfig(TypedDict, total=False):
    """Settings of the trigger."""
    seconds: _typed.JSONNumber
    cron: str
    tz: str

class FlowTriggerTimerBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["timer"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str
    timerTypeSelect: Literal["cronWeekly", "seconds", "cron"] | _typed.EnumMember
    timeAt: str
    timezone: str
    weekdays: Sequence[_typed.JSONNumber]

class FlowTriggerVirtualButtonBody(TypedDict, total=False):
    """Starts a workflow when someone presses a button in the editor, or by a call of the API."""
    type: Required[Literal["virtualButton"] | _typed.EnumMember]
    config: Mapping[str, Any]
    meta: FlowTriggerVirtualButtonBodyMeta
    key: str
    outputIds: Sequence[_typed.ListOf[str]]

class FlowTriggerVirtualButtonBodyMeta(TypedDict, total=False):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"] | _typed.EnumMember
    name: Literal["virtualButton"] | _typed.EnumMember
    label: str
    x: _typed.JSONNumber
    y: _typed.JSONNumber
    uiId: str
    groupId: str
    description: str
    icon: str
    color: str
    inputCount: _typed.JSONNumber
    outputCount: _typed.JSONNumber
    id: str
    payload: str
    deviceId: str | Literal[""] | _typed.EnumMember | None

FlowTriggersItemBody: TypeAlias = FlowTriggerFileBody | FlowTriggerPlainBody | FlowTriggerBeckhoffBody | FlowTriggerDataTableBody | FlowTriggerIntegrationBody | FlowTriggerDeviceStateBody | FlowTriggerDeviceInactivityBody | FlowTriggerDirectBody | FlowTriggerEndpointBody | FlowTriggerEventBody | FlowTriggerFileTailBody | FlowTriggerFileWatchBody | FlowTriggerFlowErrorBody | FlowTriggerMqttTopicBody | FlowTriggerOnSyncBody | FlowTriggerOpcUaBody | FlowTriggerRedisBody | FlowTriggerRequestBody | FlowTriggerSerialBody | FlowTriggerSnmpTrapBody | FlowTriggerTimerBody | FlowTriggerVirtualButtonBody

class FlowNodesItemBody(TypedDict, total=False):
    id: str
    type: Required[str]
    config: Mapping[str, Any]
    meta: Mapping[str, Any]
    outputIds: Sequence[_typed.ListOf[str]]

class FlowGlobalsItemBody(TypedDict):
    key: str
    json: str

class CustomNodeConfigBody(TypedDict, total=False):
    """What a custom node asks of the workflows that use it, and what it gives back."""
    outputCount: Required[Literal[1, 2] | _typed.EnumMember]
    resultMode: Required[Literal["optional", "required", "none"] | _typed.EnumMember]
    resultDescription: str
    fields: Required[Sequence[CustomNodeConfigBodyFieldsItem]]

class CustomNodeConfigBodyFieldsItem1(TypedDict, total=False):
    type: Required[Literal["checkbox"] | _typed.EnumMember]
    label: Required[str]
    id: str
    description: str
    defaultValue: bool

class CustomNodeConfigBodyFieldsItem2(TypedDict, total=False):
    type: Required[Literal["select"] | _typed.EnumMember]
    label: Required[str]
    id: str
    description: str
    defaultValue: Required[str]
    options: Required[Sequence[CustomNodeConfigBodyFieldsItem2OptionsItem]]

class CustomNodeConfigBodyFieldsItem2OptionsItem(TypedDict, total=False):
    label: str
    value: Required[str]

class CustomNodeConfigBodyFieldsItem3(TypedDict, total=False):
    type: Required[Literal["stringTemplate"] | _typed.EnumMember]
    label: Required[str]
    id: str
    description: str
    defaultValue: str
    required: bool
    validRegExp: str

class CustomNodeConfigBodyFieldsItem4(TypedDict, total=False):
    type: Required[Literal["numberTemplate"] | _typed.EnumMember]
    label: Required[str]
    id: str
    description: str
    defaultValue: _typed.JSONNumber
    required: bool
    validMin: _typed.JSONNumber
    validMax: _typed.JSONNumber

class CustomNodeConfigBodyFieldsItem5(TypedDict, total=False):
    type: Required[Literal["jsonTemplate"] | _typed.EnumMember]
    label: Required[str]
    id: str
    description: str
    defaultValue: str
    required: bool

class CustomNodeConfigBodyFieldsItem6(TypedDict, total=False):
    type: Required[Literal["payloadPath"] | _typed.EnumMember]
    label: Required[str]
    id: str
    description: str
    required: bool

class CustomNodeConfigBodyFieldsItem7(TypedDict, total=False):
    type: Required[Literal["section"] | _typed.EnumMember]
    label: Required[str]
    id: str
    description: str

CustomNodeConfigBodyFieldsItem: TypeAlias = CustomNodeConfigBodyFieldsItem1 | CustomNodeConfigBodyFieldsItem2 | CustomNodeConfigBodyFieldsItem3 | CustomNodeConfigBodyFieldsItem4 | CustomNodeConfigBodyFieldsItem5 | CustomNodeConfigBodyFieldsItem6 | CustomNodeConfigBodyFieldsItem7

class FlowPatchArguments(TypedDict, total=False):
    """Arguments of flow.patch."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeCustomNodes: _typed.String | None
    strictValidation: _typed.String | None
    flow: Required[FlowPatch]

class VirtualButtonPress(TypedDict, total=False):
    """Which virtual button to press, and with what data."""
    key: Required[str]
    payload: Any
    meta: Any
    flowVersion: str
    deviceId: str
    deploymentId: str

class FlowPressVirtualButtonArguments(TypedDict, total=False):
    """Arguments of flow.pressVirtualButton."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    button: Required[VirtualButtonPress]

class FlowStorageEntry(TypedDict, total=False):
    """One value for a workflow to keep between its runs."""
    key: Required[str]
    value: Any

class FlowSetStorageEntryArguments(TypedDict, total=False):
    """Arguments of flow.setStorageEntry."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    entry: Required[FlowStorageEntry]

class FlowStats(TypedDict):
    """How often a workflow ran over a stretch of time, and with what success."""
    flowVersion: str
    flowVersionId: str
    deviceId: str
    start: str
    end: str
    resolution: float
    metrics: list[FlowStatsMetricsItem]

class FlowStatsMetricsItem(TypedDict):
    time: str
    pathsFailed: float
    pathsCompleted: float
    runCount: float
    wallTime: float

class FlowStatsArguments(TypedDict, total=False):
    """Arguments of flow.stats."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    duration: _typed.String | None
    end: _typed.String | None
    resolution: _typed.String | None
    flowVersion: _typed.String | None
    deviceId: str | None

FlowsGetFlowClass: TypeAlias = Literal["edge", "embedded", "cloud", "customNode", "experience"] | _typed.EnumMember

class FlowTriggerFilterItem(TypedDict, total=False):
    key: _typed.String
    type: _typed.String

AdvancedFlowQuery = TypedDict(
    "AdvancedFlowQuery",
    {
        "$and": Sequence[AdvancedFlowQuery],
        "$or": Sequence[AdvancedFlowQuery],
        "$nor": Sequence[AdvancedFlowQuery],
        "name": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "id": str | None | IdQuery2,
        "creationDate": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastUpdated": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "flowClass": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "enabled": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "defaultVersion": str | None | IdQuery2,
        "triggers": FlowTriggerMatch | FlowTriggerQuery2 | FlowTriggerQuery3,
        "nodes": FlowNodeMatch | FlowNodeQuery2 | FlowNodeQuery3,
        "customNodeSupports": bool | None | _typed.JSONNumber | str | ValueQuery2,
    },
    total=False,
)

class FlowTriggerMatch(TypedDict, total=False):
    """What a trigger must be like: its type, its key, and the settings named here."""
    type: Required[str]
    key: str
    config: Mapping[str, bool | None | _typed.JSONNumber | str]

FlowTriggerQuery2 = TypedDict(
    "FlowTriggerQuery2",
    {
        "$eq": FlowTriggerMatch,
    },
)

FlowTriggerQuery3 = TypedDict(
    "FlowTriggerQuery3",
    {
        "$ne": FlowTriggerMatch,
    },
)

class FlowNodeMatch(TypedDict, total=False):
    """What a node must be like: its type, and the settings named here."""
    type: Required[str]
    config: Mapping[str, bool | None | _typed.JSONNumber | str]

FlowNodeQuery2 = TypedDict(
    "FlowNodeQuery2",
    {
        "$eq": FlowNodeMatch,
    },
)

FlowNodeQuery3 = TypedDict(
    "FlowNodeQuery3",
    {
        "$ne": FlowNodeMatch,
    },
)

class FlowsGetArguments(TypedDict, total=False):
    """Arguments of flows.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    flowClass: FlowsGetFlowClass | None
    triggerFilter: FlowTriggerFilterItem | Sequence[FlowTriggerFilterItem] | None
    includeCustomNodes: _typed.String | None
    query: AdvancedFlowQuery | None
    allVersions: _typed.String | None

AdvancedFlowByVersionQuery = TypedDict(
    "AdvancedFlowByVersionQuery",
    {
        "$and": Sequence[AdvancedFlowByVersionQuery],
        "$or": Sequence[AdvancedFlowByVersionQuery],
        "$nor": Sequence[AdvancedFlowByVersionQuery],
        "name": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "id": str | None | IdQuery2,
        "creationDate": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastUpdated": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "flowClass": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "enabled": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "flowId": str | None | IdQuery2,
    },
    total=False,
)

class FlowsGetByVersionArguments(TypedDict, total=False):
    """Arguments of flows.getByVersion."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    flowClass: FlowsGetFlowClass | None
    version: Required[_typed.String]
    triggerFilter: FlowTriggerFilterItem | Sequence[FlowTriggerFilterItem] | None
    includeCustomNodes: _typed.String | None
    query: AdvancedFlowByVersionQuery | None

class FlowsImportPost(TypedDict, total=False):
    """Workflows and versions of workflows to add to an application."""
    flows: Sequence[FlowsImportPostFlowsItem | Mapping[str, Any]]
    flowVersions: Sequence[FlowsImportPostFlowVersionsItem | Mapping[str, Any]]

class FlowsImportPostFlowsItem(TypedDict, total=False):
    id: str
    applicationId: str
    name: Required[str]
    description: str
    shortDescription: str
    iconData: str | None
    docsUrl: str
    category: OptionalNodeCategory
    enabled: bool
    triggers: Sequence[FlowTriggersItemBody]
    nodes: Sequence[FlowNodesItemBody]
    globals: Sequence[FlowGlobalsItemBody]
    flowClass: FlowClass
    defaultVersionId: str | None
    minimumAgentVersion: str
    customNodeConfig: CustomNodeConfigBody
    customNodeSupports: Sequence[Literal["cloud", "edge"] | _typed.EnumMember]

FlowClass: TypeAlias = Literal["cloud", "edge", "embedded", "experience", "customNode"] | _typed.EnumMember

class FlowsImportPostFlowVersionsItem(TypedDict, total=False):
    id: str
    flowId: str
    applicationId: str
    version: Required[str]
    notes: str
    enabled: bool
    triggers: Sequence[FlowTriggersItemBody]
    nodes: Sequence[FlowNodesItemBody]
    globals: Sequence[FlowGlobalsItemBody]
    minimumAgentVersion: str
    customNodeConfig: CustomNodeConfigBody

class FlowsImportResult(TypedDict):
    """The workflows and versions that an import made."""
    flows: list[Flow]
    flowVersions: list[FlowVersion1 | FlowVersion2]
    importedFlowIdMap: dict[str, str]
    importedVersionIdMap: dict[str, str]

class FlowsImportArguments(TypedDict, total=False):
    """Arguments of flows.import."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    importData: Required[FlowsImportPost]

class PaletteResponse(TypedDict):
    """Custom nodes that the workflows of an application can use."""
    customNodes: list[PaletteResponseCustomNodesItem]
    applicationId: str
    instanceNodes: list[PaletteResponseInstanceNodesItem]

class PaletteResponseCustomNodesItem(TypedDict):
    id: str
    name: str
    description: str
    shortDescription: str
    iconData: str
    docsUrl: str
    category: Literal["data", "experience", "logic", "output", "debug"]
    customNodeConfig: CustomNodeConfig
    flowVersionId: str
    version: str
    compatibleFlowClasses: CompatibleFlowClasses

class CompatibleFlowClasses(TypedDict):
    """In which classes of workflows a custom node can be used."""
    cloud: bool
    experience: bool
    customNode: bool
    edge: bool | str
    embedded: bool | str

class PaletteResponseInstanceNodesItem(TypedDict):
    id: str
    name: str
    description: str
    shortDescription: str
    iconData: str
    docsUrl: str
    category: Literal["data", "experience", "logic", "output", "debug"]
    customNodeConfig: CustomNodeConfig
    compatibleFlowClasses: CompatibleFlowClasses

class FlowsPaletteArguments(TypedDict, total=False):
    """Arguments of flows.palette."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class FlowPost(TypedDict, total=False):
    """A new workflow."""
    name: Required[str]
    description: str
    shortDescription: str
    iconData: str | None
    docsUrl: str
    category: OptionalNodeCategory
    enabled: bool
    triggers: Sequence[FlowTriggersItemBody]
    nodes: Sequence[FlowNodesItemBody]
    globals: Sequence[FlowGlobalsItemBody]
    flowClass: FlowClass
    minimumAgentVersion: str
    customNodeConfig: CustomNodeConfigBody
    customNodeSupports: Sequence[Literal["cloud", "edge"] | _typed.EnumMember]

class FlowsPostArguments(TypedDict, total=False):
    """Arguments of flows.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeCustomNodes: _typed.String | None
    strictValidation: _typed.String | None
    flow: Required[FlowPost]

class FlowVersionDeleteArguments(TypedDict, total=False):
    """Arguments of flowVersion.delete."""
    applicationId: Required[str]
    flowId: Required[str]
    flowVersionId: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class FlowVersionErrorsArguments(TypedDict, total=False):
    """Arguments of flowVersion.errors."""
    applicationId: Required[str]
    flowId: Required[str]
    flowVersionId: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    duration: _typed.String | None
    end: _typed.String | None
    limit: _typed.String | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    deviceId: str | None

class FlowVersionGetArguments(TypedDict, total=False):
    """Arguments of flowVersion.get."""
    applicationId: Required[str]
    flowId: Required[str]
    flowVersionId: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeCustomNodes: _typed.String | None

class FlowVersionGetLogEntriesArguments(TypedDict, total=False):
    """Arguments of flowVersion.getLogEntries."""
    applicationId: Required[str]
    flowId: Required[str]
    flowVersionId: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    limit: _typed.String | None
    since: _typed.String | None

class FlowVersionPatch(TypedDict, total=False):
    """What may be changed of a workflow version; what is left out stays as it is."""
    notes: str
    enabled: bool

class FlowVersionPatchArguments(TypedDict, total=False):
    """Arguments of flowVersion.patch."""
    applicationId: Required[str]
    flowId: Required[str]
    flowVersionId: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeCustomNodes: _typed.String | None
    flowVersion: Required[FlowVersionPatch]

class FlowVersionStatsArguments(TypedDict, total=False):
    """Arguments of flowVersion.stats."""
    applicationId: Required[str]
    flowId: Required[str]
    flowVersionId: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    duration: _typed.String | None
    end: _typed.String | None
    resolution: _typed.String | None
    deviceId: str | None

class FlowVersionsDeletePost(TypedDict, total=False):
    """Which versions of a workflow to delete, and who is told when that is done."""
    email: str
    query: Required[AdvancedFlowVersionQuery]
    callbackUrl: str

AdvancedFlowVersionQuery = TypedDict(
    "AdvancedFlowVersionQuery",
    {
        "$and": Sequence[AdvancedFlowVersionQuery],
        "$or": Sequence[AdvancedFlowVersionQuery],
        "$nor": Sequence[AdvancedFlowVersionQuery],
        "name": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "id": str | None | IdQuery2,
        "creationDate": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastUpdated": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "flowClass": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "enabled": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "version": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "triggers": FlowTriggerMatch | FlowTriggerQuery2 | FlowTriggerQuery3,
        "nodes": FlowNodeMatch | FlowNodeQuery2 | FlowNodeQuery3,
        "customNodeSupports": bool | None | _typed.JSONNumber | str | ValueQuery2,
    },
    total=False,
)

class FlowVersionsDeleteArguments(TypedDict, total=False):
    """Arguments of flowVersions.delete."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: Required[FlowVersionsDeletePost]

class FlowVersionsGetArguments(TypedDict, total=False):
    """Arguments of flowVersions.get."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["version", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["version"] | _typed.EnumMember | None
    filter: _typed.String | None
    includeCustomNodes: _typed.String | None
    query: AdvancedFlowVersionQuery | None

class FlowVersionPost(TypedDict, total=False):
    """A new version of a workflow."""
    version: Required[str]
    notes: str
    enabled: bool
    triggers: Sequence[FlowTriggersItemBody]
    nodes: Sequence[FlowNodesItemBody]
    globals: Sequence[FlowGlobalsItemBody]
    minimumAgentVersion: str
    customNodeConfig: CustomNodeConfigBody

class FlowVersionsPostArguments(TypedDict, total=False):
    """Arguments of flowVersions.post."""
    applicationId: Required[str]
    flowId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeCustomNodes: _typed.String | None
    allowReplacement: _typed.String | None
    strictValidation: _typed.String | None
    flowVersion: Required[FlowVersionPost]

class InstanceDeviceCountsArguments(TypedDict, total=False):
    """Arguments of instance.deviceCounts."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class InstanceReportOptionsPost(TypedDict, total=False):
    """What a usage report of an instance is to cover, and where it goes."""
    email: str
    callbackUrl: str
    resourceGroupBy: Literal["application", "organization"] | _typed.EnumMember
    dateGroupBy: Literal["day", "month"] | _typed.EnumMember
    includeSandbox: bool
    start: _typed.DateTime
    end: _typed.DateTime

class InstanceGenerateReportArguments(TypedDict, total=False):
    """Arguments of instance.generateReport."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    options: InstanceReportOptionsPost

class Instance(TypedDict):
    """The part of Losant that one company manages for itself, with its organizations and users."""
    name: str
    id: str
    instanceId: str
    creationDate: str
    lastUpdated: str
    allowAuditLogging: bool
    reportConfigs: list[InstanceReportConfigsItem]
    limits: InstanceLimits
    orgDefaultLimitConfig: ResourceLimits
    members: list[InstanceMembersItem]
    mfaMode: Literal["notRequired", "adminRequired", "required"]

class InstanceReportConfigsItem(TypedDict, total=False):
    id: str
    cron: Required[str]
    timezone: str
    emails: list[str]
    callbackUrl: str
    resourceGroupBy: Literal["application", "organization"]
    dateGroupBy: Literal["day", "month"]
    periods: int
    includeSandbox: bool

class InstanceLimits(TypedDict):
    """Limits that are set for the instance."""
    organization: int
    instanceApiToken: int
    instanceNotificationRule: int
    instanceCustomNode: int
    apitoken: int
    application: int
    applicationcertificate: int
    applicationcertificateauthority: int
    applicationkey: int
    credential: int
    dashboard: int
    datatable: int
    device: int
    devicerecipe: int
    experiencedomain: int
    experienceendpoint: int
    experiencegroup: int
    experienceslug: int
    experienceuser: int
    experienceversion: int
    experienceview: int
    file: int
    flow: int
    integration: int
    notebook: int
    privatefile: int
    resourcejob: int
    webhook: int
    dataTTL: int
    member: int
    payload: int
    storage: int
    notebookMinutesPerRun: int
    notebookMinutesPerMonth: int
    notebookInParallel: int
    experienceFlowSlots: int
    applicationFlowSlots: int
    systemInterval: int

class ResourceLimits(TypedDict):
    """How much an organization may hold and use."""
    apitoken: int
    application: int
    applicationcertificate: int
    applicationcertificateauthority: int
    applicationkey: int
    credential: int
    dashboard: int
    datatable: int
    device: int
    devicerecipe: int
    experiencedomain: int
    experienceendpoint: int
    experiencegroup: int
    experienceslug: int
    experienceuser: int
    experienceversion: int
    experienceview: int
    file: int
    flow: int
    integration: int
    notebook: int
    privatefile: int
    resourcejob: int
    webhook: int
    dataTTL: int
    member: int
    payload: int
    storage: int
    notebookMinutesPerRun: int
    notebookMinutesPerMonth: int
    notebookInParallel: int
    experienceFlowSlots: int
    applicationFlowSlots: int
    systemInterval: int

class InstanceMembersItem(TypedDict):
    userId: str
    role: Literal["admin", "view"]

class InstanceGetArguments(TypedDict, total=False):
    """Arguments of instance.get."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

InstanceHistoricalSummariesFilterField: TypeAlias = Literal["resourceType", "resourceId", "ownerId", "ownerType"] | _typed.EnumMember

class HistoricalSummaries(TypedDict):
    """One page of summaries of what was held and used in a month."""
    items: list[HistoricalSummary]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class HistoricalSummary(TypedDict):
    """What an application, organization or instance held and used in one billing period."""
    resourceType: Literal["application", "organization", "whitelabel"]
    resourceId: str
    resourceName: str
    resourceProration: float
    ownerType: Literal["organization", "user"]
    ownerId: str
    ownerName: str
    limits: ResourceLimits
    currentPeriodStart: str
    currentPeriodEnd: str
    applicationCount: float
    applicationCountProrated: float
    userCount: float
    userCountProrated: float
    apiTokenCount: float
    applicationKeyCount: float
    certificateAuthorityCount: float
    certificateCount: float
    credentialCount: int
    dashboardCount: float
    dashboardCountProrated: float
    dataTableCount: float
    dataTableRowCount: float
    dataTableTotalSizeMb: float
    deviceCount: float
    deviceCountProrated: float
    deviceRecipeCount: float
    eventCount: float
    experienceDomainCount: float
    experienceEndpointCount: float
    experienceGroupCount: float
    experienceSlugCount: float
    experienceUserCount: float
    experienceVersionCount: float
    experienceViewCount: float
    fileCount: float
    fileTotalSizeMb: float
    integrationCount: float
    notebookCount: float
    resourceJobCount: int
    notebookRunCount: float
    notebookMinutesCount: float
    privateFileCount: float
    privateFileTotalSizeMb: float
    webhookCount: float
    workflowCount: float
    payloadBillableCount: float
    payloadNonbillableCount: float
    payloadBillableSizeMb: float
    payloadNonbillableSizeMb: float
    payloadCountDetails: PayloadStats
    payloadSizeDetails: PayloadStats

class InstanceHistoricalSummariesArguments(TypedDict, total=False):
    """Arguments of instance.historicalSummaries."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    month: _typed.String | None
    sortField: Literal["resourceId", "currentPeriodStart"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: InstanceHistoricalSummariesFilterField | None
    filter: _typed.String | None

class InstanceNotebookMinuteCountsArguments(TypedDict, total=False):
    """Arguments of instance.notebookMinuteCounts."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class InstancePatch(TypedDict, total=False):
    """What may be changed of an instance; what is left out stays as it is."""
    reportConfigs: Sequence[InstanceReportConfigsItemBody]
    orgDefaultLimitConfig: ResourceLimitsBody
    mfaMode: Literal["notRequired", "adminRequired", "required"] | _typed.EnumMember

class InstanceReportConfigsItemBody(TypedDict, total=False):
    id: str
    cron: Required[str]
    timezone: str
    emails: _typed.ListOf[str]
    callbackUrl: str
    resourceGroupBy: Literal["application", "organization"] | _typed.EnumMember
    dateGroupBy: Literal["day", "month"] | _typed.EnumMember
    periods: int
    includeSandbox: bool

class ResourceLimitsBody(TypedDict, total=False):
    """How much an organization may hold and use."""
    apitoken: int
    application: int
    applicationcertificate: int
    applicationcertificateauthority: int
    applicationkey: int
    credential: int
    dashboard: int
    datatable: int
    device: int
    devicerecipe: int
    experiencedomain: int
    experienceendpoint: int
    experiencegroup: int
    experienceslug: int
    experienceuser: int
    experienceversion: int
    experienceview: int
    file: int
    flow: int
    integration: int
    notebook: int
    privatefile: int
    resourcejob: int
    webhook: int
    dataTTL: int
    member: int
    payload: int
    storage: int
    notebookMinutesPerRun: int
    notebookMinutesPerMonth: int
    notebookInParallel: int
    experienceFlowSlots: int
    applicationFlowSlots: int
    systemInterval: int

class InstancePatchArguments(TypedDict, total=False):
    """Arguments of instance.patch."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    instance: Required[InstancePatch]

class InstancePayloadCountsArguments(TypedDict, total=False):
    """Arguments of instance.payloadCounts."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    asBytes: _typed.String | None

class InstancePayloadCountsBreakdownArguments(TypedDict, total=False):
    """Arguments of instance.payloadCountsBreakdown."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None
    asBytes: _typed.String | None
    includeNonBillable: _typed.String | None

class InstanceApiTokenDeleteArguments(TypedDict, total=False):
    """Arguments of instanceApiToken.delete."""
    instanceId: Required[str]
    apiTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceApiTokenGetArguments(TypedDict, total=False):
    """Arguments of instanceApiToken.get."""
    instanceId: Required[str]
    apiTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceApiTokenPatchArguments(TypedDict, total=False):
    """Arguments of instanceApiToken.patch."""
    instanceId: Required[str]
    apiTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    apiToken: Required[ApiTokenPatch]

InstanceApiTokensGetSortField: TypeAlias = Literal["name", "status", "id", "creationDate", "lastUpdated", "expirationDate"] | _typed.EnumMember

class InstanceApiTokensGetArguments(TypedDict, total=False):
    """Arguments of instanceApiTokens.get."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: InstanceApiTokensGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name", "status"] | _typed.EnumMember | None
    filter: _typed.String | None

class InstanceApiTokensPostArguments(TypedDict, total=False):
    """Arguments of instanceApiTokens.post."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    apiToken: Required[ApiTokenPost]

class InstanceAuditLog(TypedDict):
    """One entry of an instance's audit log: a request that changed something, and its outcome."""
    id: str
    instanceAuditLogId: str
    creationDate: str
    instanceId: str
    primaryTargetId: str
    primaryTargetType: InstanceAuditLogTargetType
    primaryTargetName: str
    secondaryTargetId: str
    secondaryTargetType: Literal["OrgInvite", "ApiToken"]
    secondaryTargetName: str
    actorId: str
    actorType: Literal["User", "ApiToken"]
    actorName: str
    requestResource: str
    requestAction: str
    requestQueryParams: dict[str, Any]
    requestBody: dict[str, Any]
    requestPathParams: dict[str, Any]
    responseBody: dict[str, Any]
    responseStatus: int

InstanceAuditLogTargetType: TypeAlias = Literal["Organization", "ApiToken", "User", "InstanceCustomNode", "NotificationRule"]

class InstanceAuditLogGetArguments(TypedDict, total=False):
    """Arguments of instanceAuditLog.get."""
    instanceId: Required[str]
    instanceAuditLogId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceAuditLogFilter(TypedDict, total=False):
    """Which entries of an instance's audit log to return; what is left out does not narrow it down."""
    primaryTarget: InstanceAuditLogFilterPrimaryTarget
    secondaryTarget: InstanceAuditLogFilterSecondaryTarget
    actor: InstanceAuditLogFilterActorItem | Sequence[InstanceAuditLogFilterActorItem]
    request: AuditLogRequestsItem | Sequence[AuditLogRequestsItem]
    responseCode: _typed.Integer | _typed.ListOf[_typed.Integer]

class InstanceAuditLogFilterPrimaryTargetItem(TypedDict, total=False):
    id: str
    type: InstanceAuditLogTargetTypeParameter
    name: _typed.String

InstanceAuditLogTargetTypeParameter: TypeAlias = Literal["Organization", "ApiToken", "User", "InstanceCustomNode", "NotificationRule"] | _typed.EnumMember

InstanceAuditLogFilterPrimaryTarget: TypeAlias = InstanceAuditLogFilterPrimaryTargetItem | Sequence[InstanceAuditLogFilterPrimaryTargetItem]

class InstanceAuditLogFilterSecondaryTargetItem(TypedDict, total=False):
    id: str
    type: Literal["OrgInvite", "ApiToken"] | _typed.EnumMember
    name: _typed.String

InstanceAuditLogFilterSecondaryTarget: TypeAlias = InstanceAuditLogFilterSecondaryTargetItem | Sequence[InstanceAuditLogFilterSecondaryTargetItem]

class InstanceAuditLogFilterActorItem(TypedDict, total=False):
    id: str
    type: Literal["User", "ApiToken"] | _typed.EnumMember
    name: _typed.String

class InstanceAuditLogs(TypedDict):
    """One page of an instance's audit log."""
    items: list[InstanceAuditLog]
    instanceId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class InstanceAuditLogsGetArguments(TypedDict, total=False):
    """Arguments of instanceAuditLogs.get."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["creationDate", "responseStatus", "actorName"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    start: _typed.String | None
    end: _typed.String | None
    auditLogFilter: InstanceAuditLogFilter | None

class InstanceCustomNodeDeleteArguments(TypedDict, total=False):
    """Arguments of instanceCustomNode.delete."""
    instanceId: Required[str]
    instanceCustomNodeId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceCustomNodeErrorsArguments(TypedDict, total=False):
    """Arguments of instanceCustomNode.errors."""
    instanceId: Required[str]
    instanceCustomNodeId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    duration: _typed.String | None
    end: _typed.String | None
    limit: _typed.String | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None

class InstanceCustomNode(TypedDict):
    """A custom node that all applications of a Losant instance can use."""
    id: str
    instanceCustomNodeId: str
    instanceId: str
    creationDate: str
    createdById: str
    createdByType: Literal["apiToken", "user"]
    lastUpdated: str
    lastUpdatedById: str
    lastUpdatedByType: Literal["apiToken", "user"]
    name: str
    description: str
    shortDescription: str
    iconData: str
    docsUrl: str
    category: Literal["data", "experience", "logic", "output", "debug"]
    minimumAgentVersion: str
    triggers: list[InstanceCustomNodeTriggersItem]
    nodes: list[FlowNodesItem]
    customNodeConfig: CustomNodeConfig
    customNodeSupports: list[Literal["cloud", "edge"]]
    sourceApplicationId: str
    sourceFlowId: str
    sourceFlowVersion: str
    stats: InstanceCustomNodeStats
    usage: InstanceCustomNodeUsage

class InstanceCustomNodeTriggersItem(TypedDict, total=False):
    key: str
    type: Required[Literal["customNodeStart"]]
    config: dict[str, Any]
    meta: InstanceCustomNodeTriggersItemMeta
    outputIds: list[list[str]]

class InstanceCustomNodeTriggersItemMeta(TypedDict):
    """How the workflow editor shows the trigger."""
    category: Literal["trigger"]
    name: Literal["customNodeStart"]
    label: str
    x: float
    y: float
    uiId: str
    description: str

class InstanceCustomNodeStats(TypedDict):
    """How often the custom node ran."""
    errorCount: int
    runCount: int

class InstanceCustomNodeUsage(TypedDict):
    """How much the custom node is used, by ID of the organization."""
    sandbox: InstanceCustomNodeUsageSandbox

class InstanceCustomNodeUsageSandbox(TypedDict):
    """Use in applications that belong to users and to no organization."""
    appCount: int
    flowCount: int

class InstanceCustomNodeGetArguments(TypedDict, total=False):
    """Arguments of instanceCustomNode.get."""
    instanceId: Required[str]
    instanceCustomNodeId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceCustomNodePatch(TypedDict, total=False):
    """What may be changed of an instance custom node; what is left out stays as it is."""
    name: str
    description: str
    shortDescription: str
    iconData: str | None
    docsUrl: str
    category: OptionalNodeCategory
    minimumAgentVersion: str
    triggers: Sequence[FlowTriggerPlainBody | FlowTriggerVirtualButtonBody]
    nodes: Sequence[FlowNodesItemBody]
    customNodeConfig: CustomNodeConfigBody
    customNodeSupports: Sequence[Literal["cloud", "edge"] | _typed.EnumMember]

class InstanceCustomNodePatchArguments(TypedDict, total=False):
    """Arguments of instanceCustomNode.patch."""
    instanceId: Required[str]
    instanceCustomNodeId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    instanceCustomNode: Required[InstanceCustomNodePatch | Mapping[str, Any]]

class InstanceCustomNodeStatsArguments(TypedDict, total=False):
    """Arguments of instanceCustomNode.stats."""
    instanceId: Required[str]
    instanceCustomNodeId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    duration: _typed.String | None
    end: _typed.String | None
    resolution: _typed.String | None

class InstanceCustomNodes(TypedDict):
    """One page of instance custom nodes."""
    items: list[InstanceCustomNode]
    instanceId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class InstanceCustomNodesGetArguments(TypedDict, total=False):
    """Arguments of instanceCustomNodes.get."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None

class InstanceCustomNodePost(TypedDict, total=False):
    """A new instance custom node."""
    name: Required[str]
    description: str
    shortDescription: str
    iconData: str | None
    docsUrl: str
    category: OptionalNodeCategory
    minimumAgentVersion: str
    triggers: Required[Sequence[FlowTriggerPlainBody | FlowTriggerVirtualButtonBody]]
    nodes: Required[Sequence[FlowNodesItemBody]]
    customNodeConfig: CustomNodeConfigBody
    customNodeSupports: Sequence[Literal["cloud", "edge"] | _typed.EnumMember]

class InstanceCustomNodesPostArguments(TypedDict, total=False):
    """Arguments of instanceCustomNodes.post."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    instanceCustomNode: Required[InstanceCustomNodePost | Mapping[str, Any]]

class InstanceMemberDeleteArguments(TypedDict, total=False):
    """Arguments of instanceMember.delete."""
    instanceId: Required[str]
    userId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceMember(TypedDict):
    """A user who may look at or manage an instance."""
    instanceId: str
    userId: str
    email: str
    firstName: str
    lastName: str
    role: Literal["admin", "view"]
    avatarUrl: str
    twoFactorAuthEnabled: bool
    ssoLinked: bool

class InstanceMemberGetArguments(TypedDict, total=False):
    """Arguments of instanceMember.get."""
    instanceId: Required[str]
    userId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceMemberPatch(TypedDict):
    """The new role of a member of an instance."""
    role: Literal["admin", "view"] | _typed.EnumMember

class InstanceMemberPatchResponse(TypedDict):
    """The new role of a member of an instance."""
    role: Literal["admin", "view"]

class InstanceMemberPatchArguments(TypedDict, total=False):
    """Arguments of instanceMember.patch."""
    instanceId: Required[str]
    userId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    member: Required[InstanceMemberPatch]

class InstanceMembers(TypedDict):
    """The members of an instance."""
    items: list[InstanceMember]
    instanceId: str
    count: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class InstanceMembersGetArguments(TypedDict, total=False):
    """Arguments of instanceMembers.get."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["email", "role"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    filterField: Literal["email", "role"] | _typed.EnumMember | None
    filter: _typed.String | None

class InstanceMemberPost(TypedDict, total=False):
    """A user to make a member of an instance, named by ID or by email address."""
    userId: str
    email: str
    role: Literal["admin", "view"] | _typed.EnumMember

class InstanceMembersPostArguments(TypedDict, total=False):
    """Arguments of instanceMembers.post."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    member: Required[InstanceMemberPost]

class InstanceNotificationRuleDeleteArguments(TypedDict, total=False):
    """Arguments of instanceNotificationRule.delete."""
    instanceId: Required[str]
    notificationRuleId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class NotificationRuleEvaluationOptions(TypedDict, total=False):
    """How to check a notification rule right now."""
    ignoreFrequencyCheck: bool

class InstanceNotificationRuleEvaluateArguments(TypedDict, total=False):
    """Arguments of instanceNotificationRule.evaluate."""
    instanceId: Required[str]
    notificationRuleId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    evaluationOptions: Required[NotificationRuleEvaluationOptions]

class NotificationRule(TypedDict):
    """A rule that watches what organizations use and tells somebody when it nears or passes their limit."""
    id: str
    notificationRuleId: str
    ownerId: str
    ownerType: Literal["instance"]
    creationDate: str
    lastUpdated: str
    createdById: str
    createdByType: Literal["apiToken", "user"]
    lastUpdatedById: str
    lastUpdatedByType: Literal["apiToken", "user"]
    targetType: Literal["organization"]
    targetQueryJson: str
    name: str
    description: str
    enabled: bool
    callbackUrl: str
    emailConfig: NotificationEmail
    ruleConfig: NotificationRuleConfig

class NotificationEmail(TypedDict, total=False):
    """The email that a notification rule sends, and who gets it."""
    subjectTemplate: Required[str]
    bodyTemplate: Required[str]
    sendToTarget: Literal["admins", "members", "none"]
    sendToOwner: Literal["admins", "members", "none"]
    sendToAddresses: list[str]

class NotificationRuleConfig(TypedDict, total=False):
    """What a notification rule looks at, and when it fires."""
    ruleType: Required[Literal["payloadUsage", "notebookMinuteUsage"]]
    thresholdType: Required[Literal["percentOfLimit"]]
    threshold: Required[float]
    maxFrequency: Literal["billingCycle", "daily"]

class InstanceNotificationRuleGetArguments(TypedDict, total=False):
    """Arguments of instanceNotificationRule.get."""
    instanceId: Required[str]
    notificationRuleId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class NotificationRuleDeliveryLogsItem(TypedDict):
    id: str
    notificationRuleDeliveryId: str
    notificationRuleId: str
    ownerId: str
    ownerType: Literal["instance"]
    requestedById: str
    requestedByType: Literal["user", "apiToken", "system"]
    sentAt: str
    targetType: Literal["organization"]
    targetId: str
    targetName: str
    callbackUrl: str
    email: NotificationRuleDeliveryLogsItemEmail
    evaluation: NotificationRuleDeliveryLogsItemEvaluation

class NotificationRuleDeliveryLogsItemEmail(TypedDict):
    """The email that was sent."""
    subject: str
    body: str
    addresses: list[str]

class NotificationRuleDeliveryLogsItemEvaluation(TypedDict):
    """What made the rule fire."""
    value: float
    limit: float
    ruleType: Literal["payloadUsage", "notebookMinuteUsage"]
    thresholdType: Literal["percentOfLimit"]
    threshold: float
    maxFrequency: Literal["billingCycle", "daily", "unlimited"]

class InstanceNotificationRuleLogsArguments(TypedDict, total=False):
    """Arguments of instanceNotificationRule.logs."""
    instanceId: Required[str]
    notificationRuleId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    limit: _typed.String | None
    since: _typed.String | None

class NotificationRulePatch(TypedDict, total=False):
    """What may be changed of a notification rule; what is left out stays as it is."""
    targetQueryJson: str
    name: str
    description: str
    enabled: bool
    callbackUrl: str | None | Literal[""] | _typed.EnumMember
    emailConfig: NotificationEmailBody | None
    ruleConfig: NotificationRuleConfigBody

class NotificationEmailBody(TypedDict, total=False):
    """The email that a notification rule sends, and who gets it."""
    subjectTemplate: Required[str]
    bodyTemplate: Required[str]
    sendToTarget: Literal["admins", "members", "none"] | _typed.EnumMember
    sendToOwner: Literal["admins", "members", "none"] | _typed.EnumMember
    sendToAddresses: _typed.ListOf[str]

class NotificationRuleConfigBody(TypedDict, total=False):
    """What a notification rule looks at, and when it fires."""
    ruleType: Required[Literal["payloadUsage", "notebookMinuteUsage"] | _typed.EnumMember]
    thresholdType: Required[Literal["percentOfLimit"] | _typed.EnumMember]
    threshold: Required[_typed.JSONNumber]
    maxFrequency: Literal["billingCycle", "daily"] | _typed.EnumMember

class InstanceNotificationRulePatchArguments(TypedDict, total=False):
    """Arguments of instanceNotificationRule.patch."""
    instanceId: Required[str]
    notificationRuleId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    notificationRule: Required[NotificationRulePatch]

class NotificationRules(TypedDict):
    """One page of notification rules."""
    items: list[NotificationRule]
    ownerId: str
    ownerType: Literal["instance"]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class InstanceNotificationRulesGetArguments(TypedDict, total=False):
    """Arguments of instanceNotificationRules.get."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None

class NotificationRulePost(TypedDict, total=False):
    """A new notification rule."""
    targetType: Required[Literal["organization"] | _typed.EnumMember]
    targetQueryJson: Required[str]
    name: Required[str]
    description: str
    enabled: bool
    callbackUrl: str | None | Literal[""] | _typed.EnumMember
    emailConfig: NotificationEmailBody | None
    ruleConfig: Required[NotificationRuleConfigBody]

class InstanceNotificationRulesPostArguments(TypedDict, total=False):
    """Arguments of instanceNotificationRules.post."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    notificationRule: Required[NotificationRulePost]

class InstanceOrgDeleteArguments(TypedDict, total=False):
    """Arguments of instanceOrg.delete."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceOrgDeviceCountsArguments(TypedDict, total=False):
    """Arguments of instanceOrg.deviceCounts."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class InstanceOrg(TypedDict, total=False):
    """An organization as those who manage its instance see it."""
    creationDate: str
    lastUpdated: str
    name: Required[str]
    id: str
    orgId: str
    instanceId: str
    description: str
    iconColor: str
    limits: ResourceLimits
    summary: OrganizationSummary
    whitelistedEmailDomains: list[str]
    auditLogEnabled: bool
    disabledAt: Literal[False] | str
    isReadOnly: bool
    tags: list[Tag]
    referralId: str
    mfaMode: Literal["notRequired", "adminRequired", "required"]
    banner: Banner
    planId: str
    customerId: str
    subscriptionId: str
    billingEmail: str
    subscriptionStatus: Literal["trialing", "active", "past_due", "canceled", "unpaid"]
    currentPeriodStart: str
    currentPeriodEnd: str

class OrganizationSummary(TypedDict):
    """How much an organization holds."""
    apiTokenCount: int
    appCount: int
    certificateCount: int
    certificateAuthorityCount: int
    credentialCount: int
    dashCount: int
    dataTableCount: int
    deviceCount: int
    deviceRecipeCount: int
    eventCount: int
    experienceDomainCount: int
    experienceEndpointCount: int
    experienceGroupCount: int
    experienceSlugCount: int
    experienceUserCount: int
    experienceVersionCount: int
    experienceViewCount: int
    fileCount: int
    flowCount: int
    integrationCount: int
    keyCount: int
    notebookCount: int
    privateFileCount: int
    resourceJobCount: int
    webhookCount: int
    memberCount: int
    pendingInviteCount: int
    payloadCount: PayloadStats
    storageStats: StorageStats
    notebookStats: NotebookStats

class StorageStats(TypedDict):
    """What files take up."""
    count: int
    size: int

class NotebookStats(TypedDict):
    """How much notebooks have run in the current period."""
    awaitingCompletion: int
    minutesThisPeriod: int
    runsThisPeriod: int

class Banner(TypedDict):
    """A notice that is shown to the members of an organization."""
    message: str
    level: Literal["info", "warning", "critical"]

class InstanceOrgGetArguments(TypedDict, total=False):
    """Arguments of instanceOrg.get."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryInclude: _typed.String | None

class InstanceOrgNotebookMinuteCountsArguments(TypedDict, total=False):
    """Arguments of instanceOrg.notebookMinuteCounts."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class InstanceOrgPatch(TypedDict, total=False):
    """What an instance may change of an organization; what is left out stays as it is."""
    name: str
    description: str
    iconColor: str
    limits: ResourceLimitsBody
    whitelistedEmailDomains: _typed.ListOf[str]
    auditLogEnabled: bool
    disabledAt: _typed.DateTime | bool
    isReadOnly: bool
    tags: Sequence[TagBody]
    referralId: str
    mfaMode: Literal["notRequired", "adminRequired", "required"] | _typed.EnumMember
    banner: BannerBody

class BannerBody(TypedDict, total=False):
    """A notice that is shown to the members of an organization."""
    message: str
    level: Literal["info", "warning", "critical"] | _typed.EnumMember

class InstanceOrgPatchArguments(TypedDict, total=False):
    """Arguments of instanceOrg.patch."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryInclude: _typed.String | None
    organization: Required[InstanceOrgPatch]

class InstanceOrgPayloadCountsArguments(TypedDict, total=False):
    """Arguments of instanceOrg.payloadCounts."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    asBytes: _typed.String | None

class InstanceOrgPayloadCountsBreakdownArguments(TypedDict, total=False):
    """Arguments of instanceOrg.payloadCountsBreakdown."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None
    asBytes: _typed.String | None
    includeNonBillable: _typed.String | None

class InstanceOrgInviteDeleteArguments(TypedDict, total=False):
    """Arguments of instanceOrgInvite.delete."""
    instanceId: Required[str]
    orgId: Required[str]
    inviteId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class OrgInvite(TypedDict):
    """An invitation to join an organization that has not been answered yet."""
    id: str
    email: str
    role: Literal["admin", "edit", "collaborate", "view", "none"]
    applicationRoles: list[ResourceRolesItem]
    dashboardRoles: list[ResourceRolesItem]
    inviteDate: str
    ttl: float
    hasExpired: bool
    disallowTransfer: bool

class InstanceOrgInviteGetArguments(TypedDict, total=False):
    """Arguments of instanceOrgInvite.get."""
    instanceId: Required[str]
    orgId: Required[str]
    inviteId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceOrgMemberPatch(TypedDict, total=False):
    """What may be changed of a member's roles; what is left out stays as it is."""
    role: Literal["admin", "edit", "collaborate", "view", "none"] | _typed.EnumMember
    applicationRoles: Sequence[ResourceRolesItemBody]
    dashboardRoles: Sequence[ResourceRolesItemBody]

class InstanceOrgInviteResendInviteArguments(TypedDict, total=False):
    """Arguments of instanceOrgInvite.resendInvite."""
    instanceId: Required[str]
    orgId: Required[str]
    inviteId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    roleInfo: Required[InstanceOrgMemberPatch]

class OrgInviteCollection(TypedDict):
    """The invitations to an organization of an instance that nobody has answered yet."""
    items: list[OrgInvite]
    instanceId: str
    orgId: str
    count: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class InstanceOrgInvitesGetArguments(TypedDict, total=False):
    """Arguments of instanceOrgInvites.get."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["email", "role", "inviteDate"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    filterField: Literal["email", "role"] | _typed.EnumMember | None
    filter: _typed.String | None

class OrgInvitePost(TypedDict, total=False):
    """Whom to invite to an organization, and with which roles."""
    email: Required[str]
    role: Required[Literal["admin", "edit", "collaborate", "view", "none"] | _typed.EnumMember]
    applicationRoles: Sequence[ResourceRolesItemBody]
    dashboardRoles: Sequence[ResourceRolesItemBody]
    disallowTransfer: bool

class InstanceOrgInvitesPostArguments(TypedDict, total=False):
    """Arguments of instanceOrgInvites.post."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    invite: Required[OrgInvitePost]

class InstanceOrgMemberDeleteArguments(TypedDict, total=False):
    """Arguments of instanceOrgMember.delete."""
    instanceId: Required[str]
    orgId: Required[str]
    userId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceOrgMember(TypedDict):
    """A member of an organization as those who manage its instance see it."""
    instanceId: str
    orgId: str
    userId: str
    email: str
    firstName: str
    lastName: str
    role: Literal["admin", "edit", "collaborate", "view", "none"]
    avatarUrl: str
    twoFactorAuthEnabled: bool
    ssoLinked: bool

class InstanceOrgMemberGetArguments(TypedDict, total=False):
    """Arguments of instanceOrgMember.get."""
    instanceId: Required[str]
    orgId: Required[str]
    userId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceOrgMemberPatchArguments(TypedDict, total=False):
    """Arguments of instanceOrgMember.patch."""
    instanceId: Required[str]
    orgId: Required[str]
    userId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    member: Required[InstanceOrgMemberPatch]

class InstanceOrgMembers(TypedDict):
    """The members of an organization of an instance."""
    items: list[InstanceOrgMember]
    instanceId: str
    orgId: str
    count: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class InstanceOrgMembersGetArguments(TypedDict, total=False):
    """Arguments of instanceOrgMembers.get."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["email", "role"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    filterField: Literal["email", "role"] | _typed.EnumMember | None
    filter: _typed.String | None

class InstanceOrgMemberPost1(TypedDict, total=False):
    userId: Required[str]
    role: Required[Literal["admin", "edit", "collaborate", "view", "none"] | _typed.EnumMember]
    applicationRoles: Sequence[ResourceRolesItemBody]
    dashboardRoles: Sequence[ResourceRolesItemBody]

class InstanceOrgMembersPostArguments(TypedDict, total=False):
    """Arguments of instanceOrgMembers.post."""
    instanceId: Required[str]
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    member: Required[InstanceOrgMemberPost1 | OrgInvitePost]

AdvancedInstanceOrgQuery = TypedDict(
    "AdvancedInstanceOrgQuery",
    {
        "$and": Sequence[AdvancedInstanceOrgQuery],
        "$or": Sequence[AdvancedInstanceOrgQuery],
        "$nor": Sequence[AdvancedInstanceOrgQuery],
        "id": str | None | IdQuery2,
        "creationDate": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "lastUpdated": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "name": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "mfaMode": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "isReadOnly": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "auditLogEnabled": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "disabledAt": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "referralId": bool | None | _typed.JSONNumber | str | ValueQuery2,
        "tags": TagMatch | TagQuery2 | TagQuery3,
        "memberId": str | None | IdQuery2,
    },
    total=False,
)

class InstanceOrgs(TypedDict):
    """One page of the organizations of an instance."""
    items: list[InstanceOrg]
    instanceId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class InstanceOrgsGetArguments(TypedDict, total=False):
    """Arguments of instanceOrgs.get."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    summaryInclude: _typed.String | None
    query: AdvancedInstanceOrgQuery | None

class InstanceOrgPost(TypedDict, total=False):
    """A new organization in an instance."""
    name: Required[str]
    description: str
    iconColor: str
    limits: ResourceLimitsBody
    members: Sequence[InstanceOrgMemberPost1 | OrgInvitePost]
    whitelistedEmailDomains: _typed.ListOf[str]
    auditLogEnabled: bool
    disabledAt: _typed.DateTime | bool
    isReadOnly: bool
    tags: Sequence[TagBody]
    referralId: str
    mfaMode: Literal["notRequired", "adminRequired", "required"] | _typed.EnumMember
    banner: BannerBody

class Org(TypedDict):
    """An organization: users who share applications and dashboards."""
    id: str
    orgId: str
    creationDate: str
    lastUpdated: str
    name: str
    description: str
    members: list[OrgMembersItem]
    limits: ResourceLimits
    summary: OrganizationSummary
    planId: str
    billingEmail: str
    subscriptionStatus: Literal["trialing", "active", "past_due", "canceled", "unpaid"]
    currentPeriodStart: str
    currentPeriodEnd: str
    isEnterprise: bool
    iconColor: str
    whitelistedEmailDomains: list[str]
    disabledAt: Literal[False] | str
    isReadOnly: bool
    mfaMode: Literal["notRequired", "adminRequired", "required"]
    banner: Banner

class OrgMembersItem(TypedDict):
    userId: str
    firstName: str
    lastName: str
    email: str
    avatarUrl: str
    role: Literal["admin", "edit", "collaborate", "view", "none"]
    applicationRoles: list[ResourceRolesItem]
    dashboardRoles: list[ResourceRolesItem]
    twoFactorAuthEnabled: bool
    ssoLinked: bool

class InstanceOrgsPostArguments(TypedDict, total=False):
    """Arguments of instanceOrgs.post."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryInclude: _typed.String | None
    orgConfig: InstanceOrgPost

class Instances(TypedDict):
    """One page of instances."""
    items: list[Instance]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class InstancesGetArguments(TypedDict, total=False):
    """Arguments of instances.get."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None

class InstanceSandboxDeleteArguments(TypedDict, total=False):
    """Arguments of instanceSandbox.delete."""
    instanceId: Required[str]
    instanceSandboxId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class InstanceSandboxDeviceCountsArguments(TypedDict, total=False):
    """Arguments of instanceSandbox.deviceCounts."""
    instanceId: Required[str]
    instanceSandboxId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class InstanceSandbox(TypedDict):
    """A user account of an instance, with the sandbox: what belongs to the user and to no organization."""
    id: str
    instanceSandboxId: str
    instanceId: str
    creationDate: str
    permanentDeletion: str
    dataDeletion: str
    lastUpdated: str
    lastSuccessfulLogin: str
    lastFailedLogin: str
    failedLoginCount: float
    passwordLastUpdated: str
    email: str
    firstName: str
    lastName: str
    companyName: str
    title: str
    phoneNumber: str
    location: str
    url: str
    tokenCutoff: str
    emailVerified: bool
    needsToVerifyEmail: bool
    twoFactorAuthEnabled: bool
    fullName: str
    githubName: str
    avatarUrl: str
    limits: SandboxLimits
    summary: SandboxSummary
    currentPeriodStart: str
    currentPeriodEnd: str
    ssoLinked: bool
    orgs: list[InstanceSandboxOrgsItem]

class SandboxLimits(TypedDict):
    """How much a user may hold and use outside organizations."""
    apitoken: int
    application: int
    applicationcertificate: int
    applicationcertificateauthority: int
    applicationkey: int
    credential: int
    dashboard: int
    datatable: int
    device: int
    devicerecipe: int
    experiencedomain: int
    experienceendpoint: int
    experiencegroup: int
    experienceslug: int
    experienceuser: int
    experienceversion: int
    experienceview: int
    file: int
    flow: int
    integration: int
    notebook: int
    privatefile: int
    resourcejob: int
    webhook: int
    dataTTL: int
    payload: int
    storage: int
    notebookMinutesPerRun: int
    notebookMinutesPerMonth: int
    notebookInParallel: int
    experienceFlowSlots: int
    applicationFlowSlots: int
    systemInterval: int

class SandboxSummary(TypedDict):
    """How much a user holds outside organizations."""
    apiTokenCount: int
    appCount: int
    certificateCount: int
    certificateAuthorityCount: int
    credentialCount: int
    dashCount: int
    dataTableCount: int
    deviceCount: int
    deviceRecipeCount: int
    eventCount: int
    experienceDomainCount: int
    experienceEndpointCount: int
    experienceGroupCount: int
    experienceSlugCount: int
    experienceUserCount: int
    experienceVersionCount: int
    experienceViewCount: int
    fileCount: int
    flowCount: int
    integrationCount: int
    keyCount: int
    notebookCount: int
    resourceJobCount: int
    privateFileCount: int
    webhookCount: int
    orgCount: int
    instanceCount: int
    payloadCount: PayloadStats
    storageStats: StorageStats
    notebookStats: NotebookStats

class InstanceSandboxOrgsItem(TypedDict):
    id: str
    iconColor: str
    name: str

class InstanceSandboxGetArguments(TypedDict, total=False):
    """Arguments of instanceSandbox.get."""
    instanceId: Required[str]
    instanceSandboxId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None

class InstanceSandboxNotebookMinuteCountsArguments(TypedDict, total=False):
    """Arguments of instanceSandbox.notebookMinuteCounts."""
    instanceId: Required[str]
    instanceSandboxId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class InstanceSandboxPayloadCountsArguments(TypedDict, total=False):
    """Arguments of instanceSandbox.payloadCounts."""
    instanceId: Required[str]
    instanceSandboxId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    asBytes: _typed.String | None

class InstanceSandboxPayloadCountsBreakdownArguments(TypedDict, total=False):
    """Arguments of instanceSandbox.payloadCountsBreakdown."""
    instanceId: Required[str]
    instanceSandboxId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None
    asBytes: _typed.String | None
    includeNonBillable: _typed.String | None

class InstanceSandboxUndeleteArguments(TypedDict, total=False):
    """Arguments of instanceSandbox.undelete."""
    instanceId: Required[str]
    instanceSandboxId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None

InstanceSandboxesGetSortField: TypeAlias = Literal["firstName", "lastName", "email", "id", "creationDate", "lastSuccessfulLogin", "lastFailedLogin", "failedLoginCount", "lastUpdated"] | _typed.EnumMember

class InstanceSandboxes(TypedDict):
    """Some of the user accounts of an instance, read onwards from a given one."""
    items: list[InstanceSandbox]
    limit: int
    startingAfterId: str
    endingBeforeId: str
    hasMore: bool
    count: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class InstanceSandboxesGetArguments(TypedDict, total=False):
    """Arguments of instanceSandboxes.get."""
    instanceId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None
    sortField: InstanceSandboxesGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    startingAfterId: str | None
    endingBeforeId: str | None
    limit: _typed.String | None
    filterField: Literal["firstName", "lastName", "email"] | _typed.EnumMember | None
    filter: _typed.String | None
    includeDeleted: _typed.String | None

class IntegrationDeleteArguments(TypedDict, total=False):
    """Arguments of integration.delete."""
    applicationId: Required[str]
    integrationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeWorkflows: _typed.String | None

class IntegrationGetArguments(TypedDict, total=False):
    """Arguments of integration.get."""
    applicationId: Required[str]
    integrationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class IntegrationPatch(TypedDict, total=False):
    """What may be changed of an integration; what is left out stays as it is."""
    name: str
    enabled: bool
    topics: _typed.ListOf[str]
    credentialName: str | None
    azureEventHubConfig: AzureEventHubIntegrationBody
    googlePubSubConfig: GooglePubSubIntegrationBody
    mqttConfig: MqttIntegrationBody
    particleConfig: ParticleIntegrationBody
    sqsConfig: SqsIntegrationBody
    websocketConfig: WebsocketIntegrationBody

class AzureEventHubIntegrationBody(TypedDict, total=False):
    """How an integration reads from an event hub of Microsoft Azure."""
    hubName: str
    hostName: str
    consumerGroup: str
    connectionString: str

class GooglePubSubIntegrationBody(TypedDict, total=False):
    """How an integration connects to Google Cloud Pub/Sub."""
    projectId: str
    keyJson: str

class MqttIntegrationBody(TypedDict, total=False):
    """How an integration connects to an MQTT broker."""
    clientId: str
    username: str
    password: str
    clean: bool
    port: Required[_typed.JSONNumber]
    protocol: Required[Literal["mqtt", "mqtts", "ws", "wss"] | _typed.EnumMember]
    host: Required[str]
    privateKey: str
    certificate: str
    caCertificate: str
    disableSSLVerification: bool
    protocolVersion: Literal["3.1.1", "5"] | _typed.EnumMember

class ParticleIntegrationBody(TypedDict, total=False):
    """How an integration reads events from the Particle cloud."""
    accessToken: Required[str]
    productSlugOrId: str
    orgSlugOrId: str
    deviceNameOrId: str

class SqsIntegrationBody(TypedDict, total=False):
    """How an integration reads from a queue of Amazon SQS."""
    accessKeyId: str
    secretAccessKey: str
    region: str
    queueUrl: Required[str]

class WebsocketIntegrationBody(TypedDict, total=False):
    """How an integration connects to a WebSocket server."""
    url: Required[str]
    disableSSLVerification: bool
    username: str
    password: str
    privateKey: str
    certificate: str
    caCertificate: str
    headers: Sequence[WebsocketIntegrationBodyHeadersItem]

class WebsocketIntegrationBodyHeadersItem(TypedDict):
    headerKey: str
    headerValue: str

class IntegrationPatchArguments(TypedDict, total=False):
    """Arguments of integration.patch."""
    applicationId: Required[str]
    integrationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    integration: Required[IntegrationPatch]

IntegrationsGetSortField: TypeAlias = Literal["name", "id", "creationDate", "integrationType", "lastUpdated"] | _typed.EnumMember

class IntegrationsGetArguments(TypedDict, total=False):
    """Arguments of integrations.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: IntegrationsGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name", "integrationType"] | _typed.EnumMember | None
    filter: _typed.String | None

class IntegrationPost(TypedDict, total=False):
    """A new integration, with the settings that go with its `integrationType`."""
    name: Required[str]
    integrationType: Required[IntegrationTypeBody]
    enabled: bool
    credentialName: str
    topics: _typed.ListOf[str]
    azureEventHubConfig: AzureEventHubIntegrationBody
    googlePubSubConfig: GooglePubSubIntegrationBody
    mqttConfig: MqttIntegrationBody
    particleConfig: ParticleIntegrationBody
    sqsConfig: SqsIntegrationBody
    websocketConfig: WebsocketIntegrationBody

class IntegrationsPostArguments(TypedDict, total=False):
    """Arguments of integrations.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    integration: Required[IntegrationPost]

class RecentItem(TypedDict, total=False):
    """Something the user has just opened, to be remembered as recent."""
    itemType: Required[RecentItemType]
    parentId: str
    itemId: Required[str]

RecentItemType: TypeAlias = Literal["application", "device", "flow", "dashboard", "organization"] | _typed.EnumMember

class RecentItemList(TypedDict):
    """What the user opened lately, of one kind."""
    itemType: Literal["application", "device", "flow", "dashboard", "organization"]
    parentId: str
    items: list[NamedReferencesItem]

class MeAddRecentItemArguments(TypedDict, total=False):
    """Arguments of me.addRecentItem."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    data: Required[RecentItem]

class ChangePassword(TypedDict, total=False):
    """How a user changes the password and gets a new token in the same step."""
    twoFactorCode: str
    password: Required[str]
    newPassword: Required[str]
    invalidateExistingTokens: bool
    tokenTTL: int

class MeChangePasswordArguments(TypedDict, total=False):
    """Arguments of me.changePassword."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    data: Required[ChangePassword]

class MeDeleteArguments(TypedDict, total=False):
    """Arguments of me.delete."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    credentials: Required[UserCredentials]

class MeDeviceCountsArguments(TypedDict, total=False):
    """Arguments of me.deviceCounts."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class DisableTwoFactorAuth(TypedDict):
    """How a user turns off the second factor."""
    twoFactorCode: str
    password: str

class Me(TypedDict):
    """The user whose token the request carries."""
    id: str
    userId: str
    creationDate: str
    lastUpdated: str
    passwordLastUpdated: str
    email: str
    requestedEmail: str
    firstName: str
    lastName: str
    companyName: str
    title: str
    phoneNumber: str
    location: str
    url: str
    tokenCutoff: str
    emailVerified: bool
    needsToVerifyEmail: bool
    twoFactorAuthEnabled: bool
    fullName: str
    githubName: str
    avatarUrl: str
    limits: SandboxLimits
    recentDashboards: RecentItemList
    recentApplications: RecentItemList
    recentOrganizations: RecentItemList
    summary: SandboxSummary
    currentPeriodStart: str
    currentPeriodEnd: str
    ssoLinked: bool

class MeDisableTwoFactorAuthArguments(TypedDict, total=False):
    """Arguments of me.disableTwoFactorAuth."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeRecent: _typed.String | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None
    data: Required[DisableTwoFactorAuth]

class MeDisconnectGithubArguments(TypedDict, total=False):
    """Arguments of me.disconnectGithub."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeRecent: _typed.String | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None

class EnableTwoFactorAuth(TypedDict, total=False):
    """How a user turns on a second factor: codes from an authenticator app."""
    twoFactorAuthKey: str
    password: Required[str]
    twoFactorCode: Required[str]

class MeEnableTwoFactorAuthArguments(TypedDict, total=False):
    """Arguments of me.enableTwoFactorAuth."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeRecent: _typed.String | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None
    data: Required[EnableTwoFactorAuth]

MeFetchRecentItemsItemType: TypeAlias = Literal["application", "device", "flow", "dashboard", "organization"] | _typed.EnumMember

class MeFetchRecentItemsArguments(TypedDict, total=False):
    """Arguments of me.fetchRecentItems."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    parentId: str | None
    itemType: Required[MeFetchRecentItemsItemType]

class MultiFactorAuthInfo(TypedDict):
    """A fresh key for an authenticator app; it counts once the second factor is turned on with it."""
    key: str
    keyUri: str

class MeGenerateTwoFactorAuthArguments(TypedDict, total=False):
    """Arguments of me.generateTwoFactorAuth."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class MeGetArguments(TypedDict, total=False):
    """Arguments of me.get."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeRecent: _typed.String | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None

class OrgInviteUser(TypedDict):
    """An invitation as the invited user sees it."""
    orgName: str
    role: Literal["admin", "edit", "collaborate", "view", "none"]
    requiresMFA: bool
    inviteDate: str
    ttl: float
    expired: bool
    id: str
    invitedBy: OrgInviteUserInvitedBy

class OrgInviteUserInvitedBy(TypedDict):
    """Who sent the invitation."""
    fullName: str
    email: str

class MeInviteArguments(TypedDict, total=False):
    """Arguments of me.invite."""
    inviteId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class MeInvitesArguments(TypedDict, total=False):
    """Arguments of me.invites."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class MeNotebookMinuteCountsArguments(TypedDict, total=False):
    """Arguments of me.notebookMinuteCounts."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class MePatch(TypedDict, total=False):
    """What users may change of themselves; what is left out stays as it is."""
    email: str
    firstName: str
    lastName: str
    companyName: str
    title: str
    phoneNumber: str
    location: str
    url: str
    password: str
    tokenCutoff: _typed.DateTime
    currentCredentials: MePatchCurrentCredentials

class MePatchCurrentCredentials(TypedDict, total=False):
    """Proof that it is the user who asks for the change."""
    twoFactorCode: str
    password: Required[str]

class MePatchArguments(TypedDict, total=False):
    """Arguments of me.patch."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeRecent: _typed.String | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None
    user: Required[MePatch]

class MePayloadCountsArguments(TypedDict, total=False):
    """Arguments of me.payloadCounts."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    asBytes: _typed.String | None

class MePayloadCountsBreakdownArguments(TypedDict, total=False):
    """Arguments of me.payloadCountsBreakdown."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None
    asBytes: _typed.String | None
    includeNonBillable: _typed.String | None

class MeRefreshTokenArguments(TypedDict, total=False):
    """Arguments of me.refreshToken."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class OrgInviteActionUser(TypedDict):
    """The answer of a logged-in user to an invitation."""
    action: Literal["accept", "dismiss", "reject"] | _typed.EnumMember

class OrgInviteResultUser(TypedDict):
    """What became of an invitation that a logged-in user answered."""
    result: Literal["accepted", "rejected", "dismissed"]
    orgId: str

class MeRespondToInviteArguments(TypedDict, total=False):
    """Arguments of me.respondToInvite."""
    inviteId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    response: Required[OrgInviteActionUser]

class ResourceTransfer(TypedDict, total=False):
    """What to hand over to another owner."""
    destinationId: Required[str]
    destinationType: Required[Literal["user", "organization"] | _typed.EnumMember]
    applicationIds: _typed.ListOf[str]
    dashboardIds: _typed.ListOf[str]
    strict: bool

class MeTransferResourcesArguments(TypedDict, total=False):
    """Arguments of me.transferResources."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    transfer: Required[ResourceTransfer]

class MeVerifyEmailArguments(TypedDict, total=False):
    """Arguments of me.verifyEmail."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class NotebookCancelExecutionArguments(TypedDict, total=False):
    """Arguments of notebook.cancelExecution."""
    applicationId: Required[str]
    notebookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    executionId: Required[str]

class NotebookDeleteArguments(TypedDict, total=False):
    """Arguments of notebook.delete."""
    applicationId: Required[str]
    notebookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class NotebookDataExportOptions(TypedDict, total=False):
    """For which time to gather a notebook's inputs, and who is told when that is done."""
    email: str
    relativeTo: str | _typed.JSONNumber | DateValue3Body
    templateContext: str
    callbackUrl: str

class SuccessWithExecutionId(TypedDict):
    """Says that a run was asked for, and by which ID to follow it."""
    success: Literal[True]
    executionId: str

class NotebookExecuteArguments(TypedDict, total=False):
    """Arguments of notebook.execute."""
    applicationId: Required[str]
    notebookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    executionOptions: Required[NotebookDataExportOptions]

class Notebook(TypedDict):
    """A Jupyter notebook that Losant runs, with the data that goes in and comes out."""
    id: str
    notebookId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    name: str
    description: str
    jupyterFileName: str
    jupyterFileUrl: str
    imageVersion: Literal["v1", "v2", "v3", "v4"]
    inputs: list[NotebookInputsItem]
    outputs: list[NotebookOutputsItem]
    stats: NotebookStatsResponse

class NotebookInputsItem1(TypedDict, total=False):
    inputType: Required[Literal["deviceData"]]
    fileName: Required[str]
    deviceTags: list[NotebookDeviceTagsItem]
    deviceIds: list[str]
    queryJson: str
    attributes: list[str]
    start: Required[float]
    end: Required[float]

class NotebookDeviceTagsItem(TypedDict):
    key: str
    value: str

class NotebookInputsItem2(TypedDict, total=False):
    inputType: Required[Literal["deviceConnectionHistory"]]
    fileName: Required[str]
    deviceTags: list[NotebookDeviceTagsItem]
    deviceIds: list[str]
    queryJson: str
    start: Required[float]
    end: Required[float]

class NotebookInputsItem3(TypedDict, total=False):
    inputType: Required[Literal["deviceMetadata"]]
    fileName: Required[str]
    deviceTags: list[NotebookDeviceTagsItem]
    deviceIds: list[str]
    queryJson: str
    format: Literal["csv", "json"]

class NotebookInputsItem4(TypedDict, total=False):
    inputType: Required[Literal["dataTable"]]
    fileName: Required[str]
    dataTableId: Required[str]
    queryJson: str

class NotebookInputsItem5(TypedDict, total=False):
    inputType: Required[Literal["eventData"]]
    fileName: Required[str]
    queryJson: str
    format: Literal["csv", "json"]

class NotebookInputsItem6(TypedDict):
    inputType: Literal["externalUrl"]
    fileName: str
    sourceUrl: str

class NotebookInputsItem7(TypedDict, total=False):
    inputType: Required[Literal["applicationFile"]]
    fileName: Required[str]
    filePath: Required[str]
    private: bool

NotebookInputsItem: TypeAlias = NotebookInputsItem1 | NotebookInputsItem2 | NotebookInputsItem3 | NotebookInputsItem4 | NotebookInputsItem5 | NotebookInputsItem6 | NotebookInputsItem7

class NotebookOutputsItem1(TypedDict, total=False):
    outputType: Required[Literal["dataTable"]]
    fileName: Required[str]
    dataTableId: Required[str]
    createMissingColumns: bool
    truncateExistingTable: bool

class NotebookOutputsItem2(TypedDict, total=False):
    outputType: Required[Literal["file"]]
    fileName: Required[str]
    destinationDirectoryTemplate: str
    destinationFileNameTemplate: Required[str]
    destinationPrivate: bool

class NotebookOutputsItem3(TypedDict, total=False):
    outputType: Required[Literal["directory"]]
    directoryName: Required[str]
    destinationDirectoryTemplate: Required[str]
    destinationPrivate: bool

class NotebookOutputsItem4(TypedDict, total=False):
    outputType: Required[Literal["executionResult"]]
    fileName: Required[NotebookOutputsItem4FileName]
    destinationDirectoryTemplate: str
    destinationFileNameTemplate: str
    destinationPrivate: bool

NotebookOutputsItem4FileName: TypeAlias = Literal["result.html", "result.pdf", "result.ipynb", "result.error.log", "result.log"]

class NotebookOutputsItem5(TypedDict):
    outputType: Literal["temporaryUrl"]
    fileName: str

NotebookOutputsItem: TypeAlias = NotebookOutputsItem1 | NotebookOutputsItem2 | NotebookOutputsItem3 | NotebookOutputsItem4 | NotebookOutputsItem5

class NotebookStatsResponse(TypedDict):
    """How much the notebook has run in the current period."""
    minutesThisPeriod: float
    runsThisPeriod: float
    errorsThisPeriod: float

class NotebookGetArguments(TypedDict, total=False):
    """Arguments of notebook.get."""
    applicationId: Required[str]
    notebookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class NotebookExecutionLogsItem(TypedDict):
    id: str
    notebookExecutionId: str
    notebookId: str
    imageVersion: Literal["v1", "v2", "v3", "v4"]
    applicationId: str
    status: NotebookExecutionLogsItemStatus
    executionRelativeTo: str
    maxAllowedRunMinutes: float
    sourceType: Literal["flow", "user", "device", "apiToken", "notebook"]
    sourceId: str
    runQueuedAt: str
    runStartedAt: str
    inputsCompletedAt: str
    notebookCompletedAt: str
    outputsCompletedAt: str
    templateContext: str
    inputInfo: dict[str, NotebookExecutionLogsItemInputInfoValue]
    outputInfo: dict[str, NotebookExecutionLogsItemOutputInfoValue]
    executionErrors: list[JobError]

NotebookExecutionLogsItemStatus: TypeAlias = Literal["queued", "inProgress", "completed", "errored", "timeout", "canceling", "canceled"]

class NotebookExecutionLogsItemInputInfoValue(TypedDict):
    size: float
    url: str

class NotebookExecutionLogsItemOutputInfoValue(TypedDict):
    size: float
    url: str
    contentType: str

class NotebookLogsArguments(TypedDict, total=False):
    """Arguments of notebook.logs."""
    applicationId: Required[str]
    notebookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    limit: _typed.String | None
    since: _typed.String | None

class NotebookNotebookMinuteCountsArguments(TypedDict, total=False):
    """Arguments of notebook.notebookMinuteCounts."""
    applicationId: Required[str]
    notebookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class NotebookPatch(TypedDict, total=False):
    """What may be changed of a notebook; what is left out stays as it is."""
    name: str
    description: str
    inputs: Sequence[NotebookInputsItemBody]
    outputs: Sequence[NotebookOutputsItemBody]
    imageVersion: Literal["v1", "v2", "v3", "v4"] | _typed.EnumMember

class NotebookInputsItem1Body(TypedDict, total=False):
    inputType: Required[Literal["deviceData"] | _typed.EnumMember]
    fileName: Required[str]
    deviceTags: Sequence[NotebookDeviceTagsItemBody]
    deviceIds: _typed.ListOf[str]
    queryJson: str
    attributes: _typed.ListOf[str]
    start: Required[_typed.JSONNumber]
    end: Required[_typed.JSONNumber]

class NotebookDeviceTagsItemBody(TypedDict, total=False):
    key: str
    value: str

class NotebookInputsItem2Body(TypedDict, total=False):
    inputType: Required[Literal["deviceConnectionHistory"] | _typed.EnumMember]
    fileName: Required[str]
    deviceTags: Sequence[NotebookDeviceTagsItemBody]
    deviceIds: _typed.ListOf[str]
    queryJson: str
    start: Required[_typed.JSONNumber]
    end: Required[_typed.JSONNumber]

class NotebookInputsItem3Body(TypedDict, total=False):
    inputType: Required[Literal["deviceMetadata"] | _typed.EnumMember]
    fileName: Required[str]
    deviceTags: Sequence[NotebookDeviceTagsItemBody]
    deviceIds: _typed.ListOf[str]
    queryJson: str
    format: Literal["csv", "json"] | _typed.EnumMember

class NotebookInputsItem4Body(TypedDict, total=False):
    inputType: Required[Literal["dataTable"] | _typed.EnumMember]
    fileName: Required[str]
    dataTableId: Required[str]
    queryJson: str

class NotebookInputsItem5Body(TypedDict, total=False):
    inputType: Required[Literal["eventData"] | _typed.EnumMember]
    fileName: Required[str]
    queryJson: str
    format: Literal["csv", "json"] | _typed.EnumMember

class NotebookInputsItem6Body(TypedDict):
    inputType: Literal["externalUrl"] | _typed.EnumMember
    fileName: str
    sourceUrl: str

class NotebookInputsItem7Body(TypedDict, total=False):
    inputType: Required[Literal["applicationFile"] | _typed.EnumMember]
    fileName: Required[str]
    filePath: Required[str]
    private: bool

NotebookInputsItemBody: TypeAlias = NotebookInputsItem1Body | NotebookInputsItem2Body | NotebookInputsItem3Body | NotebookInputsItem4Body | NotebookInputsItem5Body | NotebookInputsItem6Body | NotebookInputsItem7Body

class NotebookOutputsItem1Body(TypedDict, total=False):
    outputType: Required[Literal["dataTable"] | _typed.EnumMember]
    fileName: Required[str]
    dataTableId: Required[str]
    createMissingColumns: bool
    truncateExistingTable: bool

class NotebookOutputsItem2Body(TypedDict, total=False):
    outputType: Required[Literal["file"] | _typed.EnumMember]
    fileName: Required[str]
    destinationDirectoryTemplate: str
    destinationFileNameTemplate: Required[str]
    destinationPrivate: bool

class NotebookOutputsItem3Body(TypedDict, total=False):
    outputType: Required[Literal["directory"] | _typed.EnumMember]
    directoryName: Required[str]
    destinationDirectoryTemplate: Required[str]
    destinationPrivate: bool

class NotebookOutputsItem4Body(TypedDict, total=False):
    outputType: Required[Literal["executionResult"] | _typed.EnumMember]
    fileName: Required[NotebookOutputsItem4BodyFileName]
    destinationDirectoryTemplate: str
    destinationFileNameTemplate: str
    destinationPrivate: bool

NotebookOutputsItem4BodyFileName: TypeAlias = Literal["result.html", "result.pdf", "result.ipynb", "result.error.log", "result.log"] | _typed.EnumMember

class NotebookOutputsItem5Body(TypedDict):
    outputType: Literal["temporaryUrl"] | _typed.EnumMember
    fileName: str

NotebookOutputsItemBody: TypeAlias = NotebookOutputsItem1Body | NotebookOutputsItem2Body | NotebookOutputsItem3Body | NotebookOutputsItem4Body | NotebookOutputsItem5Body

class NotebookPatchArguments(TypedDict, total=False):
    """Arguments of notebook.patch."""
    applicationId: Required[str]
    notebookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    notebook: Required[NotebookPatch]

class NotebookRequestInputDataExportArguments(TypedDict, total=False):
    """Arguments of notebook.requestInputDataExport."""
    applicationId: Required[str]
    notebookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    exportOptions: Required[NotebookDataExportOptions]

class NotebookUploadArguments(TypedDict, total=False):
    """Arguments of notebook.upload."""
    applicationId: Required[str]
    notebookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    jupyterFile: Required[_typed.File]

NotebooksGetSortField: TypeAlias = Literal["name", "id", "creationDate", "lastUpdated", "lastExecutionRequested"] | _typed.EnumMember

class Notebooks(TypedDict):
    """One page of notebooks."""
    items: list[Notebook]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class NotebooksGetArguments(TypedDict, total=False):
    """Arguments of notebooks.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: NotebooksGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None

class NotebookPost(TypedDict, total=False):
    """A new notebook; its Jupyter file is uploaded afterwards."""
    name: Required[str]
    description: str
    imageVersion: Literal["v1", "v2", "v3", "v4"] | _typed.EnumMember
    inputs: Sequence[NotebookInputsItemBody]
    outputs: Sequence[NotebookOutputsItemBody]

class NotebooksPostArguments(TypedDict, total=False):
    """Arguments of notebooks.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    notebook: Required[NotebookPost]

class OrgDeleteArguments(TypedDict, total=False):
    """Arguments of org.delete."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class OrgDeviceCountsArguments(TypedDict, total=False):
    """Arguments of org.deviceCounts."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class OrgGetArguments(TypedDict, total=False):
    """Arguments of org.get."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None

class OrgInviteMemberArguments(TypedDict, total=False):
    """Arguments of org.inviteMember."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    invite: Required[OrgInvitePost]

class OrgMemberPatch(TypedDict, total=False):
    """Which member of an organization to change, and how; roles that are left out stay."""
    userId: Required[str]
    role: Literal["admin", "edit", "collaborate", "view", "none"] | _typed.EnumMember
    applicationRoles: Sequence[ResourceRolesItemBody]
    dashboardRoles: Sequence[ResourceRolesItemBody]

class OrgModifyMemberArguments(TypedDict, total=False):
    """Arguments of org.modifyMember."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None
    member: Required[OrgMemberPatch]

class OrgNotebookMinuteCountsArguments(TypedDict, total=False):
    """Arguments of org.notebookMinuteCounts."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None

class OrgPatch(TypedDict, total=False):
    """What may be changed of an organization; what is left out stays as it is."""
    name: str
    description: str
    planId: str
    billingEmail: str
    cardToken: str
    iconColor: str
    mfaMode: Literal["notRequired", "adminRequired", "required"] | _typed.EnumMember

class OrgPatchArguments(TypedDict, total=False):
    """Arguments of org.patch."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None
    organization: Required[OrgPatch]

class OrgPayloadCountsArguments(TypedDict, total=False):
    """Arguments of org.payloadCounts."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    asBytes: _typed.String | None

class OrgPayloadCountsBreakdownArguments(TypedDict, total=False):
    """Arguments of org.payloadCountsBreakdown."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    start: _typed.String | None
    end: _typed.String | None
    resolution: Literal["86400000", "3600000"] | _typed.EnumMember | None
    asBytes: _typed.String | None
    includeNonBillable: _typed.String | None

class OrgPendingInvitesArguments(TypedDict, total=False):
    """Arguments of org.pendingInvites."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class OrgRemoveMemberArguments(TypedDict, total=False):
    """Arguments of org.removeMember."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    userId: Required[str]
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None

class OrgRevokeInviteArguments(TypedDict, total=False):
    """Arguments of org.revokeInvite."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    inviteId: Required[str]

class OrgTransferResourcesArguments(TypedDict, total=False):
    """Arguments of org.transferResources."""
    orgId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    transfer: Required[ResourceTransfer]

class OrgInviteInfo(TypedDict):
    """What an invitation is for, as shown to whoever holds its token."""
    orgName: str
    email: str
    role: Literal["admin", "edit", "collaborate", "view", "none"]
    inviteDate: str
    ttl: float
    disallowTransfer: bool

class OrgInvitesGetArguments(TypedDict, total=False):
    """Arguments of orgInvites.get."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    token: Required[_typed.String]
    email: Required[_typed.String]

class OrgInviteAction(TypedDict):
    """The answer to an invitation, by whoever holds its token."""
    email: str
    token: str
    accept: bool

class OrgInviteResult(TypedDict):
    """What became of an invitation that was answered by its token."""
    accepted: bool
    orgId: str

class OrgInvitesPostArguments(TypedDict, total=False):
    """Arguments of orgInvites.post."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    invite: Required[OrgInviteAction]

class Orgs(TypedDict):
    """One page of organizations."""
    items: list[Org]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class OrgsGetArguments(TypedDict, total=False):
    """Arguments of orgs.get."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None

class OrgPost(TypedDict, total=False):
    """A new organization."""
    name: Required[str]
    description: str
    planId: str
    billingEmail: str
    cardToken: str
    iconColor: str
    mfaMode: Literal["notRequired", "adminRequired", "required"] | _typed.EnumMember

class OrgsPostArguments(TypedDict, total=False):
    """Arguments of orgs.post."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    summaryExclude: _typed.String | None
    summaryInclude: _typed.String | None
    organization: Required[OrgPost]

class PrivateFileDeleteArguments(TypedDict, total=False):
    """Arguments of privateFile.delete."""
    applicationId: Required[str]
    privateFileId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class PrivateFileGetArguments(TypedDict, total=False):
    """Arguments of privateFile.get."""
    applicationId: Required[str]
    privateFileId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    urlTTL: _typed.String | None

class PrivateFileMoveArguments(TypedDict, total=False):
    """Arguments of privateFile.move."""
    applicationId: Required[str]
    privateFileId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    name: _typed.String | None
    parentDirectory: _typed.String | None
    urlTTL: _typed.String | None

class PrivateFilePatchArguments(TypedDict, total=False):
    """Arguments of privateFile.patch."""
    applicationId: Required[str]
    privateFileId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    updates: Required[FilePatch]

class PrivateFileUploadArguments(TypedDict, total=False):
    """Arguments of privateFile.upload."""
    applicationId: Required[str]
    privateFileId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    urlTTL: _typed.String | None
    privateFile: Required[_typed.File]

class PrivateFilesGetArguments(TypedDict, total=False):
    """Arguments of privateFiles.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["lastUpdated", "type", "name", "creationDate"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None
    type: _typed.String | None
    status: Literal["completed", "pending"] | _typed.EnumMember | None
    directory: _typed.String | None
    urlTTL: _typed.String | None

class PrivateFilesPostArguments(TypedDict, total=False):
    """Arguments of privateFiles.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    privateFile: Required[FilePost]

class ResourceJobCancelExecutionArguments(TypedDict, total=False):
    """Arguments of resourceJob.cancelExecution."""
    applicationId: Required[str]
    resourceJobId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    executionId: Required[str]

class ResourceJobDeleteArguments(TypedDict, total=False):
    """Arguments of resourceJob.delete."""
    applicationId: Required[str]
    resourceJobId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeWorkflows: _typed.String | None

class ResourceJobExecutionOptions(TypedDict, total=False):
    """What one run of a resource job does in another way than the job itself says."""
    templateContext: str
    queryJson: str
    dataTableId: str

class ResourceJobExecuteArguments(TypedDict, total=False):
    """Arguments of resourceJob.execute."""
    applicationId: Required[str]
    resourceJobId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    executionOptions: Required[ResourceJobExecutionOptions]

class ResourceJob(TypedDict):
    """A job that runs workflows once for each device, table row, experience user or group it finds."""
    id: str
    resourceJobId: str
    name: str
    description: str
    applicationId: str
    dataTableId: str
    queryJson: str
    resourceType: Literal["dataTableRow", "device", "experienceGroup", "experienceUser"]
    maxIterationConcurrency: Literal[1, 10]
    iterationDelay: int
    iterationTimeout: int
    creationDate: str
    lastUpdated: str
    lastExecutionRequested: str
    defaultContext: str
    retryOnTimeout: bool
    retryOnFailure: bool
    maxIterationRetries: int
    retryDelay: int

class ResourceJobGetArguments(TypedDict, total=False):
    """Arguments of resourceJob.get."""
    applicationId: Required[str]
    resourceJobId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class ResourceJobExecutionLogsItem(TypedDict):
    id: str
    applicationId: str
    resourceJobExecutionId: str
    resourceJobId: str
    accumulator: str
    status: ResourceJobExecutionLogsItemStatus
    queryJson: str
    resourceType: Literal["dataTableRow", "device", "experienceGroup", "experienceUser"]
    sourceType: Literal["flow", "user", "device", "apiToken", "notebook"]
    sourceId: str
    cancelSourceType: Literal["flow", "user", "device", "apiToken", "notebook"]
    cancelSourceId: str
    runStartedAt: str
    runCompletedAt: str
    executionReportUrl: str
    templateContext: str
    iterationDelay: int
    iterationTimeout: int
    maxIterationConcurrency: Literal[1, 10]
    executionSummary: ResourceJobExecutionLogsItemExecutionSummary
    maxIterationRetries: int
    retryDelay: int
    retryOnFailure: bool
    retryOnTimeout: bool

ResourceJobExecutionLogsItemStatus: TypeAlias = Literal["inProgress", "completed", "erroring", "errored", "canceling", "canceled"]

class ResourceJobExecutionLogsItemExecutionSummary(TypedDict):
    """How many iterations the run has, by how they went."""
    succeeded: float
    failed: float
    timedOut: float
    inProgress: float
    remaining: float

class ResourceJobLogsArguments(TypedDict, total=False):
    """Arguments of resourceJob.logs."""
    applicationId: Required[str]
    resourceJobId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    limit: _typed.String | None
    since: _typed.String | None

class ResourceJobPatch(TypedDict, total=False):
    """What may be changed of a resource job; what is left out stays as it is."""
    name: str
    description: str
    dataTableId: str
    queryJson: str
    maxIterationConcurrency: Literal[1, 10] | _typed.EnumMember
    iterationDelay: int
    iterationTimeout: int
    defaultContext: str
    retryOnTimeout: bool
    retryOnFailure: bool
    maxIterationRetries: int
    retryDelay: int

class ResourceJobPatchArguments(TypedDict, total=False):
    """Arguments of resourceJob.patch."""
    applicationId: Required[str]
    resourceJobId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    resourceJob: Required[ResourceJobPatch]

ResourceJobsGetSortField: TypeAlias = Literal["name", "id", "creationDate", "lastUpdated", "lastExecutionRequested", "resourceType"] | _typed.EnumMember

class ResourceJobs(TypedDict):
    """One page of resource jobs."""
    items: list[ResourceJob]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class ResourceJobsGetArguments(TypedDict, total=False):
    """Arguments of resourceJobs.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: ResourceJobsGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name", "resourceType"] | _typed.EnumMember | None
    filter: _typed.String | None

class ResourceJobPost(TypedDict, total=False):
    """A new resource job."""
    name: Required[str]
    description: str
    dataTableId: str
    queryJson: str
    resourceType: Required[JobResourceType]
    maxIterationConcurrency: Literal[1, 10] | _typed.EnumMember
    iterationDelay: int
    iterationTimeout: int
    defaultContext: str
    retryOnTimeout: bool
    retryOnFailure: bool
    maxIterationRetries: int
    retryDelay: int

JobResourceType: TypeAlias = Literal["dataTableRow", "device", "experienceGroup", "experienceUser"] | _typed.EnumMember

class ResourceJobsPostArguments(TypedDict, total=False):
    """Arguments of resourceJobs.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    resourceJob: Required[ResourceJobPost]

class UserApiTokenDeleteArguments(TypedDict, total=False):
    """Arguments of userApiToken.delete."""
    apiTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class UserApiTokenGetArguments(TypedDict, total=False):
    """Arguments of userApiToken.get."""
    apiTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class UserApiTokenPatchArguments(TypedDict, total=False):
    """Arguments of userApiToken.patch."""
    apiTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    apiToken: Required[ApiTokenPatch]

UserApiTokensGetSortField: TypeAlias = Literal["name", "status", "id", "creationDate", "lastUpdated", "expirationDate"] | _typed.EnumMember

class UserApiTokensGetArguments(TypedDict, total=False):
    """Arguments of userApiTokens.get."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: UserApiTokensGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name", "status"] | _typed.EnumMember | None
    filter: _typed.String | None

class UserApiTokensPostArguments(TypedDict, total=False):
    """Arguments of userApiTokens.post."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    apiToken: Required[ApiTokenPost]

class UserOauthClientDeleteArguments(TypedDict, total=False):
    """Arguments of userOauthClient.delete."""
    clientId: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class UserOauthClientGetArguments(TypedDict, total=False):
    """Arguments of userOauthClient.get."""
    clientId: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class UserOauthClientPatchArguments(TypedDict, total=False):
    """Arguments of userOauthClient.patch."""
    clientId: Required[_typed.String]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    oauthClient: Required[Mapping[str, Any]]

class UserOauthClientsGetArguments(TypedDict, total=False):
    """Arguments of userOauthClients.get."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: _typed.String | None
    sortDirection: _typed.String | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: _typed.String | None
    filter: _typed.String | None

class UserOauthClientsPostArguments(TypedDict, total=False):
    """Arguments of userOauthClients.post."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    oauthClient: Required[Mapping[str, Any]]

class UserOauthTokenDeleteArguments(TypedDict, total=False):
    """Arguments of userOauthToken.delete."""
    oauthTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class UserOauthToken(TypedDict):
    """Access that a user has granted to an OAuth client."""
    id: str
    oauthTokenId: str
    name: str
    description: str
    creationDate: str
    lastUpdated: str
    expirationDate: str
    defaultRole: Literal["admin", "edit", "collaborate", "view", "none"]
    orgRoles: list[OrgRolesItem]
    scope: list[OauthScopesItem]
    status: Literal["active", "inactive"]
    oauth: UserOauthTokenOauth

OauthScopesItem: TypeAlias = Literal["all.Application.read", "all.Application.bounded", "only.Organization.read", "only.Organization.bounded", "all.Organization.read", "all.Organization.bounded", "only.User.read"]

class UserOauthTokenOauth(TypedDict):
    """The client, and how it got access."""
    client_id: str
    client_name: str
    client_uri: str
    logo_uri: str
    redirect_uri: str
    resource: list[str]
    authorizationStatus: Literal["pending", "authorized"]

class UserOauthTokenGetArguments(TypedDict, total=False):
    """Arguments of userOauthToken.get."""
    oauthTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class UserOauthTokenPatchArguments(TypedDict, total=False):
    """Arguments of userOauthToken.patch."""
    oauthTokenId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    oauthToken: Required[ApiTokenPatch]

UserOauthTokensGetSortField: TypeAlias = Literal["name", "status", "id", "creationDate", "lastUpdated"] | _typed.EnumMember

class UserOauthTokens(TypedDict):
    """One page of the access that a user has granted to OAuth clients."""
    items: list[UserOauthToken]
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class UserOauthTokensGetArguments(TypedDict, total=False):
    """Arguments of userOauthTokens.get."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: UserOauthTokensGetSortField | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None

class UserOauthTokenPost(TypedDict, total=False):
    """Access to grant to an OAuth client, by way of an authorization code with PKCE."""
    name: Required[str]
    description: str
    expirationDate: _typed.DateTime | None
    oauth: Required[UserOauthTokenPostOauth]
    defaultRole: Literal["admin", "edit", "collaborate", "view", "none"] | _typed.EnumMember
    orgRoles: Sequence[OrgRolesItemBody]
    scope: Sequence[OauthScopesItemBody]

class UserOauthTokenPostOauth(TypedDict, total=False):
    """What the client sent along when it asked for access."""
    client_id: Required[str]
    redirect_uri: Required[str]
    resource: _typed.ListOf[str]
    code_challenge: Required[str]
    code_challenge_method: Required[Literal["S256"] | _typed.EnumMember]

OauthScopesItemBody: TypeAlias = Literal["all.Application.read", "all.Application.bounded", "only.Organization.read", "only.Organization.bounded", "all.Organization.read", "all.Organization.bounded", "only.User.read"] | _typed.EnumMember

class UserOauthTokensPostArguments(TypedDict, total=False):
    """Arguments of userOauthTokens.post."""
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    oauthToken: Required[UserOauthTokenPost]

class WebhookDeleteArguments(TypedDict, total=False):
    """Arguments of webhook.delete."""
    applicationId: Required[str]
    webhookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    includeWorkflows: _typed.String | None

class Webhook(TypedDict):
    """A webhook: a URL at which outside services start workflows."""
    id: str
    webhookId: str
    applicationId: str
    creationDate: str
    lastUpdated: str
    name: str
    description: str
    token: str
    responseCode: int
    verificationType: Literal["facebook", "fitbit", "none", "twilio", "alexa"]
    verificationCode: str
    waitForReply: bool
    basicAuthUsername: str
    basicAuthPassword: str
    isWebsocket: bool
    castBuffersAs: Literal["array", "binary", "utf8", "base64", "hex"]
    annotateMultipart: bool
    enabled: bool

class WebhookGetArguments(TypedDict, total=False):
    """Arguments of webhook.get."""
    applicationId: Required[str]
    webhookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None

class WebhookPatch(TypedDict, total=False):
    """What may be changed of a webhook; what is left out stays as it is."""
    name: str
    description: str
    responseCode: int
    verificationType: Literal["facebook", "fitbit", "none", "twilio", "alexa"] | _typed.EnumMember
    verificationCode: str
    waitForReply: bool
    basicAuthUsername: str
    basicAuthPassword: str
    isWebsocket: bool
    castBuffersAs: Literal["array", "binary", "utf8", "base64", "hex"] | _typed.EnumMember
    annotateMultipart: bool
    enabled: bool

class WebhookPatchArguments(TypedDict, total=False):
    """Arguments of webhook.patch."""
    applicationId: Required[str]
    webhookId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    webhook: Required[WebhookPatch]

class Webhooks(TypedDict):
    """One page of webhooks."""
    items: list[Webhook]
    applicationId: str
    count: int
    totalCount: int
    perPage: int
    page: int
    filter: str
    filterField: str
    sortField: str
    sortDirection: Literal["asc", "desc", "ASC", "DESC", ""]

class WebhooksGetArguments(TypedDict, total=False):
    """Arguments of webhooks.get."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    sortField: Literal["name", "id", "creationDate", "lastUpdated"] | _typed.EnumMember | None
    sortDirection: Literal["asc", "desc"] | _typed.EnumMember | None
    page: _typed.String | None
    perPage: _typed.String | None
    filterField: Literal["name"] | _typed.EnumMember | None
    filter: _typed.String | None

class WebhookPost(TypedDict, total=False):
    """A new webhook."""
    name: Required[str]
    description: str
    responseCode: int
    verificationType: Literal["facebook", "fitbit", "none", "twilio", "alexa"] | _typed.EnumMember
    verificationCode: str
    waitForReply: bool
    basicAuthUsername: str
    basicAuthPassword: str
    isWebsocket: bool
    castBuffersAs: Literal["array", "binary", "utf8", "base64", "hex"] | _typed.EnumMember
    annotateMultipart: bool
    enabled: bool

class WebhooksPostArguments(TypedDict, total=False):
    """Arguments of webhooks.post."""
    applicationId: Required[str]
    losantdomain: _typed.String | None
    _actions: _typed.Boolean | None
    _links: _typed.Boolean | None
    _embedded: _typed.Boolean | None
    webhook: Required[WebhookPost]

ActionName: TypeAlias = Literal["application.applyTemplate", "application.apply_template", "application.archiveData", "application.archive_data", "application.backfillArchiveData", "application.backfill_archive_data", "application.clone", "application.delete", "application.deviceCounts", "application.device_counts", "application.export", "application.fullDataTablesArchive", "application.full_data_tables_archive", "application.fullEventsArchive", "application.full_events_archive", "application.get", "application.globals", "application.import", "application.import_", "application.importLogs", "application.import_logs", "application.mqttPublishMessage", "application.mqtt_publish_message", "application.mqttSubscriptionStream", "application.mqtt_subscription_stream", "application.notebookMinuteCounts", "application.notebook_minute_counts", "application.patch", "application.payloadCounts", "application.payload_counts", "application.payloadCountsBreakdown", "application.payload_counts_breakdown", "application.readme", "application.readmePatch", "application.readme_patch", "application.search", "applicationApiToken.delete", "application_api_token.delete", "applicationApiToken.get", "application_api_token.get", "applicationApiToken.patch", "application_api_token.patch", "applicationApiTokens.get", "application_api_tokens.get", "applicationApiTokens.post", "application_api_tokens.post", "applicationCertificate.delete", "application_certificate.delete", "applicationCertificate.get", "application_certificate.get", "applicationCertificate.patch", "application_certificate.patch", "applicationCertificateAuthorities.get", "application_certificate_authorities.get", "applicationCertificateAuthorities.post", "application_certificate_authorities.post", "applicationCertificateAuthority.delete", "application_certificate_authority.delete", "applicationCertificateAuthority.get", "application_certificate_authority.get", "applicationCertificateAuthority.patch", "application_certificate_authority.patch", "applicationCertificates.get", "application_certificates.get", "applicationCertificates.post", "application_certificates.post", "applicationDashboard.delete", "application_dashboard.delete", "applicationDashboard.get", "application_dashboard.get", "applicationDashboard.patch", "application_dashboard.patch", "applicationDashboard.sendReport", "application_dashboard.send_report", "applicationDashboards.get", "application_dashboards.get", "applicationDashboards.post", "application_dashboards.post", "applicationJobLog.get", "application_job_log.get", "applicationJobLogs.get", "application_job_logs.get", "applicationKey.delete", "application_key.delete", "applicationKey.get", "application_key.get", "applicationKey.patch", "application_key.patch", "applicationKeys.get", "application_keys.get", "applicationKeys.post", "application_keys.post", "applications.get", "applications.import", "applications.import_", "applications.periodSummaries", "applications.period_summaries", "applications.post", "applicationTemplate.get", "application_template.get", "applicationTemplates.get", "application_templates.get", "applicationTemplates.getCategories", "application_templates.get_categories", "applicationTemplates.getUniqueKeywords", "application_templates.get_unique_keywords", "auditLog.get", "audit_log.get", "auditLogs.get", "audit_logs.get", "auth.authenticateDevice", "auth.authenticate_device", "auth.authenticateUser", "auth.authenticate_user", "auth.authenticateUserGithub", "auth.authenticate_user_github", "auth.authenticateUserSaml", "auth.authenticate_user_saml", "auth.ssoDomain", "auth.sso_domain", "credential.delete", "credential.get", "credential.linkedResources", "credential.linked_resources", "credential.patch", "credentials.get", "credentials.post", "dashboard.delete", "dashboard.get", "dashboard.patch", "dashboard.sendReport", "dashboard.send_report", "dashboard.validateContext", "dashboard.validate_context", "dashboards.get", "dashboards.post", "data.export", "data.lastValueQuery", "data.last_value_query", "data.timeSeriesQuery", "data.time_series_query", "dataTable.addColumn", "data_table.add_column", "dataTable.delete", "data_table.delete", "dataTable.get", "data_table.get", "dataTable.patch", "data_table.patch", "dataTable.removeColumn", "data_table.remove_column", "dataTableRow.delete", "data_table_row.delete", "dataTableRow.get", "data_table_row.get", "dataTableRow.patch", "data_table_row.patch", "dataTableRows.delete", "data_table_rows.delete", "dataTableRows.export", "data_table_rows.export", "dataTableRows.get", "data_table_rows.get", "dataTableRows.post", "data_table_rows.post", "dataTableRows.query", "data_table_rows.query", "dataTableRows.truncate", "data_table_rows.truncate", "dataTables.get", "data_tables.get", "dataTables.post", "data_tables.post", "device.commandStream", "device.command_stream", "device.delete", "device.export", "device.get", "device.getCommand", "device.get_command", "device.getCompositeState", "device.get_composite_state", "device.getLogEntries", "device.get_log_entries", "device.getState", "device.get_state", "device.patch", "device.payloadCounts", "device.payload_counts", "device.payloadCountsBreakdown", "device.payload_counts_breakdown", "device.removeData", "device.remove_data", "device.sendCommand", "device.send_command", "device.sendState", "device.send_state", "device.setConnectionStatus", "device.set_connection_status", "device.stateStream", "device.state_stream", "deviceAttribute.delete", "device_attribute.delete", "deviceAttribute.get", "device_attribute.get", "deviceAttribute.patch", "device_attribute.patch", "deviceAttributes.get", "device_attributes.get", "deviceAttributes.post", "device_attributes.post", "deviceRecipe.bulkCreate", "device_recipe.bulk_create", "deviceRecipe.delete", "device_recipe.delete", "deviceRecipe.get", "device_recipe.get", "deviceRecipe.patch", "device_recipe.patch", "deviceRecipes.get", "device_recipes.get", "deviceRecipes.post", "device_recipes.post", "devices.attributeNames", "devices.attribute_names", "devices.delete", "devices.deviceNames", "devices.device_names", "devices.export", "devices.get", "devices.getCompositeState", "devices.get_composite_state", "devices.patch", "devices.payloadCounts", "devices.payload_counts", "devices.post", "devices.removeData", "devices.remove_data", "devices.restore", "devices.sendCommand", "devices.send_command", "devices.tagKeys", "devices.tag_keys", "devices.tagValues", "devices.tag_values", "edgeDeployment.get", "edge_deployment.get", "edgeDeployments.get", "edge_deployments.get", "edgeDeployments.release", "edge_deployments.release", "edgeDeployments.remove", "edge_deployments.remove", "edgeDeployments.replace", "edge_deployments.replace", "embeddedDeployment.get", "embedded_deployment.get", "embeddedDeployments.export", "embedded_deployments.export", "embeddedDeployments.get", "embedded_deployments.get", "embeddedDeployments.release", "embedded_deployments.release", "embeddedDeployments.remove", "embedded_deployments.remove", "embeddedDeployments.replace", "embedded_deployments.replace", "event.delete", "event.get", "event.patch", "events.delete", "events.export", "events.get", "events.mostRecentBySeverity", "events.most_recent_by_severity", "events.patch", "events.post", "experience.bootstrap", "experience.delete", "experienceDomain.delete", "experience_domain.delete", "experienceDomain.get", "experience_domain.get", "experienceDomain.patch", "experience_domain.patch", "experienceDomains.get", "experience_domains.get", "experienceDomains.post", "experience_domains.post", "experienceEndpoint.delete", "experience_endpoint.delete", "experienceEndpoint.get", "experience_endpoint.get", "experienceEndpoint.linkedResources", "experience_endpoint.linked_resources", "experienceEndpoint.patch", "experience_endpoint.patch", "experienceEndpoints.get", "experience_endpoints.get", "experienceEndpoints.post", "experience_endpoints.post", "experienceEndpoints.stats", "experience_endpoints.stats", "experienceGroup.delete", "experience_group.delete", "experienceGroup.get", "experience_group.get", "experienceGroup.patch", "experience_group.patch", "experienceGroups.get", "experience_groups.get", "experienceGroups.post", "experience_groups.post", "experienceSlug.delete", "experience_slug.delete", "experienceSlug.get", "experience_slug.get", "experienceSlug.patch", "experience_slug.patch", "experienceSlugs.get", "experience_slugs.get", "experienceSlugs.post", "experience_slugs.post", "experienceUser.delete", "experience_user.delete", "experienceUser.get", "experience_user.get", "experienceUser.patch", "experience_user.patch", "experienceUsers.get", "experience_users.get", "experienceUsers.post", "experience_users.post", "experienceVersion.delete", "experience_version.delete", "experienceVersion.get", "experience_version.get", "experienceVersion.patch", "experience_version.patch", "experienceVersions.get", "experience_versions.get", "experienceVersions.post", "experience_versions.post", "experienceView.delete", "experience_view.delete", "experienceView.get", "experience_view.get", "experienceView.linkedResources", "experience_view.linked_resources", "experienceView.patch", "experience_view.patch", "experienceViews.get", "experience_views.get", "experienceViews.post", "experience_views.post", "file.delete", "file.get", "file.move", "file.patch", "file.upload", "files.get", "files.post", "flow.clearStorageEntries", "flow.clear_storage_entries", "flow.delete", "flow.errors", "flow.get", "flow.getLogEntries", "flow.get_log_entries", "flow.getStorageEntries", "flow.get_storage_entries", "flow.getStorageEntriesMetadata", "flow.get_storage_entries_metadata", "flow.patch", "flow.pressVirtualButton", "flow.press_virtual_button", "flow.setStorageEntry", "flow.set_storage_entry", "flow.stats", "flows.get", "flows.getByVersion", "flows.get_by_version", "flows.import", "flows.import_", "flows.palette", "flows.post", "flowVersion.delete", "flow_version.delete", "flowVersion.errors", "flow_version.errors", "flowVersion.get", "flow_version.get", "flowVersion.getLogEntries", "flow_version.get_log_entries", "flowVersion.patch", "flow_version.patch", "flowVersion.stats", "flow_version.stats", "flowVersions.delete", "flow_versions.delete", "flowVersions.get", "flow_versions.get", "flowVersions.post", "flow_versions.post", "instance.deviceCounts", "instance.device_counts", "instance.generateReport", "instance.generate_report", "instance.get", "instance.historicalSummaries", "instance.historical_summaries", "instance.notebookMinuteCounts", "instance.notebook_minute_counts", "instance.patch", "instance.payloadCounts", "instance.payload_counts", "instance.payloadCountsBreakdown", "instance.payload_counts_breakdown", "instanceApiToken.delete", "instance_api_token.delete", "instanceApiToken.get", "instance_api_token.get", "instanceApiToken.patch", "instance_api_token.patch", "instanceApiTokens.get", "instance_api_tokens.get", "instanceApiTokens.post", "instance_api_tokens.post", "instanceAuditLog.get", "instance_audit_log.get", "instanceAuditLogs.get", "instance_audit_logs.get", "instanceCustomNode.delete", "instance_custom_node.delete", "instanceCustomNode.errors", "instance_custom_node.errors", "instanceCustomNode.get", "instance_custom_node.get", "instanceCustomNode.patch", "instance_custom_node.patch", "instanceCustomNode.stats", "instance_custom_node.stats", "instanceCustomNodes.get", "instance_custom_nodes.get", "instanceCustomNodes.post", "instance_custom_nodes.post", "instanceMember.delete", "instance_member.delete", "instanceMember.get", "instance_member.get", "instanceMember.patch", "instance_member.patch", "instanceMembers.get", "instance_members.get", "instanceMembers.post", "instance_members.post", "instanceNotificationRule.delete", "instance_notification_rule.delete", "instanceNotificationRule.evaluate", "instance_notification_rule.evaluate", "instanceNotificationRule.get", "instance_notification_rule.get", "instanceNotificationRule.logs", "instance_notification_rule.logs", "instanceNotificationRule.patch", "instance_notification_rule.patch", "instanceNotificationRules.get", "instance_notification_rules.get", "instanceNotificationRules.post", "instance_notification_rules.post", "instanceOrg.delete", "instance_org.delete", "instanceOrg.deviceCounts", "instance_org.device_counts", "instanceOrg.get", "instance_org.get", "instanceOrg.notebookMinuteCounts", "instance_org.notebook_minute_counts", "instanceOrg.patch", "instance_org.patch", "instanceOrg.payloadCounts", "instance_org.payload_counts", "instanceOrg.payloadCountsBreakdown", "instance_org.payload_counts_breakdown", "instanceOrgInvite.delete", "instance_org_invite.delete", "instanceOrgInvite.get", "instance_org_invite.get", "instanceOrgInvite.resendInvite", "instance_org_invite.resend_invite", "instanceOrgInvites.get", "instance_org_invites.get", "instanceOrgInvites.post", "instance_org_invites.post", "instanceOrgMember.delete", "instance_org_member.delete", "instanceOrgMember.get", "instance_org_member.get", "instanceOrgMember.patch", "instance_org_member.patch", "instanceOrgMembers.get", "instance_org_members.get", "instanceOrgMembers.post", "instance_org_members.post", "instanceOrgs.get", "instance_orgs.get", "instanceOrgs.post", "instance_orgs.post", "instances.get", "instanceSandbox.delete", "instance_sandbox.delete", "instanceSandbox.deviceCounts", "instance_sandbox.device_counts", "instanceSandbox.get", "instance_sandbox.get", "instanceSandbox.notebookMinuteCounts", "instance_sandbox.notebook_minute_counts", "instanceSandbox.payloadCounts", "instance_sandbox.payload_counts", "instanceSandbox.payloadCountsBreakdown", "instance_sandbox.payload_counts_breakdown", "instanceSandbox.undelete", "instance_sandbox.undelete", "instanceSandboxes.get", "instance_sandboxes.get", "integration.delete", "integration.get", "integration.patch", "integrations.get", "integrations.post", "me.addRecentItem", "me.add_recent_item", "me.changePassword", "me.change_password", "me.delete", "me.deviceCounts", "me.device_counts", "me.disableTwoFactorAuth", "me.disable_two_factor_auth", "me.disconnectGithub", "me.disconnect_github", "me.enableTwoFactorAuth", "me.enable_two_factor_auth", "me.fetchRecentItems", "me.fetch_recent_items", "me.generateTwoFactorAuth", "me.generate_two_factor_auth", "me.get", "me.invite", "me.invites", "me.notebookMinuteCounts", "me.notebook_minute_counts", "me.patch", "me.payloadCounts", "me.payload_counts", "me.payloadCountsBreakdown", "me.payload_counts_breakdown", "me.refreshToken", "me.refresh_token", "me.respondToInvite", "me.respond_to_invite", "me.transferResources", "me.transfer_resources", "me.verifyEmail", "me.verify_email", "notebook.cancelExecution", "notebook.cancel_execution", "notebook.delete", "notebook.execute", "notebook.get", "notebook.logs", "notebook.notebookMinuteCounts", "notebook.notebook_minute_counts", "notebook.patch", "notebook.requestInputDataExport", "notebook.request_input_data_export", "notebook.upload", "notebooks.get", "notebooks.post", "org.delete", "org.deviceCounts", "org.device_counts", "org.get", "org.inviteMember", "org.invite_member", "org.modifyMember", "org.modify_member", "org.notebookMinuteCounts", "org.notebook_minute_counts", "org.patch", "org.payloadCounts", "org.payload_counts", "org.payloadCountsBreakdown", "org.payload_counts_breakdown", "org.pendingInvites", "org.pending_invites", "org.removeMember", "org.remove_member", "org.revokeInvite", "org.revoke_invite", "org.transferResources", "org.transfer_resources", "orgInvites.get", "org_invites.get", "orgInvites.post", "org_invites.post", "orgs.get", "orgs.post", "privateFile.delete", "private_file.delete", "privateFile.get", "private_file.get", "privateFile.move", "private_file.move", "privateFile.patch", "private_file.patch", "privateFile.upload", "private_file.upload", "privateFiles.get", "private_files.get", "privateFiles.post", "private_files.post", "resourceJob.cancelExecution", "resource_job.cancel_execution", "resourceJob.delete", "resource_job.delete", "resourceJob.execute", "resource_job.execute", "resourceJob.get", "resource_job.get", "resourceJob.logs", "resource_job.logs", "resourceJob.patch", "resource_job.patch", "resourceJobs.get", "resource_jobs.get", "resourceJobs.post", "resource_jobs.post", "userApiToken.delete", "user_api_token.delete", "userApiToken.get", "user_api_token.get", "userApiToken.patch", "user_api_token.patch", "userApiTokens.get", "user_api_tokens.get", "userApiTokens.post", "user_api_tokens.post", "userOauthClient.delete", "user_oauth_client.delete", "userOauthClient.get", "user_oauth_client.get", "userOauthClient.patch", "user_oauth_client.patch", "userOauthClients.get", "user_oauth_clients.get", "userOauthClients.post", "user_oauth_clients.post", "userOauthToken.delete", "user_oauth_token.delete", "userOauthToken.get", "user_oauth_token.get", "userOauthToken.patch", "user_oauth_token.patch", "userOauthTokens.get", "user_oauth_tokens.get", "userOauthTokens.post", "user_oauth_tokens.post", "webhook.delete", "webhook.get", "webhook.patch", "webhooks.get", "webhooks.post"]
Defaults = TypedDict(
    "Defaults",
    {
        "applicationId": Any,
        "apiTokenId": Any,
        "applicationCertificateId": Any,
        "applicationCertificateAuthorityId": Any,
        "dashboardId": Any,
        "jobId": Any,
        "applicationKeyId": Any,
        "templateId": Any,
        "orgId": Any,
        "auditLogId": Any,
        "credentialId": Any,
        "dataTableId": Any,
        "rowId": Any,
        "deviceId": Any,
        "name": Any,
        "deviceRecipeId": Any,
        "edgeDeploymentId": Any,
        "embeddedDeploymentId": Any,
        "eventId": Any,
        "experienceDomainId": Any,
        "experienceEndpointId": Any,
        "experienceGroupId": Any,
        "experienceSlugId": Any,
        "experienceUserId": Any,
        "experienceVersionIdOrName": Any,
        "experienceViewId": Any,
        "fileId": Any,
        "flowId": Any,
        "flowVersionId": Any,
        "instanceId": Any,
        "instanceAuditLogId": Any,
        "instanceCustomNodeId": Any,
        "userId": Any,
        "notificationRuleId": Any,
        "inviteId": Any,
        "instanceSandboxId": Any,
        "integrationId": Any,
        "notebookId": Any,
        "privateFileId": Any,
        "resourceJobId": Any,
        "oauthTokenId": Any,
        "webhookId": Any,
        "options": Any,
        "date": Any,
        "start": Any,
        "end": Any,
        "summaryExclude": Any,
        "summaryInclude": Any,
        "globals": Any,
        "importBundle": Any,
        "email": Any,
        "limit": Any,
        "since": Any,
        "payload": Any,
        "topic": Any,
        "keepAliveInterval": Any,
        "_actions": Any,
        "_links": Any,
        "_embedded": Any,
        "application": Any,
        "asBytes": Any,
        "resolution": Any,
        "includeNonBillable": Any,
        "readme": Any,
        "filter": Any,
        "apiToken": Any,
        "sortField": Any,
        "sortDirection": Any,
        "page": Any,
        "perPage": Any,
        "filterField": Any,
        "applicationCertificate": Any,
        "applicationCertificateAuthority": Any,
        "query": Any,
        "dashboard": Any,
        "reportConfig": Any,
        "applicationKey": Any,
        "ownerId": Any,
        "ownerType": Any,
        "includeDevices": Any,
        "includeDataTableRows": Any,
        "includeFiles": Any,
        "exclude": Any,
        "include": Any,
        "keywords": Any,
        "categoryId": Any,
        "baseId": Any,
        "auditLogFilter": Any,
        "credentials": Any,
        "oauth": Any,
        "saml": Any,
        "includeCustomNodes": Any,
        "credential": Any,
        "password": Any,
        "ctx": Any,
        "duration": Any,
        "dataTableColumn": Any,
        "dataTable": Any,
        "columnName": Any,
        "dataTableRow": Any,
        "exportData": Any,
        "sortColumn": Any,
        "offset": Any,
        "includeFields": Any,
        "callbackUrl": Any,
        "includeBlobData": Any,
        "excludeConnectionInfo": Any,
        "tagsAsObject": Any,
        "attributesAsObject": Any,
        "attributes": Any,
        "device": Any,
        "deviceCommand": Any,
        "deviceState": Any,
        "connectionStatus": Any,
        "deviceAttribute": Any,
        "bulkInfo": Any,
        "deviceRecipe": Any,
        "dataType": Any,
        "startsWith": Any,
        "deviceClass": Any,
        "tagFilter": Any,
        "parentId": Any,
        "queryDeleted": Any,
        "patchInfo": Any,
        "multiDeviceCommand": Any,
        "key": Any,
        "version": Any,
        "filterEmpty": Any,
        "deployment": Any,
        "event": Any,
        "state": Any,
        "updates": Any,
        "keepUsers": Any,
        "keepGroups": Any,
        "keepSlugs": Any,
        "keepDomains": Any,
        "removeVersions": Any,
        "keepViews": Any,
        "keepEndpoints": Any,
        "removeWorkflows": Any,
        "experienceDomain": Any,
        "includeWorkflows": Any,
        "experienceEndpoint": Any,
        "requestCountDuration": Any,
        "statGrouping": Any,
        "versionFilter": Any,
        "domainFilter": Any,
        "statusCodeFilter": Any,
        "endpointIdFilter": Any,
        "includeDirectDeviceCount": Any,
        "includeTotalDeviceCount": Any,
        "experienceGroup": Any,
        "experienceSlug": Any,
        "experienceUser": Any,
        "includeAncestorGroups": Any,
        "experienceVersion": Any,
        "experienceView": Any,
        "viewType": Any,
        "parentDirectory": Any,
        "file": Any,
        "type": Any,
        "status": Any,
        "directory": Any,
        "flowVersion": Any,
        "flow": Any,
        "strictValidation": Any,
        "button": Any,
        "entry": Any,
        "flowClass": Any,
        "triggerFilter": Any,
        "allVersions": Any,
        "importData": Any,
        "allowReplacement": Any,
        "month": Any,
        "instance": Any,
        "instanceCustomNode": Any,
        "member": Any,
        "evaluationOptions": Any,
        "notificationRule": Any,
        "organization": Any,
        "roleInfo": Any,
        "invite": Any,
        "orgConfig": Any,
        "startingAfterId": Any,
        "endingBeforeId": Any,
        "includeDeleted": Any,
        "integration": Any,
        "data": Any,
        "includeRecent": Any,
        "itemType": Any,
        "user": Any,
        "response": Any,
        "transfer": Any,
        "executionId": Any,
        "executionOptions": Any,
        "notebook": Any,
        "exportOptions": Any,
        "jupyterFile": Any,
        "token": Any,
        "urlTTL": Any,
        "privateFile": Any,
        "resourceJob": Any,
        "clientId": Any,
        "oauthClient": Any,
        "oauthToken": Any,
        "webhook": Any,
        "losantdomain": Any,
    },
    total=False,
)
class ClientOptions(_typed.ClientOptions, total=False):
    """The options of a client besides a description."""

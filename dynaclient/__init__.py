"""
One JSON file describes an HTTP API; this library is at once a complete, checked client for it.

::

    from dynaclient import Client

    client = Client(token="…")                       # the bundled description: Losant's REST API
    client = Client("my-api.json", token="…")        # any other
    client.application_api_tokens.get(applicationId="575ec8687ae143cd83dc4a97")

`help(client.application_api_tokens.get)` shows what the description says of an action, and `client.find("token")` finds
one.
"""

from .client import Client
from .description import Api, load
from .errors import (
    ApiError,
    BadRequest,
    BadResponse,
    Conflict,
    ConnectFailed,
    DeadlineExceeded,
    DescriptionError,
    DynaclientError,
    DynaclientWarning,
    Fault,
    Forbidden,
    InvalidCall,
    NotFound,
    OutcomeUnknown,
    Problem,
    RateLimited,
    Redirected,
    ScopeError,
    ServerError,
    TransportError,
    Unauthorized,
    UnknownName,
)
from .lint import lint
from .messages import Headers, Request, Response, Result, Secret
from .model import Action, Parameter
from .transport import Limits, NotDelivered, RequestsTransport, Transport

__version__ = "0.1.0"

__all__ = [
    "Action",
    "Api",
    "ApiError",
    "BadRequest",
    "BadResponse",
    "Client",
    "Conflict",
    "ConnectFailed",
    "DeadlineExceeded",
    "DescriptionError",
    "DynaclientError",
    "DynaclientWarning",
    "Fault",
    "Forbidden",
    "Headers",
    "InvalidCall",
    "Limits",
    "NotDelivered",
    "NotFound",
    "OutcomeUnknown",
    "Parameter",
    "Problem",
    "RateLimited",
    "Redirected",
    "Request",
    "RequestsTransport",
    "Response",
    "Result",
    "ScopeError",
    "Secret",
    "ServerError",
    "Transport",
    "TransportError",
    "Unauthorized",
    "UnknownName",
    "lint",
    "load",
]

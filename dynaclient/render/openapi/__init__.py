"""A description as a document of OpenAPI 3.1; what that cannot say is in `x-dynaclient`, where `formats` reads it."""

from .document import to_openapi

__all__ = ["to_openapi"]

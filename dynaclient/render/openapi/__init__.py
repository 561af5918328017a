"""A description as a document of OpenAPI 3.1; what that cannot have is in `x-dynaclient`, where `formats` reads it."""

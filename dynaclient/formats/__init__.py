"""
Other formats: OpenAPI 3, Swagger 2 and Google Discovery documents become descriptions in the format of ``api.json``.

In: a parsed document. Out: a `Translation`, whose parts are translated when they are first looked at.
"""

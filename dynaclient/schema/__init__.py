"""
JSON Schema: references, validation, patterns, conversion of values, generated values, outlines.

In: schemas and JSON values. Out: violations, problems, generated values. Below it: `errors`, `redaction`.
"""

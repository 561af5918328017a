"""
What differs between two descriptions, and which programs a difference breaks.

In: two `Api`s. Out: differences, each with a severity. `changes` walks through both descriptions, `schema_changes`
through two schemas; `api_rules` and `action_rules` decide what a difference means. Whether one schema accepts
everything that another one accepts is proven in `subschema`, keyword by keyword (`keywords`).

Below it: the rest of `description`.
"""

"""
What differs between two descriptions, and which programs a difference breaks.

In: two `Api`s. Out: differences, each with a severity. `changes` walks through both descriptions, `schema_changes`
through two schemas; `api_rules`, `action_rules`, `parameter_rules` and `response_rules` decide what a difference means.
Whether one schema accepts everything that another one accepts is proven in `subschema`, keyword by keyword (`keywords`,
`bounds`); whether two parameters write the same bytes, in `encoding`; marks that no value shows are in `annotations`.

Below it: the rest of `description`. `encoding` uses the functions of `call` that write a request.
"""

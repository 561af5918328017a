"""
The pages that `help()`, notebooks and ``dynaclient describe`` show.

In: an action, a resource or an API. Out: a page. Below it: `description`, `schema`, `runtime`.
"""

"""
Kinds: how each type of auth scheme puts a credential into a request, and how it is shown and read back.

In: a request, a scheme, a credential. Out: the requests that carry it. Each kind is one row of `rows.KINDS`.
"""

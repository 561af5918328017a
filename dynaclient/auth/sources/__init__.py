"""
Sources: where the credential for an auth scheme comes from.

In: what the caller passes, and how the description has a credential obtained. Out: a `Token`. A source only
makes requests and reads responses; the client sends them. Below it: `description`, `call`.
"""

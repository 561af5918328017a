"""
Credentials: what a client authenticates with, and how it is added to a request.

In: what the caller passes as token, and a request. Out: the request with its credential. Below it: `description`,
`runtime`, `messages`.
"""

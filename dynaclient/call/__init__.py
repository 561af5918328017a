"""
One call without the network: arguments are validated and become a request; a response becomes a value or an error.

In: an `Action` and arguments, or a `Response`. Out: a `Request`, or the value. Below it: `description`.
"""

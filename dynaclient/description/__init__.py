"""
The description: a JSON file becomes an `Api` with its resources, actions and parameters, as frozen values.

In: a file, a dict or a package resource, and patches. Out: `Api`, `Action`, `Parameter`, and every problem of the file.
Below it: `schema`, `runtime`.
"""

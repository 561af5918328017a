"""Text that is made from a description: its documentation, and its type stubs."""

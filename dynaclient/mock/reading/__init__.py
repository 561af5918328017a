"""From a request to an action and its arguments: which action, who calls it, with what."""

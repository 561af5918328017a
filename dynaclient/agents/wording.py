"""Placeholder."""


def agent_words(message: str) -> str:
    """Return the message."""
    return message

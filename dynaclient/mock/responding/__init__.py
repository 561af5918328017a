"""Responses: successful ones and errors, valid by their schemas."""

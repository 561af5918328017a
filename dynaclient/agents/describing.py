"""Placeholder."""

from __future__ import annotations


def describe_action(action, *, path="", common=()):
    return f"{action.name}"


def describe_resource(api, name):
    return name

"""Kotae: reply suggestions that a contact center can trust."""

__version__ = "0.1.0"

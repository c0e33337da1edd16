"""Civic services for a municipality's Wagtail site."""

__version__ = "0.1.0"

"""Hands over what leaves the house. Must not know cases or the web."""

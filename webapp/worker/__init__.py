"""Runs what has fallen due. Must not know the web."""

"""Fills a demo body by playing stories through the verbs, never by writing rows."""

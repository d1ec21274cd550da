"""Fills a demo body by playing cases through the verbs, never by writing rows. Must not know how verbs work inside."""

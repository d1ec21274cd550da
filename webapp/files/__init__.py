"""Keeps attachments. Must not know cases or the web."""

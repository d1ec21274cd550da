"""Certificates of what a grant states. Must not know how a grant came about."""

"""Operators, services and statuses: verbs. Must not know how a case comes to a measure."""

"""Frozen pages for the web: functions (unit, …) -> frozen dataclasses. Rows never leave here."""

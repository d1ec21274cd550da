"""A sign-in that the demo shows to everybody. Must not know how the demo is filled."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """`password` is public: a demo is served on loopback only."""

    login: str
    name: str
    roles: tuple[str, ...]
    password: str
    name_en: str = ""

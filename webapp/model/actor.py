"""Who is asking. Must not know how they signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

STAFF_ROLES: Final = (
    "intake",  # 受付
    "assessor",  # 事故評価者
    "secretariat",  # 事務局
    "subcommittee",  # 認定分科会
    "committee",  # 認定委員会
    "chair",  # 聴聞主宰者
    "decider",  # 認定団体決定者
)
OFFICE_ROLES: Final = ("process_owner", "manager", "administrator", "auditor")
ROLES: Final = STAFF_ROLES + OFFICE_ROLES


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person or the house itself (`SYSTEM`), with the roles held now."""

    id: str
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


SYSTEM: Final = Actor(id="system", name="Nintei", roles=frozenset({"system"}))

"""Who is asking. Must not know how they signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from webapp.model.text import Text

STAFF_ROLES: Final = (
    "intake",  # 受付
    "assessor",  # 事故評価者
    "secretariat",  # 事務局
    "subcommittee",  # 認定分科会
    "committee",  # 認定委員会
    "promotion_committee",  # 情報銀行推進委員会
    "chair",  # 聴聞主宰者
    "decider",  # 認定団体決定者
)
ORGANS: Final = ("secretariat", "subcommittee", "committee", "promotion_committee", "decider")
"""Roles that belong to an organ (TPDMS-2210 4): held only within a term."""
OFFICE_ROLES: Final = ("process_owner", "manager", "administrator", "auditor")
ROLES: Final = STAFF_ROLES + OFFICE_ROLES

ROLE_TITLES: Final[Mapping[str, Text]] = {
    "intake": Text("受付", "Intake"),
    "assessor": Text("事故評価者", "Assessor"),
    "secretariat": Text("事務局", "Secretariat"),
    "subcommittee": Text("認定分科会", "Certification sub-committee"),
    "committee": Text("認定委員会", "Certification committee"),
    "promotion_committee": Text("情報銀行推進委員会", "Information bank promotion committee"),
    "chair": Text("聴聞主宰者", "Hearing chair"),
    "decider": Text("認定団体決定者", "Decider"),
    "process_owner": Text("プロセス責任者", "Process owner"),
    "manager": Text("業務管理者", "Manager"),
    "administrator": Text("システム管理者", "Administrator"),
    "auditor": Text("監査担当", "Auditor"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person or the house itself (`SYSTEM`), with the roles held now. `barred`: the operators in which they,
    or the law, see an interest of theirs today; `qualified`: the kinds of qualification that are valid today. Of a program
    that acts as them: `purpose`, what it uses for what it reads, and `walled`, the processes whose information article 55
    keeps from that use."""

    id: str
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    barred: frozenset[str] = field(default_factory=frozenset)
    qualified: frozenset[str] = field(default_factory=frozenset)
    purpose: str = ""
    walled: frozenset[str] = field(default_factory=frozenset)

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


SYSTEM: Final = Actor(id="system", name="Nintei", roles=frozenset({"system"}))

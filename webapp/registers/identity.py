"""Operators that are to be deemed substantially identical (TPDMS-2210 3.1): a person decides, with reasons.

Likeness only suggests. A decision concerns two operators; a group is everybody whom such decisions join.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.bundle import Condition, Field, Form, Option
from webapp.model.catalogue import Catalogue
from webapp.model.clock import local_date
from webapp.model.refusals import NotFound
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.registers.add_record import WRITERS
from webapp.registers.chain import record, tell
from webapp.registers.fields import options
from webapp.registers.reading import read_values
from webapp.store import records, registers
from webapp.store.groups import DEEMED, group_of, in_force
from webapp.store.registers import OperatorRow
from webapp.store.unit import Store, Unit

__all__ = ["DEEMED", "FORM", "DecideIdentity", "candidates", "decide_identity", "group_of", "in_force", "others"]

FORM: Final = Form(
    "identity",
    Text("実質的同一の判断", "Decision on identity"),
    Text(
        "候補は手がかりにすぎません。判断するのは人で、理由が残ります。欠格事由・申請不可・事故歴は、同一とみなす事業者すべてに及びます。",
        "A candidate is only a hint: a person decides, and the reason is kept. Grounds, bars and earlier incidents "
        "count for all operators deemed identical.",
    ),
    (
        Field("other", "operator", Text("相手の事業者", "The other operator"), required=True),
        Field(
            "outcome",
            "choice",
            Text("判断", "Decision"),
            required=True,
            options=options(
                ("deemed", "実質的に同一とみなす", "Deemed substantially identical"),
                ("separate", "別の事業者とみなす", "Separate operators"),
            ),
        ),
        Field(
            "grounds",
            "choices",
            Text("認めた事情", "Circumstances found"),
            required=True,
            options=options(
                ("ownership", "出資・支配の関係", "Ownership or control"),
                ("officers", "役員の共通", "Common officers"),
                ("address", "所在地の共通", "Same address"),
                ("transfer", "事業の譲渡", "Transfer of the business"),
                ("merger", "合併・分割", "Merger or split"),
                ("other", "その他", "Other"),
            ),
            when=Condition("outcome", (DEEMED,)),
        ),
        Field("since", "date", Text("いつから", "From"), required=True, not_after_today=True),
        Field("reason", "textarea", Text("判断の理由", "Reasons"), required=True, maximum=2000),
    ),
)


@dataclass(frozen=True, slots=True)
class DecideIdentity:
    operator_id: str
    typed: Mapping[str, Any]


def decide_identity(store: Store, keys: Keyring, actor: Actor, command: DecideIdentity, now: datetime) -> str:
    """Answers the id of the decision. Raises NotAllowed, NotFound, InvalidAnswers. A later decision on the same two
    stands in the place of an earlier one from its day on; both are kept."""
    require(actor, *WRITERS)
    with store.write() as unit:
        if registers.operator(unit, command.operator_id) is None:
            raise NotFound
        offered = Catalogue(services=others(unit, command.operator_id))
        values = read_values(FORM, command.typed, local_date(now), offered)
        first, second = sorted((command.operator_id, values["other"]))
        identity_id = records.insert_identity(
            unit,
            (first, second),
            values["outcome"],
            list(values["grounds"]),
            values["since"],
            values["reason"],
            actor.id,
            now,
        )
        for one in (first, second):
            tell(unit, actor, now, one, "identity", identity_id, "added", reason=values["reason"])
        record(unit, keys, actor, "decide_identity", now, operators=[first, second], record=identity_id)
    return identity_id


def others(unit: Unit, operator_id: str) -> tuple[Option, ...]:
    """The operators that a decision may be about, by name."""
    return tuple(
        Option(row.id, Text(row.name, row.name_en)) for row in registers.operators(unit) if row.id != operator_id
    )


def candidates(unit: Unit, operator_id: str, day: date) -> tuple[tuple[OperatorRow, tuple[str, ...]], ...]:
    """Operators that share a representative, an address or a parent with this one, and what of these; without those
    about which somebody has decided."""
    decided = {one for pair in in_force(unit, frozenset({operator_id}), day) for one in pair}
    return tuple(found for found in registers.operators_alike(unit, operator_id) if found[0].id not in decided)

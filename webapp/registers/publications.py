"""Measures that are made public: entered by the case that decided it, withdrawn here with a reason. They are kept here;
where they are published is not known. Must not know how it was decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.bundle import Field, Form
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.registers.add_record import WRITERS
from webapp.registers.chain import record, tell
from webapp.registers.correct_record import find, rewrite
from webapp.registers.reading import read_values
from webapp.store import publications, records
from webapp.store.unit import Store, Unit

KIND: Final = "publication"
REPLACED: Final = "REPLACED"
"""Why one was withdrawn that another one of the same decision stands in place of."""

FORM: Final = Form(
    KIND,
    Text("措置の公表", "Publication of a measure"),
    None,
    (
        Field("wording", "textarea", Text("公表の文面", "Wording")),
        Field("withdrawn_on", "date", Text("この日から公表しない", "Not published from")),
        Field("withdrawn_because", "textarea", Text("公表をやめる理由", "Why it is withdrawn")),
    ),
)
"""What the history of an operator calls its fields."""
WITHDRAWAL: Final = Form(
    KIND,
    Text("公表をやめる", "Withdraw a publication"),
    Text(
        "登録には残り、この日からは公表する一覧に載りません。理由は登録簿の履歴にも残ります。",
        "It stays on record and is not on the list from this day on. The reason stays in the register's history, too.",
    ),
    (
        Field(
            "withdrawn_on",
            "date",
            Text("この日から公表しない", "Not published from"),
            required=True,
        ),
        Field(
            "withdrawn_because",
            "textarea",
            Text("公表をやめる理由", "Why it is withdrawn"),
            required=True,
            maximum=1000,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class NewPublication:
    """`decision_id`: the decision whose measure is made public; `last_day` None: as long as the measure lasts."""

    operator_id: str
    service_id: str
    case_id: str
    decision_id: str
    wording: str
    wording_en: str
    reason: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class WithdrawPublication:
    """`typed`: as WITHDRAWAL asks. `revision`: of the entry that was seen."""

    operator_id: str
    publication_id: str
    revision: int
    typed: Mapping[str, Any]


def enter_publication(unit: Unit, keys: Keyring, actor: Actor, new: NewPublication, now: datetime) -> str:
    """Answers the id. It takes the place of an earlier one of the same decision, which is withdrawn from its first day
    on. For the case that decided it: nobody enters one by hand."""
    for earlier in publications.not_withdrawn(unit, new.decision_id):
        known = find(unit, KIND, new.operator_id, earlier)
        values = {"withdrawn_on": new.first_day, "withdrawn_because": REPLACED}
        rewrite(unit, keys, actor, now, KIND, KIND, known, known.revision, values, REPLACED)
    row = {**asdict(new), "withdrawn_on": None, "withdrawn_because": ""}
    publication_id = records.insert_record(unit, KIND, row, now)
    tell(unit, actor, now, new.operator_id, KIND, publication_id, "added")
    record(unit, keys, actor, "publish_measure", now, operator=new.operator_id, record=publication_id, case=new.case_id)
    return publication_id


def withdraw_publication(
    store: Store, keys: Keyring, actor: Actor, command: WithdrawPublication, now: datetime
) -> bool:
    """Answers whether anything changed. Raises NotAllowed, NotFound, InvalidAnswers, StaleRevision."""
    require(actor, *WRITERS)
    values = read_values(WITHDRAWAL, command.typed, local_date(now))
    with store.write() as unit:
        found = find(unit, KIND, command.operator_id, command.publication_id)
        if found.values["withdrawn_on"] is not None:
            raise NotFound
        on = values["withdrawn_on"]
        if on < local_date(now):
            raise InvalidAnswers(
                {
                    "withdrawn_on": Text(
                        "これまで公表していたことは変えられません。今日か、今日より後の日にしてください。",
                        "That it was published so far cannot be undone. Choose today or a later day.",
                    )
                }
            )
        because = values["withdrawn_because"]
        return rewrite(unit, keys, actor, now, KIND, KIND, found, command.revision, values, because)

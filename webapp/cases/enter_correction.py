"""A correction on its way into the case: judged, proposed, turned down, or entered with what follows from it.

Must not know who may ask for one or confirm it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from webapp.cases.apart import hands_in
from webapp.cases.asking import case_record, judge
from webapp.cases.consequences import consequences_of
from webapp.cases.finished_step import Finished
from webapp.cases.open_case import NO_FORM, title_key
from webapp.cases.proceedings import Proceedings
from webapp.cases.refusing import refuse_faulted, refuse_invisible
from webapp.cases.state import sealed_state
from webapp.crypto.chain import fingerprint
from webapp.model.actor import Actor
from webapp.model.bundle import START, Bundle
from webapp.model.clock import local_date
from webapp.model.refusals import CannotCorrect, NotFound, NothingCorrected, ReasonNeeded
from webapp.model.text import Text
from webapp.store import answers as answer_rows
from webapp.store import cases, corrections
from webapp.store.answers import NewAnswer
from webapp.store.cases import CaseRow, Held
from webapp.store.corrections import CorrectionRow
from webapp.store.rows.base import new_id
from webapp.store.unit import Unit

FIXED: Final = {
    "operator": Text(
        "案件のサービスは、ここでは変えられません。正しいサービスで案件を開き直してください。",
        "The service of a case cannot be changed here. Open a case for the right one.",
    ),
    "standings": Text(
        "この項目からは関連する案件が開かれています。足りない案件は新しく開いてください。",
        "Related cases were opened from this answer. Open the one that is missing.",
    ),
    "files": Text(
        "提出された資料は差し替えず、消しもしません。正しい資料を、何を正すかを題に書いて案件に添付してください。",
        "What was handed in is neither exchanged nor removed. Attach the right file to the case, with a title that says what it puts right.",
    ),
}
"""Kinds of fields whose answers are not corrected: something hangs on them that a correction does not move."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """`standing` as in the rows: proposed | refused | taken | undecided | recorded."""

    correction_id: str
    case_id: str
    standing: str
    revision: int


def held_for_correction(unit: Unit, actor: Actor, case_id: str, now: datetime) -> Held:
    held = cases.hold_case(unit, case_id, local_date(now))
    if held is None:
        raise NotFound
    refuse_invisible(unit, actor, held.case, local_date(now))
    refuse_faulted(unit, held)
    return held


def judged_again(
    unit: Unit, bundle: Bundle, held: Held, finished: Finished, typed: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """The fields whose answers change, with their normal values: the whole form is judged with the new ones in it, so
    that a question which comes with them must be answered, and one that goes with them is answered by None."""
    kinds = {field.id: field.kind for field in finished.form.fields}
    fixed = next((FIXED[kinds[name]] for name in typed if kinds.get(name) in FIXED), None)
    if fixed is not None:
        raise CannotCorrect(why_ja=fixed.ja, why_en=fixed.pick("en"))
    given = {name: value for name, value in finished.answers.items() if kinds.get(name) not in FIXED}
    record = case_record(held.case, held.status)
    asked = replace(finished.form, fields=tuple(field for field in finished.form.fields if field.kind not in FIXED))
    known = {name: value for name, value in typed.items() if value is not None}
    judged = judge(unit, bundle, asked, {**given, **known}, held.case.id, record, local_date(now))
    values = {name: judged.get(name) for name in {*given, *judged} if judged.get(name) != given.get(name)}
    if not values:
        raise NothingCorrected
    return values


def new_row(
    case: CaseRow, finished: Finished, values: Mapping[str, Any], reason: str, by: str, now: datetime
) -> CorrectionRow:
    return CorrectionRow(
        id=new_id(),
        case_id=case.id,
        seq=0,
        step=finished.step,
        task_id=finished.task_id,
        values=values,
        reason=reason,
        by=by,
        at=now,
        standing="proposed",
    )


def propose(proceedings: Proceedings, row: CorrectionRow) -> CorrectionRow:
    seq = _note(proceedings, "correction_proposed", row, row.reason)
    row = replace(row, seq=seq)
    corrections.insert_correction(proceedings.unit, row)
    _write(proceedings, "propose_correction", row)
    return row


def turn_down(proceedings: Proceedings, row: CorrectionRow, reason: str) -> CorrectionRow:
    if not reason.strip():
        raise ReasonNeeded
    row = replace(row, standing="refused", decision_reason=reason.strip())
    _note(proceedings, "correction_refused", row, reason.strip())
    corrections.settle(proceedings.unit, row)
    _write(proceedings, "refuse_correction", row)
    return row


def enter(proceedings: Proceedings, held: Held, bundle: Bundle, row: CorrectionRow, verb: str) -> CorrectionRow:
    """The new answers stand in the place of the old ones; what follows from them is kept beside."""
    unit, case = proceedings.unit, held.case
    assert held.state is not None
    found = consequences_of(proceedings.desk, unit, case, held.state, row.step, row.task_id, row.values)
    standing = "recorded" if case.state == "ended" else "undecided" if found.differs else "taken"
    seq = _note(proceedings, "corrected", row, row.reason)
    new = row.standing == "proposed" and row.confirmed_by is None
    row = replace(
        row,
        seq=seq if new else row.seq,
        standing=standing,
        differs=found.differs,
        deadlines=found.deadlines,
        replayable=found.replayable,
    )
    _put(proceedings, bundle, row)
    if new:
        corrections.insert_correction(unit, row)
    else:
        corrections.settle(unit, row)
    corrections.insert_recomputed(unit, row.id, found.rules)
    if standing == "taken" and found.snapshot is not None:
        cases.move_state(unit, case.id, sealed_state(proceedings.desk.keys, case, found.snapshot))
    _write(proceedings, verb, row, hands_in(case, row.step, row.by, row.confirmed_by))
    return row


def _put(proceedings: Proceedings, bundle: Bundle, row: CorrectionRow) -> None:
    unit, case = proceedings.unit, proceedings.case
    purposes = {field.id: field.purpose for field in bundle.forms.get(row.step, NO_FORM).fields}
    new = [NewAnswer(name, value, purposes.get(name, "case")) for name, value in row.values.items()]
    answer_rows.correct(unit, case.id, row.task_id, row.step, row.by, row.at, new)
    title = row.values.get("title") if row.step == START else None
    if title:
        corrections.retitle(unit, case.id, str(title), title_key(str(title)))


def _note(proceedings: Proceedings, verb: str, row: CorrectionRow, reason: str) -> int:
    detail = {"correction": row.id, "fields": sorted(row.values), "reason": reason}
    return proceedings.note(verb, row.step, row.task_id, detail)


def _write(
    proceedings: Proceedings, verb: str, row: CorrectionRow, performers: Mapping[str, Sequence[str]] | None = None
) -> None:
    cases.raise_revision(proceedings.unit, proceedings.case, proceedings.actor.id, proceedings.now, performers)
    keys = proceedings.desk.keys
    proceedings.write(
        verb,
        correction=row.id,
        step=row.step,
        task=row.task_id,
        answers={name: fingerprint(keys, value) for name, value in row.values.items()},
        standing=row.standing,
        revision=proceedings.revision,
    )

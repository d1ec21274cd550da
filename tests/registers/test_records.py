"""Entries of the registers: added, corrected with the old value kept, struck, never by those who may not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from casework import add_people, at_once
from sqlalchemy import select

from webapp.crypto.keys import Keyring
from webapp.model.actor import Actor
from webapp.model.may import Reach
from webapp.model.refusals import InvalidAnswers, NameTaken, NotAllowed, NotFound, ReasonNeeded, StaleRevision
from webapp.registers.add_record import AddRecord, add_record
from webapp.registers.corporate_number import check_digit
from webapp.registers.correct_record import CorrectRecord, correct_record
from webapp.registers.declare_officer import DeclareOfficer, declare_officer, declared
from webapp.registers.kinds import KINDS
from webapp.registers.strike_record import StrikeRecord, strike_record
from webapp.store.reads.operator import OperatorPage, operator_page
from webapp.store.records import NumberTaken, insert_record
from webapp.store.registers import operators
from webapp.store.rows.audit import AuditHead, AuditRow
from webapp.store.rows.registers import Correction
from webapp.store.unit import Store

PARTNER = {"name": "ひがし広告", "purpose": "購買の傾向", "first_day": "2026-04-01", "review": "none"}
OFFICER = {"name": "桜井 透", "position": "director", "first_day": "2024-06-01"}
COVERAGE = {
    "basis": "CONSENT",
    "evidence": "同意書",
    "within_field": "true",
    "first_day": "2026-04-01",
    "publish": "true",
}
MINUTE = timedelta(minutes=1)


def number(serial: int) -> str:
    base = f"999901{serial:06d}"
    return f"{check_digit(base)}{base}"


class Book:
    """The registers of a store, with one operator and one service in them."""

    def __init__(self, store: Store, keys: Keyring, now: datetime) -> None:
        self.store, self.keys, self.now = store, keys, now
        self.people = add_people(store)
        self.office = self.people.ito
        self.operator = self.add("operator", name="あけぼの", corporate_number=number(17))
        self.service = self.add("service", self.operator, name="家計ノート")

    def add(self, kind: str, operator: str | None = None, service: str | None = None, **typed: Any) -> str:
        return add_record(self.store, self.keys, self.office, AddRecord(kind, typed, operator, service), self.now)

    def correct(self, kind: str, record: str, revision: int = 1, who: Actor | None = None, **typed: Any) -> bool:
        command = CorrectRecord(kind, self.operator, record, revision, typed)
        return correct_record(self.store, self.keys, who or self.office, command, self.now + MINUTE)

    def strike(self, kind: str, record: str, revision: int = 1, reason: str = "誤り") -> None:
        command = StrikeRecord(kind, self.operator, record, revision, reason)
        strike_record(self.store, self.keys, self.office, command, self.now + MINUTE)

    def page(self) -> OperatorPage:
        with self.store.read() as unit:
            page = operator_page(unit, Reach(), self.operator, self.now.date())
        assert page is not None
        return page


@pytest.fixture
def book(store: Store, keys: Keyring, now: datetime) -> Book:
    return Book(store, keys, now)


def test_the_old_value_stays_beside_the_new_one(book: Book) -> None:
    officer = book.add("officer", book.operator, **OFFICER)

    assert book.correct("officer", officer, **{**OFFICER, "last_day": "2026-10-31", "reason": "退任の届出"})

    page = book.page()
    assert page.officers[0].last_day is not None and page.officers[0].last_day.isoformat() == "2026-10-31"
    line = page.changes[0]
    assert (line.deed, line.about, line.reason, line.by) == ("corrected", "桜井 透", "退任の届出", book.office.id)
    assert line.changes == {"last_day": [None, "2026-10-31"]}


def test_nothing_changed_is_no_correction(book: Book) -> None:
    officer = book.add("officer", book.operator, **OFFICER)

    assert not book.correct("officer", officer, **OFFICER, reason="念のため")

    assert [line.deed for line in book.page().changes] == ["added"] * 3


def test_a_correction_is_refused_without_reason_or_over_another(book: Book) -> None:
    officer = book.add("officer", book.operator, **OFFICER)
    with pytest.raises(InvalidAnswers) as refusal:
        book.correct("officer", officer, **OFFICER, name_en="T.")
    assert set(refusal.value.problems) == {"reason"}

    book.correct("officer", officer, who=book.people.watanabe, **OFFICER, name_en="T.", reason="追記")
    with pytest.raises(StaleRevision) as stale:
        book.correct("officer", officer, **OFFICER, name_en="Toru", reason="追記")
    assert stale.value.facts["by"] == "渡辺 蓮"
    with pytest.raises(StaleRevision):
        book.strike("officer", officer)


def test_of_two_corrections_at_once_one_is_refused(book: Book) -> None:
    officer = book.add("officer", book.operator, **OFFICER)

    def correct(place: int) -> str:
        try:
            book.correct("officer", officer, **OFFICER, name_en=f"Toru {place}", reason="追記")
        except StaleRevision:
            return "refused"
        return "done"

    assert sorted(at_once(2, correct)) == ["done", "refused"]


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("officer", {**OFFICER, "last_day": "2024-05-31"}, "last_day"),
        ("officer", {**OFFICER, "position": "king"}, "position"),
        ("officer", {**OFFICER, "law": "appi"}, "law"),
        ("coverage", {**COVERAGE, "basis": "MEMBER"}, "basis"),
        ("coverage", {**COVERAGE, "ended_because": "退会"}, "last_day"),
        ("coverage", {**COVERAGE, "evidence": " "}, "evidence"),
        ("service", {"name": ""}, "name"),
    ],
)
def test_what_does_not_fit_is_told_by_field(book: Book, kind: str, typed: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidAnswers) as refusal:
        book.add(kind, book.operator, **typed)
    assert set(refusal.value.problems) == {field}


@pytest.mark.parametrize("review", ["lawful", "doubtful", "unlawful"])
def test_a_review_has_a_day(book: Book, review: str) -> None:
    with pytest.raises(InvalidAnswers) as refusal:
        book.add("recipient", book.operator, book.service, **{**PARTNER, "review": review})
    assert set(refusal.value.problems) == {"reviewed_on"}
    book.add("recipient", book.operator, book.service, **{**PARTNER, "review": review, "reviewed_on": "2026-04-02"})
    assert book.page().services[0].partners[0].review == review


def test_the_same_company_may_serve_many_but_is_one_operator(book: Book) -> None:
    for _again in range(2):
        book.add("contractor", book.operator, book.service, **PARTNER, corporate_number=number(17))
    other = book.add("operator", name="みなと", corporate_number=number(24))

    with pytest.raises(NameTaken):
        correct_record(
            book.store,
            book.keys,
            book.office,
            CorrectRecord(
                "operator", other, other, 1, {"name": "みなと", "corporate_number": number(17), "reason": "訂正"}
            ),
            book.now,
        )


def test_what_is_struck_counts_no_more_and_is_kept(book: Book) -> None:
    recipient = book.add("recipient", book.operator, book.service, **PARTNER)
    with pytest.raises(ReasonNeeded):
        book.strike("recipient", recipient, reason=" ")

    book.strike("recipient", recipient, reason="別のサービスのもの")

    page = book.page()
    assert page.services[0].partners == ()
    assert (page.changes[0].deed, page.changes[0].reason) == ("struck", "別のサービスのもの")
    for again in (
        lambda: book.strike("recipient", recipient, 2),
        lambda: book.correct("recipient", recipient, 2, **PARTNER, reason="理由"),
    ):
        with pytest.raises(NotFound):
            again()


def test_kinds_are_not_mixed_up(book: Book) -> None:
    recipient = book.add("recipient", book.operator, book.service, **PARTNER)

    for kind in ("contractor", "officer", "coverage", "king"):
        with pytest.raises(NotFound):
            book.strike(kind, recipient)
    for kind in ("operator", "service"):
        with pytest.raises(NotFound):
            book.strike(kind, book.operator)
    with pytest.raises(NotFound):
        book.add("recipient", book.operator, "elsewhere", **PARTNER)


def test_only_secretariat_and_administrators_write(book: Book) -> None:
    officer = book.add("officer", book.operator, **OFFICER)
    for login, actor in book.people.by_login.items():
        command = AddRecord("service", {"name": login}, book.operator)
        corrected = CorrectRecord("officer", book.operator, officer, 99, {**OFFICER, "reason": "理由"})
        if actor.roles & {"secretariat", "administrator"}:
            add_record(book.store, book.keys, actor, command, book.now)
            with pytest.raises(StaleRevision):
                correct_record(book.store, book.keys, actor, corrected, book.now)
            continue
        with pytest.raises(NotAllowed):
            add_record(book.store, book.keys, actor, command, book.now)
        with pytest.raises(NotAllowed):
            correct_record(book.store, book.keys, actor, corrected, book.now)
        with pytest.raises(NotAllowed):
            strike_record(
                book.store, book.keys, actor, StrikeRecord("officer", book.operator, officer, 1, "理由"), book.now
            )


def test_criminal_data_is_read_and_written_by_few_and_told_nowhere(book: Book) -> None:
    officer = book.add("officer", book.operator, **OFFICER)
    typed = {
        "kind": "imprisonment",
        "law": "other",
        "ended_on": "2025-03-03",
        "declared_on": "2026-11-01",
        "document": "申告書第三号",
    }
    for actor in book.people.by_login.values():
        if not actor.has("secretariat"):
            with pytest.raises(NotAllowed):
                declare_officer(
                    book.store, book.keys, actor, DeclareOfficer(book.operator, officer, "", typed), book.now
                )
    first = declare_officer(
        book.store, book.keys, book.office, DeclareOfficer(book.operator, officer, "", typed), book.now
    )
    again = {**typed, "kind": "none", "reason": "同姓同名の別人だった"}
    del again["law"], again["ended_on"]
    declare_officer(
        book.store, book.keys, book.office, DeclareOfficer(book.operator, officer, first, again), book.now + MINUTE
    )

    with book.store.read() as unit:
        for actor in book.people.by_login.values():
            if actor.roles & {"secretariat", "auditor"}:
                rows = declared(unit, actor, book.operator, officer)
                assert [row.kind for row in rows] == ["none", "imprisonment"]
                assert rows[0].reason == "同姓同名の別人だった"
            else:
                with pytest.raises(NotAllowed):
                    declared(unit, actor, book.operator, officer)
        told = " ".join(str(unit.execute(select(*kept.__table__.columns)).all()) for kept in (Correction, AuditRow))
    for secret in ("imprisonment", "申告書第三号", "2025-03-03", "同姓同名"):
        assert secret not in told and secret not in str(book.page())


def test_every_deed_is_in_the_audit_without_values(book: Book) -> None:
    officer = book.add("officer", book.operator, **OFFICER)
    book.correct("officer", officer, **{**OFFICER, "name": "桜井 徹"}, reason="誤字")
    book.strike("officer", officer, 2, "退任済み")

    with book.store.read() as unit:
        table = AuditRow.__table__
        rows = (
            unit.execute(select(*table.columns).where(table.c.chain == "registers").order_by(table.c.seq))
            .mappings()
            .all()
        )
        end = unit.execute(select(AuditHead.seq).where(AuditHead.chain == "registers")).scalar_one()
        assert end == len(rows)
    assert [row["verb"] for row in rows] == [
        "add_operator",
        "add_service",
        "add_officer",
        "correct_officer",
        "strike_officer",
    ]
    assert rows[3]["detail"]["fields"] == ["name"]
    assert not any(word in str(row["detail"]) for row in rows for word in ("桜井", "誤字", "退任", "あけぼの"))


def test_no_form_of_an_entry_asks_for_criminal_data() -> None:
    asked = {field.id for kind in KINDS.values() for field in kind.form.fields}
    assert asked.isdisjoint({"law", "ended_on", "suspended_until", "sentence"})


def test_two_who_enter_one_number_at_once_one_is_told(any_store: Store, keys: Keyring, now: datetime) -> None:
    """Both have looked and found it free; the database has the last word, and the second gets a refusal, no error."""
    writer = add_people(any_store).ito

    def enter(serial: int) -> str:
        typed = {"name": f"事業者{serial}", "corporate_number": number(31)}
        try:
            add_record(any_store, keys, writer, AddRecord("operator", typed), now)
        except NameTaken as refusal:
            return str(refusal.facts["name"])
        return "entered"

    assert sorted(at_once(4, enter)) == [number(31)] * 3 + ["entered"]
    with any_store.read() as unit:
        assert [row.name for row in operators(unit)].count("事業者0") <= 1
        assert len([row for row in operators(unit) if row.corporate_number == number(31)]) == 1


def test_two_who_correct_to_one_number_at_once_one_is_told(any_store: Store, keys: Keyring, now: datetime) -> None:
    writer = add_people(any_store).ito
    known = [
        add_record(
            any_store, keys, writer, AddRecord("operator", {"name": f"{n}", "corporate_number": number(40 + n)}), now
        )
        for n in range(2)
    ]

    def correct(which: int) -> str:
        typed = {"name": str(which), "corporate_number": number(50), "reason": "訂正"}
        command = CorrectRecord("operator", known[which], known[which], 1, typed)
        try:
            correct_record(any_store, keys, writer, command, now)
        except NameTaken:
            return "taken"
        return "corrected"

    assert sorted(at_once(2, correct)) == ["corrected", "taken"]


def test_the_database_itself_refuses_a_second_of_one_number(any_store: Store, keys: Keyring, now: datetime) -> None:
    """Where the look beforehand saw nothing, as in a race."""
    writer = add_people(any_store).ito
    typed = {"name": "先", "corporate_number": number(60)}
    add_record(any_store, keys, writer, AddRecord("operator", typed), now)
    row = {"name": "後", "name_key": "後", "corporate_number": number(60), "address": ""}
    with pytest.raises(NumberTaken), any_store.write() as unit:
        insert_record(unit, "operator", row, now)

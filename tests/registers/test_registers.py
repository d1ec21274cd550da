"""Operators with their corporate numbers, services, and the statuses that measures and people set."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from webapp.crypto.keys import Keyring
from webapp.model.actor import SYSTEM, Actor
from webapp.model.refusals import InvalidAnswers, NameTaken, NotAllowed, NotFound, ReasonNeeded
from webapp.registers import corporate_number
from webapp.registers.add_operator import AddOperator, add_operator
from webapp.registers.add_service import AddService, add_service
from webapp.registers.set_status import SetStatus, enter_status, set_status
from webapp.registers.status import STATUSES, column_of, row_on, status_on
from webapp.store.rows.audit import AuditRow
from webapp.store.unit import Store

SECRETARIAT = Actor("office", "伊藤 結", frozenset({"secretariat"}))
INTAKE = Actor("desk", "佐藤 花", frozenset({"intake"}))
ASSESSOR = Actor("assessor", "鈴木 一", frozenset({"assessor", "decider", "process_owner"}))
DAY = date(2026, 4, 1)


@pytest.fixture
def service(store: Store, keys: Keyring, now: datetime) -> str:
    operator = add_operator(
        store, keys, SECRETARIAT, AddOperator("あけぼのデータ株式会社", _number("999901000017")), now
    )
    return add_service(store, keys, SECRETARIAT, AddService(operator, "あけぼの家計手帳"), now)


def _number(base: str) -> str:
    return f"{corporate_number.check_digit(base)}{base}"


def status(store: Store, service_id: str, day: date) -> str:
    with store.read() as unit:
        return status_on(unit, service_id, day)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(base: str, place: int, shift: int) -> None:
    number = _number(base)
    other = str((int(number[place]) + shift) % 10)
    wrong = number[:place] + other + number[place + 1 :]

    assert corporate_number.is_valid(number)
    if place == 0 or {number[place], other} != {"0", "9"}:  # modulo 9 cannot tell 0 from 9
        assert not corporate_number.is_valid(wrong)


@pytest.mark.parametrize("number", ["123", "70000120500020", "7000012050003", "7O00012050002", "７0000120500٠2"])
def test_what_is_no_corporate_number_is_refused(store: Store, keys: Keyring, now: datetime, number: str) -> None:
    with pytest.raises(InvalidAnswers) as refusal:
        add_operator(store, keys, SECRETARIAT, AddOperator("あけぼのデータ株式会社", number), now)

    assert set(refusal.value.problems) == {"corporate_number"}


def test_a_number_is_registered_once_however_it_is_written(store: Store, keys: Keyring, now: datetime) -> None:
    number = _number("999901000017")
    written = f"{number[0]}-{number[1:5]}-{number[5:9]}-{number[9:]}".translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    )
    add_operator(store, keys, SECRETARIAT, AddOperator("あけぼのデータ株式会社", written), now)

    with pytest.raises(NameTaken) as refusal:
        add_operator(store, keys, SECRETARIAT, AddOperator("別の会社", number), now)
    assert number in refusal.value.message.en


def test_unincorporated_bodies_have_no_number_and_may_be_many(store: Store, keys: Keyring, now: datetime) -> None:
    first = AddOperator("みなと地域データ協議会", representative="港 太郎")
    second = AddOperator("やまて地域データ協議会", representative="山手 花")

    assert add_operator(store, keys, SECRETARIAT, first, now) != add_operator(store, keys, SECRETARIAT, second, now)
    with pytest.raises(InvalidAnswers) as refusal:
        add_operator(store, keys, SECRETARIAT, AddOperator("名だけの協議会"), now)
    assert set(refusal.value.problems) == {"representative"}


def test_names_are_needed(store: Store, keys: Keyring, now: datetime, service: str) -> None:
    with pytest.raises(InvalidAnswers):
        add_operator(store, keys, SECRETARIAT, AddOperator(" ", representative="港 太郎"), now)
    with pytest.raises(InvalidAnswers):
        add_service(store, keys, SECRETARIAT, AddService("x", "あ" * 121), now)
    with pytest.raises(NotFound):
        add_service(store, keys, SECRETARIAT, AddService("nobody", "家計手帳"), now)


def test_only_the_office_writes_the_registers(store: Store, keys: Keyring, now: datetime, service: str) -> None:
    for actor in (ASSESSOR, INTAKE):
        with pytest.raises(NotAllowed):
            add_operator(store, keys, actor, AddOperator("ある会社"), now)
        with pytest.raises(NotAllowed):
            add_service(store, keys, actor, AddService("x", "あるサービス"), now)
        with pytest.raises(NotAllowed):
            set_status(store, keys, actor, SetStatus(service, "grantee", DAY, "付与適格決定"), now)


def test_a_status_holds_from_its_day_on(store: Store, keys: Keyring, now: datetime, service: str) -> None:
    assert status(store, service, DAY) == "prospective"

    set_status(store, keys, SECRETARIAT, SetStatus(service, "under_review", DAY, "審査の申請を受理"), now)
    set_status(store, keys, SECRETARIAT, SetStatus(service, "grantee", date(2026, 9, 1), "付与適格決定"), now)

    assert status(store, service, DAY - timedelta(days=1)) == "prospective"
    assert status(store, service, DAY) == "under_review"
    assert status(store, service, date(2026, 8, 31)) == "under_review"
    assert status(store, service, date(2026, 9, 1)) == "grantee"


def test_of_two_that_begin_on_one_day_the_later_entry_holds(
    store: Store, keys: Keyring, now: datetime, service: str
) -> None:
    set_status(store, keys, SECRETARIAT, SetStatus(service, "under_review", DAY, "審査の申請を受理"), now)
    later = now + timedelta(minutes=1)
    set_status(store, keys, SECRETARIAT, SetStatus(service, "grantee", DAY, "付与適格決定"), later)

    assert status(store, service, DAY) == "grantee"


def test_every_status_has_a_column_of_table_2(store: Store, keys: Keyring, now: datetime, service: str) -> None:
    columns = {name: column_of(name) for name in STATUSES}

    assert columns == {
        "prospective": "prospective",
        "under_review": "under_review",
        "grantee": "grantee",
        "suspended": "grantee",
        "revoked": "prospective",
        "review_halted": "under_review",
        "review_terminated": "prospective",
        "barred": "prospective",
    }
    for offset, name in enumerate(STATUSES):
        day = DAY + timedelta(days=offset)
        with store.write() as unit:
            enter_status(unit, keys, SYSTEM, SetStatus(service, name, day, "試験"), now)
        with store.read() as unit:
            row = row_on(unit, service, day)
        assert row is not None
        assert row.status == name
        assert status(store, service, day) == columns[name]


def test_a_status_needs_a_reason_and_a_sensible_end(store: Store, keys: Keyring, now: datetime, service: str) -> None:
    before = DAY - timedelta(days=1)
    with pytest.raises(ReasonNeeded):
        set_status(store, keys, SECRETARIAT, SetStatus(service, "grantee", DAY, "  "), now)
    for command, field in (
        (SetStatus(service, "king", DAY, "理由"), "status"),
        (SetStatus(service, "prospective", DAY, "理由", last_day=DAY), "last_day"),
        (SetStatus(service, "suspended", DAY, "理由", last_day=before), "last_day"),
    ):
        with pytest.raises(InvalidAnswers) as refusal, store.write() as unit:
            enter_status(unit, keys, SYSTEM, command, now)
        assert set(refusal.value.problems) == {field}
    with pytest.raises(NotFound):
        set_status(store, keys, SECRETARIAT, SetStatus("nothing", "grantee", DAY, "理由"), now)
    with store.read() as unit:
        assert row_on(unit, service, DAY) is None


def test_the_audit_of_the_registers_holds_ids_only(store: Store, keys: Keyring, now: datetime, service: str) -> None:
    set_status(store, keys, SECRETARIAT, SetStatus(service, "grantee", DAY, "付与適格決定"), now)

    with store.read() as unit:
        table = AuditRow.__table__
        rows = (
            unit.execute(select(*table.columns).where(table.c.chain == "registers").order_by(table.c.seq))
            .mappings()
            .all()
        )
    assert [row["verb"] for row in rows] == ["add_operator", "add_service", "set_status"]
    assert not any("あけぼの" in str(row["detail"]) or "付与" in str(row["detail"]) for row in rows)

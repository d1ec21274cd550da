"""The end of a grant's term, told from days alone: as of any day, with a renewal pending, under a suspension."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from casework import NOON, House
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from webapp.cases.open_case import OpenCase, open_case
from webapp.model.actor import SYSTEM
from webapp.model.clock import local_date
from webapp.model.grants import EXPIRED, Renewal, renewing, stands
from webapp.model.may import Reach
from webapp.model.refusals import InvalidAnswers
from webapp.registers.add_record import AddRecord, add_record
from webapp.registers.restore_status import RestoreStatus, restore_status
from webapp.registers.set_status import SetStatus, enter_status, set_status
from webapp.registers.status import STATUSES, column_of, row_on, status_form
from webapp.store import decisions, links, registers
from webapp.store.decisions import NewDecision
from webapp.store.reads.case import case_page
from webapp.store.reads.operator import ServiceOf, operator_page
from webapp.store.reads.registers import operator_list
from webapp.store.reads.services import in_force
from webapp.store.rows.registers import Application, Status

EVERYTHING = Reach(everything=True)
GRANTED, TERM = date(2008, 12, 20), date(2010, 12, 19)


def grant(house: House, first: date = GRANTED, last: date | None = TERM, service: str | None = None) -> str:
    """A further service with a grant for a term."""
    ito = house.people.ito
    if service is None:
        with house.store.write() as unit:
            service = registers.insert_service(unit, house.operator_id, "期限のある付与", "With a term", house.now)
    command = SetStatus(service, "grantee", first, "付与適格決定", last_day=last)
    set_status(house.store, house.desk.keys, ito, command, house.now)
    return service


def renewal(house: House, service: str, filed: date, answered: date | None = None) -> None:
    typed = {"kind": "renewal", "first_day": filed.isoformat()}
    if answered is not None:
        typed |= {"last_day": answered.isoformat(), "result": "更新しない"}
    command = AddRecord("application", typed, house.operator_id, service)
    add_record(house.store, house.desk.keys, house.people.ito, command, house.now)


def page_of(house: House, service: str, day: date) -> ServiceOf:
    with house.store.read() as unit:
        page = operator_page(unit, EVERYTHING, house.operator_id, day)
    assert page is not None
    return next(one for one in page.services if one.id == service)


def shown(house: House, service: str, *days: str) -> list[str | None]:
    """What the register says on each day; the page of the operator and the lists say the same."""
    told = []
    for day in map(date.fromisoformat, days):
        on_page = page_of(house, service, day).stands
        with house.store.read() as unit:
            newest = in_force(day)
            listed = unit.execute(select(newest.c.status).where(newest.c.service_id == service)).scalar_one_or_none()
        assert listed == on_page
        told.append(on_page)
    return told


def test_a_grant_ends_with_its_last_day(any_house: House) -> None:
    service = grant(any_house)
    assert shown(any_house, service, "2008-12-19", "2008-12-20", "2010-12-19", "2010-12-20", "2030-01-01") == [
        None, "grantee", "grantee", EXPIRED, EXPIRED,
    ]  # fmt: skip


def test_a_bar_ends_with_its_last_day(any_house: House) -> None:
    """It is an applicant again; the history keeps the bar. A revocation stays one after its bar."""
    house = any_house
    with house.store.write() as unit:
        services = [registers.insert_service(unit, house.operator_id, name, name, house.now) for name in ("x", "y")]
        for service, status in zip(services, ("barred", "revoked"), strict=True):
            measure = SetStatus(service, status, date(2026, 1, 10), "BAR", date(2026, 4, 9))
            enter_status(unit, house.desk.keys, SYSTEM, measure, house.now)
    barred, revoked = services
    assert shown(house, barred, "2026-01-10", "2026-04-09", "2026-04-10") == ["barred", "barred", "prospective"]
    assert shown(house, revoked, "2026-04-09", "2026-04-10") == ["revoked", "revoked"]
    case_id = house.open(service=barred).case_id
    for day, told in ((date(2026, 4, 9), "barred"), (date(2026, 4, 10), "prospective")):
        with house.store.read() as unit:
            page = case_page(unit, EVERYTHING, case_id, day)
        assert page is not None and page.head.service_status == told


def test_a_grant_without_a_recorded_term_does_not_end_by_itself(house: House) -> None:
    service = grant(house, last=None)
    assert shown(house, service, "2030-01-01") == ["grantee"]


def test_a_renewal_that_was_granted_is_a_further_term(house: House) -> None:
    service = grant(house)
    grant(house, date(2010, 12, 20), date(2012, 12, 19), service)
    assert shown(house, service, "2010-12-19", "2010-12-20", "2012-12-19", "2012-12-20") == [
        "grantee", "grantee", "grantee", EXPIRED,
    ]  # fmt: skip


def test_a_gap_before_the_renewal_shows_as_one(house: House) -> None:
    service = grant(house)
    grant(house, date(2011, 2, 1), date(2013, 1, 31), service)
    assert shown(house, service, "2010-12-20", "2011-01-31", "2011-02-01") == [EXPIRED, EXPIRED, "grantee"]


def test_while_a_renewal_applied_for_in_time_is_reviewed_the_grant_holds(any_house: House) -> None:
    service = grant(any_house)
    renewal(any_house, service, date(2010, 8, 1), date(2011, 3, 31))
    assert shown(any_house, service, "2010-12-20", "2011-03-31", "2011-04-01") == ["grantee", "grantee", EXPIRED]
    pending = page_of(any_house, service, date(2011, 1, 15))
    assert (pending.renewing, pending.term) == (True, TERM)
    assert not page_of(any_house, service, date(2010, 12, 19)).renewing


@pytest.mark.parametrize(
    ("kind", "filed"), [("renewal", "2010-12-20"), ("new", "2010-08-01"), ("add_service", "2010-08-01")]
)
def test_what_is_no_renewal_in_time_keeps_nothing_in_force(house: House, kind: str, filed: str) -> None:
    service = grant(house)
    command = AddRecord("application", {"kind": kind, "first_day": filed}, house.operator_id, service)
    add_record(house.store, house.desk.keys, house.people.ito, command, house.now)
    assert shown(house, service, "2010-12-20", "2011-06-01") == [EXPIRED, EXPIRED]


def test_suspended_for_two_months_while_the_renewal_was_pending(any_house: House) -> None:
    """January 2011: suspended after the term was over, while the renewal was being reviewed; the clock of the grant
    ran on all the time, and what comes back after the suspension is the grant with its own last day."""
    house = any_house
    service = grant(house)
    renewal(house, service, date(2010, 8, 1), date(2011, 6, 30))
    typed = {"title": "漏えい", "service": service}
    case_id = open_case(house.desk, house.people.sato, OpenCase("review", typed), house.now).case_id
    with house.store.write() as unit:
        measure = SetStatus(service, "suspended", date(2011, 1, 14), "SUSPEND_GRANT", date(2011, 3, 13), case_id)
        status_id = enter_status(unit, house.desk.keys, SYSTEM, measure, house.now)
        new = NewDecision(links.incident_of(unit, case_id), case_id, service, "grantee", ["SUSPEND_GRANT"], date(2011, 1, 14), date(2011, 3, 13), status_id)  # fmt: skip
        assert decisions.insert_decision(unit, new, None, house.now)
        back = RestoreStatus(service, status_id, case_id, date(2011, 3, 14))
        restore_status(unit, house.desk.keys, SYSTEM, back, house.now)
    assert shown(house, service, "2011-01-13", "2011-01-14", "2011-03-13", "2011-03-14", "2011-06-30", "2011-07-01") == [
        "grantee", "suspended", "suspended", "grantee", "grantee", EXPIRED,
    ]  # fmt: skip


def test_a_suspension_does_not_stop_the_clock_of_the_grant(house: House) -> None:
    service = grant(house)
    with house.store.write() as unit:
        measure = SetStatus(service, "suspended", date(2010, 11, 1), "SUSPEND_GRANT", date(2011, 1, 31))
        enter_status(unit, house.desk.keys, SYSTEM, measure, house.now)
    assert shown(house, service, "2010-12-19", "2010-12-20") == ["suspended", EXPIRED]


def test_a_term_that_was_corrected_counts_as_corrected(house: House) -> None:
    service = grant(house)
    with house.store.read() as unit:
        (row,) = registers.statuses(unit, service)
    command = SetStatus(service, "grantee", GRANTED, "末日の誤り", last_day=date(2011, 12, 19), corrects=row.id)
    set_status(house.store, house.desk.keys, house.people.ito, command, house.now)
    assert shown(house, service, "2010-12-20", "2011-12-20") == ["grantee", EXPIRED]


def test_a_last_day_before_the_first_is_refused(house: House) -> None:
    with pytest.raises(InvalidAnswers):
        grant(house, GRANTED, GRANTED - timedelta(days=1))


def test_that_a_grant_has_expired_is_never_entered(house: House) -> None:
    """It follows from the days: no form offers it, and no row can say it."""
    assert EXPIRED not in STATUSES
    for form in (status_form(tuple(STATUSES), correcting=True), status_form(("grantee",), correcting=False)):
        offered = next(field.options for field in form.fields if field.id == "status")
        assert EXPIRED not in {option.value for option in offered}
    service = grant(house)
    with pytest.raises(InvalidAnswers):
        command = SetStatus(service, EXPIRED, date(2026, 1, 1), "期限切れ")
        set_status(house.store, house.desk.keys, house.people.ito, command, house.now)


def test_the_list_is_narrowed_to_those_whose_grant_has_expired(house: House) -> None:
    grant(house)
    today = local_date(house.now)
    with house.store.read() as unit:
        found = operator_list(unit, today, "", EXPIRED, 1)
        before = operator_list(unit, TERM, "", EXPIRED, 1)
    assert [line.id for line in found.lines] == [house.operator_id] and before.lines == ()
    assert EXPIRED in {short.status for short in found.lines[0].services}


def test_a_case_about_a_grant_that_has_run_out_shows_it_and_keeps_its_column(house: House) -> None:
    """A case goes on in the status in which it began: revoked in November 2019, expired that September."""
    service = grant(house)
    typed = {"title": "漏えい", "service": service}
    case_id = open_case(house.desk, house.people.sato, OpenCase("review", typed), house.now).case_id
    today = local_date(house.now)
    with house.store.read() as unit:
        page = case_page(unit, EVERYTHING, case_id, today)
        row = row_on(unit, service, today)
    assert page is not None and page.head.service_status == EXPIRED
    assert row is not None and row.status == "grantee"
    assert column_of(EXPIRED) == column_of(row.status) == "grantee"


DAYS = st.dates(date(2010, 1, 1), date(2010, 1, 12))
MAYBE = st.none() | DAYS
ROWS = st.lists(st.tuples(st.sampled_from(["grantee", "suspended", "revoked", "prospective"]), DAYS, MAYBE), max_size=4)
FILED = st.lists(st.tuples(st.sampled_from(["renewal", "new"]), DAYS, MAYBE, st.booleans()), max_size=3)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, filed=FILED, on=DAYS)
def test_lists_and_pages_agree(
    house: House,
    rows: Iterable[tuple[str, date, date | None]],
    filed: Iterable[tuple[str, date, date | None, bool]],
    on: date,
) -> None:
    with house.store.write() as unit:
        for table in (Application, Status):
            unit.execute(delete(table))
        for status, first, last in rows:
            registers.insert_status(unit, house.service_id, status, first, last, None, "x", "x", NOON)
        for number, (kind, first, last, struck) in enumerate(filed):
            unit.execute(
                Application.__table__.insert(),  # type: ignore[attr-defined]
                {
                    "id": str(number), "service_id": house.service_id, "kind": kind, "first_day": first, "last_day": last,
                    "result": "", "note": "", "revision": 1, "struck": struck, "created_at": NOON,
                },
            )  # fmt: skip
    shown(house, house.service_id, on.isoformat())


@given(term=DAYS, filed=DAYS, answered=MAYBE, on=DAYS)
def test_a_renewal_never_ends_a_grant(term: date, filed: date, answered: date | None, on: date) -> None:
    pending = [Renewal(filed, answered)]
    if stands("grantee", term, [], on) == "grantee":
        assert stands("grantee", term, pending, on) == "grantee"
    if on > term and renewing(term, pending, on):
        assert filed <= term and (answered is None or on <= answered)
        assert stands("grantee", term, pending, on) == "grantee"
    for other in ("prospective", "under_review", "revoked", "barred"):
        assert stands(other, term, [], on) == other

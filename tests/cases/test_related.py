"""One incident, several standings: each gets its case and its one decision; what was replaced comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from casework import BUNDLES, House, at_once
from invariants import rows
from sqlalchemy import select, update

from webapp.cases.inside import INSIDE
from webapp.cases.open_case import OpenCase, open_case
from webapp.cases.retry_fault import RetryFault, retry_fault
from webapp.model.may import Reach
from webapp.model.refusals import CaseFaulted, InvalidAnswers
from webapp.post.room import deliver
from webapp.registers.status import row_on, status_on
from webapp.store import answers, cases, due, faults, history, links, outbox, records, registers
from webapp.store.reads.case import case_page
from webapp.store.rows.audit import AuditRow
from webapp.store.rows.case import Case
from webapp.store.rows.links import CaseLink, CaseNote, Decision, ServiceNote
from webapp.store.rows.work import Due, Outbox, Posted
from webapp.store.verify import verify
from webapp.worker.loop import MOST_ATTEMPTS, run_due


@dataclass
class Group:
    """A house with an operator of two services, and one deemed identical with it with a third."""

    house: House
    second: str
    third: str
    stranger: str

    def open(self, service: str | None = None) -> str:
        typed = {"title": "漏えい", "service": service or self.house.service_id, "contact": "担当の山田"}
        house = self.house
        return open_case(house.desk, house.people.sato, OpenCase("standings", typed), house.now).case_id

    def check(self, case_id: str, *services: str) -> None:
        self.house.complete(case_id, "check", self.house.people.sato, standings=list(services))

    def decide(self, case_id: str, *measures: str, on: str = "2026-11-20", last_day: str | None = None) -> None:
        more = {} if last_day is None else {"last_day": last_day}
        self.house.complete(case_id, "decide", self.house.people.kato, measures=list(measures), on=on, **more)

    def restore(self, case_id: str, on: str) -> None:
        self.house.complete(case_id, "after", self.house.people.kato, result="restore", on=on)

    def linked(self, case_id: str) -> dict[str, str]:
        """Service -> further case of the incident."""
        with self.house.store.read() as unit:
            return {
                row.service_id: row.id
                for row in unit.execute(
                    select(Case.id, Case.service_id)
                    .join(CaseLink, CaseLink.other_id == Case.id)
                    .where(CaseLink.case_id == case_id)
                )
            }

    def status(self, service: str, day: str) -> str | None:
        with self.house.store.read() as unit:
            row = row_on(unit, service, date.fromisoformat(day))
        return None if row is None else row.status

    def run(self) -> int:
        return run_due(self.house.desk, deliver, self.house.now)


def build(house: House, second_stands: str = "prospective") -> Group:
    house.publish(BUNDLES / "standings")
    with house.store.write() as unit:
        second = registers.insert_service(unit, house.operator_id, "二つ目", "Second", house.now)
        registers.insert_status(unit, second, second_stands, date(2024, 1, 1), None, None, "test", "system", house.now)
        other = registers.insert_operator(unit, None, "子会社", "Subsidiary", "子会社", "", house.now)
        third = registers.insert_service(unit, other, "三つ目", "Third", house.now)
        first, last = sorted((house.operator_id, other))
        records.insert_identity(
            unit, (first, last), "deemed", ["ownership"], date(2025, 1, 1), "親子", "system", house.now
        )
        stranger = registers.insert_operator(unit, None, "別の会社", "Stranger", "別の会社", "", house.now)
        strange = registers.insert_service(unit, stranger, "無関係", "Unrelated", house.now)
    return Group(house, second, third, strange)


@pytest.fixture
def group(house: House) -> Group:
    return build(house)


@pytest.fixture
def any_group(any_house: House) -> Group:
    return build(any_house)


def test_a_case_is_opened_for_each_further_standing_with_the_same_answers(any_group: Group) -> None:
    house, case_id = any_group.house, any_group.open()
    any_group.check(case_id, any_group.second, any_group.third)
    assert any_group.linked(case_id) == {}, "nothing is opened inside the commit of the step"

    assert any_group.run() == 2

    linked = any_group.linked(case_id)
    assert linked.keys() == {any_group.second, any_group.third}
    with house.store.read() as unit:
        for service, other in linked.items():
            started = answers.records_of(unit, other)["start"]
            assert started == {"title": "漏えい", "service": service, "contact": "担当の山田"}
            assert house.case(other).process == "standings"
        assert verify(unit, house.desk.keys) == []
    assert [entry.verb for entry in house.history(case_id)].count("linked") == 2
    with house.store.read() as unit:
        payloads = list(unit.execute(select(Outbox.payload).where(Outbox.kind == "related")).scalars())
    assert "山田" not in str(payloads), "the answers stay in the case"


def test_handed_over_twice_or_by_many_it_is_opened_once(any_group: Group) -> None:
    """The worker died after the case was opened and before it could say so."""
    house, case_id = any_group.house, any_group.open()
    any_group.check(case_id, any_group.second)
    any_group.run()
    first = any_group.linked(case_id)
    for _ in range(2):
        with house.store.write() as unit:
            unit.execute(update(Due).where(Due.kind == "outbox").values(done_at=None, taken_until=None))
            unit.execute(update(Outbox).values(sent_at=None))
        at_once(3, lambda _: any_group.run())
    assert any_group.linked(case_id) == first
    with house.store.read() as unit:
        assert len(rows(unit, Case)) == 2
        assert rows(unit, Posted) == [], "what is done inside the house does not leave it"
    assert [entry.verb for entry in house.history(case_id)].count("linked") == 1


def test_two_hand_overs_at_the_very_same_moment_open_one_case(any_group: Group) -> None:
    """Without the lease too: the key of the request alone is enough."""
    house, case_id = any_group.house, any_group.open()
    any_group.check(case_id, any_group.second)
    with house.store.read() as unit:
        (row,) = [row for row in due.fallen_due(unit, house.now, 10) if row.kind == "outbox"]
        parcel = outbox.outbox_row(unit, row.ref)
    assert parcel is not None
    at_once(4, lambda _: INSIDE[parcel.kind](house.desk, parcel, house.now))
    assert len(any_group.linked(case_id)) == 1
    with house.store.read() as unit:
        assert len(rows(unit, Case)) == 2


def test_a_further_case_offers_only_what_the_incident_has_no_case_for(group: Group) -> None:
    case_id = group.open()
    group.check(case_id, group.second)
    group.run()
    other = group.linked(case_id)[group.second]
    for known in (group.house.service_id, group.second, group.stranger):
        with pytest.raises(InvalidAnswers):
            group.check(other, known)
    group.check(other, group.third)
    group.run()
    assert group.linked(case_id).keys() == {group.second, group.third}, "it belongs to the same incident"


def test_chosen_in_two_cases_of_an_incident_it_is_opened_once(group: Group) -> None:
    case_id = group.open()
    group.check(case_id, group.second)
    group.run()
    other = group.linked(case_id)[group.second]
    group.check(other, group.third)
    # The first case cannot choose again, but its diagram could: the key is that of the incident.
    with group.house.store.read() as unit:
        keys = [row.key for row in rows(unit, Outbox) if row.kind == "related"]
    assert sorted(keys) == sorted(f"related:{case_id}:{one}" for one in (group.second, group.third))


def test_without_a_further_standing_nothing_is_opened(group: Group) -> None:
    case_id = group.open()
    group.check(case_id)
    assert group.run() == 0
    assert group.linked(case_id) == {}


def test_the_other_open_cases_of_the_group_are_told_once(any_group: Group) -> None:
    house = any_group.house
    sibling, strange = any_group.open(any_group.third), any_group.open(any_group.stranger)
    case_id = any_group.open()
    any_group.check(case_id)
    any_group.run()
    with house.store.write() as unit:
        unit.execute(update(Due).where(Due.kind == "outbox").values(done_at=None, taken_until=None))
        unit.execute(update(Outbox).values(sent_at=None))
    any_group.run()
    with house.store.read() as unit:
        notes = [(row.case_id, row.from_id, row.ja, row.en) for row in rows(unit, CaseNote)]
        assert verify(unit, house.desk.keys) == []
    assert notes == [(sibling, case_id, "確かめました", "It was checked")]
    assert [entry.verb for entry in house.history(sibling)].count("told") == 1
    assert "told" not in [entry.verb for entry in house.history(strange)]


def test_who_reviews_an_application_of_the_group_is_told_once(any_group: Group) -> None:
    """An application has no case: a service that is under review is told, and one of which a renewal was filed; not one
    whose application was answered, nor another operator's."""
    house, now = any_group.house, any_group.house.now
    with house.store.write() as unit:
        registers.insert_status(
            unit, any_group.third, "under_review", date(2026, 11, 1), None, None, "x", "system", now
        )
        for service, last in ((house.service_id, None), (any_group.second, date(2026, 11, 19))):
            filed = {"service_id": service, "kind": "renewal", "first_day": date(2026, 11, 2), "last_day": last}
            records.insert_record(unit, "application", {**filed, "result": "", "note": ""}, now)
    case_id = any_group.open()
    any_group.check(case_id)
    assert any_group.run() == 2
    with house.store.write() as unit:
        unit.execute(update(Due).where(Due.kind == "outbox").values(done_at=None, taken_until=None))
        unit.execute(update(Outbox).values(sent_at=None))
    assert any_group.run() == 2
    with house.store.read() as unit:
        notes = {(row.service_id, row.from_id, row.ja) for row in rows(unit, ServiceNote)}
        assert len(rows(unit, ServiceNote)) == 2 and rows(unit, Posted) == []
        deeds = [deed for deed in rows(unit, AuditRow) if deed.verb == "note_service"]
        assert verify(unit, house.desk.keys) == []
    assert notes == {(service, case_id, "確かめました") for service in (house.service_id, any_group.third)}
    assert len(deeds) == 2


def test_what_cannot_be_opened_becomes_a_fault_of_the_first_case(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    house, case_id = group.house, group.open()
    group.check(case_id, group.second)

    def fails(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("webapp.worker.loop.hand_over", fails)
    for attempt in range(MOST_ATTEMPTS):
        run_due(house.desk, deliver, house.now + timedelta(hours=2 * attempt))
    monkeypatch.undo()
    with house.store.read() as unit:
        (fault,) = faults.faults_of(unit, case_id)
    assert (fault.kind, fault.cause) == ("delivery", "ConnectionError")
    assert "関連する案件" in fault.message_ja
    retry_fault(house.desk, house.people.sasaki, RetryFault(fault.id), house.now)
    assert group.run() == 1
    assert group.linked(case_id).keys() == {group.second}


def test_each_standing_of_an_incident_is_decided_once(any_group: Group) -> None:
    """Two cases of one incident, two services, two columns: two decisions, one of them “no measure”."""
    case_id = any_group.open()
    any_group.check(case_id, any_group.second)
    any_group.run()
    other = any_group.linked(case_id)[any_group.second]
    any_group.decide(case_id, "SUSPEND_GRANT", last_day="2026-12-19")
    any_group.check(other)
    any_group.decide(other, "NO_MEASURE")
    with any_group.house.store.read() as unit:
        made = {(row.incident_id, row.case_id, row.service_id, row.standing) for row in rows(unit, Decision)}
    assert made == {
        (case_id, case_id, any_group.house.service_id, "grantee"),
        (case_id, other, any_group.second, "prospective"),
    }


def test_a_second_decision_of_a_case_is_a_fault_that_says_why(group: Group) -> None:
    case_id = group.open()
    group.check(case_id)
    group.decide(case_id, "CAUTION_LETTER")
    group.house.complete(case_id, "after", group.house.people.kato, result="again")
    with pytest.raises(CaseFaulted):
        group.decide(case_id, "REVOKE_GRANT")
    with group.house.store.read() as unit:
        (fault,) = faults.faults_of(unit, case_id)
        assert [row.measures for row in rows(unit, Decision)] == [["CAUTION_LETTER"]]
    assert "すでに記録されています" in fault.message_ja and "recorded already" in fault.message_en
    assert group.status(group.house.service_id, "2026-11-20") == "grantee"


def test_a_second_decision_for_one_standing_of_an_incident_is_refused_by_the_database(any_group: Group) -> None:
    """Two cases of one incident about one service: there should be no such pair, and if there is, only one decides."""
    house = any_group.house
    case_id, other = any_group.open(), any_group.open()
    with house.store.write() as unit:
        links.insert_link(unit, case_id, other, house.now)
    for one in (case_id, other):
        any_group.check(one)

    def decide(number: int) -> str:
        try:
            any_group.decide((case_id, other)[number], "NO_MEASURE")
        except CaseFaulted:
            return "faulted"
        return "decided"

    assert sorted(at_once(2, decide)) == ["decided", "faulted"]
    with house.store.read() as unit:
        assert len(rows(unit, Decision)) == 1
        (fault,) = [row for one in (case_id, other) for row in faults.faults_of(unit, one)]
    assert "一度だけ" in fault.message_ja and "once" in fault.message_en


def test_what_a_suspension_replaced_comes_back(any_group: Group) -> None:
    service = any_group.house.service_id
    case_id = any_group.open()
    any_group.check(case_id)
    any_group.decide(case_id, "SUSPEND_GRANT", last_day="2026-12-19")
    any_group.restore(case_id, "2026-12-20")
    days = ("2026-11-19", "2026-11-20", "2026-12-19", "2026-12-20")
    assert [any_group.status(service, day) for day in days] == ["grantee", "suspended", "suspended", "grantee"]
    with any_group.house.store.read() as unit:
        newest = row_on(unit, service, date(2026, 12, 20))
        assert newest is not None and (newest.how, newest.case_id) == ("measure", case_id)
        assert verify(unit, any_group.house.desk.keys) == []


def test_a_case_may_decide_again_once_its_decision_was_taken_back(group: Group) -> None:
    case_id = group.open()
    group.check(case_id)
    group.decide(case_id, "REVOKE_GRANT")
    group.restore(case_id, "2026-11-20")
    group.decide(case_id, "CAUTION_LETTER")
    assert group.status(group.house.service_id, "2026-11-20") == "grantee"
    with group.house.store.read() as unit:
        made = {row.measures[0]: row for row in rows(unit, Decision)}
    assert made["REVOKE_GRANT"].replaced_by == made["CAUTION_LETTER"].id
    assert {row.standing for row in made.values()} == {"grantee"}


def test_a_bar_that_was_taken_back_ends_with_the_day_before(group: Group) -> None:
    case_id = group.open(group.third)
    group.check(case_id)
    group.decide(case_id, "BAR", last_day="2027-05-19")
    group.restore(case_id, "2027-01-10")
    with group.house.store.read() as unit:
        operator = registers.service(unit, group.third)
        assert operator is not None
        (bar,) = records.bars_of(unit, frozenset({operator.operator_id}))
        assert status_on(unit, group.third, date(2027, 1, 10)) == "prospective"
    assert (bar.first_day, bar.last_day) == (date(2026, 11, 20), date(2027, 1, 9))


def test_a_bar_that_was_taken_back_on_its_first_day_is_struck(group: Group) -> None:
    case_id = group.open(group.third)
    group.check(case_id)
    group.decide(case_id, "BAR", last_day="2027-05-19")
    group.restore(case_id, "2026-11-20")
    with group.house.store.read() as unit:
        service = registers.service(unit, group.third)
        assert service is not None
        assert records.bars_of(unit, frozenset({service.operator_id})) == ()


@pytest.mark.parametrize(
    ("ended_first", "after_first", "after_both"), [(0, "suspended", "grantee"), (1, "suspended", "grantee")]
)
def test_of_two_suspensions_the_longer_one_goes_on(
    group: Group, ended_first: int, after_first: str, after_both: str
) -> None:
    """Two incidents of one service: the end of one suspension is not the end of the other, whichever began first."""
    pair = [group.open(), group.open()]
    for one in pair:
        group.check(one)
        group.decide(one, "SUSPEND_GRANT", last_day="2027-01-19")
    group.restore(pair[ended_first], "2026-12-10")
    assert group.status(group.house.service_id, "2026-12-10") == after_first
    group.restore(pair[1 - ended_first], "2026-12-20")
    assert group.status(group.house.service_id, "2026-12-20") == after_both


def test_the_end_of_a_suspension_does_not_undo_a_revocation(group: Group) -> None:
    suspended, revoked = group.open(), group.open()
    for one, measure in ((suspended, "SUSPEND_GRANT"), (revoked, "REVOKE_GRANT")):
        group.check(one)
        group.decide(one, measure)
    group.restore(suspended, "2026-12-20")
    assert group.status(group.house.service_id, "2026-12-20") == "revoked"


def test_a_revocation_brings_its_bar_by_itself_with_its_citations(group: Group) -> None:
    """The diagram hands over no last day: 3.2.2 b) gives it."""
    case_id = group.open()
    group.check(case_id)
    group.decide(case_id, "REVOKE_GRANT")
    with group.house.store.read() as unit:
        (bar,) = records.bars_of(unit, frozenset({group.house.operator_id}))
        kept = records.record(unit, "bar", bar.id)
        determined = history.determined_in(unit, case_id)
    assert kept is not None
    assert (bar.ground, bar.first_day, bar.last_day) == ("3.2.2b", date(2026, 11, 20), date(2027, 11, 20))
    assert "3.2.2 b)" in {cite["clause"] for cite in kept.values["cites"]} and kept.values["because"]
    assert [(row.handler, row.inputs["ground"]) for row in determined] == [("periods.bar", "3.2.2b")]


def test_where_nothing_was_decided_nothing_can_be_brought_back(group: Group) -> None:
    case_id = group.open()
    group.check(case_id)
    group.decide(case_id, "SUSPEND_GRANT")
    group.restore(case_id, "2026-12-20")
    group.decide(case_id, "NO_MEASURE", on="2026-12-20")
    group.restore(case_id, "2026-12-21")
    with group.house.store.read() as unit:
        restored = [row.restored_id for row in rows(unit, Decision) if row.measures == ["NO_MEASURE"]]
    assert restored == [None], "no measure changed nothing: nothing comes back"


def test_a_day_before_the_measure_is_refused(group: Group) -> None:
    case_id = group.open()
    group.check(case_id)
    group.decide(case_id, "SUSPEND_GRANT")
    with pytest.raises(CaseFaulted):
        group.restore(case_id, "2026-11-19")


@pytest.mark.parametrize(
    ("before", "first", "second", "stays"),
    [
        ("grantee", ["REVOKE_GRANT"], ["SUSPEND_GRANT"], "revoked"),
        ("grantee", ["REVOKE_GRANT"], ["REVOKE_GRANT"], "revoked"),
        ("under_review", ["TERMINATE_REVIEW", "BAR"], ["HALT_REVIEW"], "review_terminated"),
        ("grantee", ["CAUTION_LETTER"], ["HALT_REVIEW"], "grantee"),
    ],
)
def test_a_measure_for_another_standing_than_the_one_in_force_is_a_fault_that_says_why(
    group: Group, before: str, first: list[str], second: list[str], stays: str
) -> None:
    """Two incidents of one service: what was revoked cannot be suspended, and nothing shows it as a grant again."""
    service, house = group.house.service_id, group.house
    with house.store.write() as unit:
        registers.insert_status(unit, service, before, date(2021, 1, 1), None, None, "test", "system", house.now)
    earlier, later = group.open(), group.open()
    for case_id in (earlier, later):
        group.check(case_id)
    group.decide(earlier, *first, last_day="2027-11-19")
    with pytest.raises(CaseFaulted):
        group.decide(later, *second, last_day="2026-12-19")
    with house.store.read() as unit:
        said = faults.faults_of(unit, later)[0]
    assert group.status(service, "2026-12-01") == stays
    assert "評価をやり直す" in said.message_ja and "assess again" in said.message_en


def test_a_grant_that_only_came_to_its_end_is_revoked_as_the_grant_that_it_was(group: Group) -> None:
    """What nobody's measure has ended is judged as it was when the case was assessed (8.12)."""
    service, house = group.house.service_id, group.house
    case_id = group.open()
    group.check(case_id)
    with house.store.write() as unit:
        registers.insert_status(unit, service, "prospective", date(2026, 11, 1), None, None, "x", "system", house.now)
    group.decide(case_id, "REVOKE_GRANT")
    assert group.status(service, "2026-12-01") == "revoked"


@pytest.mark.parametrize(
    ("before", "measures"),
    [("grantee", ["REVOKE_GRANT"]), ("under_review", ["TERMINATE_REVIEW", "BAR"]), ("prospective", ["BAR"])],
)
def test_a_case_is_judged_apart_from_its_own_measure_and_others_by_it(
    group: Group, before: str, measures: list[str]
) -> None:
    """A hearing after the decision may lead to a new assessment: table 2 is asked in the column of the first one."""
    service, house = group.house.service_id, group.house
    with house.store.write() as unit:
        registers.insert_status(unit, service, before, date(2021, 1, 1), None, None, "test", "system", house.now)
    own, other = group.open(), group.open()
    group.check(own)
    group.decide(own, *measures, last_day="2027-11-19")
    with house.store.write() as unit:
        judged = {one: cases.hold_case(unit, one, date(2026, 12, 1)) for one in (own, other)}
    with house.store.read() as unit:
        pages = {one: case_page(unit, Reach(everything=True), one, date(2026, 12, 1)) for one in (own, other)}
    seen = {one: held.status for one, held in judged.items() if held is not None}
    shown = {one: page.head.judged_as for one, page in pages.items() if page is not None}
    assert seen[own] == shown[own] == before
    assert seen[other] == shown[other] == group.status(service, "2026-12-01") != before

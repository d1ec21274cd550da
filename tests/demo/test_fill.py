"""The demo body: everything that a visitor is to find there, made through the verbs, in time, on any day."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from once import made_once

from handlers.determination import Rule
from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.desk import Desk
from webapp.cases.inside import INSIDE
from webapp.cases.retry_fault import RetryFault, retry_fault
from webapp.crypto.keys import Keyring
from webapp.demo.fill import AWAY, SUBSTITUTE, fill, is_filled
from webapp.demo.finished import FINISHED
from webapp.demo.in_work import IN_WORK
from webapp.demo.operators import DEMO_OPERATORS
from webapp.demo.people import DEMO_PASSWORD, DEMO_PEOPLE
from webapp.demo.supervised import SUPERVISED
from webapp.design.publish import publish_shelf
from webapp.engine import Engine
from webapp.model.actor import ROLES
from webapp.model.clock import local_date
from webapp.model.refusals import CaseFaulted, UnknownProcess
from webapp.people.directory import actor_for, away_on, find_by_login
from webapp.people.sign_in import SignIn, sign_in
from webapp.registers.corporate_number import is_valid
from webapp.store import tasks
from webapp.store.migrate import upgrade
from webapp.store.rows.base import Base
from webapp.store.unit import Store
from webapp.store.verify import verify

SHELF = Path(__file__).resolve().parents[2] / "processes"
DATABASE = "nintei.sqlite3"
DAYS = (date(2027, 1, 2), date(2027, 5, 5))[: 2 if os.environ.get("NINTEI_CHAOS") == "1" else 1]
"""Days of which each demo is filled in some ten seconds; the browser's is filled on the day of the run."""
SUNDAY_MORNING = datetime(2026, 11, 21, 21, 40, tzinfo=UTC)


def new_desk(folder: Path, rules: dict[str, Rule], keys: Keyring, now: datetime) -> Desk:
    store = Store(f"sqlite:///{folder / DATABASE}")
    upgrade(store)
    desk = Desk(store, Engine(), rules, keys)
    publish_shelf(desk, SHELF, now)
    return desk


def rows(desk: Desk, table: str) -> list[dict[str, Any]]:
    with desk.store.read() as unit:
        return [dict(row) for row in unit.execute(Base.metadata.tables[table].select()).mappings()]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, rules: dict[str, Rule], keys: Keyring) -> Path:
    """The database of a demo, filled once in a run, to copy."""

    def make(folder: Path) -> None:
        desk = new_desk(folder, rules, keys, SUNDAY_MORNING)
        fill(desk, SUNDAY_MORNING)
        desk.store.close()

    return made_once(tmp_path_factory, "demo-of-a-sunday", make) / DATABASE


def copied(filled: Path, folder: Path, rules: dict[str, Rule], keys: Keyring) -> Desk:
    shutil.copy(filled, folder / DATABASE)
    return Desk(Store(f"sqlite:///{folder / DATABASE}"), Engine(), rules, keys)


@pytest.fixture(scope="module")
def demo(
    filled: Path, tmp_path_factory: pytest.TempPathFactory, rules: dict[str, Rule], keys: Keyring
) -> Iterator[Desk]:
    """The tests look at it and leave it as it is."""
    desk = copied(filled, tmp_path_factory.mktemp("demo"), rules, keys)
    yield desk
    desk.store.close()


@pytest.fixture
def own_demo(filled: Path, tmp_path: Path, rules: dict[str, Rule], keys: Keyring) -> Iterator[Desk]:
    """For a test that changes it."""
    desk = copied(filled, tmp_path, rules, keys)
    yield desk
    desk.store.close()


def test_every_role_is_held_and_everybody_can_sign_in(own_demo: Desk) -> None:
    assert {role for person in DEMO_PEOPLE for role in person.roles} == set(ROLES)
    held = [role for person in DEMO_PEOPLE for role in person.roles]
    assert held.count("assessor") == 3
    assert held.count("process_owner") == held.count("decider") == 2
    for person in (DEMO_PEOPLE[0], DEMO_PEOPLE[-1]):
        assert (
            sign_in(own_demo.store, own_demo.keys, SignIn(person.login, DEMO_PASSWORD), SUNDAY_MORNING).actor.name
            == person.name
        )


def test_operators_have_numbers_that_no_registry_office_gives_out(demo: Desk) -> None:
    numbers = [row["corporate_number"] for row in rows(demo, "operators")]

    assert len(numbers) == len(DEMO_OPERATORS) >= 10
    assert numbers.count(None) == 1
    assert all(is_valid(number) and number[1:5] == "9999" for number in numbers if number)


def test_services_have_every_status_that_there_is(demo: Desk) -> None:
    assert {row["status"] for row in rows(demo, "statuses")} == {
        "grantee",
        "under_review",
        "prospective",
        "suspended",
        "revoked",
        "review_halted",
        "review_terminated",
        "barred",
    }


def test_the_registers_have_something_of_everything(demo: Desk) -> None:
    assert rows(demo, "officers") and rows(demo, "coverages") and rows(demo, "identities")
    assert {row["kind"] for row in rows(demo, "partners")} == {"recipient", "contractor"}
    assert {row["kind"] for row in rows(demo, "officer_declarations")} == {"none"}
    assert len(rows(demo, "publications")) == sum(plot.published for plot in FINISHED) > 0


def test_the_bar_of_a_measure_has_the_citations_of_its_case(demo: Desk) -> None:
    statuses = {row["id"]: row for row in rows(demo, "statuses")}
    bars = rows(demo, "bars")

    assert {statuses[bar["status_id"]]["status"] for bar in bars} == {"revoked", "review_terminated", "barred"}
    for bar in bars:
        status = statuses[bar["status_id"]]
        assert (bar["first_day"], bar["last_day"]) == (status["valid_from"], status["last_day"])
        assert status["case_id"] and bar["because"]
        assert {clause["document"] for clause in bar["cites"]} >= {"TPDMS-2210"}


def notified(demo: Desk) -> tuple[set[str], set[str]]:
    """The finished plots' cases: those that have ended, and those whose measure still runs its time."""
    waiting = {row["case_id"] for row in rows(demo, "waiting") if row["step"] == "period_over"}
    titles = {plot.title for plot in FINISHED}
    found = [case for case in rows(demo, "cases") if case["title"] in titles]
    over = {case["id"] for case in found if case["state"] == "ended"}
    return over, {case["id"] for case in found} & waiting - over


def test_about_forty_cases_at_various_steps(demo: Desk) -> None:
    cases = rows(demo, "cases")
    open_tasks = [task for task in rows(demo, "tasks") if task["state"] == "open"]

    assert len(cases) == len(FINISHED) + len(IN_WORK) + len(SUPERVISED) >= 40
    over, running = notified(demo)
    assert len(over) + len(running) == len(FINISHED) and running
    assert not any(case["state"] == "quarantined" for case in cases)
    assert len({task["step"] for task in open_tasks}) >= 15
    assert len({task["role"] for task in open_tasks}) >= 6
    stands = {plot.title: plot.until for plot in IN_WORK}
    steps = {case["title"]: {t["step"] for t in open_tasks if t["case_id"] == case["id"]} for case in cases}
    for title, step in stands.items():
        assert step in steps[title], title


def test_every_measure_of_table_2_was_taken(demo: Desk) -> None:
    letters = {letter["name"] for letter in rows(demo, "letters") if letter["state"] == "dispatched"}

    assert letters == {
        "NO_MEASURE",
        "CAUTION_LETTER",
        "RECOMMENDATION_LETTER",
        "SUSPEND_GRANT",
        "REVOKE_GRANT",
        "CONTINUE_REVIEW",
        "HALT_REVIEW",
        "TERMINATE_REVIEW",
        "MAY_APPLY",
        "BAR",
        # what follows them: a decision against the advice, a hearing after the notice, the end of a suspension
        "advice_response",
        # what comes before the decision
        "request_report",
        "request_supplement",
        "hearing_notice",
        "later_hearing_notice",
        "decision_upheld",
        "reinstatement",
        # to the regulator
        "improvement_plan",
    }


def test_the_regulator_waits_for_a_report_that_is_due_soon_and_for_measures(demo: Desk) -> None:
    papers = {case["id"]: case for case in rows(demo, "cases") if case["process"] == "regulator"}
    standing = {task["step"] for task in rows(demo, "tasks") if task["state"] == "open" and task["case_id"] in papers}

    assert len(papers) == len(SUPERVISED)
    assert standing == {"prepare_report", "carry_out"}
    assert all(case["operator_id"] is None for case in papers.values())
    warned = {row["recipient"] for row in rows(demo, "outbox") if row["case_id"] in papers and row["kind"] == "notice"}
    assert warned == {"role:secretariat", "role:manager"}


def test_some_tasks_are_overdue_some_claimed_some_not(demo: Desk) -> None:
    open_tasks = [task for task in rows(demo, "tasks") if task["state"] == "open"]
    overdue = [task for task in open_tasks if task["due_at"] and task["due_at"] < SUNDAY_MORNING]
    claimed = [task for task in open_tasks if task["assignee_id"]]

    assert 3 <= len(overdue) < len(open_tasks) / 2
    assert 3 <= len(claimed) < len(open_tasks) / 2


def test_somebody_is_away_with_work_that_the_substitute_may_take_over(own_demo: Desk) -> None:
    away, substitute = (find_by_login(own_demo.store, login) for login in (AWAY, SUBSTITUTE))
    assert away is not None
    assert substitute is not None

    (absence,) = away_on(own_demo.store, local_date(SUNDAY_MORNING))
    assert (absence.user_id, absence.substitute_id) == (away.id, substitute.id)
    left = [task for task in rows(own_demo, "tasks") if task["state"] == "open" and task["assignee_id"] == away.id]
    assert left
    claim_task(own_demo, actor_for(substitute), ClaimTask(left[0]["id"]), SUNDAY_MORNING)


def test_joins_wait_for_one_of_two_assessors(demo: Desk) -> None:
    joins = [row for row in rows(demo, "waiting") if row["kind"] == "join"]

    assert {tuple(row["missing"]) for row in joins} >= {("judge_cause_2",), ("score_2",)}
    assert any(row["kind"] == "timer" for row in rows(demo, "waiting"))


def test_one_fault_is_there_and_a_retry_puts_it_right(own_demo: Desk) -> None:
    (fault,) = rows(own_demo, "faults")
    manager = find_by_login(own_demo.store, "gyomu")
    assert manager is not None
    assert (fault["kind"], fault["resolved_at"]) == ("handler", None)
    assert "OutOfOrder" in fault["cause"]

    retry_fault(own_demo, actor_for(manager), RetryFault(fault["id"]), SUNDAY_MORNING)

    (fault,) = rows(own_demo, "faults")
    assert fault["resolved_at"] == SUNDAY_MORNING
    with own_demo.store.read() as unit:
        steps = {task.step for task in tasks.tasks_of(unit, fault["case_id"]) if task.state == "open"}
    assert steps == {"hearing_choice"}


def test_a_fault_stays_while_the_rule_is_out_of_order(own_demo: Desk) -> None:
    from webapp.demo.failing import failing_desk

    (fault,) = rows(own_demo, "faults")
    manager = find_by_login(own_demo.store, "gyomu")
    assert manager is not None

    with pytest.raises(CaseFaulted):
        retry_fault(failing_desk(own_demo), actor_for(manager), RetryFault(fault["id"]), SUNDAY_MORNING)

    (fault,) = rows(own_demo, "faults")
    assert (fault["resolved_at"], fault["attempts"]) == (None, 2)


def test_everything_happened_in_office_hours_before_now_and_the_audit_holds(demo: Desk) -> None:
    deeds = rows(demo, "audit")

    assert max(row["at"] for row in deeds) <= SUNDAY_MORNING
    opened = min(row["opened_at"] for row in rows(demo, "cases"))
    assert opened < SUNDAY_MORNING - timedelta(days=120)
    for task in rows(demo, "tasks"):
        if task["state"] == "done":
            assert 0 <= task["closed_at"].hour < 8  # 9 to 17 in Tokyo
    with demo.store.read() as unit:
        assert verify(unit, demo.keys) == []


def test_what_was_sent_was_handed_over_then_and_nothing_is_left_to_do(demo: Desk) -> None:
    sent = rows(demo, "outbox")

    assert {row["kind"] for row in sent} == {"letter", "note", "notice", "service_note"}
    outward = {row["key"] for row in sent if row["kind"] not in INSIDE}
    assert {row["key"] for row in rows(demo, "posted")} == outward
    assert all(row["sent_at"] == row["created_at"] for row in sent)
    assert not [row for row in rows(demo, "due") if row["done_at"] is None and row["due_at"] <= SUNDAY_MORNING]


def test_what_one_case_tells_another_stands_in_that_case_and_not_in_the_post_room(demo: Desk) -> None:
    assert "note" not in {row["kind"] for row in rows(demo, "posted")}
    told = rows(demo, "case_notes")
    assert told and all(note["case_id"] != note["from_id"] for note in told)


def test_no_text_is_left_empty_or_twice(demo: Desk) -> None:
    plots = FINISHED + IN_WORK

    assert len({plot.title for plot in plots}) == len({plot.what for plot in plots}) == len(plots)
    assert all(plot.why and plot.remedy and plot.data and plot.persons > 0 for plot in plots)


def test_a_second_start_sees_that_it_is_filled(
    demo: Desk, tmp_path: Path, rules: dict[str, Rule], keys: Keyring
) -> None:
    empty = new_desk(tmp_path, rules, keys, SUNDAY_MORNING)

    assert is_filled(demo)
    assert not is_filled(empty)
    empty.store.close()


def test_without_the_process_there_is_nothing_to_fill(store: Store, rules: dict[str, Rule], keys: Keyring) -> None:
    with pytest.raises(UnknownProcess):
        fill(Desk(store, Engine(), rules, keys), SUNDAY_MORNING)


@pytest.mark.parametrize("day", DAYS)
def test_it_fills_on_any_day(tmp_path: Path, rules: dict[str, Rule], keys: Keyring, day: date) -> None:
    now = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
    desk = new_desk(tmp_path, rules, keys, now)

    fill(desk, now)

    assert sum(map(len, notified(desk))) == len(FINISHED)
    assert len(rows(desk, "faults")) == 1
    desk.store.close()


def test_two_fillings_at_the_same_moment_are_alike(
    tmp_path: Path, rules: dict[str, Rule], keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few cases, ended ones and ones at work; nothing in how they are made depends on the others."""
    monkeypatch.setattr("webapp.demo.fill.PLOTS", FINISHED[:3] + IN_WORK[:3])

    def seen(name: str) -> list[tuple[Any, ...]]:
        folder = tmp_path / name
        folder.mkdir()
        desk = new_desk(folder, rules, keys, SUNDAY_MORNING)
        fill(desk, SUNDAY_MORNING)
        cases = rows(desk, "cases")
        desk.store.close()
        return sorted((row["number"], row["title"], row["opened_at"], row["end_event"] or "") for row in cases)

    once = seen("once")
    assert len(once) >= 6
    assert seen("again") == once

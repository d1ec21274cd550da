"""The organs of the demo body today: a meeting to come, a member with an interest, one who has declared and asked for
material, evidence that waits for a check, a qualification that ends soon. All of it entered through the verbs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from webapp.cases.ask_evidence import AskEvidence, Recipient, ask_evidence
from webapp.cases.collect import choosable
from webapp.cases.declare_for_case import DeclareForCase, declare_for_case
from webapp.cases.desk import Desk
from webapp.cases.request_material import RequestMaterial, request_material
from webapp.cases.settle_recusals import settle_recusals
from webapp.demo.body import Body
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.people.interests import DeclareInterest, declare_interest
from webapp.people.meetings import CallMeeting, call_meeting
from webapp.people.qualifications import AddQualification, add_qualification
from webapp.store import cases
from webapp.store.reads.organs import Dossier, dossiers

MEMBER: Final = "iinkai"
WITH_INTEREST: Final = "iinkai2"
ASKS: Final = "iinkai3"
TRAINED: Final = "hyoka1"


def seat(desk: Desk, body: Body, now: datetime) -> None:
    """Where no case has come before the committee yet, only the meeting and the qualification are entered."""
    today = local_date(now)
    secretariat, manager = body.having("secretariat")[0], body.having("manager")[0]
    meeting = CallMeeting("committee", today + timedelta(days=9), "14:00", "第1会議室")
    call_meeting(desk.store, desk.keys, secretariat, meeting, now)
    trained = AddQualification(
        body.people[TRAINED].id,
        "事故評価者研修",
        today - timedelta(days=330),
        today + timedelta(days=35),
        "修了証 第12号（事務局の書庫）",
    )
    add_qualification(desk.store, desk.keys, manager, trained, now)
    put = _before_the_committee(desk, body.people[MEMBER])
    if not put:
        return
    member = body.people[MEMBER]
    declare_for_case(desk, member, DeclareForCase(put[0].id, "none"), now)
    wish = "委託先との契約のうち、再委託の条件が分かる部分の写しをお願いします。"
    request_material(desk, member, RequestMaterial(put[0].id, wish), now)
    _ask_for_evidence(desk, body, now)
    _take_an_interest(desk, body.people[WITH_INTEREST], put[-1], now)
    settle_recusals(desk, now)


def _before_the_committee(desk: Desk, member: Actor) -> tuple[Dossier, ...]:
    with desk.store.read() as unit:
        found = dossiers(unit, reach(member), ("committee",))
    return tuple(line for line in found if line.state != "ended")


def _ask_for_evidence(desk: Desk, body: Body, now: datetime) -> None:
    """Where the committee may act on its own, one member has asked for what it would hand over, and another may check it."""
    asker = body.people[ASKS]
    for line in _before_the_committee(desk, asker):
        if desk.bundle(line.version_id).own_action not in {step for _, step in line.tasks}:
            continue
        for member in (asker, body.people[MEMBER]):
            declare_for_case(desk, member, DeclareForCase(line.id, "none"), now)
        with desk.store.read() as unit:
            offered = choosable(desk, unit, asker, line.id, now)
        recipients = (Recipient("authority", "個人情報保護委員会"), Recipient("concerned", "名簿に載った本人の代表"))
        reason = "助言と異なる措置が決められ、是正もまだ確かめられていないため。"
        left_out = {one.what: one.ground for one in offered if one.ground}
        parts = frozenset({"answers", "decisions", "deadlines", "letters"})
        ask_evidence(desk, asker, AskEvidence(line.id, recipients, reason, parts, left_out), now)


def _take_an_interest(desk: Desk, member: Actor, about: Dossier, now: datetime) -> None:
    with desk.store.read() as unit:
        case = cases.case(unit, about.id)
    if case is None or case.operator_id is None:
        return
    interest = DeclareInterest(case.operator_id, "adviser", local_date(now) - timedelta(days=400), note="研修の講師")
    declare_interest(desk.store, desk.keys, member, interest, now)

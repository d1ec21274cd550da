"""What the people of the demo write into the forms of the incident process. Must not know who they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from webapp.demo.plots import Plot
from webapp.model.bundle import Bundle

Answers = dict[str, Any]
ADDRESSEE: Final = "個人情報保護管理者"
ITEMS: Final = {"grantee": "BCDEFG", "applicants": "CDEFG"}

_CAUSES: Final = {
    "negligence": "事業者に帰責事由があり、過失と判断した。",
    "intent": "事業者としての故意と判断した。",
    "force_majeure": "通常求められる備えをしていても防げず、不可抗力と判断した。",
}
_WHY_ITEM: Final = {
    "B": "逸脱と原因との関係を、手順書と当日の記録から確かめた。",
    "C": "対象となった情報の項目から、本人に及ぼす影響を考えた。",
    "D": "報告書と本人からの問合せの件数から、被害の状況を見た。",
    "E": "報道の有無と、認定団体に寄せられた問合せの件数による。",
    "F": "知った日から通知・報告・公表までの日数を見た。",
    "G": "登録簿で過去2年の事故等を確かめた。",
}


_NOT_COUNTED: Final = "登録簿の一覧に原因の同じものはなく、事故歴としては評価しない。"


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody writes: the day, the day on which a notice prepared now will be sent, and how often this step
    was done before in the case."""

    today: date
    sending_day: date
    before: int = 0


def opening(plot: Plot, service_id: str, today: date) -> Answers:
    """The start form."""
    answers: Answers = {
        "title": plot.title,
        "service": service_id,
        "received_on": _iso(today),
        "how_known": plot.how_known,
        "types": list(plot.types),
        "location": plot.location,
        "occurred_on": _iso(today - timedelta(days=5)),
        "description": f"{plot.what}\n事業者の対応：{plot.remedy}。",
        "affected_persons": plot.persons,
        "data_items": plot.data,
        "authority_report": "unknown",
    }
    if plot.how_known not in ("operator_report", "operator_preliminary"):
        if plot.how_known == "press":
            return answers | {"source": "報道の記事"}
        return answers | {"source": "個人情報保護委員会からの連絡", "channel": "mail"}
    if plot.how_known == "operator_report" and _answered_late(plot):
        answers["occurred_on"] = _iso(today - timedelta(days=11))
    return answers | {
        "channel": "phone" if plot.how_known == "operator_preliminary" else "web_form",
        "operator_knew_on": _iso(_knew(plot, today)),
        "final_within": "30",
        "persons_notified_on": _iso(today - timedelta(days=1)),
        "authority_report": "done",
        "authority_reported_on": _iso(today - timedelta(days=1)),
    }


def _answered_late(plot: Plot) -> bool:
    """Whether the assessors find the response late or wanting: item F, the last but one."""
    return len(plot.points) > 1 and plot.points[-2] != "0"


def _knew(plot: Plot, reported: date) -> date:
    """The day on which the operator knew; long before its report where that was late."""
    late = plot.how_known != "operator_preliminary" and _answered_late(plot)
    return reported - timedelta(days=9 if late else 3)


def answers_for(step: str, plot: Plot, bundle: Bundle, moment: Moment) -> Answers:
    """What is written into the form of a step. Raises KeyError for a step that the demo does not know."""
    if step in ("judge_cause_1", "judge_cause_2", "agree_cause"):
        return _cause(plot)
    if step in ("score_1", "score_2", "agree_scores"):
        return _scores(plot, bundle)
    return _STEPS[step](plot, moment)


def _cause(plot: Plot) -> Answers:
    return {
        "cause": plot.cause,
        "reason": f"{plot.why}。{_CAUSES[plot.cause]}",
        "complies": plot.complies,
        "complies_reason": "審査の記録と現地の記録に照らし、準拠に問題はない。"
        if plot.complies
        else "定めるべき手順が欠けているか、守られていなかった。",
    }


def _scores(plot: Plot, bundle: Bundle) -> Answers:
    profile = "grantee" if len(plot.points) == len(ITEMS["grantee"]) else "applicants"
    items = _items(bundle)[profile]
    answers: Answers = {}
    for item, points in zip(ITEMS[profile], plot.points, strict=True):
        grade = next(grade for grade in items[item]["grades"] if grade["points"] == int(points))
        answers[f"grade_{item.lower()}"] = grade["id"]
        alone = item == "G" and int(points) == 0
        answers[f"reason_{item.lower()}"] = _NOT_COUNTED if alone else f"{grade['ja']}。{_WHY_ITEM[item]}"
    return answers


def _items(bundle: Bundle) -> Mapping[str, Mapping[str, Any]]:
    latest = max(bundle.tables["scale"]["editions"], key=lambda edition: edition["from"])
    profiles: Mapping[str, Mapping[str, Any]] = latest["profiles"]
    return profiles


def _check(plot: Plot, moment: Moment) -> Answers:
    if plot.supplement and not moment.before:
        missing = "対象となった人数の根拠と、再発を防ぐ手順の案が示されていない。"
        return {"result": "incomplete", "missing": missing}
    return {"result": "complete"}


def _request(_: Plot, moment: Moment) -> Answers:
    text = "人数の根拠となる記録の写しと、再発を防ぐ手順の案を出してください。"
    return {"letter_date": _iso(moment.today), "addressee": ADDRESSEE, "request": text}


def _report_request(_: Plot, moment: Moment) -> Answers:
    text = "何が起きたか、原因、本人への通知と公表、再発を防ぐ手順をお知らせください。"
    return {"letter_date": _iso(moment.today), "addressee": ADDRESSEE, "request": text}


def _report(plot: Plot, moment: Moment) -> Answers:
    knew = _iso(_knew(plot, moment.today))
    told = {"kind": "final", "known_on": knew, "final_within": "30", **_came("email", moment)}
    return told | {"content": f"{plot.what}\n事業者の対応：{plot.remedy}。"}


def _sent(plot: Plot, moment: Moment) -> Answers:
    return {"result": "sent", **_dispatch(plot, moment)}


def _final(plot: Plot, moment: Moment) -> Answers:
    return {**_came("email", moment), "content": f"原因が明らかになった。{plot.why}。"}


def _supplement(_: Plot, moment: Moment) -> Answers:
    return {**_came("email", moment), "content": "記録の写しと、改めた手順書の案が届いた。"}


def _no_supplement(_: Plot, __: Moment) -> Answers:
    note = "期限の5日前と前日に電話で催促したが届かなかった。人数は会員台帳の件数によることとする。"
    return {"contacted": True, "note": note}


def _subcommittee(plot: Plot, moment: Moment) -> Answers:
    report = f"{plot.why}ことは重く、表2の措置を相当とする。期間は{plot.months}か月が適当である。"
    return {
        "held_on": _iso(moment.today),
        "recommendation": "as_table",
        "advised_months": plot.months,
        "report": report,
    }


def _convene(_: Plot, moment: Moment) -> Answers:
    dossier = ["report", "grounds", "grades", "subcommittee_report", "statements"]
    return {"meeting_on": _iso(moment.today + timedelta(days=2)), "place": "認定事務局 第一会議室", "dossier": dossier}


def _open_meeting(_: Plot, moment: Moment) -> Answers:
    return {"held_on": _iso(moment.today)}


def _committee(plot: Plot, _: Moment) -> Answers:
    minutes = "評価の経過と事業者の対応について説明を受け、質疑の後、全員の賛成で助言を決めた。"
    answers: Answers = {"advice": "as_table", "votes_for": 3, "votes_against": 0, "dissent": "none", "minutes": minutes}
    answers["text"] = f"評価の経過に異論はない。「{plot.remedy}」との対応が続くことを見届けるべきである。"
    if plot.against_advice:
        text = "同じ会員に二度の迷惑が及んでおり、勧告を相当とする。"
        answers |= {"advice": "other", "advised_level": 6, "advised_measure": "RECOMMENDATION_LETTER", "text": text}
    return answers


def _hearing_choice(plot: Plot, _: Moment) -> Answers:
    if plot.hearing:
        return {"hold": "yes", "reason": "事業者が評価の前提となる事実を争っている。"}
    return {"hold": "no", "reason": "事業者は事実を認めており、述べたいことはないと書面で答えた。"}


def _hearing_notice(plot: Plot, moment: Moment) -> Answers:
    return {
        "letter_date": _iso(moment.today),
        "addressee": ADDRESSEE,
        "hearing_on": _iso(moment.today + timedelta(days=18)),
        "place": "認定事務局 第二会議室",
        "matters": f"{plot.what}{plot.why}。",
    }


def _later_notice(plot: Plot, moment: Moment) -> Answers:
    matters = "通告した措置と、求めに添えられた資料について述べていただく。"
    return {**_hearing_notice(plot, moment), "matters": matters}


def _reply(plot: Plot, moment: Moment) -> Answers:
    return {**_came("phone", moment), "manner": plot.hearing or "writing"}


def _record(plot: Plot, moment: Moment) -> Answers:
    statement = f"事実は認める。{plot.remedy}ので、重い措置は避けてほしいと述べた。"
    attendees = "事業者：個人情報保護管理者、法務の担当者。当団体：主宰者、書記"
    return {"held_on": _iso(moment.today), "appeared": True, "attendees": attendees, "statement": statement}


def _defence(plot: Plot, moment: Moment) -> Answers:
    statement = f"事実は認める。{plot.remedy}ので、措置にあたり考慮を求める。"
    return {"came": True, **_came("mail", moment), "statement": statement}


def _no_reply(_: Plot, __: Moment) -> Answers:
    return {"note": "配達の記録により通知が届いたことを確かめた。期限までに回答はなかった。"}


def _chair(_: Plot, moment: Moment) -> Answers:
    opinion = "述べられた事情は既に評価で考慮されており、評価の前提を変えるものではない。"
    return {"closed_on": _iso(moment.today), "finding": "unfounded", "opinion": opinion}


def _decide(plot: Plot, moment: Moment) -> Answers:
    return {
        "decision": "as_table",
        "decided_on": _iso(moment.today),
        "reasons": f"{plot.what}{plot.why}ことによる。",
        "hearing_considered": "主宰者の報告を踏まえても、評価を改める事情はない。",
    }


def _deviation(_: Plot, __: Moment) -> Answers:
    return {"reason": "迷惑の程度は軽く、詫びと消去が済んでいることから、表2のとおりとする。"}


def _period(plot: Plot, _: Moment) -> Answers:
    return {"months": plot.months, "reason": "分科会の答申と委員会の助言のとおり、手順を整えるのに要する期間とした。"}


def _prepare(_: Plot, moment: Moment) -> Answers:
    return {"letter_date": _iso(moment.sending_day), "addressee": ADDRESSEE}


def _approve(plot: Plot, moment: Moment) -> Answers:
    if plot.returned_once and not moment.before:
        return {"result": "returned", "comment": "宛名の役職が届出と違います。"}
    return {"result": "approved"}


def _dispatch(plot: Plot, moment: Moment) -> Answers:
    proof = f"引受番号 {moment.today:%m%d}-{plot.persons % 10_000:04d}-0"
    return {"dispatched_on": _iso(moment.today), "channel": "certified_mail", "proof": proof}


def _approve_and_send(plot: Plot, moment: Moment) -> Answers:
    return {"result": "approved", **_dispatch(plot, moment)}


def _own_action(_: Plot, moment: Moment) -> Answers:
    reasons = "回答書の理由は理解できる。次に同じことがあれば、関係行政機関への通報を検討する。"
    return {"action": "none", "decided_on": _iso(moment.today), "reasons": reasons}


def _hearing_request(plot: Plot, moment: Moment) -> Answers:
    grounds = f"{plot.remedy}ことを示す資料により、改めて述べたい。"
    return {"asked_by": "operator", **_came("mail", moment), "grounds": grounds}


def _later_report(_: Plot, moment: Moment) -> Answers:
    opinion = "資料は措置の後の対応を示すもので、決定の前提となった事実を変えない。"
    return {"closed_on": _iso(moment.today), "finding": "unfounded", "opinion": opinion}


def _decide_again(plot: Plot, moment: Moment) -> Answers:
    reasons = "述べられた事情と資料を検討したが、決定の前提となった事実に変わりはない。"
    if plot.heard_after == "revoke":
        reasons = "資料により、決定の前提となった事実が認められないことが分かった。"
    return {"result": plot.heard_after, "decided_on": _iso(moment.today), "reasons": reasons}


def _prepare_result(_: Plot, moment: Moment) -> Answers:
    return {"letter_date": _iso(moment.today), "addressee": ADDRESSEE}


def _plan(plot: Plot, moment: Moment) -> Answers:
    plan = f"{plot.remedy}。あわせて、手順が守られているかを三か月ごとに点検する。"
    return {"submitted": "yes", **_came("email", moment), "plan": plan}


def _review_choice(plot: Plot, _: Moment) -> Answers:
    if plot.returned_once:
        return {"hold": "yes", "reason": "改めた手順が現場で守られているかを見る必要がある。"}
    return {"hold": "no", "reason": "計画と実施の記録により、原因が正されたことが分かる。"}


def _review(_: Plot, moment: Moment) -> Answers:
    findings = "手順書と三か月分の記録を見て、改めた手順が守られていることを確かめた。"
    return {"held_on": _iso(moment.today), "manner": "on_site", "result": "adequate", "findings": findings}


def _conditions(_: Plot, moment: Moment) -> Answers:
    findings = "是正計画の全部が実施され、記録で確かめた。"
    checked = {"checked_on": _iso(moment.today), "met": "yes", "findings": findings}
    return {**checked, "addressee": ADDRESSEE}


def _came(channel: str, moment: Moment) -> Answers:
    return {"received_on": _iso(moment.today), "channel": channel}


def _publication(plot: Plot, moment: Moment) -> Answers:
    if not plot.published:
        return {
            "publish": "no",
            "reason": "影響を受けた人には事業者から知らせが済んでおり、広く知らせるまでの必要はない。",
        }
    return {
        "publish": "yes",
        "reason": "利用者がサービスを選び、預けた情報をどうするかを決めるときに知る必要がある。",
        "wording": f"「{plot.title}」について、認定委員会の審議を経て措置を通告した（TPDMS-2210 4.3）。",
        "wording_en": "After deliberation of the committee a measure was notified (TPDMS-2210 4.3).",
        "first_day": _iso(moment.today),
    }


def _approve_publication(_: Plot, __: Moment) -> Answers:
    return {"result": "approved"}


def _iso(day: date) -> str:
    return day.isoformat()


_STEPS: Final = {
    "request_report": _report_request,
    "send_report_request": _sent,
    "receive_report": _report,
    "receive_final": _final,
    "send_supplement_request": _sent,
    "convene_committee": _convene,
    "open_meeting": _open_meeting,
    "send_hearing_notice": _sent,
    "explain_deviation": _deviation,
    "check_completeness": _check,
    "request_supplement": _request,
    "receive_supplement": _supplement,
    "note_no_supplement": _no_supplement,
    "subcommittee_report": _subcommittee,
    "committee_deliberation": _committee,
    "hearing_choice": _hearing_choice,
    "hearing_notice": _hearing_notice,
    "receive_reply": _reply,
    "hearing_record": _record,
    "written_defence": _defence,
    "note_absence": _no_reply,
    "chair_report": _chair,
    "decide": _decide,
    "set_period": _period,
    "prepare_letter": _prepare,
    "approve_letter": _approve,
    "dispatch": _dispatch,
    "own_action": _own_action,
    "send_response": _dispatch,
    "hearing_request": _hearing_request,
    "later_hearing_notice": _later_notice,
    "send_later_notice": _sent,
    "later_reply": _reply,
    "later_record": _record,
    "later_defence": _defence,
    "later_report": _later_report,
    "decide_again": _decide_again,
    "prepare_result": _prepare_result,
    "approve_result": _approve_and_send,
    "corrective_plan": _plan,
    "review_choice": _review_choice,
    "confirmation_review": _review,
    "publication_choice": _publication,
    "approve_publication": _approve_publication,
    "check_conditions": _conditions,
    "approve_reinstatement": _approve_and_send,
}

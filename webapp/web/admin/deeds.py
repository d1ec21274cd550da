"""A deed of the audit in words: what was done, where, and what is known of it. Must not know how it is laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from webapp.model.actor import ROLE_TITLES
from webapp.model.text import Text
from webapp.registers.body_kinds import BODY_KINDS
from webapp.registers.kinds import KINDS
from webapp.store.reads.audit import Deed, Names
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.moments import day_words
from webapp.web.parts.words import Words

ROOMS: Final = {
    "case:": later("案件"),
    "people": later("利用者"),
    "processes": later("プロセス"),
    "registers": later("登録簿"),
}
"""The chains, by the beginning of their names."""

VERBS: Final = {
    "open_case": later("案件を開いた"),
    "start": later("案件の開始をやり直した"),
    "claim_task": later("作業を引き受けた"),
    "release_task": later("作業を手放した"),
    "complete_task": later("作業を終えた"),
    "reassign_task": later("担当を変えた"),
    "fire_timer": later("時刻になって進んだ"),
    "deliver_message": later("連絡が届いた"),
    "fault": later("障害が起きた"),
    "retry_fault": later("障害を再試行した"),
    "go_back": later("案件を前の工程に戻した"),
    "keep_correction": later("訂正を記録した"),
    "hold_case": later("案件を保留にした"),
    "resume_case": later("案件を再開した"),
    "extend_deadline": later("期限を延ばした"),
    "ask_erasure": later("案件の消去を求めた"),
    "erase_case": later("案件を消去した"),
    "decline_erasure": later("案件の消去の求めを却下した"),
    "attach_file": later("ファイルを添付した"),
    "correct_letter": later("発信した文書を訂正する文書を作った"),
    "approve_letter_correction": later("訂正の文書を承認した"),
    "dispatch_letter_correction": later("訂正の文書の発信を記録した"),
    "link_case": later("別の案件を開いた"),
    "note_case": later("別の案件からの知らせを記録した"),
    "recuse": later("案件に関わらないことにした"),
    "lift_recusal": later("案件に関われるようにした"),
    "settle_recusals": later("利害関係による不関与を案件に記録した"),
    "declare_for_case": later("案件についての利害関係を申告した"),
    "request_material": later("資料・調査を求めた"),
    "name_members": later("案件の臨時委員を選んだ"),
    "answer_request": later("資料・調査の求めに答えた"),
    "ask_handover": later("資料の提供を求めた"),
    "refuse_handover": later("資料の提供が、目的外利用として断られた"),
    "approve_handover": later("資料の提供を承認した"),
    "decline_handover": later("資料の提供を却下した"),
    "take_archive": later("提供する資料を受け取った"),
    "take_list": later("案件の一覧を取り出した"),
    "refuse_list": later("案件の一覧の取り出しが、目的外利用として断られた"),
    "make_evidence": later("独自の行動の資料を作った"),
    "take_evidence": later("独自の行動の資料を受け取った"),
    "begin_term": later("任期を始めた"),
    "end_term": later("任期を終えた"),
    "declare_interest": later("利害関係を申告した"),
    "correct_interest": later("利害関係の申告を訂正した"),
    "add_qualification": later("資格を登録した"),
    "strike_qualification": later("資格を抹消した"),
    "call_meeting": later("会議を予定した"),
    "cancel_meeting": later("会議を取り消した"),
    "add_user": later("利用者を加えた"),
    "disable_user": later("利用を止めた"),
    "set_roles": later("役割を変えた"),
    "set_password": later("パスワードを変えた"),
    "sign_in": later("サインインした"),
    "sign_out": later("サインアウトした"),
    "last_try": later("サインインを続けて誤り、止められた"),
    "record_absence": later("不在を記録した"),
    "take_back_absence": later("不在を取り消した"),
    "create_token": later("APIの鍵を作った"),
    "revoke_token": later("APIの鍵を取り消した"),
    "open_draft": later("下書きを始めた"),
    "save_draft": later("下書きを保存した"),
    "submit_draft": later("下書きを提出した"),
    "return_draft": later("下書きを差し戻した"),
    "approve_draft": later("下書きを承認し、発効した"),
    "discard_draft": later("下書きを破棄した"),
    "publish": later("版を発効した"),
    "set_status": later("地位を記録した"),
    "correct_status": later("地位を訂正した"),
    "propose_status": later("地位の訂正を求めた"),
    "decline_status": later("地位の訂正を採らなかった"),
    "restore_status": later("地位を戻した"),
    "note_service": later("審査中の申請に知らせを記録した"),
    "publish_measure": later("措置の公表を記録した"),
    "correct_publication": later("措置の公表をやめた"),
    "enter_bar": later("申請を受けない期間を記録した"),
    "decide_identity": later("同一の事業者かを決めた"),
    "declare_officer": later("役員の申告を記録した"),
    "read_declarations": later("役員の申告を見た"),
    "prepare_certificate": later("付与の証明書を作成した"),
    "approve_certificate": later("付与の証明書を承認した"),
    "prepare_public_report": later("公表用の報告を作成した"),
    "approve_public_report": later("公表用の報告を承認した"),
    "return_public_report": later("公表用の報告を差し戻した"),
    "list_cessation": later("認定の終わりを知らせる名簿を作った"),
}
"""What each verb did. The entries of the registers are told by their kind (`of_register`)."""

_OF_REGISTER: Final = {
    "add": later("登録簿に加えた：%(kind)s"),
    "correct": later("登録簿を訂正した：%(kind)s"),
    "strike": later("登録簿から抹消した：%(kind)s"),
}

_TITLES: Final = {kind.name: kind.title for kind in KINDS.values()} | {
    f"body_{kind.name}": kind.title for kind in BODY_KINDS.values()
}
"""What kinds of entries are called; those of the body's own records after their verbs."""


def verbs() -> dict[str, str]:
    """All that can have been done, in words, in the order of the rooms."""
    entries = (f"{deed}_{kind}" for kind in _TITLES for deed in _OF_REGISTER)
    return {verb: verb_words(verb) for verb in dict.fromkeys((*VERBS, *entries))}


def verb_words(verb: str) -> str:
    """What a verb did; a verb of a later version as it is written."""
    if verb in VERBS:
        return _(VERBS[verb])
    deed, _dash, kind = verb.partition("_")
    if deed in _OF_REGISTER and kind in _TITLES:
        return _(_OF_REGISTER[deed], kind=pick(_TITLES[kind]))
    return verb


@dataclass(frozen=True, slots=True)
class Told:
    """`where`: the room and, in it, the number of the case; `facts`: pairs of what and which."""

    at: datetime
    who: str
    what: str
    room: str
    case_id: str | None
    case_number: str | None
    link: str
    facts: tuple[tuple[str, str], ...]
    raw: Mapping[str, Any]


class Telling:
    """Tells deeds with the names of a page. `words_of` gives the words of a version; `titles` those of each process."""

    def __init__(self, names: Names, words_of: Callable[[str], Words], titles: Mapping[str, Text]) -> None:
        self.names, self.words_of, self.titles = names, words_of, titles

    def tell(self, deed: Deed) -> Told:
        return Told(
            at=deed.at,
            who=_("システム") if deed.actor is None else pick(deed.actor),
            what=verb_words(deed.verb),
            room=next((_(words) for begins, words in ROOMS.items() if deed.chain.startswith(begins)), deed.chain),
            case_id=deed.case_id,
            case_number=deed.case_number,
            link=f"#{deed.seq}",
            facts=tuple(dict.fromkeys(self._facts(deed))),
            raw=deed.detail,
        )

    def _facts(self, deed: Deed) -> Iterator[tuple[str, str]]:
        """A version names its process, so that neither the process nor the draft has to."""
        words = None if deed.version_id is None else self.words_of(deed.version_id)
        for name, value in deed.detail.items():
            if value in (None, "", [], {}) or (
                name in ("process", "draft") and deed.detail.keys() & {"version", "base"}
            ):
                continue
            if name == "step":
                yield _("工程"), words.step(str(value)) if words else str(value)
            elif name == "answers" and words:
                yield _("答えた項目"), _asked(words, str(deed.detail.get("step", "start")), value)
            elif name in _COUNTED:
                yield _(_COUNTED[name]), _("%(n)s件", n=len(value))
            else:
                yield from self._named(name, value)

    def _named(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        names = self.names
        if name in _PEOPLE and value in names.people:
            yield _(_PEOPLE[name]), pick(names.people[value])
        elif name == "roles":
            yield _("役割"), _("、").join(pick(ROLE_TITLES.get(role, Text(role))) for role in value)
        elif name in ("operator", "operators"):
            known = [value] if isinstance(value, str) else value
            yield _("事業者"), _("、").join(pick(names.operators[one]) for one in known if one in names.operators)
        elif name == "service" and value in names.services:
            yield _("サービス"), pick(names.services[value])
        elif name == "process":
            yield _("プロセス"), self._title(str(value))
        elif name == "draft" and value in names.drafts:
            yield _("プロセス"), self._title(names.drafts[value])
        elif name in ("version", "base") and value in names.versions:
            published = names.versions[value]
            yield _("版数"), _("%(title)s 版数%(n)s", title=self._title(published.process), n=published.number)
        elif name == "case" and value in names.cases:
            yield _("案件"), names.cases[value]
        elif name == "command":
            yield _("途中だったこと"), verb_words(str(value))
        elif name == "resolution":
            yield (
                _("認定分科会の決議"),
                _("%(what)s（%(when)s）", what=value["document"], when=day_words(date.fromisoformat(value["on"]))),
            )
        elif name == "reference":
            yield _("文書番号"), str(value)

    def _title(self, process: str) -> str:
        return pick(self.titles[process]) if process in self.titles else process


_PEOPLE: Final = {
    "user": later("人"),
    "before": later("前の担当"),
    "after": later("新しい担当"),
    "person": later("人"),
}
_COUNTED: Final = {"determinations": later("判定"), "letters": later("文書"), "files": later("ファイル")}


def _asked(words: Words, step: str, answers: Mapping[str, Any]) -> str:
    """The headings of the questions that were answered; never the answers."""
    form = words.form(step)
    labels = {} if form is None else {field.id: pick(field.label) for field in form.fields}
    return _("、").join(labels.get(field, field) for field in answers)

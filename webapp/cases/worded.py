"""A case in words for an archive, part by part, as its reader sees it and under the veil. Must not know what the archive is
for, nor how it is packed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import count
from types import MappingProxyType
from typing import IO, Any, Final

from handlers.determination import Rule
from webapp.archive.contents import (
    Answers,
    Attachment,
    Clause,
    Cover,
    Deadline,
    Decision,
    Enclosure,
    LedgerLine,
    LeftOut,
    Letter,
    Line,
    Row,
)
from webapp.cases import ledgers
from webapp.cases.said import DEEDS, NOTHING
from webapp.cases.seen import View
from webapp.cases.veil import HIDDEN, Veil
from webapp.files.names import ending
from webapp.letters.sheet import LANGUAGES, as_text
from webapp.model.text import Text
from webapp.store.reads import letters as letter_reads
from webapp.store.reads.case import Decided, Given
from webapp.store.reads.case import Line as HistoryLine
from webapp.store.reads.files import FileLine, content_of
from webapp.store.reads.letters import LetterPage

STATES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "open": Text("進行中", "Open"),
        "ended": Text("終了", "Ended"),
        "quarantined": Text("隔離中", "Set apart"),
        "approved": Text("承認済み", "Approved"),
        "settled": Text("承認済み", "Approved"),
        "dispatched": Text("発信済み", "Dispatched"),
    }
)
CLOSED: Final[Mapping[str | None, Text]] = MappingProxyType(
    {
        None: Text("進行中", "Running"),
        "met": Text("期限内に終了", "Met"),
        "missed": Text("期限を過ぎて終了", "Missed"),
        "withdrawn": Text("取りやめ", "Withdrawn"),
    }
)
ENTRIES: Final[Mapping[str | None, Text]] = MappingProxyType(
    {
        **CLOSED,
        "start": Text("開始", "Start"),
        "extension": Text("延長", "Extension"),
        "pause": Text("保留", "Put on hold"),
        "resume": Text("再開", "Resumed"),
    }
)
BLIND: Final = LeftOut(
    Text("まだ突き合わせの済んでいない独立の評価", "Independent assessments that are not compared yet"),
    Text("独立の評価を守るため", "So that they stay independent"),
)
NOT_PUT: Final = LeftOut(
    Text("委員に示されなかった資料", "What was not put before the members"),
    Text("求めた人が見られない", "Whoever asks may not see it"),
)
DRAFTS: Final = LeftOut(
    Text("承認前の文書", "Letters that are not approved"), Text("まだ決まっていない", "They are not settled yet")
)
TELLS: Final = Text("非開示としたものが書かれている", "What is withheld stands in it")
CORRECTING: Final = frozenset(
    {"corrected", "correction_proposed", "correction_refused", "correction_kept", "went_back"}
)
"""Lines whose reason may say what was answered."""
PAPERS: Final[Mapping[str, Text]] = MappingProxyType({"ja": Text("日本語", "Japanese"), "en": Text("英語", "English")})
PDF: Final = "application/pdf"


class Wording:
    """One case in words. What is left out says so in its place."""

    def __init__(self, view: View, veil: Veil, rules: Mapping[str, Rule]) -> None:
        self._view, self._veil, self._rules = view, veil, rules
        self._said = view.said

    def cover(self, body: Text, now: datetime) -> Cover:
        head = self._view.page.head
        return Cover(
            body=body,
            number=head.number,
            title=self._veil.over(Text(head.title)),
            process=self._view.bundle.title,
            process_id=head.process,
            version=head.version_number,
            operator=NOTHING if head.operator is None else self._veil.over(head.operator),
            service=NOTHING if head.service is None else self._veil.over(head.service),
            state=STATES[head.state],
            opened_at=head.opened_at,
            ended_at=head.ended_at,
            purpose=NOTHING,
            recipients=(),
            note="",
            made_at=now,
        )

    def left_out(self, parts: frozenset[str]) -> tuple[LeftOut, ...]:
        """What somebody chose to leave out and what follows from that, then what nobody is shown."""
        return (
            *self._answers_left_out(),
            *self._decisions_left_out(),
            *(self._letters_left_out() if "letters" in parts else ()),
            *(self._files_left_out() if "files" in parts else ()),
            *((BLIND,) if self._view.blind else ()),
            *((NOT_PUT,) if self._view.out.steps else ()),
            *((DRAFTS,) if self._view.drafts and "letters" in parts else ()),
        )

    def answers(self) -> tuple[Answers, ...]:
        return tuple(
            Answers(
                step=self._said.step(given.step),
                who=self._said.person(given.who),
                at=given.at,
                rows=tuple(self._answered(given)),
                aside=given.aside,
                corrected=bool(given.corrected),
            )
            for given in self._view.given
        )

    def decisions(self) -> tuple[Decision, ...]:
        return tuple(map(self._decision, self._view.decided))

    def deadlines(self) -> tuple[Deadline, ...]:
        view = self._view
        found = ledgers.ledgers(view.bundle, view.page.tasks, view.decided, view.holds, view.extensions)
        return tuple(map(self._deadline, found))

    def letters(self) -> tuple[Letter, ...]:
        shown = [letter for letter in self._view.letters if self._letter_ground(letter) is None]
        return tuple(self._letter(number, letter) for number, letter in zip(count(1), shown, strict=False))

    def attachments(self) -> tuple[Attachment, ...]:
        shown = [file for file in self._view.files if self._file_ground(file) is None]
        return tuple(self._attachment(number, file) for number, file in zip(count(1), shown, strict=False))

    def history(self) -> tuple[Line, ...]:
        out = self._view.out
        return tuple(
            Line(
                seq=line.seq,
                at=line.at,
                who=self._said.person(line.detail.get("by", line.actor) if line.verb == "retried" else line.actor),
                what=DEEDS[line.verb],
                step=self._said.step(line.step),
                reason=self._reason(line),
            )
            for line in self._view.page.history
            if line.verb in DEEDS
            and not out.covers(line.step, line.at)
            and not (line.verb in CORRECTING and line.step in out.steps)
        )

    def _answered(self, given: Given) -> Iterator[Row]:
        form = self._view.bundle.forms.get(given.step)
        for field in () if form is None else form.fields:
            if field.id not in given.answers:
                continue
            ground = self._veil.answer(given.step, field.id)
            if ground is not None:
                yield Row(field.label, _hidden(ground))
            elif field.kind == "files":
                yield Row(field.label, self._file_names(given.answers[field.id]))
            else:
                yield Row(field.label, self._veil.over(self._said.answer(field, given.answers[field.id])))

    def _file_names(self, ids: Any) -> Text:
        """The names of files, those that are left out without theirs."""
        shown = {file.id: file for file in self._view.files}
        wanted = ids if isinstance(ids, list) else []
        names = [
            HIDDEN if id not in shown or self._file_ground(shown[id]) is not None else Text(shown[id].name)
            for id in wanted
        ]
        return self._veil.over(Text("、".join(name.ja for name in names), ", ".join(name.pick("en") for name in names)))

    def _decision(self, decided: Decided) -> Decision:
        rule = self._rules.get(decided.handler)
        step = self._said.step(decided.step)
        name = Text(decided.handler) if rule is None else Text(rule.ja, rule.en)
        clauses = tuple(
            Clause(str(cite["document"]), str(cite["edition"]), str(cite["clause"]), cite["quote"])
            for cite in decided.cites
        )
        ground = self._veil.ground(f"decision:{decided.step}")
        if ground is not None:
            return Decision(step, name, _hidden(ground), (), (), clauses, (), (), decided.decided_on)
        tainted = self._veil.tainted(decided.step)
        reasons = tuple(self._veil.over(Text(one["ja"], one["en"])) for one in decided.because)
        return Decision(
            step=step,
            rule=name,
            outcome=self._outcome(decided, rule),
            computed=() if tainted else tuple(self._computed(decided)),
            reasons=(HIDDEN,) if tainted else reasons,
            clauses=clauses,
            inputs=tuple(self._inputs(decided, rule, tainted)),
            parameters=tuple(
                Row(self._said.amount(name), self._said.plain(used.get("value")))
                for name, used in decided.parameters.items()
            ),
            decided_on=decided.decided_on,
        )

    def _outcome(self, decided: Decided, rule: Rule | None) -> Text:
        if decided.outcome is None:
            return Text("")
        labels = {one.value: Text(one.ja, one.en) for one in (rule.outcomes if rule else ())}
        return labels.get(decided.outcome, Text(decided.outcome))

    def _computed(self, decided: Decided) -> Iterator[Row]:
        value = decided.value
        if isinstance(value, Mapping):
            for label, part in self._said.parts(value):
                yield Row(label, self._veil.over(self._said.plain(part)))
        elif decided.outcome is None:
            yield Row(Text("値", "Value"), self._veil.over(self._said.plain(value)))

    def _inputs(self, decided: Decided, rule: Rule | None, tainted: frozenset[str]) -> Iterator[Row]:
        labels = {one.name: Text(one.ja, one.en) for one in (rule.inputs if rule else ())}
        for name, value in decided.inputs.items():
            if name in tainted:
                yield Row(labels.get(name, Text(name)), HIDDEN)
            elif value is not None:
                yield Row(labels.get(name, Text(name)), self._veil.over(self._said.plain(value)))

    def _deadline(self, deadline: ledgers.Deadline) -> Deadline:
        step = deadline.step
        name = self._said.step(step) if deadline.name is None else deadline.name
        ground = self._veil.ground(f"decision:{step}")
        if deadline.kind == "period" and (ground is not None or self._veil.tainted(step)):
            return Deadline(name, HIDDEN if ground is None else _hidden(ground), None, ())
        lines = tuple(
            LedgerLine(
                what=ENTRIES[line.entry.kind],
                on=line.entry.on,
                ground=self._veil.over(line.entry.ground),
                who=Text("") if line.entry.who is None else self._said.person(line.entry.who),
                last=line.last,
            )
            for line in deadline.sum.lines
        )
        return Deadline(name, CLOSED[deadline.sum.closed], deadline.sum.last, lines)

    def _letter(self, number: int, letter: LetterPage) -> Letter:
        line, view = letter.line, self._view
        papers = tuple(
            Enclosure(
                name=f"letters/{number:02}_{language}.pdf",
                title=self._veil.over(
                    Text(f"{line.number}　{PAPERS[language].ja}", f"{line.number} {PAPERS[language].en}")
                ),
                media=PDF,
                open=partial(_paper, view, line.id, language),
            )
            for language in LANGUAGES
            if language in {paper.language for paper in letter.papers}
        )
        return Letter(
            number=line.number or "—",
            title=self._veil.over(line.title),
            addressee=self._veil.over(line.addressee),
            state=STATES[line.state],
            dated=line.dated,
            dispatched_on=line.dispatched_on,
            papers=papers,
        )

    def _attachment(self, number: int, file: FileLine) -> Attachment:
        title = self._veil.over(Text(file.name))
        return Attachment(
            where=self._said.step(file.step) if file.title is None else self._veil.over(Text(file.title)),
            who=self._said.person(file.by),
            at=file.at,
            file=Enclosure(
                f"attachments/{number:02}{_ending(file.name)}",
                title,
                file.media,
                partial(content_of, self._view.unit, file),
            ),
        )

    def _reason(self, line: HistoryLine) -> Text:
        """What a person wrote to a line; not to a correction of what is blind or left out, for it would tell."""
        if line.verb in CORRECTING and (line.task_id in self._view.blind or self._veil.touches(line.step)):
            return HIDDEN if line.detail.get("reason") else Text("")
        return self._veil.over(Text(str(line.detail.get("reason") or "")))

    def _letter_ground(self, letter: LetterPage) -> Text | None:
        """A letter is whole or it is not there: it was signed as it stands."""
        chosen = self._veil.ground(f"letter:{letter.line.id}")
        if chosen is not None:
            return chosen
        found = letter_reads.sheet(self._view.unit, self._view.reach, letter.line.id)
        words = [
            letter.body.ja,
            letter.body.en,
            *([as_text(dict(found[0]), each) for each in LANGUAGES] if found else []),
        ]
        tells = self._veil.tainted(letter.line.step) or any(map(self._veil.stands_in, words))
        return TELLS if tells else None

    def _file_ground(self, file: FileLine) -> Text | None:
        of_answer = None if file.step is None or file.field is None else self._veil.answer(file.step, file.field)
        return self._veil.ground(f"file:{file.id}") or of_answer

    def _answers_left_out(self) -> Iterator[LeftOut]:
        told = set()
        for given in self._view.given:
            form = self._view.bundle.forms.get(given.step)
            for field in () if form is None else form.fields:
                ground = self._veil.answer(given.step, field.id)
                key = (given.step, field.id)
                if field.id in given.answers and ground is not None and key not in told:
                    told.add(key)
                    step = self._said.step(given.step)
                    what = Text(f"{step.ja}「{field.label.ja}」", f"{step.pick('en')}: {field.label.pick('en')}")
                    yield LeftOut(what, ground)

    def _decisions_left_out(self) -> Iterator[LeftOut]:
        for step in dict.fromkeys(decided.step for decided in self._view.decided):
            ground = self._veil.ground(f"decision:{step}")
            if ground is not None:
                yield LeftOut(self._said.step(step), ground)

    def _letters_left_out(self) -> Iterator[LeftOut]:
        for letter in self._view.letters:
            ground = self._letter_ground(letter)
            if ground is not None:
                number, title = letter.line.number or "", self._veil.over(letter.line.title)
                yield LeftOut(Text(f"{number}　{title.ja}", f"{number} {title.pick('en')}"), ground)

    def _files_left_out(self) -> Iterator[LeftOut]:
        """Without their names, which may tell."""
        for file in self._view.files:
            ground = self._file_ground(file)
            if ground is not None:
                where = self._said.step(file.step)
                what = Text(
                    f"添付ファイル（{where.ja or '案件'}）", f"An attachment ({where.pick('en') or 'of the case'})"
                )
                yield LeftOut(what, ground)


def _hidden(ground: Text) -> Text:
    return Text(f"（非開示：{ground.ja}）", f"(withheld: {ground.en})")


def _ending(name: str) -> str:
    """The ending of a file's name, where it is a plain one."""
    found = ending(name)
    return f".{found}" if found.isascii() and found.isalnum() and len(found) <= 5 else ""


def _paper(view: View, letter_id: str, language: str) -> IO[bytes]:
    pdf = letter_reads.paper(view.unit, view.reach, letter_id, language)
    assert pdf is not None  # it was listed in the same transaction
    return io.BytesIO(pdf)

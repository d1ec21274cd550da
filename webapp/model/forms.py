"""Are these answers valid for this form? Pure: what was typed in, normal answers or named problems out.

Must not know who typed, where a form is shown or where answers are kept. No message repeats what was typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from webapp.model.bundle import Condition, Field, Form
from webapp.model.catalogue import Catalogue
from webapp.model.dates import day_en, day_ja, read_date, read_integer
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text

Answers = dict[str, Any]
"""Field id -> normal value: text, ISO date text, int, bool, option value, list of option values. What was not answered
or not asked has no entry."""

Typed = Mapping[str, Any]
Context = Mapping[str, Mapping[str, Any]]

TEXT_LIMIT: Final = 200
TEXTAREA_LIMIT: Final = 4000
INTEGER_LIMIT: Final = 10**12
TURNS_TEXT: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the direction of what follows: a title would rewrite the line, or the letter, in which it stands."""
SEVERAL: Final = frozenset({"choices", "standings", "files", "members"})
"""Kinds of fields in which several may be chosen: a list answers them."""
USUAL_FILES: Final = 10
"""Files of a field that names no `maximum`."""
MOST_FILES: Final = 30
"""What a field of files may name as its `maximum`."""
BEFORE_TODAY: Final = "before_today"
"""In a condition on a date: any day before today."""

_YES: Final = frozenset({"true", "on", "yes", "1", "はい"})
_NO: Final = frozenset({"false", "off", "no", "0", "いいえ"})


class _Wrong(Exception):
    """What was typed cannot be an answer; the message says what to do."""

    def __init__(self, ja: str, en: str) -> None:
        self.message = Text(ja, en)
        super().__init__(en)


def validate(form: Form, typed: Typed, context: Context, today: date, catalogue: Catalogue) -> Answers:
    """The normal answers of a form.

    `typed`: field id -> text or list of texts of a browser, or JSON values. `context`: the records of the case by step
    ("case" among them), for conditions and the status. Fields whose condition does not hold are dropped.
    Raises InvalidAnswers with one message per field; unknown fields are refused.
    """
    reading = _read(form, typed, context, today, catalogue)
    known = {field.id for field in form.fields}
    for name in typed:
        if name not in known:
            reading.problems[name] = Text(
                "このフォームにない項目です。ページを開き直してください。",
                "This form has no such field. Open the page again.",
            )
    if reading.problems:
        raise InvalidAnswers(reading.problems)
    return reading.answers


def visible_fields(form: Form, context: Context, typed: Typed, today: date | None = None) -> tuple[Field, ...]:
    """The fields that are asked, given what has been typed so far. Values that are not valid count as typed. Without
    `today` no day is before it."""
    values: dict[str, frozenset[str]] = {}
    visible = []
    for field in form.fields:
        if field.when is None or _holds(field.when, values, context):
            visible.append(field)
            values[field.id] = _said(field, typed.get(field.id)) | _past(field, typed.get(field.id), today)
    return tuple(visible)


def proposed(form: Form, context: Context) -> Answers:
    """What the record of a case proposes for fields of a form: of the paths that each names the first that is known."""
    found = {field.id: [_known(path, {}, context) for path in (field.proposed or "").split()] for field in form.fields}
    known = {id: [value for value in values if value is not None] for id, values in found.items()}
    return {id: values[0] for id, values in known.items() if values}


class _Reading:
    def __init__(self) -> None:
        self.answers: Answers = {}
        self.problems: dict[str, Text] = {}


def _read(form: Form, typed: Typed, context: Context, today: date, catalogue: Catalogue) -> _Reading:
    reading = _Reading()
    status = context.get("case", {}).get("status")
    for field in visible_fields(form, context, typed, today):
        given = _one(field, typed.get(field.id))
        label = field.label
        if _empty(given):
            if field.required:
                reading.problems[field.id] = _missing(field)
            continue
        try:
            value = _READERS[field.kind](field, given, _Facts(today, catalogue, status))
            _refuse_earlier(form, field, value, reading.answers, context)
            _refuse_more(form, field, value, reading.answers, context)
        except _Wrong as wrong:
            reading.problems[field.id] = Text(
                f"「{label.ja}」：{wrong.message.ja}", f"{label.pick('en')}: {wrong.message.en}"
            )
        else:
            reading.answers[field.id] = value
    return reading


def _refuse_earlier(form: Form, field: Field, value: object, answers: Answers, context: Context) -> None:
    """Raises _Wrong where a day comes before one that it is compared with; one that is not known refuses nothing."""
    for path in (field.not_before or "").split():
        earliest = _known(path, answers, context)
        if not isinstance(earliest, str) or str(value) >= earliest:
            continue
        day = date.fromisoformat(earliest)
        said = next(
            (each.label for each in form.fields if each.id == path),
            Text("前の工程の日付", "an earlier step"),
        )
        raise _Wrong(
            f"「{said.ja}」（{day_ja(day)}）より前の日付です。どちらが正しいか確かめてください。",
            f"it comes before “{said.pick('en')}” ({day_en(day)}). Check which of them is right.",
        )


def _refuse_more(form: Form, field: Field, value: object, answers: Answers, context: Context) -> None:
    """Raises _Wrong where numbers that share a total come to more than it, or one is not below another; what is not
    known refuses nothing."""
    if not isinstance(value, int):
        return
    if field.less_than is not None and isinstance(known := answers.get(field.less_than), int) and value >= known:
        other = next(each.label for each in form.fields if each.id == field.less_than)
        raise _Wrong(
            f"「{other.ja}」より少なくなければなりません。どちらの数も確かめてください。",
            f"it has to be less than “{other.pick('en')}”. Check both numbers.",
        )
    total = None if field.within is None else _known(field.within, answers, context)
    most = len(total) if isinstance(total, list) else total
    if not isinstance(most, int):
        return
    sharing = [each for each in form.fields if each.within == field.within]
    said = [number for each in sharing if isinstance(number := answers.get(each.id), int)]
    if value + sum(said) > most:
        together_ja, together_en = (
            "・".join(e.label.ja for e in sharing),
            ", ".join(e.label.pick("en") for e in sharing),
        )
        raise _Wrong(
            f"{together_ja}の合計が{most:,}を超えます。前の工程で記録した人数までにしてください。",
            f"{together_en} come to more than {most:,} together, the number that an earlier step has on record.",
        )


def _known(path: str, answers: Answers, context: Context) -> object:
    """What a day is compared with: a field of the form, `step.field`, or `step.value.name` of a rule's answer."""
    if "." not in path:
        return answers.get(path)
    found: object = context
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


class _Facts:
    """What a reader of one field may look at besides what was typed."""

    def __init__(self, today: date, catalogue: Catalogue, status: str | None) -> None:
        self.today = today
        self.catalogue = catalogue
        self.status = status


def _one(field: Field, given: object) -> object:
    """A browser's list of one text is that text, where one answer is asked; texts lose the space around them."""
    if field.kind not in SEVERAL and isinstance(given, list) and len(given) == 1:
        given = given[0]
    return _normal(given) if isinstance(given, str) else given


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _empty(given: object) -> bool:
    if isinstance(given, list):
        return all(_empty(_normal(item) if isinstance(item, str) else item) for item in given)
    return given is None or (isinstance(given, str) and all(unicodedata.category(c) in ("Cf", "Zs") for c in given))


def _missing(field: Field) -> Text:
    ja, en = field.label.ja, field.label.pick("en")
    if field.kind in ("text", "textarea", "date", "integer"):
        return Text(f"「{ja}」を入力してください。", f"Enter “{en}”.")
    if field.kind == "files":
        return Text(f"「{ja}」のファイルを添付してください。", f"Attach a file at “{en}”.")
    return Text(f"「{ja}」を選んでください。", f"Choose “{en}”.")


def _text(field: Field, given: object, _: _Facts) -> str:
    if not isinstance(given, str):
        raise _Wrong("文字で入力してください。", "enter a text.")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in given):
        raise _Wrong("使えない制御文字があります。打ち直してください。", "it has control characters. Type it again.")
    if TURNS_TEXT.intersection(given):
        raise _Wrong(
            "文字の向きを変える見えない文字があります。打ち直してください。",
            "it has invisible characters that turn the direction of the text. Type it again.",
        )
    if field.kind == "text" and "\n" in given:
        raise _Wrong("1行で書いてください。", "write it on one line.")
    limit = field.maximum if field.maximum is not None else TEXT_LIMIT if field.kind == "text" else TEXTAREA_LIMIT
    if len(given) > limit:
        raise _Wrong(
            f"{limit:,}文字以内で書いてください（いま{len(given):,}文字）。",
            f"write at most {limit:,} characters ({len(given):,} now).",
        )
    if field.minimum is not None and len(given) < field.minimum:
        raise _Wrong(
            f"{field.minimum:,}文字以上で書いてください（いま{len(given):,}文字）。",
            f"write at least {field.minimum:,} characters ({len(given):,} now).",
        )
    return given


def _date(field: Field, given: object, facts: _Facts) -> str:
    day = read_date(given) if isinstance(given, str) else None
    if day is None:
        raise _Wrong(
            "日付を「2026-04-01」か「令和8年4月1日」のように入力してください。", "enter a date such as 2026-04-01."
        )
    if field.not_after_today and day > facts.today:
        raise _Wrong(
            f"今日（{day_ja(facts.today)}）までの日付を入力してください。",
            f"enter a date no later than today ({day_en(facts.today)}).",
        )
    return day.isoformat()


def _integer(field: Field, given: object, _: _Facts) -> int:
    number = read_integer(given) if isinstance(given, str) else given
    if not isinstance(number, int) or isinstance(number, bool):
        raise _Wrong("整数を数字で入力してください（例：12）。", "enter a whole number, such as 12.")
    low = -INTEGER_LIMIT if field.minimum is None else field.minimum
    high = INTEGER_LIMIT if field.maximum is None else field.maximum
    if not low <= number <= high:
        raise _Wrong(_between(field, low, high).ja, _between(field, low, high).en)
    return number


def _between(field: Field, low: int, high: int) -> Text:
    if field.maximum is None and field.minimum is not None:
        return Text(f"{low:,}以上の数を入力してください。", f"enter a number of at least {low:,}.")
    if field.minimum is None:
        return Text(f"{high:,}以下の数を入力してください。", f"enter a number of at most {high:,}.")
    return Text(f"{low:,}から{high:,}までの数を入力してください。", f"enter a number from {low:,} to {high:,}.")


def _boolean(_field: Field, given: object, _: _Facts) -> bool:
    if isinstance(given, bool):
        return given
    word = given.lower() if isinstance(given, str) else ""
    if word not in _YES | _NO:
        raise _Wrong("「はい」か「いいえ」を選んでください。", "choose yes or no.")
    return word in _YES


def _choice(field: Field, given: object, facts: _Facts) -> str:
    options = facts.catalogue.options(field, facts.status)
    if not options:
        raise _Wrong(
            "いま選べるものがありません。管理者に知らせてください。",
            "there is nothing to choose from at present. Tell the administrator.",
        )
    if not isinstance(given, str) or given not in {option.value for option in options}:
        raise _Wrong("示されたものから1つ選んでください。", "choose one of those offered.")
    return given


def _choices(field: Field, given: object, facts: _Facts) -> list[str]:
    items = given if isinstance(given, list) else [given]
    chosen = {_normal(item) for item in items if isinstance(item, str)}
    offered = [option.value for option in facts.catalogue.options(field, facts.status)]
    if not all(isinstance(item, str) for item in items) or not chosen - {""} <= set(offered):
        raise _Wrong("示されたものから選んでください。", "choose from those offered.")
    return [value for value in offered if value in chosen]


def _files(field: Field, given: object, facts: _Facts) -> list[str]:
    items = given if isinstance(given, list) else [given]
    chosen = {item for item in items if isinstance(item, str)} - {""}
    waiting = [option.value for option in facts.catalogue.options(field, facts.status)]
    if not all(isinstance(item, str) for item in items) or not chosen <= set(waiting):
        raise _Wrong(
            "添付したファイルが、もうここにありません。もう一度添付してください。",
            "a file that was attached is no longer here. Attach it again.",
        )
    most = USUAL_FILES if field.maximum is None else field.maximum
    if len(chosen) > most:
        raise _Wrong(
            f"ファイルは{most:,}件までです（いま{len(chosen):,}件）。",
            f"at most {most:,} files ({len(chosen):,} now).",
        )
    return [value for value in waiting if value in chosen]


_READERS: Final[Mapping[str, Callable[[Field, object, _Facts], Any]]] = {
    "text": _text,
    "textarea": _text,
    "date": _date,
    "integer": _integer,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
    "grade": _choice,
    "operator": _choice,
    "files": _files,
    "standings": _choices,
    "members": _choices,
}


def _holds(when: Condition, values: Mapping[str, frozenset[str]], context: Context) -> bool:
    step, dot, name = when.field.partition(".")
    said = _words(context.get(step, {}).get(name)) if dot else values.get(when.field, frozenset())
    return not said.isdisjoint(when.values)


def _said(field: Field, given: object) -> frozenset[str]:
    """What was typed, as the texts that a condition compares."""
    given = _one(field, given)
    if field.kind == "boolean" and isinstance(given, str):
        word = given.lower()
        return _words(word in _YES) if word in _YES | _NO else frozenset()
    if field.kind == "integer" and isinstance(given, str):
        return _words(read_integer(given))
    return _words(given)


def _past(field: Field, given: object, today: date | None) -> frozenset[str]:
    given = _one(field, given)
    day = read_date(given) if field.kind == "date" and isinstance(given, str) else None
    return frozenset({BEFORE_TODAY}) if day is not None and today is not None and day < today else frozenset()


def _words(value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    if isinstance(value, bool):
        return frozenset({"true" if value else "false"})
    if isinstance(value, list | tuple):
        return frozenset().union(*(_words(item) for item in value))
    return frozenset({_normal(value) if isinstance(value, str) else str(value)})

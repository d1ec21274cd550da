"""From what was typed to the values of an entry, or named problems. Must not know the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from webapp.model.bundle import Form
from webapp.model.catalogue import Catalogue
from webapp.model.forms import validate
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.people import names
from webapp.registers import corporate_number
from webapp.registers.likeness import likeness

Values = dict[str, Any]
Problems = dict[str, Text]

CONSENT_ONLY_FROM: Final = date(2022, 4, 1)
"""Since the Act of 2020 (令和2年法律第44号) came into force, only consent makes a covered business."""
_NUMBERS: Final = ("corporate_number", "parent_number")


def read_values(form: Form, typed: Mapping[str, Any], today: date, catalogue: Catalogue | None = None) -> Values:
    """Every field of the form: dates as dates, what was left empty as "" or, for dates, whole numbers and corporate
    numbers, None. Raises InvalidAnswers."""
    answers = validate(form, typed, {}, today, catalogue or Catalogue())
    values: Values = {}
    for field in form.fields:
        given = answers.get(field.id)
        if field.kind == "date":
            values[field.id] = None if given is None else date.fromisoformat(given)
        elif field.id in _NUMBERS:
            values[field.id] = corporate_number.normalised(given) if given else None
        elif field.kind == "integer":
            values[field.id] = given
        else:
            values[field.id] = "" if given is None else given
    problems = _wrong(values)
    if (own := _OWN.get(form.id)) is not None:
        problems |= own(values)
    if problems:
        raise InvalidAnswers(problems)
    return values


def derived(kind: str, values: Mapping[str, Any]) -> Values:
    """The columns by which an operator is found and compared."""
    if kind != "operator":
        return {}
    return {
        "name_key": names.key(values["name"]),
        "representative_key": likeness(values["representative"]),
        "address_key": likeness(values["address"]),
    }


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _wrong(values: Mapping[str, Any]) -> Problems:
    problems: Problems = {}
    for name in _NUMBERS:
        number = values.get(name)
        if number is not None and not corporate_number.is_valid(number):
            problems[name] = Text(
                "法人番号は13桁の数字です。桁数と検査用数字（先頭の1桁）を確かめてください。",
                "A corporate number has 13 digits, the first of which checks the others. Compare it with your source.",
            )
    first, last = values.get("first_day"), values.get("last_day")
    if first is not None and last is not None and last < first:
        problems["last_day"] = Text(
            "終わりの日は、始まりの日以後にしてください。", "The last day must not come before the first."
        )
    return problems


def _wrong_operator(values: Mapping[str, Any]) -> Problems:
    problems: Problems = {}
    if not names.presentable(values["name"]):
        problems["name"] = Text("事業者名に使えない文字があります。", "The name has characters that cannot be used.")
    if values["corporate_number"] is None and not values["representative"]:
        problems["representative"] = Text(
            "法人番号のない団体は、代表者か管理人の氏名を書いてください。",
            "Write the representative or administrator of a body that has no corporate number.",
        )
    if values["parent_number"] is not None and values["parent_number"] == values["corporate_number"]:
        problems["parent_number"] = Text(
            "事業者自身の法人番号です。親会社の番号を書くか、空欄にしてください。",
            "This is the operator's own number. Write that of the parent company, or leave it empty.",
        )
    return problems


def _wrong_coverage(values: Mapping[str, Any]) -> Problems:
    problems: Problems = {}
    if values["basis"] == "MEMBER" and values["first_day"] >= CONSENT_ONLY_FROM:
        problems["basis"] = Text(
            "2022年4月1日からは、同意を得た事業者だけを対象とします。「同意」を選び、同意の文書を記録してください。",
            "Since 1 April 2022 only consent makes a covered business. Choose consent and record the document.",
        )
    if values["ended_because"] and values["last_day"] is None:
        problems["last_day"] = Text(
            "対象から外れた日を入力してください。", "Enter the day on which it ceased to be covered."
        )
    return problems


_OWN: Final[Mapping[str, Callable[[Mapping[str, Any]], Problems]]] = {
    "operator": _wrong_operator,
    "coverage": _wrong_coverage,
}

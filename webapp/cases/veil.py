"""What is left out of an archive of a case, and all that would tell it: the answers that were chosen, the values of rules
that were given them, every text in which one of them stands again. Must not know who chose nor why.

An answer of free words, a date or a large number is looked for wherever it stands; one that was chosen among several
(yes, a grade) follows the diagram alone, for its words stand everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from webapp.cases.said import Said
from webapp.engine.expressions import WHOLE, parse
from webapp.model.bundle import Bundle, Field
from webapp.model.text import Text

GROUNDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "personal": Text("個人情報", "Personal data"),
        "secret": Text("営業上の秘密", "Business secret"),
        "third_party": Text("第三者の正当な利益", "Legitimate interest of others"),
        "other": Text("その他の理由", "Another reason"),
    }
)
"""Why something is left out."""
HIDDEN: Final = Text("（非開示）", "(withheld)")
SHORTEST: Final = 2  # characters of a value that is looked for in other texts
LINE: Final = 4  # characters of a line that is looked for by itself
LARGE: Final = 1000  # a number that stands for nothing else
_LOOKED_FOR: Final = frozenset({"text", "textarea", "date", "integer", "operator", "standings", "members", "files"})


class Veil:
    """`left_out`: what -> ground, as `answer:<step>.<field>`, `answers:<step>`, `decision:<step>`, `letter:<id>` and
    `file:<id>`; `reads`: service task -> input -> expression; `values`: all that was ever answered; `operator`: whose service an answer of that kind names, and so goes with it."""

    def __init__(
        self,
        left_out: Mapping[str, str],
        bundle: Bundle,
        reads: Mapping[str, Mapping[str, str]],
        values: Iterable[tuple[str, str, Any]],
        said: Said,
        operator: Text | None = None,
    ) -> None:
        self._left_out, self._bundle = left_out, bundle
        self._secrets = sorted(self._found_in(values, said, operator), key=len, reverse=True)
        self._packed = tuple("".join(secret.split()) for secret in self._secrets)
        self._tainted = self._spread(reads)

    def ground(self, what: str) -> Text | None:
        """Why something was left out; None where it was not."""
        ground = self._left_out.get(what)
        return None if ground is None else GROUNDS[ground]

    def answer(self, step: str, field: str) -> Text | None:
        return self.ground(f"answers:{step}") or self.ground(f"answer:{step}.{field}")

    def touches(self, step: str | None) -> bool:
        """Whether anything of a step's answers is left out."""
        form = self._bundle.forms.get(step or "")
        return form is not None and any(self.answer(form.id, field.id) is not None for field in form.fields)

    def tainted(self, step: str) -> frozenset[str]:
        """The inputs of a rule, or of a letter, that come from what is left out."""
        return self._tainted.get(step, frozenset())

    def over(self, text: Text) -> Text:
        """A text without what is left out, where it stands in it."""
        return Text(self._without(text.ja, HIDDEN.ja), self._without(text.en, HIDDEN.en))

    def stands_in(self, words: str) -> bool:
        """Whether something that is left out stands in it, however its lines are broken."""
        packed = "".join(words.split())
        return any(secret in packed for secret in self._packed)

    def _without(self, words: str, mark: str) -> str:
        for secret in self._secrets:
            words = words.replace(secret, mark)
        return words

    def _found_in(self, values: Iterable[tuple[str, str, Any]], said: Said, operator: Text | None) -> set[str]:
        found: set[str] = set()
        for step, name, value in values:
            field = _field(self._bundle, step, name)
            if field is not None and field.kind in _LOOKED_FOR and self.answer(step, name) is not None:
                for one in value if isinstance(value, list) else [value]:
                    found |= set(_forms_of(one, said.answer(field, one)))
                if field.kind == "operator" and operator is not None:
                    found |= {operator.ja.strip(), operator.en.strip()}
        return {secret for secret in found if len(secret) >= SHORTEST}

    def _spread(self, reads: Mapping[str, Mapping[str, str]]) -> Mapping[str, frozenset[str]]:
        """From what is left out to the rules that were given it, and on to those that were given what they computed."""
        named = {step: {name: parse(text).names for name, text in inputs.items()} for step, inputs in reads.items()}
        tainted: dict[str, frozenset[str]] = {}
        while True:
            found = {
                step: inputs
                for step, names in named.items()
                if (inputs := frozenset(name for name, read in names.items() if self._reads_it(read, tainted, named)))
            }
            if found == tainted:
                return tainted
            tainted = found

    def _reads_it(
        self, read: Mapping[str, frozenset[str]], tainted: Mapping[str, frozenset[str]], rules: Mapping[str, Any]
    ) -> bool:
        return any(self._record_tells(record, fields, tainted, rules) for record, fields in read.items())

    def _record_tells(
        self, record: str, fields: frozenset[str], tainted: Mapping[str, frozenset[str]], rules: Mapping[str, Any]
    ) -> bool:
        if record == "case":
            return False
        if record in rules:
            hidden = self.ground(f"decision:{record}") is not None
            return hidden or (record in tainted and not fields.isdisjoint({"value", WHOLE}))
        form = self._bundle.forms.get(record)
        if form is None:  # what a script has put together
            return bool(self._left_out)
        return any(self.answer(record, one.id) for one in form.fields if WHOLE in fields or one.id in fields)


def _field(bundle: Bundle, step: str, name: str) -> Field | None:
    form = bundle.forms.get(step)
    return None if form is None else next((field for field in form.fields if field.id == name), None)


def _forms_of(value: Any, said: Text) -> Iterator[str]:
    """How a value may be written elsewhere."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int):
        if abs(value) >= LARGE:
            yield from (str(value), f"{value:,}")
        return
    words = {str(value).strip(), said.ja.strip(), said.en.strip()}
    yield from words
    for text in words:
        lines = [line.strip() for line in text.splitlines()]
        yield from (line for line in lines if len(lines) > 1 and len(line) >= LINE)
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return
    yield f"{day.day} {day:%b} {day.year}"

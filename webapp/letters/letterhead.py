"""How the body presents itself on paper, read from body.toml. Must not know any letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from webapp.model.protected import without_it
from webapp.model.text import Text

NOTHING: Final = Text("", "")
SEAL: Final = Text("公印", "Seal")
REPRESENTED_BY: Final[Mapping[str, Text]] = {
    "representative": Text("代表者", "Representative"),
    "administrator": Text("管理人", "Administrator"),
}
"""Who acts for a body without legal personality."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`contact`: the lines of address and telephone; `signed_by`: the office that signs; `seal`: the word in the place
    of the seal; `translated`: what a translation says of itself."""

    name: Text = NOTHING
    contact: tuple[Text, ...] = ()
    signed_by: Text = NOTHING
    seal: Text = SEAL
    translated: Text = NOTHING


def without_protected_name(head: Letterhead) -> Letterhead:
    """The same letterhead for a day on which the body is not accredited: the name that the Act protects is left out,
    with the lines that were nothing else."""
    contact = (_without(line) for line in head.contact)
    return Letterhead(
        name=_without(head.name),
        contact=tuple(line for line in contact if line.ja or line.en),
        signed_by=_without(head.signed_by),
        seal=_without(head.seal),
        translated=_without(head.translated),
    )


def _without(words: Text) -> Text:
    return Text(without_it(words.ja), without_it(words.en))


def letterhead_of(body: Mapping[str, Any]) -> Letterhead:
    """The letterhead of a body.toml; what it does not say stays empty."""
    address, head = body.get("address", {}), body.get("letterhead", {})
    postal = str(address.get("postal_code", ""))
    place = Text(
        " ".join(part for part in (f"〒{postal}" if postal else "", address.get("ja", "")) if part),
        " ".join(part for part in (address.get("en", ""), postal) if part),
    )
    telephone, email = (str(head.get(name, "")) for name in ("telephone", "email"))
    reached = Text(
        "　".join(part for part in (f"電話 {telephone}" if telephone else "", email) if part),
        ", ".join(part for part in (f"Tel. {telephone}" if telephone else "", email) if part),
    )
    return Letterhead(
        name=_words(body, "name"),
        contact=tuple(line for line in (_words(body, "letterhead"), place, reached) if line.ja or line.en),
        signed_by=_signed_by(body),
        seal=_words(head, "seal") if "seal" in head else SEAL,
        translated=_words(head, "translated"),
    )


def _signed_by(body: Mapping[str, Any]) -> Text:
    """The office that signs. A body without legal personality acts in the name of its representative or administrator,
    who stands in its letters by name."""
    office, organisation = _words(body.get("letterhead", {}), "signed_by"), body.get("organisation", {})
    if organisation.get("incorporated", True):
        return office
    who = _words(organisation, "name")
    title = office if office.ja else REPRESENTED_BY.get(str(organisation.get("represented_by")), NOTHING)
    return Text(
        "　".join(part for part in (title.ja, who.ja) if part),
        ", ".join(part for part in (who.pick("en"), title.pick("en")) if part),
    )


def _words(table: Mapping[str, Any], name: str) -> Text:
    words = table.get(name, {})
    return Text(str(words.get("ja", "")), str(words.get("en", "")))

"""The paper that says what a grant states. It belongs to no case: whoever asks for one gets it from the register. Must not
know how a grant came about, nor anything of incidents.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from webapp.letters.letterhead import Letterhead
from webapp.letters.sheet import LANGUAGES, Matter, Sheet, compose, day_words
from webapp.model.bundle import Letter
from webapp.model.text import Text

CERTIFICATE: Final = Letter(
    name="certificate",
    title=Text("情報銀行認定の付与についての証明", "Certificate of a grant"),
    paragraphs=(
        Text(
            "次の事業者が、次のサービスについて、{as_of}現在、認定基準に適合した情報信託機能を構築している事業者である旨を、当団体が認証していることを証明します。",
            "We certify that, as of {as_of}, the operator below is certified to have built, for the service below, an "
            "information trust function that conforms to the criteria of certification.",
        ),
        Text("1　事業者：{operator}", "1. Operator: {operator}"),
        Text("2　サービス：{service}", "2. Service: {service}"),
        Text("3　付与の期間：{term}", "3. Term of the grant: {term}"),
        Text(
            "この証明は、事故等がないことを述べるものではありません（TPDMS-2210 1）。付与が一時停止され、または取り消されたときは、その時から効力を失います。",
            "This certificate says nothing about whether there were incidents (TPDMS-2210 1). It ceases to be valid when the "
            "grant is suspended or revoked.",
        ),
    ),
    fields=("as_of", "operator", "service", "term"),
    series="CRT",
)


def certificate_of(
    number: str,
    as_of: date,
    operator: Text,
    service: Text,
    term: tuple[date, date | None],
    letterhead: Letterhead,
) -> Sheet:
    """The sheet of a certificate, dated the day as of which it speaks. `term`: of the grant."""
    places = {
        "as_of": Text(*(day_words(as_of, language) for language in LANGUAGES)),
        "operator": operator,
        "service": service,
        "term": Text(*(_term(*term, language) for language in LANGUAGES)),
    }
    matter = Matter(number=number, dated=as_of, operator=operator, office=None, case_number="", places=places)
    return compose(CERTIFICATE, matter, letterhead)


def _term(first: date, last: date | None, language: str) -> str:
    begun = day_words(first, language)
    if last is None:
        return f"{begun}から" if language == "ja" else f"from {begun}"
    return (
        f"{begun}から{day_words(last, language)}まで" if language == "ja" else f"{begun} to {day_words(last, language)}"
    )

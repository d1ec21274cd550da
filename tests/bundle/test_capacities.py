"""body.toml tells what the body is: its form, who acts for it, its capacities with their days and grounds. M-02, M-27."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest

from webapp.bundle.body import checked_body
from webapp.bundle.shape import BundleProblems
from webapp.letters.letterhead import letterhead_of
from webapp.registers.capacities import accredited_since, capacities_on, is_accredited, last_accredited_day

ACCREDITED = "[capacities.accredited_organization]\n"
TURNS = ACCREDITED + 'history = [{ status = "active", from = 2022-04-01 }, { %s }]'
ORGANISATION = "[organisation]\nincorporated = false\n"


def body(told: str) -> dict[str, Any]:
    return tomllib.loads(told)


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (TURNS % 'status = "cancelled", from = 2026-11-20', "grounds"),
        (TURNS % 'status = "cancelled", from = 2026-11-20, grounds = []', "grounds"),
        (TURNS % 'status = "cancelled", from = 2026-11-20, grounds = ["155-1-9"]', "155-1-1"),
        (
            TURNS % 'status = "cancelled", from = 2026-11-20, grounds = ["155-1-4"], public_notice = "soon"',
            "public_notice",
        ),
        (TURNS % 'status = "gone", from = 2026-11-20', "status"),
        (TURNS % 'status = "suspended"', "from"),
        (ACCREDITED + 'status = "active"', "from"),
        (ACCREDITED + 'from = 2022-04-01\nuntil = "never"', "until"),
    ],
)
def test_M27_a_cancelled_accreditation_names_its_grounds(told: str, wrong: str) -> None:
    with pytest.raises(BundleProblems) as refused:
        checked_body(body(told))
    assert wrong in str([problem.message.en + problem.remedy.en for problem in refused.value.problems])


def test_M27_the_grounds_and_the_notice_stand_in_its_history() -> None:
    told = body(TURNS % 'status = "cancelled", from = 2026-11-20, grounds = ["155-1-3"], public_notice = 2026-11-25')
    (capacity,) = capacities_on(checked_body(told), date(2026, 11, 20))
    latest = capacity.history[0]
    assert "第55条" in latest.grounds[0].ja and latest.public_notice == date(2026, 11, 25)
    assert is_accredited(told, date(2026, 11, 19)) and not is_accredited(told, date(2026, 11, 20))
    assert accredited_since(told) == date(2022, 4, 1)
    assert last_accredited_day(told, date(2026, 11, 19)) is None
    assert last_accredited_day(told, date(2026, 11, 20)) == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("told", "last"),
    [
        (ACCREDITED + "from = 2022-04-01\nuntil = 2026-03-31", date(2026, 3, 31)),
        (ACCREDITED + "from = 2022-04-01\nuntil = 2027-03-31", None),
        (TURNS % 'status = "suspended", from = 2026-11-01', None),
        ("", None),
    ],
)
def test_an_accreditation_ends_by_its_term_and_not_by_a_suspension(told: str, last: date | None) -> None:
    assert last_accredited_day(checked_body(body(told)), date(2026, 11, 20)) == last


@pytest.mark.parametrize(
    "told",
    [
        ORGANISATION,
        ORGANISATION + 'represented_by = "administrator"',
        ORGANISATION + 'represented_by = "chair"\nname = {ja = "見本 一郎"}',
        "[organisation]\nincorporated = 3",
        "[organisation]\nunknown = true",
    ],
)
def test_M02_a_body_without_legal_personality_says_who_acts_for_it(told: str) -> None:
    with pytest.raises(BundleProblems):
        checked_body(body(told))


@pytest.mark.parametrize(
    ("told", "ja", "en"),
    [
        ('represented_by = "administrator"\nname = {ja = "見本 一郎", en = "Ichiro Mihon"}', "管理人　見本 一郎", "Ichiro Mihon, Administrator"),
        (
            'represented_by = "representative"\nname = {ja = "見本 一郎"}\n[letterhead]\nsigned_by = {ja = "会長", en = "Chair"}',
            "会長　見本 一郎",
            "見本 一郎, Chair",
        ),
    ],
)  # fmt: skip
def test_M02_its_letters_go_out_in_the_name_of_whoever_acts_for_it(told: str, ja: str, en: str) -> None:
    signed = letterhead_of(checked_body(body(ORGANISATION + told))).signed_by
    assert (signed.ja, signed.en) == (ja, en)


def test_a_legal_person_signs_by_its_office() -> None:
    told = '[organisation]\nincorporated = true\n[letterhead]\nsigned_by = {ja = "代表理事"}'
    assert letterhead_of(checked_body(body(told))).signed_by.ja == "代表理事"

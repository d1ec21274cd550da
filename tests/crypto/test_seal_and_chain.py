"""Seals and links: every part of what they cover counts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.crypto.chain import START, Deed, day_link, fingerprint, head_seal, link
from webapp.crypto.keys import keyring
from webapp.crypto.seal import Sealed, seal, unbroken

KEYS = keyring("k" * 32)
SEALED = Sealed("case", "version", 7, 1, b"state")
DEED = Deed("id", "case:1", 3, datetime(2026, 11, 20, 3, tzinfo=UTC), "user", "claim_task", {"task": "t", "n": 1})


def test_a_seal_holds_for_what_it_was_made_for() -> None:
    assert unbroken(KEYS, SEALED, seal(KEYS, SEALED))


@pytest.mark.parametrize(
    "other", [{"case_id": "x"}, {"version_id": "x"}, {"order": 8}, {"format": 2}, {"state": b"State"}]
)
def test_a_seal_breaks_with_any_part(other: dict[str, Any]) -> None:
    assert not unbroken(KEYS, replace(SEALED, **other), seal(KEYS, SEALED))


def test_a_seal_of_another_key_or_none_does_not_hold() -> None:
    assert not unbroken(keyring("x" * 32), SEALED, seal(KEYS, SEALED))
    for forged in ("", "0" * 64, "鍵"):
        assert not unbroken(KEYS, SEALED, forged)


@pytest.mark.parametrize(
    "other",
    [
        {"id": "x"},
        {"chain": "case:2"},
        {"seq": 4},
        {"at": DEED.at + timedelta(microseconds=1)},
        {"actor": "x"},
        {"verb": "x"},
        {"detail": {"task": "t", "n": 2}},
    ],
)
def test_a_link_breaks_with_any_part(other: dict[str, Any]) -> None:
    assert link(KEYS, START, replace(DEED, **other)) != link(KEYS, START, DEED)
    assert link(KEYS, "another", DEED) != link(KEYS, START, DEED)


def test_a_link_does_not_depend_on_the_zone_or_the_order_of_names() -> None:
    tokyo = DEED.at.astimezone(timezone(timedelta(hours=9)))
    same = replace(DEED, at=tokyo, detail={"n": 1, "task": "t"})
    assert link(KEYS, START, same) == link(KEYS, START, DEED)


def test_days_and_heads_have_links_of_their_own() -> None:
    heads = {"moved": {"people": [3, "m"]}}
    assert day_link(KEYS, START, date(2026, 11, 20), heads) != day_link(KEYS, START, date(2026, 11, 21), heads)
    assert head_seal(KEYS, "people", 3, "m") != head_seal(KEYS, "people", 2, "m")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, JSON)
def test_equal_values_have_equal_fingerprints_and_others_do_not(one: Any, other: Any) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (fingerprint(KEYS, one) == fingerprint(KEYS, other)) == same


def test_what_is_no_number_has_no_fingerprint() -> None:
    with pytest.raises(ValueError, match="JSON"):
        fingerprint(KEYS, float("nan"))

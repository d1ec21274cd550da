"""Stories of the shipped incident process, as texts: their beginnings, and a bundle that has only these."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.bundle.read import read_files
from webapp.model.bundle import Bundle

HEAD = """
title: {ja: 試し, en: A trial}
status: grantee
start:
  on: 2026-04-03 10:00
  who: intake
  answers:
    {title: 名簿の漏えい, received_on: 2026-04-03, how_known: operator_report, operator_knew_on: 2026-04-03,
     channel: email, final_within: 30, types: [leak], location: own, description: 名簿を別の宛先に送った。}
"""
CHECKED = """
  - on: 2026-04-06 11:00
    who: secretariat
    step: check_completeness
    answers: {result: complete}
"""
ASKED = """
  - on: 2026-04-06 11:00
    who: secretariat
    step: check_completeness
    answers: {result: incomplete, missing: 人数}
  - on: 2026-04-07 11:00
    who: secretariat
    step: request_supplement
    answers: {letter_date: 2026-04-07, addressee: 個人情報保護管理者, request: 人数を示してください。}
  - on: 2026-04-07 11:30
    who: secretariat 2
    step: send_supplement_request
    answers: {result: sent, dispatched_on: 2026-04-07, channel: mail, proof: 受領の記録}
"""


def bundle_with(shelf: Mapping[str, Mapping[str, bytes]], **stories: str) -> Bundle:
    files = {path: raw for path, raw in shelf["incident"].items() if not path.startswith("scenarios/")}
    return read_files(
        files | {f"scenarios/{name}.yaml": text.lstrip("\n").encode() for name, text in stories.items()}, "incident"
    )


def line_of(text: str, part: str) -> int:
    return text.lstrip("\n")[: text.lstrip("\n").index(part)].count("\n") + 1

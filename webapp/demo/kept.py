"""What the demo body keeps about itself: a report for the public that waits, evidence, procedures, other business, a misuse of
its name, a certificate that waits. All of it entered through the verbs.
"""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import datetime, timedelta

from webapp.cases.certify import PrepareCertificate, prepare_certificate
from webapp.cases.desk import Desk
from webapp.cases.public_report import PrepareReport, prepare_report
from webapp.demo.body import Body
from webapp.model.bundle import Option
from webapp.model.clock import fiscal_year, local_date
from webapp.model.refusals import NotGranted
from webapp.model.text import Text
from webapp.registers.body_kinds import ACCOUNTS, BODY_KINDS, MISUSE, OTHER_BUSINESS, PROCEDURE, of_versions
from webapp.registers.body_records import AddBodyRecord, Sent, add_body_record
from webapp.store.reads.figures import EVERYTHING, years_of
from webapp.store.reads.versions import versions_with_cases


def keep(desk: Desk, body: Body, process: str, now: datetime) -> None:
    today = local_date(now)
    manager, secretariat = body.having("manager")[0], body.having("secretariat")[0]
    with desk.store.read() as unit:
        years, versions = years_of(unit, process, EVERYTHING), versions_with_cases(unit)
    for year in years[:1]:
        prepare_report(desk, manager, PrepareReport(process, year), now)
    last_year = fiscal_year(today) - 1
    statements = Sent(io.BytesIO("架空の計算書類です。\n".encode()), f"計算書類{last_year}.txt")
    begun = (today - timedelta(days=500)).isoformat()
    offered = [Option(f"{one.process}.{one.number}", Text(one.process)) for one in versions if one.process == process]
    procedure = of_versions(BODY_KINDS[PROCEDURE], offered)
    entries = (
        (BODY_KINDS[ACCOUNTS], {"year": last_year, "what": "statements", "title": "計算書類"}, (statements,)),
        (
            procedure,
            {"title": "認定業務規程", "edition": "第1版", "first_day": begun, "versions": [offered[0].value]},
            (),
        ),
        (
            BODY_KINDS[OTHER_BUSINESS],
            {
                "name": "情報銀行の認定",
                "name_en": "Certification of information banks",
                "purpose": "mark_certification",
                "apart": "苦情の相談員は審査と事故等の評価に加わらない。苦情の記録は認定の担当者に見せない。",
                "first_day": begun,
                "found": "guarded",
                "reviewed_on": (today - timedelta(days=60)).isoformat(),
            },
            (),
        ),
        (
            BODY_KINDS[MISUSE],
            {
                "who": "架空情報保護協会",
                "name_used": "like",
                "where": "ウェブサイトの見出しに、紛らわしい名称を掲げている。",
                "found_on": (today - timedelta(days=12)).isoformat(),
                "source": "対象事業者からの知らせ",
            },
            (),
        ),
    )
    for kind, typed, sent in entries:
        add_body_record(desk.store, desk.keys, secretariat, AddBodyRecord(kind, typed, sent), now)
    for service_id in body.services.values():
        with suppress(NotGranted):
            prepare_certificate(desk, secretariat, PrepareCertificate(service_id), now)
            return

"""Every page of the house, as somebody of the demo reaches it. Must not know what is looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """A page by the name of its view, and the way to it: an address, then perhaps links and buttons by selector.
    `refused`: the page says that there is nothing to see, or nothing for this person."""

    endpoint: str
    login: str | None
    path: str
    follow: tuple[str, ...] = ()
    refused: bool = False

    def __str__(self) -> str:
        return f"{self.endpoint}-{self.login or 'nobody'}{'-refused' if self.refused else ''}"


CASE = "main a[href^='/cases/']:not([href*='new'])"
HELD = "main tr:has(.tag--soon) a[href^='/cases/']"
OPERATOR = "main a.table__title"
# A draft is opened by whoever comes first.
DRAFT = "main form[action$='/draft/open'] button, main a[href$='/draft']"
FORM = ("main a[href$='/forms']", "main a[href*='/forms/']")
# A bar is entered, an answer corrected by whoever comes first; what there is stands before the way to make it.
BAR = "main a[href*='/bars/']"
CORRECTION = "main a[href*='/corrections/']:not([href*='/new']), .answers details[open] a[href*='/corrections/new']"
EVIDENCE = "main a[href*='/evidence/']"

LOOKS = (
    Look("signin.sign_in", None, "/sign-in"),
    Look("home.nothing", "uketsuke", "/welcome"),
    Look("me.account", "hyoka1", "/me"),
    # staff
    Look("inbox.tasks", "uketsuke", "/inbox"),
    Look("tasks.task", "hyoka1", "/inbox", ("main td a[href^='/tasks/'], main th a[href^='/tasks/']",)),
    Look("cases.choose", "uketsuke", "/cases/new"),
    Look("cases.start", "uketsuke", "/cases/new/incident"),
    Look("cases.all_cases", "uketsuke", "/cases"),
    Look("cases.case", "uketsuke", "/cases/none", refused=True),
    Look("cases.case", "gyomu", "/cases", (CASE,)),
    Look("cases.case", "kansa", "/cases?show=ended", (CASE,)),
    Look("files.attach", "uketsuke", "/cases", (CASE, "main a[href$='/attach']")),
    Look("deadlines.ask_hold", "gyomu", "/cases", (CASE, "main a[href$='/hold']")),
    Look("deadlines.ask_extension", "gyomu", "/cases", (CASE, "main a[href*='/deadlines/']")),
    Look("deadlines.ask_resume", "gyomu", "/cases", (HELD, "main a[href$='/resume']")),
    Look("corrections.ask", "gyomu", "/cases", (CASE, ".answers details[open] a[href*='/corrections/new']")),
    Look("corrections.correction", "gyomu", "/cases?show=ended", (CASE, CORRECTION)),
    Look("handovers.handovers", "gyomu", "/cases", (CASE, "main a[href$='/handovers']")),
    Look("handovers.ask_form", "gyomu", "/cases", (CASE, "main a[href$='/handovers/new']")),
    Look("evidence.one", "iinkai", "/committee", (EVIDENCE,)),
    Look("evidence.evidence", "iinkai", "/committee", (EVIDENCE, ".crumbs a[href$='/evidence']")),
    Look(
        "evidence.ask_form",
        "iinkai",
        "/committee",
        (EVIDENCE, ".crumbs a[href$='/evidence']", "main a[href$='/evidence/new']"),
    ),
    # people and organs
    Look("people.people", "gyomu", "/cases", (CASE, "main a[href$='/people']")),
    Look("people.declaration", "iinkai", "/committee", ("main a[href$='/declare']",)),
    Look("people.committee", "iinkai", "/committee"),
    Look("people.naming", "suishin1", "/committee/members"),
    Look("people.interests", "iinkai2", "/me/interests"),
    Look("people.organs", "kanri", "/organs"),
    # letters
    Look("letters.workbench", "jimu1", "/letters"),
    Look("letters.letter", "jimu1", "/letters", ("main a[href^='/letters/']",)),
    Look("post.room", "gyomu", "/post"),
    # registers
    Look("registers.operators", "gyomu", "/registers"),
    Look("registers.body", "kansa", "/registers/body"),
    Look("body.records", "kansa", "/registers/body/records/other_business"),
    Look("body.new_record", "jimu1", "/registers/body/records/accounts/add"),
    Look(
        "body.record",
        "jimu1",
        "/registers/body/records/misuse",
        ("main a[href*='/records/misuse/']:not([href$='/add'])",),
    ),
    Look(
        "certificates.certificates",
        "kettei1",
        "/registers?status=grantee",
        (OPERATOR, "main a[href*='/certificates/']"),
    ),
    Look("registers.covered", "kansa", "/registers/covered"),
    Look("registers.publications", "kansa", "/registers/publications"),
    Look(
        "registers.publication",
        "jimu1",
        "/registers/publications",
        ("main th a", "main a[href*='/publications/']"),
    ),
    Look("registers.new_operator", "jimu1", "/registers/add"),
    Look("registers.operator", "jimu1", "/registers", (OPERATOR,)),
    Look("registers.entry", "jimu1", "/registers", (OPERATOR, "main a[href*='/operator/']")),
    Look("registers.new_entry", "jimu1", "/registers", (OPERATOR, "main a[href$='/add/service']")),
    Look("registers.new_partner", "jimu1", "/registers", (OPERATOR, "main a[href$='/add/recipient']")),
    Look("registers.new_status", "jimu1", "/registers", (OPERATOR, "main a[href$='/status']")),
    Look("registers.status", "jimu1", "/registers", (OPERATOR, "main a[href*='/statuses/']")),
    Look("registers.identity", "jimu1", "/registers", (OPERATOR, "main a[href$='/identity']")),
    Look("registers.declarations", "jimu1", "/registers", (OPERATOR, "main a[href$='/declarations']")),
    Look(
        "registers.new_declaration",
        "jimu1",
        "/registers",
        (OPERATOR, "main a[href$='/declarations']", "main a[href$='/declare']"),
    ),
    Look("registers.new_bar", "jimu1", "/registers", (OPERATOR, "main a[href$='/bars/add']")),
    Look("registers.bar", "jimu1", "/registers", (OPERATOR, BAR)),
    # managers
    Look("manager.loads", "gyomu", "/manage"),
    Look("manager.process", "gyomu", "/manage/incident"),
    Look("manager.case_list", "gyomu", "/manage/incident/list"),
    Look("manager.waiting", "gyomu", "/manage/waiting"),
    Look("manager.task", "gyomu", "/manage/waiting", ("main a[href^='/manage/tasks/']",)),
    Look("manager.people", "gyomu", "/manage/people"),
    Look("manager.retention", "gyomu", "/manage/retention?show=all"),
    Look("erasure.erasure", "gyomu", "/manage/retention?show=all", ("main a.table__title",)),
    # figures
    Look("figures.figures", "gyomu", "/figures"),
    Look("figures.all_reports", "gyomu", "/figures/reports"),
    Look("figures.report", "kettei1", "/figures/reports", ("main a.table__title",)),
    # process owners
    Look("designer.processes", "zu1", "/design"),
    Look("designer.process", "zu1", "/design/incident"),
    Look("designer.version", "zu1", "/design/incident/versions/1"),
    Look("designer.draft", "zu1", "/design/incident", (DRAFT,)),
    Look("designer.steps", "zu1", "/design/incident", (DRAFT, "main a[href$='/steps']")),
    Look("designer.step", "zu1", "/design/incident", (DRAFT, "main a[href$='/steps']", "main a[href*='/steps/']")),
    Look("designer.forms", "zu1", "/design/incident", (DRAFT, *FORM[:1])),
    Look("designer.form", "zu1", "/design/incident", (DRAFT, *FORM)),
    Look("designer.field", "zu1", "/design/incident", (DRAFT, *FORM, "main a[href*='/fields/']")),
    Look("designer.new_field", "zu1", "/design/incident", (DRAFT, *FORM, "main form[action$='/add'] button")),
    Look("designer.stories", "zu1", "/design/incident/draft/stories"),
    # administrators and auditors
    Look("admin.users", "kanri", "/users"),
    Look("admin.users", "uketsuke", "/users", refused=True),
    Look("admin.new_user", "kanri", "/users/add"),
    Look("admin.user", "kanri", "/users", ("main tbody a",)),
    Look("admin.audit", "kansa", "/audit"),
)

NO_PAGES = {
    "static": "files",
    "home.home": "leads on",
    "home.healthz": "for machines",
    "home.favicon": "a picture",
    "cases.diagram": "BPMN",
    "manager.diagram": "BPMN",
    "designer.draft_xml": "BPMN",
    "designer.version_xml": "BPMN",
    "designer.check": "a part of the editor's page",
    "files.download": "a file",
    "evidence.look": "the dossier of an archive, whose look is its own",
    "handovers.look": "the same",
    "body.download": "a file",
    "certificates.document": "PDF",
    "figures.table": "CSV",
    "figures.page": "a page of its own, to take along",
    "figures.report_table": "CSV",
    "registers.covered_table": "CSV",
    "registers.publications_table": "CSV",
    "letters.document": "PDF",
    "letters.picture": "a picture",
}
"""Views that answer a GET with something else than a page."""
